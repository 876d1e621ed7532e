// The index of an edition, made in the browser of what book/extension/search.py wrote, and what is
// found in it: sections, best first, each with the sentence that has most of the words.

import MiniSearch from "minisearch";
import { pairsOf, placesOf, termsOf, type Word, wordsOf } from "./terms";

/** A page: its name, its chapter's number or "", its title, and its sections. */
export interface Page {
  page: string;
  number: string;
  title: string;
  /** Of each its id, its heading, its sentences and its lines of code. */
  sections: [anchor: string, heading: string, prose: string[], code: string[]][];
}

/** A text, and from where to where it is marked. */
export interface Marked {
  text: string;
  marks: [number, number][];
}

export interface Hit {
  page: Page;
  anchor: string;
  /** The page's title, where the section is the page itself. */
  heading: Marked;
  quote: Marked;
  isCode: boolean;
}

export interface Found {
  hits: Hit[];
  /** How many sections there are; `hits` has the first. */
  count: number;
  /** Whether the sections have all the words; else they have most of them. */
  all: boolean;
}

interface Section {
  page: Page;
  at: number;
  text: string; // in small letters
}

const PHRASE = 3; // how much more a section counts that has the query as it was typed

export class SearchIndex {
  private readonly sections: Section[];
  private readonly book: string;
  private readonly index = new MiniSearch({
    fields: ["heading", "text"],
    tokenize: termsOf,
    processTerm: (term) => term,
    searchOptions: { boost: { heading: 4 }, tokenize: (term) => [term] },
  });

  private constructor(pages: Page[]) {
    this.sections = pages.flatMap((page) =>
      page.sections.map(([, heading, prose, code], at) => {
        const text = [...prose, ...code].join("\n");
        return { page, at, text: `${heading}\n${text}`.toLowerCase() };
      }),
    );
    this.book = this.sections.map(({ text }) => text).join("\n");
  }

  /** Make an index of an edition, a little at a time: meanwhile the reader may type. */
  static async of(pages: Page[]): Promise<SearchIndex> {
    const made = new SearchIndex(pages);
    const texts = made.sections.map(({ page, at, text }, id) => {
      const [, heading, prose] = page.sections[at];
      // What the glossary explains is called so in two languages.
      const other = page.page === "glossary" ? (prose[0] ?? "").split(/[:：]/)[0] : "";
      return { id, heading: `${heading} ${other}`, text };
    });
    await made.index.addAllAsync(texts, { chunkSize: 20 });
    return made;
  }

  /** What has the words of a query; undefined where there is no word yet. */
  find(query: string, most: number): Found | undefined {
    const words = wordsOf(query, (piece) => this.book.includes(piece));
    if (!words.length) return undefined;
    const scores = new Map<number, { has: number; score: number }>();
    for (const word of words) {
      for (const [id, score] of this.having(word)) {
        const sum = scores.get(id) ?? { has: 0, score: 0 };
        scores.set(id, { has: sum.has + 1, score: sum.score + score });
      }
    }
    const best = Math.max(0, ...[...scores.values()].map(({ has }) => has));
    const phrase = query.trim().toLowerCase();
    const found = [...scores]
      .filter(([, { has }]) => has === best)
      .map(([id, { score }]): [Section, number] => {
        const section = this.sections[id];
        return [section, section.text.includes(phrase) ? PHRASE * score : score];
      })
      .sort(([, a], [, b]) => b - a);
    const hits = found.slice(0, most).map(([section]) => hitOf(section, words, phrase));
    return { hits, count: found.length, all: best === words.length };
  }

  /** The sections that have a word, with scores. */
  private having({ text, stem }: Word): [number, number][] {
    const results =
      stem === undefined
        ? this.index.search(
            { queries: pairsOf(text), combineWith: "AND", prefix: text.length === 1 },
            { filter: ({ id }) => this.sections[id].text.includes(text) },
          )
        : this.index.search({
            queries: [{ queries: [text], prefix: true }, ...(stem === text ? [] : [stem])],
            combineWith: "OR",
          });
    return results.map(({ id, score }) => [id, score]);
  }
}

/** `phrase` is the query: a sentence that has it whole is quoted before all others. */
function hitOf({ page, at }: Section, words: Word[], phrase: string): Hit {
  const [anchor, heading, prose, code] = page.sections[at];
  const has = (text: string) =>
    words.filter((word) => placesOf(text, word).length).length +
    Number(text.toLowerCase().includes(phrase));
  let [quote, most] = [prose[0] ?? code[0] ?? "", 0];
  // The glossary's first sentence says what its term means.
  if (page.page === "glossary") most = has(`${heading} ${quote}`);
  for (const sentence of [...prose, ...code]) {
    const some = has(sentence);
    if (some > most) [quote, most] = [sentence, some];
  }
  return {
    page,
    anchor,
    heading: marked(heading, words),
    quote: marked(quote, words),
    isCode: !prose.includes(quote),
  };
}

/** Mark the words of a text; where they overlap or follow each other, as one. */
function marked(text: string, words: Word[]): Marked {
  const places = words.flatMap((word) => placesOf(text, word)).sort(([a], [b]) => a - b);
  const marks: [number, number][] = [];
  for (const [from, to] of places) {
    const last = marks.at(-1);
    if (last && !text.slice(last[1], from).trim()) last[1] = Math.max(last[1], to);
    else marks.push([from, to]);
  }
  return { text, marks };
}
