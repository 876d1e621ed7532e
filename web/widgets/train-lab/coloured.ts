// Python in the colours of the book's cells: its words under the names that Pygments has for them.

import python from "@speed-highlight/core/languages/py.js";
import { type ShjToken, tokenizeWith } from "@speed-highlight/core/tokenize";
import { element } from "../../shared/element";

const CLASSES: Partial<Record<ShjToken, string>> = {
  bool: "kc",
  class: "n",
  cmnt: "c1",
  func: "n",
  kwd: "k",
  num: "mi",
  oper: "o",
  str: "s2",
  var: "s2",
};

/** The parts of some Python, each with its class; what has none is space and brackets. */
export function parts(code: string): [text: string, kind: string | undefined][] {
  const found: [string, string | undefined][] = [];
  const take = (text: string, kind?: ShjToken) => {
    if (kind) found.push([text, CLASSES[kind]]);
    else for (const part of text.split(/([a-z_]\w*)/i)) found.push([part, nameClass(part)]);
  };
  tokenizeWith(code, python, take, { languages: { py: python } });
  return found.filter(([text]) => text);
}

const nameClass = (part: string) => (/^[a-z_]/i.test(part) ? "n" : undefined);

/** The same as nodes of a page. */
export const coloured = (code: string): (HTMLElement | string)[] =>
  parts(code).map(([text, kind]) => (kind ? element("span", { class: kind }, text) : text));
