// GraphLens: the graph behind a loss, alive, and its backward pass step by step. The state are two
// traits (state.ts), view.ts shows them; here each change of a trait finds its way to the view.

import "./style.css";
import type { Render } from "@anywidget/types";
import { mountControls } from "../shared/controls";
import { onTheme } from "../shared/theme";
import { bytes, listen, together } from "../shared/traits";
import { Pass } from "./state";
import { graphView } from "./view";
import { readersWords } from "./words";

const render: Render = async ({ model, el }) => {
  const words = readersWords();
  const pass = new Pass(model, model.get("graph"));
  const view = graphView(el, pass, bytes(model, "pictures"), words);
  const mounted = await mountControls(model, view.controls, { step: words.step });

  /** The node that has run last is what one wants to read of. */
  function follow() {
    view.showStep();
    const last = pass.graph.order[pass.step - 1];
    if (last && last.box !== pass.chosen) pass.choose(last.box);
    else view.mark();
  }

  const end = together(
    listen(model, { chosen: view.showChosen, step: follow }),
    onTheme(view.explain),
    view.remove,
    mounted.remove,
  );
  view.explain();
  follow();
  return end;
};

export default { render };
