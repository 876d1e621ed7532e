// TrainLab: the chapter's network trains on the page, run beside run. lab.ts keeps the runs, view.ts
// shows them; here the reader's acts, the widget's traits and the engine's reports move both.

import "./style.css";
import type { AnyModel, Render } from "@anywidget/types";
import { EngineError, type Tape, type Values } from "../../engine";
import { say } from "../../shared/language";
import { mountControls } from "../shared/controls";
import { fixed, significant } from "../shared/numbers";
import { parameter } from "../shared/parameters";
import { assign, bytes, each, listen, together } from "../shared/traits";
import { addressOf, applyAddress, SETTINGS } from "./address";
import { coresFor } from "./cores";
import { gentler } from "./divergence";
import { firstWeights, type Recipe } from "./first-weights";
import { EPOCHS, Lab, type Run } from "./lab";
import type { Mistake } from "./mistake-names";
import { switches } from "./mistake-switches";
import { mistakeWords } from "./mistake-words";
import { latestLoss, latestScore } from "./runs";
import { type RunSettings, type Source, script } from "./script";
import { labView } from "./view";
import { readersWords, refusal } from "./words";

const render: Render = async ({ model, el }) => {
  const words = readersWords();
  const tape: Tape = JSON.parse(model.get("tape"));
  const initial = initialParameters(model);
  applyAddress(model);
  const view = labView(el, tape, words, {
    toggle: () => act(() => (lab.running ? lab.pause() : start())),
    step: () => act(() => lab.step(settings())),
    share: (cores) => assign(model, { shards: cores }),
    renew,
    forget() {
      lab.forget();
      show({});
    },
    address: () => addressOf(model),
  });
  const offered = model.get("mistakes") as Mistake[];
  const mistakes = mistakeWords();
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
  if (offered.length) view.controls.after(panel.root);
  const lab = new Lab(
    {
      tape,
      softened: model.get("softened") ? JSON.parse(model.get("softened")) : null,
      parameters: initial,
      train: { images: bytes(model, "train_images"), labels: bytes(model, "train_labels") },
      test: { images: bytes(model, "test_images"), labels: bytes(model, "test_labels") },
      guess: model.get("guess"),
    },
    view.watched,
    () => coresFor(tape, model.get("shards"), model.get("batch_size")),
    (values, finished) => {
      show(values);
      if (finished) void finish();
    },
    fail,
  );
  const mounted = await mountControls(model, view.controls, {
    optimizer: words.optimizer,
    learning_rate: words.learning_rate,
    batch_size: words.batch_size,
    momentum: words.momentum,
    zero_grad: words.zero_grad,
  });

  function act(what: () => Promise<void>) {
    view.refuse("");
    what().then(update, fail);
    update();
  }

  function start() {
    const opening = setTimeout(view.wait, 200);
    return lab.start(settings()).finally(() => clearTimeout(opening));
  }

  function renew() {
    act(() => lab.renew(settings()).then(showUntrained));
  }

  function fail(error: unknown) {
    view.refuse(
      error instanceof EngineError
        ? refusal(words, error)
        : say(words.broken, { reason: `${error}` }),
    );
    update();
  }

  function allowMomentum() {
    const optimizer = model.get("optimizer");
    mounted.models.momentum?.set("disabled", optimizer !== "momentum" && optimizer !== "Nesterov");
  }

  /** What may be pressed, and the script, as they should be now. */
  function update() {
    const losses = lab.run?.losses ?? [];
    const text = script(model.get("source") as Source, settings(), losses);
    view.update(lab, panel.secret ? mistakes.hidden : text);
  }

  function show(values: Record<string, Values>) {
    update();
    view.show(lab, values);
    const { run } = lab;
    if (!run) return;
    view.announce(summary(run));
    if (run.diverged) view.refuse(divergenceSentence(run));
  }

  /** Show the first weights, unless training goes on with other settings. */
  function showUntrained() {
    if (lab.running) return;
    const first = lab.begins(settings());
    show(Object.fromEntries(view.watched.map((name) => [name, parameter(tape, first, name)])));
  }

  /** Hand what was trained to the kernel. */
  async function finish() {
    const trained = await lab.parameters();
    assign(model, {
      trained: new DataView(trained.buffer, trained.byteOffset, trained.byteLength),
    });
    const { run } = lab;
    if (run && !run.diverged && run.epoch && run.epoch % EPOCHS === 0) {
      view.announce(`${summary(run)}. ${say(words.done, { epochs: run.epoch })}`);
    }
    update();
  }

  const summary = (run: Run) =>
    say(words.summary, {
      step: run.losses.length,
      loss: latestLoss(run, 2),
      accuracy: latestScore(run),
    });

  function divergenceSentence(run: Run) {
    const { kind, step } = run.diverged ?? { kind: "nan", step: 0 };
    if (run.made.length) return say(mistakes.nan, { step, loss: fixed(run.losses[step - 1]) });
    return say(run.zero_grad ? words[kind] : words.forgotten, {
      step,
      loss: fixed(run.losses[step - 1]),
      lr: significant(gentler(run.optimizer, run.learning_rate), 2),
    });
  }

  function remake() {
    panel.show(model.get("made") as Mistake[]);
    renew();
  }

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

  allowMomentum();
  panel.show(model.get("made") as Mistake[]);
  showUntrained();
  return together(
    listen(model, { optimizer: allowMomentum }),
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
