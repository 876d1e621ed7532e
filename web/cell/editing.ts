// What the page and the editor's script (editor.ts) know of each other.

export interface EditorOptions {
  parent: HTMLElement;
  source: string;
  label: string;
  onchange(source: string): void;
  run(): void;
  runAndGoOn(): void;
  leave(): void;
  /** What could stand behind code, if Python is there and does nothing else. */
  complete(before: string): Promise<Completions | undefined>;
  /** What stands between two parts of code: undefined if Python is not there, null if nothing is known. */
  explain(before: string, after: string): Promise<Explanation | null | undefined>;
  words: EditorWords;
}

/** Names that could stand at the caret, and what of them is there already. */
export interface Completions {
  typed: string;
  names: string[];
}

/** How a function is called, and how its docstring begins. */
export interface Explanation {
  signature: string;
  text: string;
}

/** What the editor says. */
export interface EditorWords {
  completions: string;
  unexplained: string;
  asleep: string;
}

export interface Editor {
  focus(): void;
  replace(source: string): void;
  close(): void;
}

declare global {
  var livenetEditor: ((options: EditorOptions) => Editor) | undefined;
}
