// Pages that stand in both languages, a section each, show the one of their reader.

import { readItem } from "../shared/storage";

/** The site's folder and the edition that an address is of, as far as it names them. */
export const [, siteFolder, edition] =
  /^(.*?\/)(zh|en)(?:\/|$)/.exec(location.pathname) ?? ([] as (string | undefined)[]);

/** The language of the address, else of the edition read last, else of the browser. */
function language(): string {
  const first = navigator.languages.find((tag) => /^(zh|en)\b/.test(tag)) ?? "en";
  return edition ?? readItem("edition") ?? first.slice(0, 2);
}

/** Show the reader's section alone. */
export function showOwnSection(): void {
  for (const section of document.querySelectorAll("section")) {
    section.hidden = section.lang.slice(0, 2) !== language();
    if (section.hidden) continue;
    document.documentElement.lang = section.lang;
    document.title = section.dataset.title ?? "";
  }
}
