// TapeLens: one training step as the engine executes it, line by line. The engine runs the tape once
// and tells all of it; state.ts knows which line is looked at, view.ts shows it.

import "./style.css";
import type { Render } from "@anywidget/types";
import { type Tape, Trainer } from "../../engine";
import { say } from "../../shared/language";
import { mountControls } from "../shared/controls";
import { options } from "../shared/optimizers";
import { onTheme } from "../shared/theme";
import { bytes, listen, together } from "../shared/traits";
import { Reel } from "./state";
import { tapeView } from "./view";
import { readersWords } from "./words";

const render: Render = async ({ model, el }) => {
  const words = readersWords();
  const view = tapeView(el, words);
  const mounted = await mountControls(model, view.controls, { step: words.step });
  const waiting = setTimeout(view.wait, 200);
  try {
    const tape: Tape = JSON.parse(model.get("tape"));
    const trainer = await Trainer.open({
      tape,
      parameters: bytes(model, "parameters"),
      settings: {
        optimizer: options(model.get("optimizer"), model.get("momentum")),
        lr: model.get("learning_rate"),
      },
      where: "page", // one step is a matter of milliseconds
    });
    const trace = await trainer.trace(bytes(model, "example"), bytes(model, "target"));
    trainer.close();
    const { show, remove } = view.open(new Reel(model, tape, trace));
    show();
    return together(listen(model, { step: show }), onTheme(show), remove, mounted.remove);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    view.refuse(say(words.broken, { reason }));
    return mounted.remove;
  } finally {
    clearTimeout(waiting);
  }
};

export default { render };
