// DrawDigit: the reader draws a digit, and the chapter's network reads along. reader.ts has the
// network, view.ts the sheet and all that shows what was read; here one leads to the other.

import "./style.css";
import type { AnyModel, Render } from "@anywidget/types";
import { EngineError, type Tape } from "../../engine";
import { isBookPage } from "../../shared/book-page";
import { say } from "../../shared/language";
import { mountControls } from "../shared/controls";
import { keepNetwork, type Outcome, onNetwork } from "../shared/network";
import { shapes } from "../shared/parameters";
import { assign, listen, together } from "../shared/traits";
import { asDrawn, centred } from "./mnist";
import { Reader } from "./reader";
import { oddity } from "./reading";
import { type Example, type Lesson, teach } from "./teacher";
import { drawView } from "./view";
import { labOf, weightsOf } from "./weights";
import { readersWords } from "./words";

const render: Render = async ({ model, el }) => {
  const words = readersWords();
  const tape: Tape = JSON.parse(model.get("tape"));
  const lab = await labOf(model);
  const maps = model.get("maps") as string[];
  const weights = weightsOf(model, lab, shapes(tape), words);
  const lessons = lab ? (examples: Example[]) => learn(lab, examples) : null;
  const view = drawView(el, tape, maps, words, () => void read(), lessons);
  const reader = new Reader(tape, weights.chosen, view.wait);
  const mounted = await mountControls(model, view.controls, { normalise: words.normalise });
  view.controls.append(weights.root);

  // One reading at a time, and the newest drawing next.
  let wanted = false;
  let busy = false;

  async function read() {
    wanted = true;
    if (busy) return;
    busy = true;
    view.setBusy(true);
    try {
      while (wanted) {
        wanted = false;
        await readOnce();
      }
    } catch (error) {
      const reason = error instanceof EngineError ? error.message : String(error);
      view.refuse(say(words.broken, { reason }));
    }
    view.setBusy(false);
    busy = false;
  }

  async function readOnce() {
    const image = model.get("normalise") ? centred(view.ink()) : asDrawn(view.ink());
    view.showImage(image);
    if (!image) return view.show(null, null);
    const prediction = await reader.read(image, maps);
    view.show(prediction, oddity(image, model.get("usual_ink")));
  }

  const reload = () => {
    reader.reload();
    weights.update();
    void read();
  };

  /** Teach the chosen network; from then on it is the reader's, and reads. */
  async function learn(lab: AnyModel, examples: Example[]): Promise<[Lesson, Outcome | null]> {
    const before = weights.network();
    const lesson = await teach(lab, weights.chosen(), examples);
    const { buffer, byteOffset, byteLength } = lesson.parameters;
    assign(lab, { trained: new DataView(buffer, byteOffset, byteLength) });
    const digits = examples.map(({ digit }) => digit).concat(before?.taught ?? []);
    const keeping = isBookPage()
      ? keepNetwork({
          parameters: shapes(JSON.parse(lab.get("tape"))),
          weights: lesson.parameters,
          training: before?.training ?? null,
          taught: [...new Set(digits)].sort(),
          accuracy: lesson.after.test,
        })
      : null;
    return [lesson, keeping];
  }

  weights.update();
  if (weights.offers()) assign(model, { weights: "trained" });
  const end = together(
    listen(model, { weights: reload, parameters: reload, normalise: () => void read() }),
    // What a TrainLab has just trained reads from now on.
    lab
      ? listen(lab, {
          trained() {
            assign(model, { weights: "trained" });
            reload();
          },
        })
      : () => {},
    onNetwork(reload),
    mounted.remove,
    () => reader.close(),
  );
  weights.update();
  view.show(null, null);
  return end;
};

export default { render };
