// LayerLens: a digit goes through the chapter's network; each number tells where it came from.
// state.ts knows what is looked at, reader.ts has the network, view.ts shows; here they are wired.

import "./style.css";
import type { Render } from "@anywidget/types";
import type { Tape } from "../../engine";
import { say } from "../../shared/language";
import { mountControls } from "../shared/controls";
import { onTheme } from "../shared/theme";
import { assign, bytes, listen, together } from "../shared/traits";
import { Reader } from "./reader";
import { Look } from "./state";
import { lensView } from "./view";
import { readersWords } from "./words";

const render: Render = async ({ model, el }) => {
  const words = readersWords();
  const tape: Tape = JSON.parse(model.get("tape"));
  const look = new Look(model, tape);
  const view = lensView(el, look, words, (digit) => assign(model, { digit }));
  const digits = Array.from({ length: look.count }, (_, n) => {
    const label = look.labels[n];
    return [n, say(look.labels.length ? words.slider : words.thumbnailUnlabelled, { n, label })];
  });
  const mounted = await mountControls(
    model,
    view.controls,
    { digit: words.digit },
    { digit: Object.fromEntries(digits) },
  );
  const waiting = setTimeout(view.wait, 200);
  const reader = new Reader(tape, look.stages, bytes(model, "parameters"));

  async function read() {
    const { digit } = look;
    view.markDigit();
    try {
      const numbers = await reader.read(look.image(digit));
      if (digit !== look.digit) return; // another was chosen meanwhile
      look.take(numbers);
      view.draw();
      view.showResult();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      view.refuse(say(words.broken, { reason }));
    }
  }

  const end = together(
    listen(model, { digit: () => void read() }),
    onTheme(view.draw),
    mounted.remove,
    () => reader.close(),
  );
  await read();
  clearTimeout(waiting);
  return end;
};

export default { render };
