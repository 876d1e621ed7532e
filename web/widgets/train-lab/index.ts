// TrainLab: the chapter's network trains on the page, run beside run. lab.ts keeps the runs, view.ts
// shows them; here the reader's acts, the widget's traits and the engine's reports move both.

import "./style.css";
import type { AnyModel, Render } from "@anywidget/types";
import { EngineError, type Tape, type Values } from "../../engine";
import { isBookPage } from "../../shared/book-page";
import { say } from "../../shared/language";
import { takeAway } from "../../shared/take-away";
import { nextTask } from "../../shared/turns";
import { checkpoint } from "../shared/checkpoint";
import { mountControls } from "../shared/controls";
import { isLeNet, keepNetwork, type Outcome } from "../shared/network";
import { OPTIMIZERS, type OptimizerName } from "../shared/optimizers";
import { parameter, shapes } from "../shared/parameters";
import { whenSeen } from "../shared/seen";
import { assign, bytes, each, listen, together } from "../shared/traits";
import { addressOf, applyAddress, SETTINGS } from "./address";
import { coresFor, showsParts } from "./cores";
import { firstWeights, type Recipe } from "./first-weights";
import { Lab } from "./lab";
import type { Mistake } from "./mistake-names";
import { switches } from "./mistake-switches";
import { mistakeWords } from "./mistake-words";
import { RATES } from "./rates";
import type { Run } from "./run";
import { type RunSettings, type Source, script } from "./script";
import { diverged, isDone, summary, whereabouts } from "./sentences";
import { SHOWN } from "./strip";
import { testDigits } from "./test-digits";
import { track } from "./track";
import { validated, validationCurve } from "./validation";
import { type Asked, labView } from "./view";
import { readersWords, refusal } from "./words";

const render: Render = async ({ model, el }) => {
  await nextTask(); // reading this file was one
  const offered = model.get("mistakes") as Mistake[];
  const mistakes = mistakeWords();
  const isValidation: boolean = model.get("validation");
  const usual = isValidation ? validated(readersWords()) : readersWords();
  const words = offered.length ? { ...usual, try: mistakes.try, notice: mistakes.notice } : usual;
  const tape: Tape = JSON.parse(model.get("tape"));
  const initial = initialParameters(model);
  applyAddress(model);
  const test = { images: bytes(model, "test_images"), labels: bytes(model, "test_labels") };
  const digits = testDigits(tape, test);
  const asked: Asked = {
    shards: model.get("shards"),
    unseen: isValidation ? validationCurve() : null,
    // the switches take its place, or the cores
    strip: digits !== null && !offered.length && !model.get("shards"),
  };
  let keeping: Outcome | null = null; // of the run that has just been paused
  let renewal: ReturnType<typeof setTimeout> | undefined;
  let gettingReady = false; // since Run was pressed
  const view = labView(el, tape, digits, asked, words, {
    toggle: () => act(() => (lab.running ? lab.pause() : start())),
    step: () => act(() => lab.step(settings())),
    share: (cores) => assign(model, { shards: cores }),
    renew,
    forget() {
      lab.forget();
      show({});
    },
    async take() {
      takeAway("livenet.pt", await checkpoint(shapes(tape), bytes(model, "trained")));
    },
    address: () => addressOf(model),
  });
  const panel = switches(
    mistakes,
    offered,
    (model.get("train_labels") as DataView).byteLength,
    (made) => assign(model, { made }),
    () => {
      lab.reveal();
      show({});
    },
  );
  if (offered.length) view.controls.closest(".livenet-bench")?.before(panel.root);
  const lab = new Lab(
    {
      tape,
      softened: model.get("softened") ? JSON.parse(model.get("softened")) : null,
      parameters: initial,
      train: { images: bytes(model, "train_images"), labels: bytes(model, "train_labels") },
      test,
      guess: model.get("guess"),
    },
    () => ({ watch: view.watched, apart: parted() ? view.parted : null }),
    () => coresFor(tape, model.get("shards"), model.get("batch_size")),
    {
      changed: show,
      settled() {
        show({});
        finish();
      },
      trained(parameters) {
        const { buffer, byteOffset, byteLength } = parameters;
        assign(model, { trained: new DataView(buffer, byteOffset, byteLength) });
        update();
      },
      read: view.read,
      failed: fail,
    },
    asked.strip ? SHOWN : 0,
  );
  await nextTask(); // the controls take as long again
  const mounted = await mountControls(model, view.controls, {
    optimizer: words.optimizer,
    learning_rate: words.learning_rate,
    batch_size: words.batch_size,
    momentum: words.momentum,
    zero_grad: words.zero_grad,
  });
  const range = track(words, view.controls, mounted.models.learning_rate);
  const rates = new Map<OptimizerName, number>(); // that were set before

  function act(what: () => Promise<void>) {
    view.refuse("");
    keeping = null;
    what().then(update, fail);
    update();
  }

  function start() {
    const opening = setTimeout(() => {
      gettingReady = true;
      update();
    }, 200);
    return lab.start(settings()).finally(() => {
      clearTimeout(opening);
      gettingReady = false;
    });
  }

  /** Once for all settings that change at a time. */
  function renew() {
    clearTimeout(renewal);
    renewal = setTimeout(() => act(() => lab.renew(settings()).then(showUntrained)));
  }

  /** The reader chooses an optimizer: its rate comes with it, the reader's own where there is one. */
  function choose({ target }: Event) {
    if (!(target instanceof HTMLSelectElement)) return;
    const optimizer = OPTIMIZERS[target.selectedIndex];
    rates.set(model.get("optimizer"), model.get("learning_rate"));
    assign(model, { learning_rate: rates.get(optimizer) ?? RATES[optimizer].own });
  }

  function fail(error: unknown) {
    view.refuse(
      error instanceof EngineError
        ? refusal(words, error)
        : say(words.broken, { reason: `${error}` }),
    );
    update();
  }

  function showOptimizer() {
    const optimizer: OptimizerName = model.get("optimizer");
    range.show(optimizer);
    mounted.models.momentum?.set("disabled", optimizer !== "momentum" && optimizer !== "Nesterov");
  }

  /** What may be pressed, and the script, as they should be now. */
  function update() {
    const now = settings();
    const stretch = lab.stretch(lab.run ?? now);
    const text = script(model.get("source") as Source, now, lab.run?.losses ?? []);
    view.update(lab, {
      // few digits take epochs that are not five
      done: isDone(lab, stretch) && !lab.run?.made.includes("few"),
      chosen: model.get("shards") > 0,
      parted: parted(),
      trained: bytes(model, "trained").length > 0,
      sentence: gettingReady
        ? words.opening
        : whereabouts(words, lab, stretch) +
          (keeping && !lab.running ? words.keeping[keeping] : ""),
      script: panel.secret ? mistakes.hidden : text,
    });
  }

  function show(values: Record<string, Values>) {
    update();
    const { run } = lab;
    view.show(lab, lab.stretch(run ?? settings()), values);
    if (lab.runs.length) view.announce(run ? summary(words, run) : words.ready);
    if (run?.diverged) view.refuse(diverged(words, run));
  }

  /** Show the first weights, unless training goes on with other settings. */
  function showUntrained() {
    if (lab.running) return;
    const first = lab.begins(settings());
    show(Object.fromEntries(view.watched.map((name) => [name, parameter(tape, first, name)])));
  }

  /** Keep what was trained and tell how well it reads. */
  function finish() {
    const { run } = lab;
    keeping = run ? keep(run, bytes(model, "trained")) : null;
    update();
    const stretch = lab.stretch(run ?? settings());
    if (run && !run.diverged && isDone(lab, stretch)) {
      view.announce(`${summary(words, run)}. ${whereabouts(words, lab, stretch)}`);
    }
  }

  /** Keep in this browser what reads better than it misreads, if it is a LeNet. */
  function keep(run: Run, weights: Uint8Array): Outcome | null {
    const accuracy = run.scores.at(-1)?.[1] ?? 0;
    const parameters = shapes(tape);
    if (!isBookPage() || !isLeNet(parameters) || run.diverged || run.made.length || accuracy <= 0.5)
      return null;
    const training = { optimizer: run.optimizer, epochs: run.epoch };
    return keepNetwork({ parameters, weights, training, taught: [], accuracy });
  }

  function remake() {
    panel.show(model.get("made") as Mistake[]);
    renew();
  }

  const parted = () => showsParts(tape, model.get("shards"), model.get("batch_size"));
  const settings = (): RunSettings => ({
    optimizer: model.get("optimizer"),
    learning_rate: model.get("learning_rate"),
    batch_size: model.get("batch_size"),
    momentum: model.get("momentum"),
    zero_grad: model.get("zero_grad"),
    seed: model.get("seed"),
    made: model.get("made"),
    secret: panel.secret,
  });

  showOptimizer();
  panel.show(model.get("made") as Mistake[]);
  showUntrained();
  view.controls.addEventListener("change", choose, { capture: true });
  return together(
    listen(model, { optimizer: showOptimizer }),
    whenSeen(el, () => act(() => lab.look(settings()))),
    listen(model, each(SETTINGS, renew)),
    listen(model, { made: remake }),
    listen(model, { shards: () => act(() => lab.share()) }),
    view.remove,
    mounted.remove,
    () => lab.close(),
  );
};

/** The parameters that runs begin with: as they were given, or drawn as they were. */
function initialParameters(model: AnyModel): Uint8Array {
  const recipe = model.get("fresh") as Recipe | Record<string, never>;
  return "parts" in recipe ? firstWeights(recipe as Recipe) : bytes(model, "initial");
}

export default { render };
