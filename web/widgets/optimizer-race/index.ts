// OptimizerRace: five optimizers walk over a surface from one start, step by step. state.ts has the
// walks and the step, view.ts shows them; here the reader's acts and the widget's traits move both.

import "./style.css";
import type { Render } from "@anywidget/types";
import { mountControls } from "../shared/controls";
import { each, listen, together } from "../shared/traits";
import { Playback, Race } from "./state";
import { raceView } from "./view";
import { readersWords } from "./words";

const SETTINGS = ["surface", "starts", "learning_rate", "momentum", "steps"];

const render: Render = async ({ model, el }) => {
  const words = readersWords();
  const race = new Race(model);
  const playback = new Playback(() => race.steps, show);
  const view = raceView(el, words, {
    toggle: () => playback.toggle(),
    show: (step) => playback.show(step),
    advance: () => playback.show(playback.step + 1),
    move(to) {
      const start = to ?? race.facts.start;
      model.set("starts", { ...model.get("starts"), [model.get("surface")]: start });
    },
    settle: () => model.save_changes(),
  });
  const mounted = await mountControls(
    model,
    view.controls,
    { surface: words.surface, learning_rate: words.learning_rate, momentum: words.momentum },
    { surface: words.surfaces },
  );

  function show() {
    playback.step = Math.min(playback.step, race.steps);
    view.show(race, playback);
  }
  const ground = () => view.ground(race);
  /** Walk anew; a reader sees the same step of the new walks. */
  const run = () => {
    race.run();
    show();
  };

  ground();
  run();
  return together(
    listen(model, { surface: ground }),
    listen(model, each(SETTINGS, run)),
    () => playback.stop(),
    view.remove,
    mounted.remove,
  );
};

export default { render };
