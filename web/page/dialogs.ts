// What opens over a page and closes again: its sidebars where there is no room for them, its menu,
// the search.

import { loadScript, type Tell } from "../shared/scripts";
import { clearTrouble, tellMissing } from "../shared/trouble";

declare global {
  // Of search.ts, once it has come.
  var livenetShowSearch: ((form: HTMLFormElement) => Promise<void>) | undefined;
}

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
 * Until the search has come, its field leads to its page, by itself; but in a sandboxed frame, which
 * may hold back what is submitted, by a script.
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

/** Bring what the search needs, and let the form answer as one types. */
async function bringSearch(form: HTMLFormElement): Promise<void> {
  const scripts = [...form.querySelectorAll<HTMLScriptElement>("script[type=search]")];
  const status = form.querySelector<HTMLElement>("[role=status]");
  for (const script of scripts) script.remove();
  if (!scripts.length || !status) return;
  const late = setTimeout(() => {
    status.textContent = status.dataset.coming ?? "";
  }, 200);
  const tell: Tell = (...trouble) => {
    status.textContent = "";
    tellMissing([form], ...trouble);
  };
  await Promise.all(scripts.map(({ src }) => loadScript(src, tell)));
  clearTrouble([form]);
  await globalThis.livenetShowSearch?.(form);
  clearTimeout(late);
}

/** The search opens by its buttons and by Ctrl+K, in a dialog; on its own page it stands open. */
export function setUpSearch(dialog: HTMLDialogElement | null): void {
  const form = document.querySelector<HTMLFormElement>("form.book-search");
  const input = form?.querySelector("input");
  if (!form || !input) return;
  leadToSearch(form);
  const open = () => {
    if (dialog && !dialog.open) dialog.showModal();
    input.focus();
    input.select();
    void bringSearch(form);
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
  dialog?.addEventListener("click", ({ target }) => {
    if (target === dialog || (target as Element).closest("a")) dialog.close();
  });
  // The field's own Escape would empty it first.
  dialog?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    dialog.close();
  });
  if (!dialog) {
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    void bringSearch(form);
  }
}
