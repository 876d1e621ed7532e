// OptimizerRace: five optimizers walk over a surface from one start, step by step. state.ts has the
// walks and the step, view.ts shows them; here the reader's acts and the widget's traits move both.

import "./style.css";
import type { Render } from "@anywidget/types";
import { mountControls } from "../shared/controls";
import { each, listen, together } from "../shared/traits";
import { Playback, Race } from "./state";
import { raceView } from "./view";
import { words } from "./words";

const SETTINGS = ["surface", "starts", "learning_rate", "momentum", "steps"];

const render: Render = async ({ model, el }) => {
  const said = words();
  const race = new Race(model);
  const playback = new Playback(() => race.steps, show);
  const view = raceView(el, said, {
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
    { surface: said.surface, learning_rate: said.learning_rate, momentum: said.momentum },
    { surface: said.surfaces },
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
