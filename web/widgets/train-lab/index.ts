// TrainLab: the chapter's network trains on the page, run beside run.

import "./style.css";
import type { AnyModel, Render } from "@anywidget/types";
import { EngineError, type Tape, type Values } from "../../engine";
import { isBookPage } from "../../shared/book-page";
import { element, svg } from "../../shared/element";
import { say } from "../../shared/language";
import { bytes } from "../shared/bytes";
import { mountControls } from "../shared/controls";
import { frame } from "../shared/frame";
import { drawMap } from "../shared/maps";
import { fixed, percent, significant, whole } from "../shared/numbers";
import { LINES, OPTIMIZERS, type OptimizerName } from "../shared/optimizers";
import { parameter, shapes } from "../shared/parameters";
import { onTheme } from "../shared/theme";
import { curves } from "./curves";
import { gentler } from "./divergence";
import { type Fresh, fresh } from "./fresh";
import { EPOCHS, Lab, type Run } from "./lab";
import { type RunSettings, type Source, script } from "./script";
import { refusal, words } from "./words";

const SETTINGS = ["optimizer", "learning_rate", "batch_size", "momentum", "zero_grad"] as const;
const KERNELS = 8; // at most so many are drawn

const render: Render = async ({ model, el }) => {
  const said = words();
  const { controls, picture, readout, root, refuse, announce } = frame(el, "train-lab", said);
  const tape: Tape = JSON.parse(model.get("tape"));
  applyLink(model);

  // The controls, and buttons after them.
  const mounted = await mountControls(model, controls, {
    optimizer: said.optimizer,
    learning_rate: said.learning_rate,
    batch_size: said.batch_size,
    momentum: said.momentum,
    zero_grad: said.zero_grad,
  });
  const button = (text: string, onclick: () => void, kind = "") =>
    element("button", { type: "button", class: kind || undefined, onclick }, text);
  const go = button(
    said.run,
    () => act(() => (lab.running ? lab.pause() : start())),
    "livenet-main",
  );
  const one = button(said.step, () => act(() => lab.step(settings())));
  const anew = button(said.reset, () => renew());
  picture.append(element("div", { class: "livenet-buttons" }, go, one, anew));

  // The picture: two charts, the kernels, the table of runs.
  const lossChart = element("div", { role: "img", "aria-label": said.lossCurve });
  const accuracyChart = element("div", { role: "img", "aria-label": said.accuracyCurve });
  picture.append(element("div", { class: "livenet-charts" }, lossChart, accuracyChart));
  const charts = curves(lossChart, accuracyChart, {
    step: said.at,
    loss: said.loss,
    accuracy: `${said.accuracy} (%)`,
  });
  const kernels = kernelRow(tape, said);
  if (kernels) picture.append(kernels.row);
  const rows = element("tbody");
  const clear = button(said.forget, () => {
    lab.forget();
    show({});
  });
  readout.after(runTable(said, rows), clear);

  // The script and the link.
  const code = element("pre", { tabindex: 0 });
  const copied = element("span", { role: "status" });
  const copy = async (text: string) => {
    copied.textContent =
      (await navigator.clipboard?.writeText(text).then(
        () => said.copied,
        () => said.uncopied,
      )) ?? said.uncopied;
  };
  const share = element(
    "details",
    { class: "livenet-notice" },
    element("summary", {}, said.python),
    element(
      "div",
      { class: "livenet-buttons" },
      button(said.copy, () => void copy(code.textContent ?? "")),
      ...(isBookPage() ? [button(said.link, () => void copy(link(model)))] : []),
      copied,
    ),
    code,
  );
  root.append(share);

  const failed = (error: unknown) => {
    refuse(
      error instanceof EngineError
        ? refusal(said, error)
        : say(said.broken, { reason: `${error}` }),
    );
    state();
  };
  const drawn = model.get("fresh") as Fresh | Record<string, never>;
  const initial = drawn.parts ? fresh(drawn as Fresh) : bytes(model, "initial");
  const lab = new Lab(
    {
      tape,
      parameters: initial,
      train: { images: bytes(model, "train_images"), labels: bytes(model, "train_labels") },
      test: { images: bytes(model, "test_images"), labels: bytes(model, "test_labels") },
      guess: model.get("guess"),
    },
    kernels ? [kernels.name] : [],
    (values, finished) => {
      show(values);
      if (finished) void finish();
    },
    failed,
  );

  const settings = (): RunSettings => ({
    optimizer: model.get("optimizer"),
    learning_rate: model.get("learning_rate"),
    batch_size: model.get("batch_size"),
    momentum: model.get("momentum"),
    zero_grad: model.get("zero_grad"),
    seed: model.get("seed"),
  });
  const start = () => {
    const opening = setTimeout(() => announceReadout(said.opening), 200);
    return lab.start(settings()).finally(() => clearTimeout(opening));
  };
  const announceReadout = (text: string) => readout.replaceChildren(text);

  const act = (what: () => Promise<void>) => {
    refuse("");
    what().then(state, failed);
    state();
  };

  /** Show the first weights, unless training goes on with other settings. */
  function untrained() {
    if (lab.running) return;
    if (kernels) show({ [kernels.name]: parameter(tape, initial, kernels.name) });
    else show({});
  }

  /** The buttons and the script as they should be now. */
  function state() {
    go.textContent = lab.running ? said.pause : said.run;
    anew.disabled = !lab.run;
    clear.hidden = lab.runs.length < 2;
    const optimizer = model.get("optimizer");
    mounted.models.momentum?.set("disabled", optimizer !== "momentum" && optimizer !== "Nesterov");
    const text = script(model.get("source") as Source, settings(), lab.run?.losses ?? []);
    if (code.textContent !== text) code.textContent = text; // or a selection would be lost
  }

  function show(values: Record<string, Values>) {
    state();
    charts.draw(lab.runs);
    rows.replaceChildren(
      ...[...lab.runs].reverse().map((run) => runRow(said, run, run === lab.run)),
    );
    if (kernels && values[kernels.name]) kernels.draw(values[kernels.name]);
    const run = lab.run;
    const number = (name: string, value: string) =>
      element("span", {}, `${name} `, element("b", {}, value));
    readout.replaceChildren(
      number(said.at, whole(run?.losses.length ?? 0)),
      number(said.epoch, whole(run?.epoch ?? 0)),
      number(said.loss, run?.losses.length ? fixed(lately(run.losses), 3) : "–"),
      number(said.accuracy, score(run)),
      element("span", {}, element("b", {}, run ? whole(run.speed) : "–"), ` ${said.speed}`),
    );
    if (!run) return;
    announce(summary(run));
    if (run.diverged) refuse(divergenceSentence(run));
  }

  const summary = (run: Run) =>
    say(said.summary, {
      step: run.losses.length,
      loss: fixed(lately(run.losses), 2),
      accuracy: score(run),
    });

  function divergenceSentence(run: Run) {
    const { kind, step } = run.diverged ?? { kind: "nan", step: 0 };
    const values = {
      step,
      loss: fixed(run.losses[step - 1]),
      lr: significant(gentler(run.optimizer, run.learning_rate), 2),
    };
    return say(run.zero_grad ? said[kind] : said.forgotten, values);
  }

  async function finish() {
    const trained = await lab.parameters();
    model.set("trained", new DataView(trained.buffer, trained.byteOffset, trained.byteLength));
    model.save_changes();
    const run = lab.run;
    if (run && !run.diverged && run.epoch && run.epoch % EPOCHS === 0) {
      announce(`${summary(run)}. ${say(said.done, { epochs: run.epoch })}`);
    }
    state();
  }

  const renew = () => act(() => lab.renew(settings()).then(untrained));
  for (const name of SETTINGS) model.on(`change:${name}`, renew);
  const themed = onTheme(() => kernels?.redraw());
  untrained();

  return () => {
    for (const name of SETTINGS) model.off(`change:${name}`, renew);
    themed();
    charts.remove();
    mounted.remove();
    lab.close();
  };
};

/** The mean of the last eight losses, as the chart shows it. */
function lately(losses: number[]): number {
  const last = losses.slice(-8);
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}

/** The latest test accuracy of a run. */
function score(run: Run | undefined): string {
  const last = run?.scores.at(-1);
  return last ? percent(last[1]) : "–";
}

/** The kernels of the first convolution, if there is one: their row, and how to draw them. */
function kernelRow(tape: Tape, said: ReturnType<typeof words>) {
  const [name, shape] = shapes(tape).find(([, shape]) => shape.length === 4) ?? [];
  if (!name || !shape) return null;
  const layer = name.replace(/\.weight$/, "");
  const shown = Math.min(KERNELS, shape[0]);
  const canvases = Array.from({ length: shown }, (_, n) =>
    element("canvas", {
      class: "livenet-map",
      role: "img",
      "aria-label": say(said.kernel, { n: n + 1, name: layer }),
    }),
  );
  const row = element(
    "figure",
    { class: "livenet-kernels" },
    element("figcaption", {}, say(said.kernels, { name: layer })),
    element("div", {}, ...canvases),
  );
  let now: Values | null = null;
  const redraw = () => {
    if (!now) return;
    const [, channels, height, width] = shape;
    const data = now.data;
    const high = Math.max(...Array.from(data, Math.abs)) || 1;
    for (const [n, canvas] of canvases.entries()) {
      const from = n * channels * height * width;
      const values = data.subarray(from, from + height * width);
      drawMap(canvas, values, height, width, { signed: true, high });
    }
  };
  const draw = (values: Values) => {
    now = values;
    redraw();
  };
  return { name, row, draw, redraw };
}

function runTable(said: ReturnType<typeof words>, rows: HTMLElement) {
  const heads = [said.optimizer, said.rate, said.batch, said.at, said.loss, said.accuracy];
  const cells = heads.map((head) => element("th", { scope: "col" }, head));
  const head = element("thead", {}, element("tr", {}, element("td"), ...cells));
  return element(
    "div",
    { class: "livenet-runs", role: "region", "aria-label": said.runs, tabindex: 0 },
    element("table", { "aria-label": said.runs }, head, rows),
  );
}

function runRow(said: ReturnType<typeof words>, run: Run, present: boolean) {
  const { token, width, dash } = LINES[run.optimizer];
  const line = svg(
    "svg",
    { viewBox: "0 0 32 8", width: 32, height: 8, "aria-hidden": "true" },
    svg("line", {
      x1: 0,
      y1: 4,
      x2: 32,
      y2: 4,
      style: `stroke: var(${token})`,
      "stroke-width": width,
      "stroke-dasharray": dash.join(" "),
    }),
  );
  const optimizer = run.zero_grad ? run.optimizer : `${run.optimizer} (${said.without})`;
  const cells = [
    optimizer,
    significant(run.learning_rate),
    run.batch_size,
    whole(run.losses.length),
    run.losses.length ? fixed(lately(run.losses), 3) : "–",
    score(run),
  ];
  return element(
    "tr",
    { "aria-current": present ? "true" : undefined },
    element("td", {}, line),
    ...cells.map((text) => element("td", {}, String(text))),
  );
}

/** The page's address with the settings in it. */
function link(model: AnyModel): string {
  const url = new URL(location.href);
  for (const name of SETTINGS) url.searchParams.set(name, String(model.get(name)));
  return url.href;
}

/** Take over the settings of the page's address; what makes no sense is left alone. */
function applyLink(model: AnyModel): void {
  if (!isBookPage()) return;
  const asked = new URLSearchParams(location.search);
  const optimizer = asked.get("optimizer");
  if (OPTIMIZERS.includes(optimizer as OptimizerName)) model.set("optimizer", optimizer);
  for (const name of ["learning_rate", "batch_size", "momentum"] as const) {
    const value = Number(asked.get(name) ?? Number.NaN);
    if (Number.isFinite(value)) model.set(name, value);
  }
  if (asked.has("zero_grad")) model.set("zero_grad", asked.get("zero_grad") !== "false");
}

export default { render };
