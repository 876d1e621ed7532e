// A reader's changes to cells, kept in this browser: for each page the code of the cells that differ
// from the book.

import { forgetItem, keepItem, readItem } from "../shared/storage";

type Pages = Record<string, Record<string, string>>;

export class Edits {
  constructor(private readonly page: string) {}

  /** The code of a cell of this page, if the reader changed it. */
  find(cell: string): string | undefined {
    const source = read()[this.page]?.[cell];
    return typeof source === "string" ? source : undefined;
  }

  /** Keep what a cell's code is now; undefined if it is as in the book. */
  keep(cell: string, source: string | undefined): void {
    const pages = read(); // anew: another page may have kept something
    const cells = { ...pages[this.page] };
    if (source === undefined) delete cells[cell];
    else cells[cell] = source;
    if (Object.keys(cells).length) pages[this.page] = cells;
    else delete pages[this.page];
    if (Object.keys(pages).length) keepItem("cells", JSON.stringify(pages));
    else forgetItem("cells");
  }
}

/** What is kept; nothing if it is none of ours. */
function read(): Pages {
  try {
    const pages: unknown = JSON.parse(readItem("cells") ?? "{}");
    return pages && typeof pages === "object" && !Array.isArray(pages) ? (pages as Pages) : {};
  } catch {
    return {};
  }
}
