// The cones between layers: from a number to the patch that it was made of, and from there on to
// the digit. Where layers stand one below the other, the stylesheet hides them.

import { svg } from "../../shared/element";

/** What was made, what of, and whether it is the number itself that was. */
export type Pair = [made: Element, of: Element, first: boolean];

/** Draws over `network`, which may scroll. */
export function cones(network: HTMLElement) {
  const root = svg("svg", { class: "livenet-cones", "aria-hidden": "true" });
  network.append(root);
  return {
    show(pairs: Pair[]) {
      if (getComputedStyle(root).display === "none") return;
      const own = network.getBoundingClientRect();
      const [x, y] = [own.left - network.scrollLeft, own.top - network.scrollTop];
      root.replaceChildren(
        ...pairs.flatMap(([made, of, first]) => {
          const points = between(made.getBoundingClientRect(), of.getBoundingClientRect());
          if (!points) return [];
          const d = points.map(([u, v]) => `${(u - x).toFixed(1)} ${(v - y).toFixed(1)}`);
          return svg("path", { d: `M${d.join("L")}Z`, class: first ? "livenet-first" : undefined });
        }),
      );
    },
  };
}

/** The corners between two boxes that lie side by side or one below the other. */
function between(made: DOMRect, of: DOMRect): [number, number][] | null {
  if (of.right <= made.left) {
    return [
      [of.right, of.top],
      [made.left, made.top],
      [made.left, made.bottom],
      [of.right, of.bottom],
    ];
  }
  if (of.bottom <= made.top) {
    return [
      [of.left, of.bottom],
      [made.left, made.top],
      [made.right, made.top],
      [of.right, of.bottom],
    ];
  }
  return null;
}
