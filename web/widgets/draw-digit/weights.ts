// Which weights read: those that the page gives, or those that the reader trained, in a TrainLab of
// this page or of another one.

import type { AnyModel } from "@anywidget/types";
import { element, unique } from "../../shared/element";
import { say } from "../../shared/language";
import { modelId } from "../../shared/references";
import { forgetNetwork, type Network, readNetwork } from "../shared/network";
import { percent, whole } from "../shared/numbers";
import { assign, bytes } from "../shared/traits";
import type { DrawWords } from "./words";

export type Parameters = Network["parameters"];

/** The TrainLab whose weights may read, if there is one. */
export async function labOf(model: AnyModel): Promise<AnyModel | null> {
  const reference = model.get("lab") as string | null;
  return reference ? model.widget_manager.get_model(modelId(reference)) : null;
}

export interface Weights {
  root: HTMLElement;
  /** the parameters that are chosen */
  chosen(): Uint8Array;
  /** whether there is a network of the reader's from another page, to open with */
  offers(): boolean;
  /** how the chosen ones were trained; null where nothing is known of it */
  network(): Network | null;
  /** Show what there is to choose. */
  update(): void;
}

export function weightsOf(
  model: AnyModel,
  lab: AnyModel | null,
  parameters: Parameters,
  words: DrawWords,
): Weights {
  const digits = model.get("trained_on") as number | null;
  const given = digits ? say(words.counted, { count: whole(digits) }) : words.given;
  const name = unique();
  const radio = (value: string, text: string) => {
    const onchange = () => assign(model, { weights: value });
    const input = element("input", { type: "radio", name, value, onchange });
    const label = element("span", {}, text);
    return { input, label, root: element("label", { class: "livenet-choice" }, input, label) };
  };
  const [own, yours] = [radio("given", given), radio("trained", words.trained)];
  const forget = element("button", { type: "button", onclick: forgetNetwork }, words.forget);
  const legend = element("legend", {}, words.weights);
  const choice = element("fieldset", {}, legend, own.root, yours.root, forget);
  const statement = element("p", {}, say(words.reader, { which: given }));
  const root = element("div", { class: "livenet-weights" }, statement, choice);

  let kept: Network | null = null;
  const trained = () => (lab ? bytes(lab, "trained") : new Uint8Array());
  /** Those that the reader trained: here and now, else those that are kept. */
  const readers = () => (trained().length ? trained() : (kept?.weights ?? trained()));
  const isReaders = () => model.get("weights") === "trained" && readers().length > 0;

  return {
    root,
    chosen: () => (isReaders() ? readers() : bytes(model, "parameters")),
    offers: () => kept !== null,
    network: () => (isReaders() && kept && isSame(kept.weights, readers()) ? kept : null),
    update() {
      kept = readNetwork(parameters);
      const there = readers().length > 0;
      statement.hidden = there || lab !== null;
      choice.hidden = !statement.hidden;
      forget.hidden = !kept;
      yours.input.disabled = !there;
      yours.label.textContent = !there
        ? words.untrained
        : kept && isSame(kept.weights, readers())
          ? told(words, kept)
          : words.trained;
      yours.input.checked = isReaders();
      own.input.checked = !yours.input.checked;
    },
  };
}

/** How a network was trained, and how well it reads. */
function told(words: DrawWords, { training, taught, accuracy }: Network): string {
  let how = words.fromBook;
  if (training) {
    const optimizer = words.optimizers[training.optimizer] ?? training.optimizer;
    const { epochs } = training;
    how = say(epochs === 1 ? words.trainedOnce : words.trainedBy, { optimizer, epochs });
  }
  if (taught.length) how = say(words.taught, { how, digits: taught.join(" ") });
  return say(words.yours, { how, accuracy: percent(accuracy) });
}

const isSame = (one: Uint8Array, other: Uint8Array) =>
  one.length === other.length && one.every((byte, i) => byte === other[i]);
