// Which questions a reader has answered right, which exercises solved, and which questions missed until
// they came back and were answered right: for each page the ids, kept in this browser.

import { forgetItem, keepItem, readItem } from "../shared/storage";

export class AnswerRecord {
  private pages: Record<string, string[]> = {};

  constructor(private readonly page: string) {}

  /** The ids answered right on this page, read anew: another page may have added to the record. */
  load(): Set<string> {
    this.pages = parse(readItem("questions") ?? "{}");
    return new Set(this.pages[this.page]);
  }

  /** How many questions of this page were answered right. */
  get questions(): number {
    return [...this.load()].filter((id) => !id.startsWith("do-")).length; // which exercises have
  }

  add(id: string): void {
    const right = this.load().add(id); // before `pages` is written to: it is made anew
    this.pages[this.page] = [...right].sort();
    keepItem("questions", JSON.stringify(this.pages));
  }

  /** Whether a question of an earlier page was missed. */
  static anyMissed(before: string): boolean {
    return Object.entries(missed()).some(([page, ids]) => page < before && ids.length > 0);
  }

  /** The ids of this page that were missed. */
  get missed(): Set<string> {
    return new Set(missed()[this.page]);
  }

  /** A question was missed; or it came back, and was answered right. */
  miss(id: string, again = true): void {
    const pages = missed();
    const ids = new Set(pages[this.page]);
    if (again) ids.add(id);
    else ids.delete(id);
    pages[this.page] = [...ids].sort();
    keepItem("missed", JSON.stringify(pages));
  }

  clear(): void {
    this.pages = {};
    forgetItem("questions");
    forgetItem("missed");
  }

  /** How many questions of the whole book were answered right. */
  get total(): number {
    return Object.values(this.pages)
      .flat()
      .filter((id) => !id.startsWith("do-")).length; // which exercises alone have
  }

  /** The record as a file for the reader. */
  get json(): string {
    this.load();
    return `${JSON.stringify({ answeredRight: this.pages, missed: missed() }, null, 2)}\n`;
  }
}

const missed = () => parse(readItem("missed") ?? "{}");

/** The lists of ids in a kept text; none if it is no record of ours. */
function parse(text: string): Record<string, string[]> {
  try {
    const pages = Object.entries<unknown>(JSON.parse(text) ?? {});
    return Object.fromEntries(
      pages.filter((page): page is [string, string[]] => Array.isArray(page[1])),
    );
  } catch {
    return {};
  }
}
