// The editor of a cell: CodeMirror, which comes with the first edit. It takes the colours that the
// book's stylesheet gives to code: its parts have the classes of Pygments.

import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  startCompletion,
} from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentLess,
  indentMore,
} from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import type { Editor, EditorOptions } from "./editing";
import { explain, explanations, stopExplaining } from "./explaining";
import { hanging } from "./hanging";

const colours = tagHighlighter([
  { tag: tags.comment, class: "c1" },
  { tag: tags.keyword, class: "k" },
  { tag: [tags.controlKeyword, tags.definitionKeyword], class: "k" },
  { tag: tags.moduleKeyword, class: "kn" },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: tags.string, class: "s2" },
  { tag: tags.number, class: "mi" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: tags.operator, class: "o" },
  { tag: tags.punctuation, class: "p" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: tags.self, class: "bp" },
  { tag: tags.meta, class: "nd" },
  { tag: tags.variableName, class: "n" },
]);

/** What Python knows of a name that is being written, beside what the editor finds by itself. */
const namesFrom =
  ({ complete }: EditorOptions) =>
  async ({ pos, state }: CompletionContext): Promise<CompletionResult | null> => {
    const found = await complete(state.doc.sliceString(0, pos));
    if (!found?.names.length) return null;
    const options = found.names.map((label) => ({
      label,
      boost: label.endsWith("=") ? 1 : label.startsWith("_") ? -1 : 0,
    }));
    return { from: pos - found.typed.length, options, validFor: /^\w*$/ };
  };

/** Whether the caret stands alone behind code of its line, where Tab is of no use for indenting. */
function standsBehindCode({ state }: EditorView, pattern: RegExp): boolean {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  return main.empty && pattern.test(line.text.slice(0, main.head - line.from));
}

function open(options: EditorOptions): Editor {
  const act = (run: () => void) => () => {
    run();
    return true;
  };
  const keys = Prec.highest(
    keymap.of([
      { key: "Shift-Enter", run: act(options.runAndGoOn) },
      { key: "Mod-Enter", run: act(options.run) },
      { key: "Ctrl-Enter", run: act(options.run) },
      {
        key: "Escape",
        run: (view) => closeCompletion(view) || stopExplaining(view) || act(options.leave)(),
      },
      {
        key: "Tab",
        run: (view) =>
          acceptCompletion(view) ||
          (standsBehindCode(view, /[\w.]$/) ? startCompletion(view) : indentMore(view)),
        shift: (view) =>
          standsBehindCode(view, /\S/)
            ? act(() => void explain(view, options))()
            : indentLess(view),
      },
    ]),
  );
  const known = python();
  // A phone has no key for it, and its Enter ends a line.
  const touch = matchMedia("(pointer: coarse)").matches;
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.source,
      extensions: [
        keys,
        history(),
        known,
        known.language.data.of({ autocomplete: namesFrom(options) }),
        indentUnit.of("    "),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({
          activateOnTyping: touch,
          selectOnOpen: !touch,
          filterStrict: true,
          interactionDelay: 0, // it is asked for, so a Tab right after it means it
          icons: false,
        }),
        explanations,
        hanging,
        syntaxHighlighting(colours),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorState.phrases.of({ Completions: options.words.completions }),
        EditorView.contentAttributes.of({ "aria-label": options.label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onchange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    replace: (source) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source } }),
    close: () => view.destroy(),
  };
}

globalThis.livenetEditor = open;
