// What stands at the caret, on demand: a signature and how its docstring begins, shown beside it and
// read aloud, until the caret moves or Escape is pressed.

import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { EditorView, showTooltip, type Tooltip } from "@codemirror/view";
import { element } from "../shared/element";
import type { EditorOptions, Explanation } from "./editing";

const show = StateEffect.define<Tooltip | null>();

const shown = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

export const explanations: Extension = shown;

/** Show what stands at the caret, once Python has told it. */
export async function explain(view: EditorView, options: EditorOptions): Promise<void> {
  const { doc, selection } = view.state;
  const at = selection.main.head;
  const { words } = options;
  const found = await options.explain(doc.sliceString(0, at), doc.sliceString(at));
  if (view.state.doc !== doc || view.state.selection.main.head !== at) return; // gone on meanwhile
  const told = found ?? { signature: "", text: found === null ? words.unexplained : words.asleep };
  const tooltip = { pos: at, above: true, create: () => ({ dom: draw(told) }) };
  view.dispatch({
    effects: [show.of(tooltip), EditorView.announce.of(`${told.signature}\n${told.text}`)],
  });
}

/** Take away what is shown; whether there was something. */
export function stopExplaining(view: EditorView): boolean {
  if (!view.state.field(shown)) return false;
  view.dispatch({ effects: show.of(null) });
  return true;
}

function draw({ signature, text }: Explanation): HTMLElement {
  const parts = [signature, text].filter(Boolean).map((part) => element("p", {}, part));
  return element("div", { class: "cell-explained", tabindex: 0 }, ...parts);
}
