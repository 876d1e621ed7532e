// Which weights read: a choice where there is a TrainLab, else a statement.

import type { AnyModel } from "@anywidget/types";
import { element, unique } from "../../shared/element";
import { say } from "../../shared/language";
import { modelId } from "../../shared/references";
import { whole } from "../shared/numbers";
import { assign, bytes } from "../shared/traits";
import type { DrawWords } from "./words";

/** The TrainLab whose weights may read, if there is one. */
export async function labOf(model: AnyModel): Promise<AnyModel | null> {
  const reference = model.get("lab") as string | null;
  return reference ? model.widget_manager.get_model(modelId(reference)) : null;
}

/** The parameters that are chosen. */
export function parameters(model: AnyModel, lab: AnyModel | null): Uint8Array {
  const lent = model.get("weights") === "trained" && lab ? bytes(lab, "trained") : null;
  return lent?.length ? lent : bytes(model, "parameters");
}

export function weightsChoice(model: AnyModel, lab: AnyModel | null, words: DrawWords) {
  const digits = model.get("trained_on") as number | null;
  const given = digits ? say(words.counted, { count: whole(digits) }) : words.given;
  if (!lab) {
    const root = element("p", { class: "livenet-weights" }, say(words.reader, { which: given }));
    return { root, update() {} };
  }
  const name = unique();
  const radio = (value: string, text: string) => {
    const onchange = () => assign(model, { weights: value });
    const input = element("input", { type: "radio", name, value, onchange });
    const label = element("span", {}, text);
    return { input, label, root: element("label", { class: "livenet-choice" }, input, label) };
  };
  const [own, lent] = [radio("given", given), radio("trained", words.trained)];
  const legend = element("legend", {}, words.weights);
  const root = element("fieldset", { class: "livenet-weights" }, legend, own.root, lent.root);
  const update = () => {
    const there = bytes(lab, "trained").length > 0;
    lent.input.disabled = !there;
    lent.label.textContent = there ? words.trained : words.untrained;
    lent.input.checked = there && model.get("weights") === "trained";
    own.input.checked = !lent.input.checked;
  };
  update();
  return { root, update };
}
