// The first pages train: forty test digits with what a network reads in them, a button, and in some
// four seconds the readings turn right; beside them a sheet for the reader's own digit.

import "./style.css";
import { element } from "../shared/element";
import { holdBriefly } from "../shared/hold";
import { say } from "../shared/language";
import { percent } from "../widgets/shared/numbers";
import { desk } from "./desk";
import { digits } from "./digits";
import { inflate, type Material, SIDE } from "./material";
import { Pupil } from "./pupil";
import { frontWords } from "./words";

const DURATION = 4000; // ms in which all steps are taken, where the machine is quick enough
const SCORING = 250; // ms between two looks at all test digits

declare global {
  var livenetFront: Material | undefined;
}

async function begin(place: HTMLElement): Promise<void> {
  const { words, spoken } = frontWords(place);
  place.lang = spoken === "zh" ? "zh-CN" : "en";
  const material = globalThis.livenetFront;
  if (!material) {
    place.replaceChildren(element("p", { role: "alert" }, words.missing));
    return;
  }
  const { train, shown, labels, run } = material;
  const images = await inflate(material);
  const seen = images.slice(train * SIDE * SIDE, (train + shown) * SIDE * SIDE);
  const count = labels.length - train;

  let pupil: Pupil | null = null;
  let taken = 0; // steps
  let running = false;
  let changed = false; // the drawing, since it was read last
  let busy = false; // reading it

  const picture = digits(seen, labels.slice(train, train + shown), words);
  const paper = desk(words, () => void readDrawing());
  const share = element("b", {});
  const at = element("span", {});
  const score = element("p", { class: "front-score" }, share, " ", at);
  const lead = element("p", { class: "front-lead" }, words.before);
  const status = element("p", { class: "front-unseen", role: "status" });
  const refusal = element("p", { class: "front-refusal", role: "alert" });
  const button = element("button", { type: "button", class: "front-train" }, words.train);
  // the page says where the book begins: where one chooses a language, and where the chapters are
  const first = place.dataset.language ? `[hreflang^=${spoken}]` : ".right-next";
  const href = document.querySelector(`a${first}`)?.getAttribute("href") ?? "";
  const next = element("a", { class: "front-next", href }, words.next);
  button.onclick = () => void press().catch(fail);

  place.replaceChildren(
    lead,
    element("div", { class: "front-controls" }, button, score, next),
    refusal,
    element("div", { class: "front-picture" }, picture.root, paper.root),
    element("p", { class: "front-proof" }, words.proof),
    status,
  );

  const network = async () => (pupil ??= await Pupil.open(material, images));

  async function press() {
    if (running) {
      running = false;
      return label();
    }
    if (taken >= run.steps) {
      const net = await network();
      await net.forget();
      taken = 0;
      label();
      return show(net, true);
    }
    running = true;
    picture.root.setAttribute("aria-busy", "true");
    const net = await network();
    const began = performance.now() - (taken / run.steps) * DURATION;
    let scored = 0;
    while (running && taken < run.steps) {
      const now = performance.now();
      const upTo = Math.floor(((now - began) / DURATION) * run.steps) + 1;
      const due = Math.min(run.steps, upTo) - taken;
      if (due > 0) await net.learn(due);
      taken += Math.max(0, due);
      label();
      const scoring = now - scored >= SCORING;
      if (scoring) scored = now;
      await show(net, scoring);
      await new Promise(requestAnimationFrame);
    }
    running = false;
    if (taken >= run.steps) holdBriefly(button);
    label();
    await show(net, true);
    picture.root.removeAttribute("aria-busy");
    const told = { steps: run.steps, count, share: share.textContent ?? "" };
    if (taken >= run.steps) status.textContent = say(words.done, told);
  }

  function label() {
    const rest = taken >= run.steps ? words.again : taken ? words.resume : words.train;
    button.textContent = running ? words.pause : rest;
    const now = taken >= run.steps ? words.after : taken ? words.learning : words.before;
    lead.textContent = say(now, { train });
    next.toggleAttribute("data-ready", taken >= run.steps);
  }

  /** The share that was right, with the step when it was asked: the readings beside it may be newer. */
  function tell(right: number | null) {
    share.textContent = right === null ? "–" : percent(right, 0);
    at.textContent = say(words.score, { count, step: taken, steps: run.steps });
  }

  async function show(net: Pupil, scoring: boolean) {
    const right = picture.show(await net.read(seen));
    picture.root.setAttribute("aria-label", say(words.grid, { right, shown }));
    if (scoring) tell(await net.accuracy());
    await readDrawing();
  }

  /** Show what is read in the reader's digit: one reading at a time, and the newest drawing next. */
  async function readDrawing() {
    changed = true;
    if (busy) return;
    busy = true;
    try {
      while (changed) {
        changed = false;
        const image = paper.image();
        const readings = image ? await (await network()).read(image) : [];
        paper.show(readings[0] ?? null, taken > 0);
      }
    } catch (error) {
      fail(error);
    }
    busy = false;
  }

  function fail(error: unknown) {
    running = false;
    label();
    const reason = error instanceof Error ? error.message : String(error);
    refusal.textContent = say(words.broken, { reason });
  }

  label();
  tell(null);
  await show(await network(), true).catch(fail);
}

const place = document.getElementById("front");
if (place) void begin(place);
