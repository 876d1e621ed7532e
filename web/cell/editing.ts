// What the page and the editor's script (editor.ts) know of each other.

export interface EditorOptions {
  parent: HTMLElement;
  source: string;
  label: string;
  onchange(source: string): void;
  run(): void;
  runAndGoOn(): void;
  leave(): void;
}

export interface Editor {
  focus(): void;
  replace(source: string): void;
  close(): void;
}

declare global {
  var livenetEditor: ((options: EditorOptions) => Editor) | undefined;
}
