// What opens over a page and closes again: its sidebars where there is no room for them, its menu,
// the search.

/**
 * A sidebar stands beside the text where there is room; where there is not, its button opens
 * it in a dialog. A wide page's button hides it, if it may be hidden.
 */
export function setUpSidebar(
  button: HTMLElement | null,
  sidebar: HTMLElement | null,
  dialog: HTMLDialogElement | null,
  wide: string,
  mayHide: boolean,
): void {
  const closer = document
    .querySelector<HTMLTemplateElement>("#closer")
    ?.content.firstElementChild?.cloneNode(true);
  if (!button || !sidebar || !dialog || !closer) return;
  closer.addEventListener("click", () => dialog.close());
  dialog.append(closer);
  dialog.setAttribute("aria-label", button.getAttribute("aria-label") ?? "");
  button.addEventListener("click", () => {
    if (matchMedia(wide).matches) {
      if (mayHide) sidebar.classList.toggle("pst-sidebar-hidden");
      return;
    }
    dialog.append(...sidebar.childNodes);
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    sidebar.append(...[...dialog.childNodes].filter((node) => node !== closer));
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || (target as Element).closest("a")) dialog.close();
  });
  addEventListener("resize", () => {
    if (dialog.open && matchMedia(wide).matches) dialog.close();
  });
}

/** The page's menu closes by Escape and by a click elsewhere; without a script, by its word. */
export function setUpMenu(menu: HTMLDetailsElement | null): void {
  if (!menu) return;
  addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open || document.querySelector("dialog[open]")) return;
    if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
    menu.open = false;
  });
  addEventListener("click", ({ target }) => {
    if (!menu.contains(target as Node)) menu.open = false;
  });
}

/**
 * Fields of a search lead to its page by themselves; but in a sandboxed frame, which may hold back
 * what is submitted, by a script.
 */
function leadToSearch(form: HTMLFormElement): void {
  if (self.origin !== "null" || location.protocol === "file:") return;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const address = new URL(form.action);
    address.search = `${new URLSearchParams({ q: form.querySelector("input")?.value ?? "" })}`;
    location.assign(address);
  });
}

/** The search dialog opens by its buttons and by Ctrl+K. */
export function setUpSearch(dialog: HTMLDialogElement | null): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form.bd-search")) {
    leadToSearch(form);
  }
  if (!dialog) return;
  const open = () => {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input")?.select();
  };
  for (const button of document.querySelectorAll(".search-opener")) {
    button.addEventListener("click", open);
  }
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      open();
    }
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
}
