// A drawing that a cell made, as book/extension/figures.py puts one into a page: in the page's own
// colours, so that it turns dark with it, in the page's language as far as the book has its words, and
// told to those who do not see it.

import TOKENS from "../shared/drawing-colours.json";
import WORDS from "../shared/drawing-words.json";
import { element } from "../shared/element";
import { languageOf } from "../shared/language";
import { clean } from "./clean";

const tokens: Record<string, string> = TOKENS;
// Titles would show as tooltips of node names.
const UNWANTED = "metadata, title, desc";
const LEAST_TYPE = 9; // pixels: the smallest type on a page
let count = 0;

/**
 * The drawing of an SVG's text in a frame that scrolls, or nothing if there is no SVG in it; `tell` says
 * what one sees, given the words in it.
 */
export function drawing(svg: string, tell: (texts: string) => string): HTMLElement | undefined {
  const root = clean(svg).querySelector("svg");
  if (!root) return undefined;
  const name = `own-drawing-${++count}`;
  for (const part of root.querySelectorAll(UNWANTED)) part.remove();
  for (const part of [root, ...root.querySelectorAll("*")]) {
    for (const { name: key, value } of [...part.attributes]) {
      part.setAttribute(key, inPage(key, value, name));
    }
  }
  speak(root);
  const texts = [...root.querySelectorAll("text")].map(({ textContent }) => textContent?.trim());
  const words = [...new Set(texts)].filter((text) => text && /\p{L}/u.test(text)); // not ticks
  const width = Number(root.getAttribute("viewBox")?.split(/\s+/)[2]) || 640;
  for (const key of ["width", "height", "version"]) root.removeAttribute(key);
  root.setAttribute("class", "drawing");
  root.setAttribute("role", "img");
  root.setAttribute("aria-label", tell(words.join(", ")));
  const least = Math.floor((LEAST_TYPE * width) / smallest(root));
  root.setAttribute("style", `width: ${Math.round(width)}pt; --narrowest: ${least}px`);
  return element("span", { class: "drawing-frame" }, root);
}

/**
 * The size of a drawing's smallest text, in its own units; infinity without any. An exponent is no
 * text of its own.
 */
function smallest(part: Element, inherited = 16): number {
  const size = sizeOf(part) || inherited;
  const parts = [...part.children];
  if (part.localName !== "text") {
    return Math.min(...parts.map((child) => smallest(child, size)));
  }
  return parts.length === 0 ? size : Math.max(...parts.map((span) => sizeOf(span) || size));
}

/** The size of type that an element sets, or 0. */
function sizeOf(part: Element): number {
  const styled = /font-size:\s*([\d.]+)/.exec(part.getAttribute("style") ?? "");
  return Number.parseFloat(styled?.[1] ?? part.getAttribute("font-size") ?? "0");
}

/** Put the page's words where the book's English ones stand; what is monospaced is code, and stays. */
function speak(root: SVGElement): void {
  if (languageOf(document.documentElement.lang) === "en") return;
  const words = new Map(Object.entries(WORDS.zh));
  for (const text of root.querySelectorAll("text:not([font-family=monospace])")) {
    const said = text.children.length === 0 && words.get(text.textContent ?? "");
    if (said) text.textContent = said;
  }
}

/** What an attribute is in a page, where other drawings have ids too. */
function inPage(key: string, value: string, name: string): string {
  if (key === "id") return `${name}-${value}`;
  if (/(^|:)href$/.test(key)) return value.replace(/^#/, `#${name}-`);
  return value
    .replace(/url\(#([^)]+)\)/g, `url(#${name}-$1)`)
    .replace(/#[0-9a-f]{6}\b/gi, (colour) => {
      const token = tokens[colour.toLowerCase()];
      return token ? `var(${token})` : colour;
    });
}
