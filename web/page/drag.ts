// Lines that are dragged up and down: by the mouse anywhere, by a finger at their handle, since
// elsewhere a finger scrolls the page. By keyboard they are moved by their buttons.

import { element } from "../shared/element";

const HANDLE = "grip";

/** Let the items of a list be dragged; `moved` hears of each that ends elsewhere, after `changed`. */
export function letDrag(
  list: HTMLElement,
  moved: (item: Element) => void,
  changed: () => void,
): void {
  for (const item of list.children) {
    item.prepend(element("span", { class: HANDLE, "aria-hidden": "true" }));
  }
  let held: Element | undefined;
  let from: Element | null = null; // what stood before it

  list.addEventListener("pointerdown", (event) => {
    const target = event.target as Element;
    const item = [...list.children].find((one) => one.contains(target));
    const grips = event.pointerType !== "touch" || target.closest(`.${HANDLE}`);
    if (!item || !grips || event.button || target.closest("button")) return;
    event.preventDefault(); // or the mouse would select what it passes
    held = item;
    from = item.previousElementSibling;
    item.toggleAttribute("data-held", true);
    list.setPointerCapture(event.pointerId);
  });
  // What it passes makes room: it stays itself where it is in the document, or a finger would lose it.
  list.addEventListener("pointermove", ({ clientY }) => {
    if (!held) return;
    const [above, below] = [held.previousElementSibling, held.nextElementSibling];
    if (above && clientY < middleOf(above)) held.after(above);
    else if (below && clientY > middleOf(below)) held.before(below);
  });
  list.addEventListener("lostpointercapture", () => {
    if (!held) return;
    held.removeAttribute("data-held");
    changed();
    if (held.previousElementSibling !== from) moved(held);
    held = undefined;
  });
}

function middleOf(item: Element): number {
  const { top, height } = item.getBoundingClientRect();
  return top + height / 2;
}
