// A code cell on the page: its code, as the book has it or as the reader changed it, a row of controls
// beneath, and its outputs, the book's until it is run and then its own.

import { element } from "../shared/element";
import { holdBriefly } from "../shared/hold";
import { say } from "../shared/language";
import type { Editor, EditorOptions } from "./editing";
import { Outputs, type Show, type Told } from "./outputs";
import { triangle } from "./triangle";
import { type Words, words } from "./words";

/** What a cell asks of the page. */
export interface Page {
  run(cell: Cell): void;
  runAbove(cell: Cell): void;
  runBelow(cell: Cell): void;
  stop(): void;
  /** Bring the editor's script, and open it in a cell. */
  edit(cell: Cell): void;
  /** What the editor asks of Python. */
  readonly python: Pick<EditorOptions, "complete" | "explain">;
  /** Keep the code of a cell. */
  keep(cell: Cell): void;
  /** Show a widget of Python's; what it gives takes it away. */
  showWidget: Show;
  focusAfter(cell: Cell): void;
  /** What the menu of a cell offers besides, for the whole page. */
  actions: [label: string, act: () => void][];
}

export class Cell {
  readonly id: string;
  /** The code as the book has it. */
  readonly original: string;
  /** Why it cannot run here. */
  readonly elsewhere?: keyof Words["elsewhere"];
  readonly isExercise: boolean;
  readonly outputs: Outputs;
  hasRun = false;
  editor?: Editor;
  private readonly input: HTMLElement;
  private readonly built: HTMLElement | null;
  private readonly status = element("span", { class: "cell-status" });
  private readonly mark = element("span", { class: "cell-edited" });
  private readonly runButton: HTMLButtonElement;
  private readonly editButton: HTMLButtonElement;
  private readonly stopButton: HTMLButtonElement;
  private readonly originalButton: HTMLButtonElement;
  private readonly menu: HTMLDetailsElement;
  private place?: HTMLElement;
  private changed?: string;

  constructor(
    readonly root: HTMLElement,
    readonly number: number,
    private readonly page: Page,
  ) {
    this.id = root.id.replace(/^cell-/, "");
    this.input = root.querySelector<HTMLElement>(".cell_input") ?? root;
    this.built = root.querySelector<HTMLElement>(".cell_output");
    this.original = (this.input.querySelector("pre")?.textContent ?? "").replace(/\n$/, "");
    const reason = /elsewhere-(\w+)/.exec(root.className)?.[1];
    if (reason && reason in words.elsewhere) this.elsewhere = reason as keyof Words["elsewhere"];
    this.isExercise = root.classList.contains("tag_exercise");
    this.outputs = new Outputs(say(words.output, { number }), words, page.showWidget, (drawing) =>
      this.toldOf(drawing),
    );
    this.runButton = this.button(words.run, () => page.run(this), triangle());
    this.editButton = this.button(words.edit, () => page.edit(this));
    this.stopButton = this.button(words.stop, () => page.stop());
    this.stopButton.hidden = true;
    this.originalButton = this.item(words.original, () => this.restore());
    this.menu = element(
      "details",
      { class: "cell-more" },
      element("summary", { "aria-label": `${words.more}, ${this.title}` }, words.more),
      element(
        "div",
        {},
        this.item(words.above, () => page.runAbove(this)),
        this.item(words.below, () => page.runBelow(this)),
        this.originalButton,
        ...page.actions.map(([label, act]) => this.item(label, act)),
      ),
    );
    this.setUpRow();
    this.root.addEventListener("keydown", (event) => this.onkey(event));
    this.input.addEventListener("click", (event) => this.onclick(event));
    this.showChange();
  }

  private get title(): string {
    return say(words.cell, { number: this.number });
  }

  /** The code as it is now. */
  get source(): string {
    return this.changed ?? this.original;
  }

  /** What tracebacks of other cells call it by: its first line. */
  get name(): string {
    const line = this.source.split("\n").find((one) => one.trim());
    return line?.trim() ?? this.id;
  }

  /** The code if the reader changed it. */
  get edit(): string | undefined {
    return this.changed;
  }

  private setUpRow(): void {
    const row = element("div", {
      class: "cell-row",
      role: "group",
      "aria-label": say(words.controls, { number: this.number }),
    });
    if (this.elsewhere) {
      row.append(element("p", { class: "cell-elsewhere" }, words.elsewhere[this.elsewhere]));
    } else {
      row.append(
        this.runButton,
        this.stopButton,
        this.editButton,
        this.menu,
        this.mark,
        this.status,
      );
    }
    this.input.after(row);
  }

  private button(label: string, onclick: () => void, ...icon: Node[]): HTMLButtonElement {
    return element(
      "button",
      { type: "button", "aria-label": `${label}, ${this.title}`, onclick },
      ...icon,
      label,
    );
  }

  private item(label: string, act: () => void): HTMLButtonElement {
    const onclick = () => {
      this.menu.open = false;
      this.menu.querySelector("summary")?.focus();
      act();
    };
    return element("button", { type: "button", onclick }, label);
  }

  private onkey(event: KeyboardEvent): void {
    if (this.elsewhere || event.isComposing) return;
    const inEditor = this.place?.contains(event.target as Node);
    if (inEditor) {
      event.stopPropagation(); // the page's own keys are none of the editor's
      return;
    }
    if (event.key === "Escape" && this.menu.open) {
      this.menu.open = false;
      this.menu.querySelector("summary")?.focus();
    } else if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      this.page.run(this);
      this.page.focusAfter(this);
    }
  }

  /** A click of the mouse into the code edits it; what is selected or scrolled by touch is read. */
  private onclick(event: MouseEvent): void {
    const touch = (event as PointerEvent).pointerType === "touch";
    const target = event.target as Element;
    if (this.elsewhere || this.editor || touch || target.closest("button, a")) return;
    if (!getSelection()?.isCollapsed) return;
    this.page.edit(this);
  }

  /** Put the editor in the place of the code, and the caret into it. */
  open(make: NonNullable<typeof globalThis.livenetEditor>, focus = true): void {
    if (!this.editor) {
      this.place = element("div", { class: "cell-editor highlight" });
      this.input.append(this.place);
      this.root.dataset.editing = "";
      this.editor = make({
        parent: this.place,
        source: this.source,
        label: say(words.code, { number: this.number }),
        onchange: (source) => this.change(source),
        run: () => this.page.run(this),
        runAndGoOn: () => {
          this.page.run(this);
          this.page.focusAfter(this);
        },
        leave: () => this.runButton.focus(),
        ...this.page.python,
        words: words.editor,
      });
    }
    if (focus) this.editor.focus();
  }

  focus(): void {
    if (this.editor) this.editor.focus();
    else this.runButton.focus();
    this.root.scrollIntoView({ block: "nearest" });
  }

  /** The reader's code, or what was kept of it. */
  change(source: string): void {
    const before = this.changed;
    this.changed = source === this.original ? undefined : source;
    if (this.changed === before) return;
    this.showChange();
    this.page.keep(this);
  }

  private showChange(): void {
    this.mark.textContent = this.changed === undefined ? "" : words.edited;
    this.showWay();
    this.root.toggleAttribute("data-changed", this.changed !== undefined);
  }

  /** There is a way back where code or output are the reader's own. */
  private showWay(): void {
    this.originalButton.hidden = this.changed === undefined && !("own" in this.root.dataset);
  }

  /** Put code and output back as the book has them. */
  restore(): void {
    if (this.editor) {
      this.editor.close();
      this.editor = undefined;
      this.place?.remove();
      delete this.root.dataset.editing;
    }
    this.change(this.original);
    this.outputs.clear();
    this.outputs.place.remove();
    delete this.root.dataset.own;
    this.showWay();
    this.say("");
  }

  /** What is said beside the controls. */
  say(sentence: string): void {
    this.status.textContent = sentence;
  }

  /** Whether it runs or waits to. */
  set busy(busy: boolean) {
    if (this.runButton.hidden && !busy) holdBriefly(this.runButton);
    this.stopButton.hidden = !busy;
    this.runButton.hidden = busy;
    this.root.toggleAttribute("data-busy", busy);
  }

  /** Its own outputs take the place of the book's. */
  begin(): void {
    this.outputs.clear();
    this.root.dataset.own = "";
    this.showWay();
    if (!this.outputs.place.isConnected) {
      const row = this.root.querySelector(".cell-row");
      (this.built ?? row)?.after(this.outputs.place);
    }
  }

  /** What the book says of its drawing with this number, while the code is the book's. */
  private toldOf(number: number): Told | undefined {
    const built = this.built?.querySelectorAll("svg.drawing")[number];
    if (!built || this.changed !== undefined) return undefined;
    const written = built.closest("figure")?.querySelectorAll(".caption-number, .caption-text");
    const caption = [...(written ?? [])].map(({ textContent }) => textContent).join("");
    return { alt: built.getAttribute("aria-label") ?? "", caption };
  }

  /** Say of the book's output where it comes from. */
  markBuilt(note: string): void {
    if (!this.built || this.built.querySelector(".cell-built")) return;
    this.built.prepend(element("p", { class: "cell-built" }, note));
  }
}
