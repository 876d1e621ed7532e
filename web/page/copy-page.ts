// The page as Markdown, which the build laid beside it, goes to the clipboard.

import { element } from "../shared/element";

/**
 * Copy on a press, and say so beside the button. Where the browser lets no page write to the
 * clipboard, the text is shown and selected instead.
 *
 * From the disk no script may read a file: there the link to it, which stands above the button,
 * is all there is.
 */
export function setUpCopy(button: HTMLButtonElement | null): void {
  const status = button?.parentElement?.querySelector<HTMLElement>("[role=status]");
  if (!button || !status) return;
  if (location.protocol === "file:") {
    button.parentElement?.remove();
    return;
  }
  const { href = "", copied, refused, failed } = button.dataset;
  const shown = element("textarea", { readonly: true, rows: 6, "aria-label": button.textContent });

  button.addEventListener("click", async () => {
    shown.remove();
    status.textContent = "";
    const text = read(href);
    try {
      // The text comes later than the press, for which alone Safari opens the clipboard: so that
      // gets the promise.
      await navigator.clipboard.write([
        new ClipboardItem({
          "text/plain": text.then((said) => new Blob([said], { type: "text/plain" })),
        }),
      ]);
      status.textContent = copied ?? "";
    } catch {
      try {
        shown.value = await text;
        status.textContent = refused ?? "";
        status.after(shown);
        shown.select();
      } catch {
        status.textContent = failed ?? "";
      }
    }
  });
}

async function read(href: string): Promise<string> {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}
