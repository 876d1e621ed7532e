// What addresses say. The build lets each address in a page or a stylesheet, but for those of pages,
// end with a hash of what it leads to (book/site/offline.py), and names the files of widgets' state
// by what is in them. The folder of a page's Python is named so too (book/site/python.py): a page names
// the folder alone, so its files are kept only once the reader has used them.

const NAMED = /[\w./%-]+\?v=[0-9a-f]{10}\b|[\w./%-]*\b_static\/state\/[0-9a-f]{16}\.js/g;
const DIGITS = 10;

/** The whole addresses of the files that a page or a stylesheet at `address` names by content. */
export function namedFiles(text: string, address: string): string[] {
  const { origin } = new URL(address);
  const files = [...text.matchAll(NAMED)].map(([name]) => new URL(name, address));
  return [...new Set(files.filter((file) => file.origin === origin).map(({ href }) => href))];
}

/** Whether an address names what it leads to, so that what was kept under it is right for good. */
export function namesContent(address: string): boolean {
  const { pathname, search } = new URL(address);
  return namedFiles(pathname + search, address).includes(address);
}

const PYTHON = /\bpython\/[0-9a-f]{16}\//;

/** The folder of Python that a page, or a file in it, names; undefined if it names none. */
export const pythonFolder = (text: string): string | undefined => PYTHON.exec(text)?.[0];

/** Whether this is what the address names; an address without a hash believes its host. */
export async function isNamed(address: string, content: ArrayBuffer): Promise<boolean> {
  const named = new URL(address).searchParams.get("v");
  if (!named) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.slice(0, DIGITS) === named;
}

/** The address of a page itself, without a query or a place in it: hosts shorten these. */
export function pageAddress(address: string): string {
  const { origin, pathname } = new URL(address);
  if (pathname.endsWith("/")) return `${origin}${pathname}index.html`;
  return /\.\w+$/.test(pathname) ? origin + pathname : `${origin}${pathname}.html`;
}
