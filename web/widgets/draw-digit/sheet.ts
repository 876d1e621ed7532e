// The sheet that one draws on: strokes by pointer and by keys, undo and clear. White on black.

import { element, svg } from "../../shared/element";
import type { Ink } from "./mnist";

export const SIDE = 280; // of the sheet, in its own pixels
export const CELLS = 20; // columns and rows, as keys walk them and words tell them
const CELL = SIDE / CELLS;
const FINE = CELL / 4;
export const PEN = 24; // a digit as high as MNIST's in the sheet then has as much ink as MNIST's

type Point = [number, number];

// Home, End and the page keys lie on a number pad as diagonals do.
const MOVES: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};

export interface Sheet {
  root: HTMLElement;
  ink(): Ink;
  undo(): void;
  clear(): void;
  /** the key pen: its column and row from 1, and whether it is down; null while it has no focus */
  pen(): { column: number; row: number; state: "up" | "down" } | null;
  /** whether there is anything to take back */
  changed(): boolean;
}

/** A sheet; `drawn` is called when its ink or its key pen may have changed. */
export function sheet(label: string, help: HTMLElement, drawn: () => void): Sheet {
  const canvas = element("canvas", {
    class: "livenet-map livenet-sheet",
    width: SIDE,
    height: SIDE,
    tabindex: 0,
    role: "application",
    "aria-label": label,
    "aria-describedby": help.id,
  });
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  const dot = svg("circle", { r: PEN / 2 });
  const cross = svg("path", { d: "M-22 0H22M0-22V22" });
  const cursor = svg("g", {}, dot, cross);
  const over = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" }, cursor);
  const root = element("div", { class: "livenet-place" }, canvas, over);

  let strokes: Point[][] = [];
  const before: Point[][][] = []; // what undo goes back to
  let stroke: Point[] | null = null;
  let at: Point = [SIDE / 2, SIDE / 2];
  let down = false; // of the key pen

  const paint = () => {
    context.fillStyle = "#000";
    context.fillRect(0, 0, SIDE, SIDE);
    context.strokeStyle = "#fff";
    context.lineWidth = PEN;
    context.lineCap = "round";
    context.lineJoin = "round";
    for (const points of strokes) {
      context.beginPath();
      context.moveTo(...points[0]);
      for (const point of points) context.lineTo(...point);
      context.stroke();
    }
    cursor.setAttribute("transform", `translate(${at.join()})`);
    over.dataset.pen = down ? "down" : "up";
  };
  const change = () => {
    paint();
    drawn();
  };
  const begin = (point: Point) => {
    before.push(strokes);
    stroke = [point];
    strokes = [...strokes, stroke];
  };
  const lift = () => {
    stroke = null;
    down = false;
  };

  const where = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    const scale = SIDE / canvas.clientWidth;
    return [
      scale * (clientX - left - canvas.clientLeft),
      scale * (clientY - top - canvas.clientTop),
    ];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    canvas.setPointerCapture(event.pointerId);
    lift();
    begin(where(event));
    change();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || down) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const one of passed.length ? passed : [event]) stroke.push(where(one));
    change();
  });
  for (const end of ["pointerup", "pointercancel", "blur"]) {
    canvas.addEventListener(end, () => {
      lift();
      over.dataset.pen = "up";
      drawn();
    });
  }

  canvas.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (move) {
      const step = event.shiftKey ? FINE : CELL;
      at = at.map((value, axis) =>
        Math.min(SIDE - PEN / 2, Math.max(PEN / 2, value + step * move[axis])),
      ) as Point;
      if (down) stroke?.push(at);
    } else if (event.key === " ") {
      down = !down;
      if (down) begin(at);
      else stroke = null;
    } else if (
      event.key === "Backspace" ||
      (event.key === "z" && (event.ctrlKey || event.metaKey))
    ) {
      undo();
    } else return;
    event.preventDefault();
    change();
  });

  function undo() {
    lift();
    strokes = before.pop() ?? strokes;
    change();
  }

  paint();
  return {
    root,
    undo,
    ink() {
      const { data } = context.getImageData(0, 0, SIDE, SIDE);
      const values = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i]);
      return { width: SIDE, height: SIDE, values };
    },
    clear() {
      lift();
      if (strokes.length) before.push(strokes);
      strokes = [];
      change();
    },
    pen() {
      if (!canvas.matches(":focus-visible")) return null;
      const [column, row] = at.map((value) => Math.floor(value / CELL) + 1);
      return { column, row, state: down ? "down" : "up" };
    },
    changed: () => before.length > 0,
  };
}
