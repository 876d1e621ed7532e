// LossLens: ten logits in the reader's hand, two losses, and what each pulls at.

import "./style.css";
import type { Render } from "@anywidget/types";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { mountControls } from "../shared/controls";
import { frame } from "../shared/frame";
import { fixed, signed } from "../shared/numbers";
import { assign, listen, together } from "../shared/traits";
import { curve } from "./curve";
import { formulas } from "./formulas";
import { losses, preset } from "./losses";
import { table } from "./table";
import { readersWords } from "./words";

const MOST = 1000; // the largest score that is taken
const CODE = 'F.mse_loss(z.softmax(0), t, reduction="sum")';

const render: Render = async ({ model, el }) => {
  const words = readersWords();
  const { controls, picture, readout, refuse, announce } = frame(el, "loss-lens", words);

  const set = (logits: number[]) => {
    refuse("");
    assign(model, { logits });
  };
  const setOne = (k: number, value: number) => {
    const logits = model.get("logits") as number[];
    if (Number.isFinite(value) && Math.abs(value) <= MOST) set(logits.with(k, value));
    else refuse(say(words.bad, { z: String(logits[k]) }));
  };
  const target = () => model.get("target") as number;
  const button = (text: string, logits: () => number[]) =>
    element("button", { type: "button", onclick: () => set(logits()) }, text);

  const mounted = await mountControls(model, controls, { target: words.target });
  controls.append(
    button(words.right, () => preset(target())),
    button(words.wrong, () => preset((target() + 1) % 10)),
    button(words.undecided, () => preset(null)),
  );
  const rows = table(words, setOne);
  const drawn = curve(words, (z) => setOne(target(), z));
  const why = formulas(words);
  const side = element("div", { class: "livenet-side" }, drawn.root, readout, why.root);
  picture.append(side, rows.root);
  const [before, after] = words.which.split("{code}");
  picture.after(element("p", { class: "livenet-which" }, before, element("code", {}, CODE), after));

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
      number(words.crossEntropy, now.crossEntropy),
      number(words.squared, now.squared),
    );
    announce(
      say(words.summary, {
        crossEntropy: fixed(now.crossEntropy, 4),
        squared: fixed(now.squared, 4),
        a: signed(now.crossEntropyGradient[y], 4),
        b: signed(now.squaredGradient[y], 4),
      }),
    );
  }

  const end = together(listen(model, { logits: show, target: show }), mounted.remove);
  show();
  return end;
};

export default { render };
