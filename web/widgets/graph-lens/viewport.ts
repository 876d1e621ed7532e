// A window onto a drawing: it scrolls by itself, and zooms by buttons, ctrl and wheel, or pinch.

import { element } from "../../shared/element";
import type { Drawing } from "./drawing";

const NATURAL = 4 / 3; // px in a pt
const MOST = 4;
const STEP = 1.25;
const DRAG = 4; // px after which a press of the mouse is a drag
const READABLE = 1.1; // px in a pt at which type of 10 pt is of 11 px
const FAR = 0.45; // px in a pt below which labels cannot be read

export interface Viewport {
  root: HTMLElement;
  zoom(factor: number): void;
  /** Show all of it, or as much as can be read. */
  fit(): void;
  /** Scroll, if need be, so that an element of the drawing is in view. */
  show(inside: Element): void;
  remove(): void;
}

/**
 * Put a drawing in a window. `press` is called where a reader points without dragging, `opened`
 * once the window has a size.
 */
export function viewport(
  drawing: Drawing,
  press: (event: MouseEvent) => void,
  opened: () => void,
): Viewport {
  const root = element("div", { class: "livenet-graph-view" }, drawing.root);
  let scale = 0;

  const least = () =>
    Math.min(
      NATURAL,
      (root.clientWidth || 1) / drawing.width,
      (root.clientHeight || 1) / drawing.height,
    );

  /** Set the scale in px a pt; what is at (x, y) of the window stays there. */
  const set = (wanted: number, x = root.clientWidth / 2, y = root.clientHeight / 2) => {
    const next = Math.max(least(), Math.min(MOST, wanted));
    const [left, top] = [(root.scrollLeft + x) / scale, (root.scrollTop + y) / scale];
    scale = next;
    drawing.root.style.width = `${drawing.width * scale}px`;
    drawing.root.style.height = `${drawing.height * scale}px`;
    drawing.root.classList.toggle("livenet-graph-far", scale < FAR);
    root.scrollLeft = left * scale - x;
    root.scrollTop = top * scale - y;
  };

  // The first scale that can be read, once the window has a size.
  const size = new ResizeObserver(() => {
    if (!root.clientWidth) return;
    if (scale) set(scale);
    else {
      scale = 1;
      set(Math.min(NATURAL, Math.max(READABLE, root.clientWidth / drawing.width)));
      opened();
    }
  });
  size.observe(root);

  const place = (x: number, y: number): [number, number] => {
    const seen = root.getBoundingClientRect();
    return [x - seen.left, y - seen.top];
  };
  root.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      set(scale * Math.exp(-event.deltaY / 250), ...place(event.clientX, event.clientY));
    },
    { passive: false },
  );

  let apart = 0; // of two fingers, in px
  const fingers = ({ touches: [a, b] }: TouchEvent) => ({
    apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
    middle: place((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2),
  });
  root.addEventListener("touchstart", (event) => {
    if (event.touches.length === 2) apart = fingers(event).apart;
  });
  root.addEventListener(
    "touchmove",
    (event) => {
      if (event.touches.length !== 2) return;
      event.preventDefault();
      const now = fingers(event);
      set((scale * now.apart) / (apart || now.apart), ...now.middle);
      apart = now.apart;
    },
    { passive: false },
  );

  let dragged = 0;
  root.addEventListener("pointerdown", () => {
    dragged = 0;
  });
  root.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons !== 1) return;
    dragged += Math.abs(event.movementX) + Math.abs(event.movementY);
    if (dragged < DRAG) return;
    root.scrollLeft -= event.movementX;
    root.scrollTop -= event.movementY;
  });
  root.addEventListener("click", (event) => {
    if (dragged < DRAG) press(event);
  });

  return {
    root,
    zoom: (factor) => set(scale * STEP ** factor),
    fit: () => set(Math.max(least(), READABLE)),
    show(inside) {
      const [seen, box] = [root.getBoundingClientRect(), inside.getBoundingClientRect()];
      const [dx, dy] = [box.left + box.width / 2 - seen.left, box.top + box.height / 2 - seen.top];
      const within = (at: number, half: number, all: number) => at > half && at < all - half;
      if (!within(dx, box.width / 2, seen.width)) root.scrollLeft += dx - seen.width / 2;
      if (!within(dy, box.height / 2 + 20, seen.height)) root.scrollTop += dy - seen.height / 2;
    },
    remove: () => size.disconnect(),
  };
}
