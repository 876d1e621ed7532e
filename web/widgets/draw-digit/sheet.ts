// The sheet that one draws on: strokes by pointer and by keys, undo and clear. White on black.

import { element, svg } from "../../shared/element";
import type { Ink } from "./mnist";
import { Pen, SIDE, WIDTH } from "./pen";
import { type Point, Strokes } from "./strokes";

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
  const strokes = new Strokes();
  const pen = new Pen();
  const over = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" }, pen.cursor);
  const root = element("div", { class: "livenet-place" }, canvas, over);

  const show = () => {
    paint(context, strokes.all);
    pen.cursor.setAttribute("transform", `translate(${pen.at.join()})`);
    over.dataset.pen = pen.down ? "down" : "up";
  };
  const change = () => {
    show();
    drawn();
  };
  const lift = () => {
    strokes.end();
    pen.down = false;
  };
  const undo = () => {
    lift();
    strokes.undo();
    change();
  };
  const clear = () => {
    lift();
    strokes.clear();
    change();
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    canvas.setPointerCapture(event.pointerId);
    lift();
    strokes.begin(pointOf(canvas, event));
    change();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!strokes.drawing || pen.down) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const part of passed.length ? passed : [event]) strokes.extend(pointOf(canvas, part));
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
    const command = event.ctrlKey || event.metaKey;
    if (pen.move(event)) {
      if (pen.down) strokes.extend(pen.at);
    } else if (event.key === " ") {
      pen.down = !pen.down;
      if (pen.down) strokes.begin(pen.at);
      else strokes.end();
    } else if (event.key === "Backspace" || (event.key === "z" && command)) {
      lift();
      strokes.undo();
    } else return;
    event.preventDefault();
    change();
  });

  show();
  return {
    root,
    undo,
    clear,
    ink() {
      const { data } = context.getImageData(0, 0, SIDE, SIDE);
      const values = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i]);
      return { width: SIDE, height: SIDE, values };
    },
    pen() {
      if (!canvas.matches(":focus-visible")) return null;
      return { ...pen.cell, state: pen.down ? "down" : "up" };
    },
    changed: () => strokes.changed,
  };
}

/** White strokes on black. */
function paint(context: CanvasRenderingContext2D, strokes: Point[][]): void {
  context.fillStyle = "#000";
  context.fillRect(0, 0, SIDE, SIDE);
  context.strokeStyle = "#fff";
  context.lineWidth = WIDTH;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const points of strokes) {
    context.beginPath();
    context.moveTo(...points[0]);
    for (const point of points) context.lineTo(...point);
    context.stroke();
  }
}

/** Where a pointer is on the sheet, in its own pixels. */
function pointOf(canvas: HTMLCanvasElement, { clientX, clientY }: PointerEvent): Point {
  const { left, top } = canvas.getBoundingClientRect();
  const scale = SIDE / canvas.clientWidth;
  return [scale * (clientX - left - canvas.clientLeft), scale * (clientY - top - canvas.clientTop)];
}
