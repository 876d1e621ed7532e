// LossLens: ten logits in the reader's hand, two losses, and what each pulls at.

import "./style.css";
import type { Render } from "@anywidget/types";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { mountControls } from "../shared/controls";
import { frame } from "../shared/frame";
import { fixed, signed } from "../shared/numbers";
import { curve } from "./curve";
import { formulas } from "./formulas";
import { losses, preset } from "./losses";
import { table } from "./table";
import { words } from "./words";

const MOST = 1000; // the largest score that is taken
const CODE = 'F.mse_loss(z.softmax(0), t, reduction="sum")';

const render: Render = async ({ model, el }) => {
  const said = words();
  const { controls, picture, readout, refuse, announce } = frame(el, "loss-lens", said);

  const set = (logits: number[]) => {
    refuse("");
    model.set("logits", logits);
    model.save_changes();
  };
  const setOne = (k: number, value: number) => {
    const logits = model.get("logits") as number[];
    if (Number.isFinite(value) && Math.abs(value) <= MOST) set(logits.with(k, value));
    else refuse(say(said.bad, { z: String(logits[k]) }));
  };
  const target = () => model.get("target") as number;
  const button = (text: string, logits: () => number[]) =>
    element("button", { type: "button", onclick: () => set(logits()) }, text);

  const mounted = await mountControls(model, controls, { target: said.target });
  controls.append(
    button(said.right, () => preset(target())),
    button(said.wrong, () => preset((target() + 1) % 10)),
    button(said.undecided, () => preset(null)),
  );
  const rows = table(said, setOne);
  const drawn = curve(said);
  const why = formulas(said);
  picture.append(rows.root, drawn.root, why.root);
  const [before, after] = said.which.split("{code}");
  readout.after(element("p", { class: "livenet-which" }, before, element("code", {}, CODE), after));

  const number = (name: string, value: number) =>
    element("span", {}, `${name} `, element("data", { value }, fixed(value, 4)));

  function show() {
    const logits = model.get("logits") as number[];
    const y = target();
    const now = losses(logits, y);
    rows.show(logits, y, now);
    drawn.show(logits, y, now);
    why.show(y, now);
    readout.replaceChildren(
      number(said.crossEntropy, now.crossEntropy),
      number(said.squared, now.squared),
    );
    announce(
      say(said.summary, {
        crossEntropy: fixed(now.crossEntropy, 4),
        squared: fixed(now.squared, 4),
        a: signed(now.crossEntropyGradient[y], 4),
        b: signed(now.squaredGradient[y], 4),
      }),
    );
  }

  model.on("change:logits", show);
  model.on("change:target", show);
  show();
  return () => {
    model.off("change:logits", show);
    model.off("change:target", show);
    mounted.remove();
  };
};

export default { render };
