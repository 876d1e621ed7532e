// DrawDigit: the reader draws a digit, and the chapter's network reads along.

import "./style.css";
import type { AnyModel, Render } from "@anywidget/types";
import { EngineError, type Prediction, type Tape, Trainer, type Values } from "../../engine";
import { element, unique } from "../../shared/element";
import { say } from "../../shared/language";
import { modelId } from "../../shared/references";
import { bytes } from "../shared/bytes";
import { mountControls } from "../shared/controls";
import { frame } from "../shared/frame";
import { drawMap } from "../shared/maps";
import { percent, whole } from "../shared/numbers";
import { asDrawn, centred, FIELD } from "./mnist";
import { largest, oddity, probabilities } from "./reading";
import { CELLS, sheet } from "./sheet";
import { type DrawWords, words } from "./words";

const MAPS = 16; // at most so many of a layer are drawn
const SURE = 0.5;

const render: Render = async ({ model, el }) => {
  const said = words();
  const { controls, picture, readout, refuse, announce } = frame(el, "draw-digit", said);
  const tape: Tape = JSON.parse(model.get("tape"));
  const lab = await labOf(model);

  const help = element("p", { class: "livenet-help", id: unique() }, said.help);
  const paper = sheet(said.sheet, help, () => void read());
  const button = (text: string, onclick: () => void) =>
    element("button", { type: "button", onclick }, text);
  const undo = button(said.undo, paper.undo);
  const clear = button(said.clear, paper.clear);
  const bars = barChart(said);
  const note = element("p", { class: "livenet-note" });
  const seen = element("canvas", { class: "livenet-map", role: "img", "aria-label": said.seen });
  const beside = element("div", {}, element("p", {}, said.seen), note);
  const maps = (model.get("maps") as string[]).map((name) => mapRow(name, tape, said));
  const buttons = element("div", { class: "livenet-buttons" }, undo, clear);
  picture.append(
    element(
      "div",
      { class: "livenet-desk" },
      element("div", {}, paper.root, buttons, help),
      element("div", {}, bars.root, element("div", { class: "livenet-seen" }, seen, beside)),
    ),
  );
  readout.after(element("div", { class: "livenet-layers" }, ...maps.map((map) => map.root)));
  const mounted = await mountControls(model, controls, { normalise: said.normalise });
  const weights = weightsChoice(model, lab, said);
  controls.append(weights.root);

  // Reading: one at a time, and the newest drawing next.
  let opening: Promise<Trainer> | null = null;
  let stale = true; // whether the engine has other weights than those chosen
  let wanted = false;
  let busy = false;

  async function read() {
    wanted = true;
    if (busy) return;
    busy = true;
    picture.setAttribute("aria-busy", "true");
    try {
      while (wanted) {
        wanted = false;
        await readOnce();
      }
    } catch (error) {
      const reason = error instanceof EngineError ? error.message : String(error);
      refuse(say(said.broken, { reason }));
    }
    picture.removeAttribute("aria-busy");
    busy = false;
  }

  async function readOnce() {
    const image = model.get("normalise") ? centred(paper.ink()) : asDrawn(paper.ink());
    drawMap(seen, image ?? new Uint8Array(FIELD * FIELD), FIELD, FIELD, { low: 0, high: 255 });
    if (!image) return show(null, null);
    const trainer = await ready();
    const names = maps.map(({ name }) => name);
    show(image, await trainer.predict(image, names, [FIELD, FIELD]));
  }

  async function ready(): Promise<Trainer> {
    const waiting = setTimeout(() => readout.replaceChildren(said.opening), 200);
    try {
      opening ??= Trainer.open({ tape, parameters: bytes(model, "parameters") });
      const trainer = await opening;
      if (stale) {
        stale = false;
        const lent = model.get("weights") === "trained" && lab ? bytes(lab, "trained") : null;
        await trainer.load(lent?.length ? lent : bytes(model, "parameters"));
      }
      return trainer;
    } catch (error) {
      opening = null;
      throw error;
    } finally {
      clearTimeout(waiting);
    }
  }

  function show(image: Uint8Array | null, found: Prediction | null) {
    const shares = found && probabilities(found.output.data);
    undo.disabled = !paper.changed();
    bars.draw(shares);
    for (const map of maps) map.draw(found?.values[map.name] ?? null);
    const best = shares ? largest(shares) : 0;
    const odd = image && oddity(image, model.get("usual_ink"));
    note.textContent = odd ? said[odd] : shares && shares[best] < SURE ? said.hesitant : "";
    const result = shares
      ? say(said.reads, { digit: best, share: percent(shares[best]) })
      : said.empty;
    if (shares) {
      readout.replaceChildren(
        element("span", {}, `${said.reading} `, element("b", {}, `${best}`)),
        element("span", {}, `${said.probability} `, element("b", {}, percent(shares[best]))),
      );
    } else readout.replaceChildren(said.empty);
    const pen = paper.pen();
    const place = pen ? say(said[pen.state], { ...pen, cells: CELLS }) : "";
    if (paper.changed() || pen) {
      announce([place, result, note.textContent].filter(Boolean).join(said.between));
    }
  }

  const again = () => void read();
  const reload = () => {
    stale = true;
    weights.update();
    again();
  };
  const trained = () => {
    model.set("weights", "trained");
    model.save_changes();
    reload();
  };
  model.on("change:weights", reload);
  model.on("change:parameters", reload);
  model.on("change:normalise", again);
  lab?.on("change:trained", trained);
  show(null, null);

  return () => {
    model.off("change:weights", reload);
    model.off("change:parameters", reload);
    model.off("change:normalise", again);
    lab?.off("change:trained", trained);
    mounted.remove();
    void opening?.then((trainer) => trainer.close());
  };
};

/** The TrainLab whose weights may read, if there is one. */
async function labOf(model: AnyModel): Promise<AnyModel | null> {
  const reference = model.get("lab") as string | null;
  if (!reference) return null;
  return model.widget_manager.get_model(modelId(reference));
}

/** Which weights read: a choice where there is a TrainLab, else a statement. */
function weightsChoice(model: AnyModel, lab: AnyModel | null, said: DrawWords) {
  const digits = model.get("trained_on") as number | null;
  const given = digits ? say(said.counted, { count: whole(digits) }) : said.given;
  if (!lab) {
    const root = element("p", { class: "livenet-weights" }, say(said.reader, { which: given }));
    return { root, update() {} };
  }
  const name = unique();
  const radio = (value: string, text: string) => {
    const choose = () => {
      model.set("weights", value);
      model.save_changes();
    };
    const input = element("input", { type: "radio", name, value, onchange: choose });
    const words = element("span", {}, text);
    return { input, words, root: element("label", { class: "livenet-choice" }, input, words) };
  };
  const [own, lent] = [radio("given", given), radio("trained", said.trained)];
  const legend = element("legend", {}, said.weights);
  const root = element("fieldset", { class: "livenet-weights" }, legend, own.root, lent.root);
  const update = () => {
    const there = bytes(lab, "trained").length > 0;
    lent.input.disabled = !there;
    lent.words.textContent = there ? said.trained : said.untrained;
    lent.input.checked = there && model.get("weights") === "trained";
    own.input.checked = !lent.input.checked;
  };
  update();
  return { root, update };
}

/** Ten bars, the highest marked. */
function barChart(said: DrawWords) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = element("span", { class: "livenet-bar" });
    const share = element("span", { class: "livenet-share" }, "–");
    const root = element(
      "li",
      {},
      element("span", {}, `${digit}`),
      element("span", {}, bar),
      share,
    );
    return { root, bar, share };
  });
  const root = element(
    "ul",
    { class: "livenet-bars", role: "list", "aria-label": said.probabilities },
    ...rows.map((row) => row.root),
  );
  return {
    root,
    draw(shares: number[] | null) {
      const best = shares && largest(shares);
      for (const [digit, { root, bar, share }] of rows.entries()) {
        bar.style.width = `${100 * (shares?.[digit] ?? 0)}%`;
        share.textContent = shares ? percent(shares[digit]) : "–";
        if (digit === best) root.setAttribute("aria-current", "true");
        else root.removeAttribute("aria-current");
      }
    },
  };
}

/** The maps of one layer, side by side, on one scale of grey. */
function mapRow(name: string, tape: Tape, said: DrawWords) {
  const [all, rows, columns] = tape.values[tape.names[name]].shape.slice(1) as number[];
  const count = Math.min(MAPS, all);
  const text = say(all > count ? said.some : said.maps, { name, count, all, rows, columns });
  const canvases = Array.from({ length: count }, () => element("canvas", { class: "livenet-map" }));
  const root = element(
    "figure",
    { class: "livenet-maps" },
    element("figcaption", {}, text),
    element("div", { role: "img", "aria-label": text }, ...canvases),
  );
  const size = rows * columns;
  return {
    name,
    root,
    draw(values: Values | null) {
      const data = values?.data ?? new Float32Array(count * size);
      let [low, high] = [0, 0];
      for (const value of data) [low, high] = [Math.min(low, value), Math.max(high, value)];
      for (const [n, canvas] of canvases.entries()) {
        const values = data.subarray(n * size, (n + 1) * size);
        drawMap(canvas, values, rows, columns, { low, high });
      }
    },
  };
}

export default { render };
