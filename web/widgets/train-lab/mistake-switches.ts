// A switch for each mistake, and a button that makes one of them without telling which: then the
// switches are what the reader suspects.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { whole } from "../shared/numbers";
import { FEW, type Mistake } from "./mistake-names";
import type { MistakeWords } from "./mistake-words";

export interface Switches {
  root: HTMLElement;
  /** Whether what is made is not told. */
  readonly secret: boolean;
  /** Show which are made. */
  show(made: Mistake[]): void;
}

/** `make` makes these mistakes and no others; `found` is told when a secret one is known. */
export function switches(
  words: MistakeWords,
  offered: Mistake[],
  digits: number,
  make: (made: Mistake[]) => void,
  found: () => void,
): Switches {
  let made: Mistake[] = [];
  let secret: Mistake | null = null;

  const what = (name: Mistake) =>
    say(words.what[name], { few: whole(Math.ceil(digits / FEW)), all: whole(digits) });
  const buttons = new Map(
    offered.map((name) => [
      name,
      element("button", { type: "button", onclick: () => press(name) }, words.names[name]),
    ]),
  );
  const hide = element("button", { type: "button", onclick: pressHide }, words.hide);
  const told = element("p", { role: "status" }, words.healthy);
  const row = element("div", { class: "livenet-buttons" }, ...buttons.values());
  if (offered.length > 1) row.append(hide);
  row.append(told);
  const root = element(
    "div",
    { class: "livenet-mistakes", role: "group", "aria-label": words.group },
    row,
  );

  function press(name: Mistake) {
    if (secret) suspect(name);
    else make(made.includes(name) ? made.filter((other) => other !== name) : [...made, name]);
  }

  function suspect(name: Mistake) {
    if (name === secret) reveal(words.right);
    else told.textContent = words.wrong;
  }

  function pressHide() {
    if (secret) {
      reveal(words.told);
      return;
    }
    const others = offered.filter((name) => !made.includes(name));
    const choice = others.length ? others : offered;
    secret = choice[Math.floor(Math.random() * choice.length)];
    make([secret]);
  }

  function reveal(verdict: string) {
    const name = secret as Mistake;
    secret = null;
    draw();
    told.textContent = say(verdict, { name: words.names[name], what: what(name) });
    found();
  }

  function draw() {
    for (const [name, button] of buttons) {
      button.setAttribute("aria-pressed", String(!secret && made.includes(name)));
    }
    hide.textContent = secret ? words.tell : words.hide;
    told.textContent = secret ? words.asked : made.map(what).join(" ") || words.healthy;
  }

  draw();
  return {
    root,
    get secret() {
      return secret !== null;
    },
    show(now) {
      made = now;
      if (secret && !(now.length === 1 && now[0] === secret)) secret = null; // the kernel made others
      draw();
    },
  };
}
