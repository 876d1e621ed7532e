// A line that does not fit goes on under itself, as it does where the code is shown: see .ln in
// assets/css/listings.css.

import { countColumn, type Extension, RangeSetBuilder } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

export const hanging: Extension = [
  EditorView.lineWrapping,
  ViewPlugin.define(
    (view) => ({
      decorations: indents(view),
      update(update: ViewUpdate) {
        if (update.docChanged || update.viewportChanged) this.decorations = indents(view);
      },
    }),
    { decorations: (plugin: { decorations: DecorationSet }) => plugin.decorations },
  ),
];

/** Tell the stylesheet how far each line in view is indented. */
function indents(view: EditorView): DecorationSet {
  const { doc, tabSize } = view.state;
  const marks = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = doc.lineAt(at);
      const columns = countColumn(/^\s*/.exec(line.text)?.[0] ?? "", tabSize);
      const attributes = { class: "ln", style: `--indent: ${columns}ch` };
      marks.add(line.from, line.from, Decoration.line({ attributes }));
      at = line.to + 1;
    }
  }
  return marks.finish();
}
