// A key pressed in an instrument is the instrument's: the notebook around it, in which `m` turns a
// cell to Markdown and `d d` deletes it, never hears of it.

/** JupyterLab passes over keys pressed in an element with this attribute; see Lumino's commands. */
const PASSED_OVER = "data-lm-suppress-shortcuts";
const HEARD_OUTSIDE = ["s", "k"]; // with Ctrl or ⌘: to save the notebook, to search the book

/**
 * Keep keys within `root`. What browsers do with a key (Tab, copying, loading again) stays as it
 * is. A click on a part that takes no focus gives it to `root`, so that what is typed next is
 * pressed in it as well.
 */
export function keepKeys(root: HTMLElement): void {
  root.tabIndex = -1;
  for (const kind of ["keydown", "keypress", "keyup"] as const) {
    root.addEventListener(kind, (event) => {
      if (!heardOutside(event)) event.stopPropagation();
    });
  }
  // JupyterLab listens on its way down, and begins its look for a shortcut with the very element
  // that has the focus: that one needs the attribute, just before, and no other may keep it.
  let marked: Element | undefined;
  function mark(event: KeyboardEvent) {
    marked?.removeAttribute(PASSED_OVER);
    marked = undefined;
    const { target } = event;
    if (!(target instanceof Element && root.contains(target))) {
      removeEventListener("keydown", mark, true);
    } else if (!heardOutside(event)) {
      marked = target;
      marked.setAttribute(PASSED_OVER, "");
    }
  }
  root.addEventListener("focusin", () => addEventListener("keydown", mark, true));
}

function heardOutside({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && !altKey && HEARD_OUTSIDE.includes(key.toLowerCase());
}
