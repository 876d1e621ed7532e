// LayerLens: a digit goes through the chapter's network; each number tells where it came from.

import "./style.css";
import type { Render } from "@anywidget/types";
import { type Tape, Trainer } from "../../engine";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { bytes } from "../shared/bytes";
import { mountControls } from "../shared/controls";
import { frame } from "../shared/frame";
import { drawMap } from "../shared/maps";
import { signed } from "../shared/numbers";
import { onTheme } from "../shared/theme";
import { exactly, telling } from "./account";
import { explain, type Numbers } from "./explain";
import { boxOf, largestOf, overview, part, placeAt, put, type Spot, scaleOf } from "./overview";
import { type Reach, reach } from "./reach";
import { indexOf, keyOf, layoutOf, named, placeOf, stagesOf } from "./stages";
import { strip } from "./strip";
import { placeName, stageName, words } from "./words";

const ENLARGED = 12; // numbers of a row of numbers that stand side by side

const render: Render = async ({ model, el }) => {
  const said = words();
  const { controls, picture, readout, refuse, announce } = frame(el, "layer-lens", said);
  const tape: Tape = JSON.parse(model.get("tape"));
  const stages = stagesOf(tape);
  const size = stages[0].shape.reduce((product, n) => product * n, 1);
  const images = bytes(model, "images");
  const labels = [...bytes(model, "labels")];
  const count = images.length / size;
  const imageOf = (digit: number) => images.subarray(digit * size, (digit + 1) * size);
  const digitNow = () => Math.min(count - 1, Math.max(0, model.get("digit")));

  let numbers: Numbers | null = null;
  let chosen: Spot = { stage: Math.min(1, stages.length - 1), index: 0 };
  let pointed: Spot | null = null;
  let channel: number | null = null;

  // The digits to choose from, the network, and beside it what one number was made of.
  const mounted = await mountControls(model, controls, { digit: said.digit });
  const thumbnails = strip(said, count, stages[0].shape, imageOf, labels, (digit) => {
    model.set("digit", digit);
    model.save_changes();
  });
  const network = overview(
    stages,
    said,
    (spot) => {
      pointed = spot;
      show();
    },
    choose,
  );
  const enlarged = bigMap();
  const seen = bigMap();
  const told = element("div", { class: "livenet-account" });
  const where = element("p", { class: "livenet-where" });
  picture.append(
    thumbnails.root,
    element(
      "div",
      { class: "livenet-halves" },
      network.root,
      where,
      element(
        "div",
        { class: "livenet-panel" },
        element("div", { class: "livenet-pair" }, enlarged.root, seen.root),
        told,
      ),
    ),
  );

  function choose(spot: Spot) {
    if (spot.stage !== chosen.stage) channel = null;
    chosen = spot;
    pointed = null;
    show();
    const stage = stages[spot.stage];
    if (numbers) announce(`${placeOfSpot(spot)}: ${signed(numbers(stage.value)[spot.index], 3)}`);
  }

  const nameOf = (s: number) => stageName(said, stages[s], s === stages.length - 1);
  const placeOfSpot = ({ stage, index }: Spot) => {
    return placeName(said, nameOf(stage), index, stages[stage].shape);
  };

  /** Show the number under the pointer, else the chosen one. */
  function show() {
    if (!numbers) return;
    const spot = pointed ?? chosen;
    const stage = stages[spot.stage];
    const reaches = reach(stages, spot.stage, spot.index);
    network.show(spot, reaches, !pointed);
    where.replaceChildren(
      element("b", {}, placeOfSpot(spot)),
      " = ",
      element("b", {}, exactly(numbers(stage.value)[spot.index])),
    );
    showEnlarged(spot);
    showReach(reaches[0]);
    const pressed = told.contains(document.activeElement);
    told.replaceChildren(
      ...telling(said, {
        stages,
        stage,
        index: spot.index,
        account: explain(stages, stage, spot.index, numbers),
        numbers,
        channel: pointed && pointed.stage !== chosen.stage ? null : channel,
        chooseChannel(map) {
          channel = map;
          show();
        },
      }),
    );
    if (pressed) told.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  }

  function showEnlarged({ stage, index }: Spot) {
    if (!numbers) return;
    const layout = layoutOf(stages[stage].shape, ENLARGED);
    const place = placeOf(index, layout);
    const values = numbers(stages[stage].value);
    const each = layout.rows * layout.columns;
    const shown = part(values, place.map * each, each);
    drawMap(enlarged.canvas, shown, layout.rows, layout.columns, scaleOf(values, stage === 0));
    put(enlarged.outline, boxOf(place), layout);
    enlarged.say(say(said.enlargedMap, { place: nameOf(stage) }));
  }

  /** The digit, and what of it the number has seen. */
  function showReach(box: Reach) {
    const { shape } = stages[0];
    const layout = layoutOf(shape);
    const first = imageOf(digitNow()).subarray(0, layout.rows * layout.columns);
    drawMap(seen.canvas, first, layout.rows, layout.columns, { low: 0, high: 255 });
    put(seen.outline, typeof box === "string" ? null : box, layout);
    if (box === "none") return seen.say(said.reachNone);
    if (box === "unknown") return seen.say(said.reachUnknown);
    const all = box.bottom - box.top === layout.rows && box.right - box.left === layout.columns;
    const { top, left } = box;
    const edges = { top, left, bottom: box.bottom - 1, right: box.right - 1 };
    seen.say(say(all ? said.reachAll : said.reach, edges));
  }

  // In the enlarged map a finger may search: it has no other way to see what it covers.
  const search = (event: PointerEvent, done: boolean) => {
    const spot = pointed ?? chosen;
    const layout = layoutOf(stages[spot.stage].shape, ENLARGED);
    const { map } = placeOf(spot.index, layout);
    const index = indexOf({ map, ...placeAt(enlarged.canvas, layout, event) }, layout);
    if (index >= (layout.wrapped ?? Number.POSITIVE_INFINITY)) return;
    if (done) return choose({ stage: spot.stage, index });
    pointed = { stage: spot.stage, index };
    show();
  };
  enlarged.frame.classList.add("livenet-search");
  enlarged.frame.addEventListener("pointermove", (event) => search(event, false));
  enlarged.frame.addEventListener("pointerup", (event) => search(event, true));
  enlarged.frame.addEventListener("pointerleave", () => {
    pointed = null;
    show();
  });

  // The engine.
  const waiting = setTimeout(() => readout.replaceChildren(said.opening), 200);
  const failed = (error: unknown) =>
    refuse(say(said.broken, { reason: error instanceof Error ? error.message : String(error) }));
  const opening = Trainer.open({
    tape: named(tape),
    parameters: bytes(model, "parameters"),
    where: "page", // one digit is a matter of a millisecond
  });
  const constants = constantsOf(tape);
  let fixed: Record<string, ArrayLike<number>> | null = null;

  async function read() {
    const digit = digitNow();
    thumbnails.choose(digit);
    const trainer = await opening;
    const wanted = stages.flatMap(({ before, value }) => [keyOf(before), keyOf(value)]);
    const { values } = await trainer.predict(imageOf(digit), [
      ...new Set(wanted),
      ...(fixed ? [] : constants.map(keyOf)),
    ]);
    if (digit !== digitNow()) return;
    fixed ??= Object.fromEntries(constants.map((v) => [keyOf(v), values[keyOf(v)].data]));
    const known = fixed;
    const first = numbers === null;
    numbers = (value) => values[keyOf(value)]?.data ?? known[keyOf(value)];
    if (first) chosen.index = largestOf(numbers(stages[chosen.stage].value));
    network.draw(numbers);
    show();
    result(digit);
  }

  function result(digit: number) {
    if (!numbers) return;
    const output = stages[stages.length - 1];
    const scores = numbers(output.value);
    const found: [string, string][] = [];
    if (labels.length) found.push([said.written, String(labels[digit])]);
    if (output.shape.length === 1) {
      const best = largestOf(scores);
      found.push([said.reads, String(best)], [said.score, signed(scores[best], 2)]);
    }
    readout.replaceChildren(
      ...found.map(([name, text]) => element("span", {}, `${name} `, element("b", {}, text))),
      element("span", {}, said.counted),
    );
    announce(found.map((pair) => pair.join(" ")).join(said.comma));
  }

  const renew = () => {
    read().then(undefined, failed);
  };
  const redraw = () => {
    if (numbers) network.draw(numbers);
    show();
  };
  model.on("change:digit", renew);
  const themed = onTheme(redraw);
  await read().catch(failed);
  clearTimeout(waiting);

  return () => {
    model.off("change:digit", renew);
    themed();
    mounted.remove();
    opening.then((trainer) => trainer.close()).catch(() => {});
  };
};

/** A map drawn large, with an outline and a caption. */
function bigMap() {
  const canvas = element("canvas", { class: "livenet-map", "aria-hidden": "true" });
  const outline = element("i", { class: "livenet-spot", hidden: true });
  const caption = element("figcaption");
  const frame = element("span", { class: "livenet-framed" }, canvas, outline);
  const root = element("figure", { class: "livenet-big" }, frame, caption);
  const say = (text: string) => {
    caption.textContent = text;
  };
  return { root, canvas, outline, frame, say };
}

/** Values that ops take and that depend on no sample: weights, and views of them. */
function constantsOf(tape: Tape): number[] {
  const constant = new Set(tape.parameters.map(({ value }) => value));
  for (const op of tape.ops) {
    if (Object.values(op.inputs).every((v) => constant.has(v)))
      constant.add(op.outputs[0] as number);
  }
  return [...constant];
}

export default { render };
