// Prepares Sphinx's search for these pages, before it runs: what it quotes, and where a hit leads.

import { say } from "../shared/language";

// Of Sphinx's own scripts, which are classic ones: what they declare, all that come later see.
declare const DOCUMENTATION_OPTIONS: { SHOW_SEARCH_SUMMARY: boolean };
declare const Documentation: {
  TRANSLATIONS: Record<string, string>;
  PLURAL_EXPR: (n: number) => number;
  addTranslations(catalog: { messages: Record<string, string> }): void;
};
declare const Search: {
  makeSearchSummary(html: string, keywords: Iterable<string>, anchor: string): Element | null;
};

// It fetches each page that it found to quote from it, which no browser allows from disk or in a
// sandboxed frame; there the results stand without quotations.
if (self.origin === "null") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// To choose a plural it would evaluate a string, which no page here may do. Chinese has none.
Documentation.addTranslations = (catalog) => {
  Object.assign(Documentation.TRANSLATIONS, catalog.messages);
  Documentation.PLURAL_EXPR = () => 0;
};
const sentences = document.querySelector<HTMLElement>("#search-results")?.dataset;
Documentation.addTranslations({
  messages: {
    "Search finished, found ${resultCount} page(s) matching the search query.": say(
      sentences?.found ?? "",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Sphinx fills it
      { count: "${resultCount}" },
    ),
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      sentences?.none ?? "",
  },
});

// No text of a page's own: what stands around it, and what is in a formula for who hears it.
const APART = ".headerlink, script, style, .katex-mathml, .live, .questions, .cell-row";

/** The sentence around the first of the words that a text has, cut where it is long. */
function quote(text: string, words: string[]): string {
  const lower = text.toLowerCase();
  const at = Math.min(...words.map((word) => lower.indexOf(word)).filter((i) => i >= 0));
  if (!Number.isFinite(at)) return `${text.slice(0, 200)}…`;
  const begins = Math.max(
    ...[". ", "。", "? ", "？", ": ", "："].map((end) => text.lastIndexOf(end, at) + end.length),
    at - 120,
  );
  const from = text.lastIndexOf(" ", begins) < 0 ? 0 : begins;
  const cut = from + 220 < text.length ? "…" : "";
  return `${from > 0 ? "…" : ""}${text.slice(from, from + 220).trim()}${cut}`;
}

/** Quote from the section that has most of the words, and let the hit lead there. */
function summarize(html: string, keywords: Iterable<string>, anchor: string): Element | null {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const part of page.querySelectorAll(APART)) part.remove();
  const words = [...keywords].map((word) => word.toLowerCase());
  const article = page.querySelector(`.bd-article ${anchor}`) ?? page.querySelector(".bd-article");
  if (!article) return null;
  const textOf = (part: Element) => (part.textContent ?? "").replace(/\s+/g, " ").trim();
  const found = (part: Element) => {
    const text = textOf(part).toLowerCase();
    return words.filter((word) => text.includes(word)).length;
  };
  const sections = anchor ? [] : [...article.querySelectorAll("section section[id]")];
  const best = Math.max(0, ...sections.map(found));
  const section = best ? sections.findLast((part) => found(part) === best) : undefined;
  const first = sections.find((part) => found(part) === best && !part.querySelector("section"));
  const target = first ?? section ?? article;
  const summary = document.createElement("p");
  summary.className = "context";
  const paragraphs = [...target.querySelectorAll("p, li, td, pre")].filter((part) => found(part));
  summary.textContent = quote(textOf(paragraphs[0] ?? target), words);
  if (target !== article) {
    // It is put behind the link, which is in the page by then.
    queueMicrotask(() => {
      const link = summary.parentElement?.querySelector("a");
      const title = target.querySelector("h2, h3, h4");
      if (!link || !title) return;
      link.setAttribute("href", `${link.getAttribute("href")}#${target.id}`);
      link.append(` › ${textOf(title)}`);
    });
  }
  return summary;
}

// Searchtools declares `Search` after this, and begins when the document is ready, after this.
document.addEventListener("DOMContentLoaded", () => {
  Search.makeSearchSummary = summarize;
});
