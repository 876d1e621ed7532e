// OptimizerRace: five optimizers walk over a surface from one start, step by step.

import "./style.css";
import type { Render } from "@anywidget/types";
import { EngineError } from "../../engine/rules";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { mountControls } from "../shared/controls";
import { frame } from "../shared/frame";
import { fixed, significant } from "../shared/numbers";
import { stillness } from "../shared/theme";
import { RACERS, type Racer, sample } from "./marks";
import { plot } from "./plot";
import { type Point, type Range, type Settings, walk, whereabouts } from "./race";
import { SURFACES } from "./surface";
import { words } from "./words";

/** What Python says of a surface. */
interface Facts extends Range {
  formula: string;
  start: Point;
  minimum: Point | null;
}

const SETTINGS = ["surface", "starts", "learning_rate", "momentum", "steps"] as const;
const LEAST = 1e-4; // the smallest learning rate that the slider has
const SLOWEST = 12; // steps a second
const LONGEST = 8; // seconds of a whole race
const NEAR = 1000; // a place nearer than that is written without powers of ten
const STOPS = 10; // of a race for a reader who wants little motion, one each half second

const render: Render = async ({ model, el }) => {
  const said = words();
  const { controls, picture, readout, announce } = frame(el, "optimizer-race", said);
  const mounted = await mountControls(
    model,
    controls,
    { surface: said.surface, learning_rate: said.learning_rate, momentum: said.momentum },
    { surface: said.surfaces },
  );

  const facts = (): Facts => model.get("surfaces")[model.get("surface")];
  const steps = (): number => model.get("steps");
  const start = (): Point => model.get("starts")[model.get("surface")];
  let walks = new Map<Racer, Point[]>();
  let now = steps();
  let playing = 0; // an animation frame

  const go = element("button", { type: "button", class: "livenet-main", onclick: toggle });
  const one = element("button", { type: "button", onclick: () => show(now + 1) }, said.step);
  const scrub = element("input", {
    type: "range",
    min: 0,
    "aria-label": said.at,
    oninput: () => show(scrub.valueAsNumber),
  });
  const caption = element("p", { class: "livenet-formula" });
  const note = element("p", { class: "livenet-note" });
  const rows = new Map(RACERS.map((name) => [name, row(name)]));
  const heads = [said.optimizer, "x", "y", "f", said.remark];
  const chart = plot(
    picture,
    said,
    (to) => {
      const place = to ?? facts().start;
      model.set("starts", { ...model.get("starts"), [model.get("surface")]: place });
    },
    () => model.save_changes(),
  );
  picture.append(element("div", { class: "livenet-player" }, go, one, scrub), caption, chart.root);
  readout.after(
    element(
      "table",
      { class: "livenet-places", "aria-label": said.table },
      element(
        "thead",
        {},
        element("tr", {}, ...heads.map((h) => element("th", { scope: "col" }, h))),
      ),
      element("tbody", {}, ...[...rows.values()].map(({ line }) => line)),
    ),
    note,
  );

  /** Walk anew; a reader sees the same step of the new walks. */
  function race() {
    const surface = SURFACES[model.get("surface")];
    const settings: Settings = {
      start: start(),
      learning_rate: model.get("learning_rate"),
      momentum: model.get("momentum"),
      steps: steps(),
    };
    walks = new Map();
    for (const name of RACERS) {
      try {
        walks.set(name, walk(surface, name, settings));
      } catch (error) {
        // Nesterov without momentum, which the note tells
        if (!(error instanceof EngineError)) throw error;
      }
    }
    scrub.max = String(steps());
    draw();
  }

  function ground() {
    const { formula, minimum, x, y } = facts();
    chart.ground(SURFACES[model.get("surface")], { x, y }, minimum);
    caption.replaceChildren(
      element("span", {}, `f(x, y) = ${formula}`),
      element("span", {}, minimum ? said.minimum : said.bottomless),
    );
  }

  /** Stop at a step. */
  function show(step: number) {
    cancelAnimationFrame(playing);
    playing = 0;
    now = step;
    draw();
  }

  function toggle() {
    if (playing) return show(now);
    if (now >= steps()) now = 0;
    const still = stillness();
    const stride = still ? Math.ceil(steps() / STOPS) : 1;
    const wait = still ? 500 : 1000 / Math.max(SLOWEST, steps() / LONGEST);
    let last = performance.now();
    const frame = (time: number) => {
      playing = requestAnimationFrame(frame);
      if (time - last < wait) return;
      last = time;
      if (now + stride >= steps()) show(steps());
      else {
        now += stride;
        draw();
      }
    };
    playing = requestAnimationFrame(frame);
    draw();
  }

  /** All that shows the present step. */
  function draw() {
    now = Math.min(now, steps());
    const { x, y } = facts();
    const { f } = SURFACES[model.get("surface")];
    const outside: Racer[] = [];
    const overflown: Racer[] = [];
    let lowest: [string, number] = ["–", Number.POSITIVE_INFINITY];
    for (const [name, { cells, remark }] of rows) {
      const path = walks.get(name);
      if (!path) {
        for (const cell of cells) fill(cell, null);
        remark.textContent = said.refused;
        continue;
      }
      const place = path[now];
      const height = f(...place);
      for (const [i, value] of place.entries()) fill(cells[i], value, true);
      fill(cells[2], height);
      if (height < lowest[1]) lowest = [name, height];
      const found = whereabouts(path, now, { x, y });
      remark.textContent = say(said[found.kind], found.kind === "inside" ? {} : found);
      if (found.kind === "outside") outside.push(name);
      if (found.kind === "overflow") overflown.push(name);
    }
    const spoken = say(said.place, { x: fixed(start()[0]), y: fixed(start()[1]) });
    chart.walks(walks, now, start(), spoken);
    go.textContent = playing ? said.pause : said.play;
    one.disabled = now >= steps();
    scrub.value = String(now);
    const at = say(said.of, { step: now, steps: steps() });
    scrub.setAttribute("aria-valuetext", at);
    const [winner, least] = lowest;
    const rate: number = model.get("learning_rate");
    readout.replaceChildren(
      element("span", {}, element("b", {}, at)),
      element("span", {}, `${said.start} `, element("b", {}, spoken)),
      element("span", {}, `${said.learning_rate} `, element("b", {}, exact(rate))),
      element("span", {}, `${said.lowest} `, element("b", {}, `${winner} ${significant(least)}`)),
    );
    note.textContent = remarks(outside, overflown);
    if (playing) return;
    const summary = say(said.summary, { step: now, name: winner, value: significant(least) });
    announce(`${summary} ${note.textContent}`);
  }

  /** What is to be said of walks that are not in the picture. */
  function remarks(outside: Racer[], overflown: Racer[]): string {
    const list = (names: Racer[]) => names.join(said.and);
    const lr = significant(Math.max(LEAST, model.get("learning_rate") / 10), 2);
    const sentences: string[] = [];
    if (outside.length + overflown.length === 0) sentences.push(said.together);
    if (facts().minimum) {
      if (overflown.length) sentences.push(say(said.tooLarge, { names: list(overflown), lr }));
      if (outside.length) sentences.push(say(said.leaving, { names: list(outside) }));
    } else if (outside.length + overflown.length) {
      sentences.push(say(said.falling, { names: list([...outside, ...overflown]) }));
    }
    if (!walks.has("Nesterov")) sentences.push(said.nesterov);
    return sentences.join(" ");
  }

  model.on("change:surface", ground);
  for (const name of SETTINGS) model.on(`change:${name}`, race);
  ground();
  race();
  return () => {
    cancelAnimationFrame(playing);
    model.off("change:surface", ground);
    for (const name of SETTINGS) model.off(`change:${name}`, race);
    chart.remove();
    mounted.remove();
  };
};

/** A row of the table: its cells of x, y and f, and of what is to be remarked. */
function row(name: Racer) {
  const cells = ["x", "y", "f"].map(() => element("data"));
  const remark = element("td");
  const head = element("th", { scope: "row" }, element("span", {}, sample(name), name));
  const line = element("tr", {}, head, ...cells.map((cell) => element("td", {}, cell)), remark);
  return { line, cells, remark };
}

/** A number with all its digits in the attribute. */
const exact = (value: number) => element("data", { value }, significant(value));

/** A place or a height as one reads it, with all its digits in the attribute. */
function fill(cell: HTMLDataElement, value: number | null, place = false) {
  cell.value = value === null ? "" : String(value);
  const near = place && value !== null && Math.abs(value) < NEAR;
  cell.textContent = value === null ? "–" : near ? fixed(value, 3) : significant(value);
}

export default { render };
