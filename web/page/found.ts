// The sentence that a search found: a link of the search carries its beginning and its length, and
// the page that it leads to marks it, until the reader takes the mark off.

import { element } from "../shared/element";
import { type Language, languageOf } from "../shared/language";

const SIGN = "&found=";
const BEGINNING = 40; // letters that tell a sentence from others of its section
const MARGIN = 80; // pixels at the edges of the window, where a header and what is told here stand
const FORMULA = /\u2060[^\u2060]*\u2060/g; // see book/extension/sentences.py
// What is no text of a section's own, or is drawn in another way than it is told.
const APART = ".headerlink, .katex, .live, script, style, svg, button, .found";

const WORDS = {
  zh: { marked: "搜索找到的句子已经标出。", takeOff: "去掉标记" },
  en: { marked: "The sentence that the search found is marked.", takeOff: "Take the mark off" },
} satisfies Record<Language, Record<string, string>>;

/** What stands behind a link's `#` to have a section's sentence marked. */
export function addressOf(anchor: string, sentence: string): string {
  const letters = sentence.replace(FORMULA, "").replace(/\s/g, "");
  const beginning = letters.slice(0, BEGINNING).replace(/[\ud800-\udbff]$/, ""); // half a letter
  return `${anchor}${SIGN}${letters.length},${encodeURIComponent(beginning)}`;
}

/** Mark what the address asks for, now and when a search leads to another place of this page. */
export function setUpFound(article: HTMLElement | null): void {
  if (!article) return;
  const arrive = () => {
    const [anchor, asked] = location.hash.slice(1).split(SIGN);
    if (asked === undefined) return;
    location.replace(`#${anchor}`);
    const [, length, beginning] = /^(\d+),(.*)$/.exec(asked) ?? [];
    const place = document.getElementById(decodeURIComponent(anchor));
    takeOff();
    // What a function does stands beside its name.
    const section = place?.closest("dl, section") ?? place;
    if (section && beginning) show(section, decodeURIComponent(beginning), Number(length));
  };
  addEventListener("hashchange", arrive);
  arrive();
}

function show(section: Element, beginning: string, length: number): void {
  const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
  const letters: [node: Text, at: number][] = [];
  let text = "";
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    if (node.parentElement?.closest(APART)) continue;
    for (const { 0: letter, index } of node.data.matchAll(/\S/g)) {
      text += letter;
      letters.push([node, index]);
    }
  }
  const begins = text.indexOf(beginning);
  if (begins < 0) return;
  const marks = mark(letters.slice(begins, begins + length));
  for (const fold of section.querySelectorAll("details")) {
    if (marks.some((mark) => fold.contains(mark))) fold.open = true;
  }
  const reach = () => {
    const { top, bottom } = marks[0].getBoundingClientRect();
    if (top < MARGIN || bottom > innerHeight - MARGIN) marks[0].scrollIntoView({ block: "center" });
  };
  reach();
  // Until it has loaded all, a browser goes back to the section's beginning.
  if (document.readyState !== "complete") addEventListener("load", () => setTimeout(reach));
  tell();
}

/** Mark letters that follow each other, in each text node by itself. */
function mark(letters: [node: Text, at: number][]): HTMLElement[] {
  return [...new Set(letters.map(([node]) => node))].map((node) => {
    const within = letters.filter(([one]) => one === node);
    const range = document.createRange();
    range.setStart(node, within[0][1]);
    range.setEnd(node, within[within.length - 1][1] + 1);
    const mark = element("mark", { class: "found-sentence" });
    range.surroundContents(mark);
    return mark;
  });
}

/** Say that there is a mark, and let the reader take it off, by Escape as well. */
function tell(): void {
  const words = WORDS[languageOf(document.documentElement.lang)];
  const text = element("p", { role: "status" });
  const button = element("button", { type: "button", onclick: takeOff }, words.takeOff);
  document.body.append(
    element("aside", { class: "found", "aria-label": words.marked }, text, button),
  );
  text.textContent = words.marked; // what is there from the beginning is not read aloud
  addEventListener("keydown", leave);
}

const leave = ({ key }: KeyboardEvent) => {
  if (key === "Escape" && !document.querySelector("dialog[open]")) takeOff();
};

function takeOff(): void {
  removeEventListener("keydown", leave);
  document.querySelector(".found")?.remove();
  for (const mark of document.querySelectorAll(".found-sentence")) {
    const { parentNode } = mark;
    mark.replaceWith(...mark.childNodes);
    parentNode?.normalize();
  }
}
