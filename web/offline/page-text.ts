// What the text of a page says of the page.

/** The mark that the build gave to this version of the page; none has a page that offers nothing. */
export const versionOf = (html: string): string | undefined =>
  /<html[^>]*\sdata-version="(\w+)"/.exec(html)?.[1];

/** What the page is called, without the book's title; in HTML. */
export const titleOf = (html: string): string =>
  (/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "").split(/ (?:—|&#8212;|·) /)[0].trim();

/** The search page of the page's edition. */
export function searchPageOf(html: string, address: string): string | undefined {
  const href = /<link rel="search"[^>]*\shref="([^"]+)"/.exec(html)?.[1];
  return href && new URL(href, address).href;
}
