// Which questions a reader has answered right: for each page the ids, kept in this browser.

import { keepItem, readItem } from "./storage";

const KEY = "livenet-questions";

export class AnswerRecord {
  private pages: Record<string, string[]> = {};

  constructor(private readonly page: string) {}

  /** The ids answered right on this page, read anew: another page may have added to the record. */
  load(): Set<string> {
    const kept = readItem(KEY);
    // In a browser that keeps nothing, what this page knows lasts as long as it.
    if (kept !== undefined) this.pages = parse(kept ?? "{}") ?? this.pages;
    return new Set(this.pages[this.page]);
  }

  add(id: string): void {
    const right = this.load().add(id); // which puts other pages in place
    this.pages[this.page] = [...right].sort();
    keepItem(KEY, JSON.stringify(this.pages));
  }

  clear(): void {
    this.pages = {};
    keepItem(KEY, null);
  }

  /** How many questions of the whole book were answered right. */
  get total(): number {
    return Object.values(this.pages).flat().length;
  }

  /** The record as a file for the reader. */
  get json(): string {
    this.load();
    return `${JSON.stringify({ answeredRight: this.pages }, null, 2)}\n`;
  }
}

/** The lists of ids in a kept text; null if it is no record of ours. */
function parse(text: string): Record<string, string[]> | null {
  try {
    const pages = Object.entries<unknown>(JSON.parse(text) ?? {});
    return Object.fromEntries(
      pages.filter((page): page is [string, string[]] => Array.isArray(page[1])),
    );
  } catch {
    return null;
  }
}
