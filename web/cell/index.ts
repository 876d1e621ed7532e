// The cells of a page: edited and run where they stand. Nothing is loaded before a reader runs or
// edits one, and nothing runs that the reader did not ask to run.

import type { Output, Question } from "../python/interpreter";
import { element } from "../shared/element";
import { say } from "../shared/language";
import { isFirstRun, loadScript, type Tell } from "../shared/scripts";
import { clearTrouble, tellMissing } from "../shared/trouble";
import { adviseOn, adviseOnAnswer } from "./advice";
import { Cell, type Page } from "./cell";
import { Edits } from "./kept";
import { type Place, sizeOf } from "./loading";
import { Outputs, type Show } from "./outputs";
import { Session } from "./session";
import { takeNotebook } from "./takeaway";
import { Widgets } from "./widgets";
import { words } from "./words";

class Cells implements Page {
  private readonly cells: Cell[];
  private readonly session: Session;
  private readonly edits: Edits;
  private readonly status = element("p", { class: "cell-said", role: "status" });
  private readonly trouble = element("div");
  private last?: Cell;
  /** runs of several cells that an error ended */
  private readonly halted = new WeakSet<Cell[]>();
  private readonly widgets: Widgets;
  readonly python: Page["python"] = {
    complete: (before) => this.ask({ before }),
    explain: (before, after) => this.ask({ before, after }),
  };
  readonly showWidget: Show = (id, place) => this.widgets.show(id, place);

  readonly actions: Page["actions"] = [
    [words.page, () => this.runAll(this.cells)],
    [words.restart, () => this.restart()],
    [words.take, () => void this.take()],
  ];

  constructor(
    roots: HTMLElement[],
    private readonly place: Place,
    private readonly name: string,
    private readonly notebook: string | undefined,
  ) {
    const send: Session["send"] = (...sent) => this.session.send(...sent);
    this.widgets = new Widgets(place.folder, { send, draw: this.draw }, this.tell);
    this.edits = new Edits(name);
    if (!notebook) this.actions.pop();
    this.cells = roots.map((root, i) => new Cell(root, i + 1, this));
    this.session = new Session(place, {
      onload: (bytes, all) => this.say(this.progress(bytes, all)),
      onboot: () => this.say(words.starting),
      onready: () => this.say(""),
      onbroken: (reason, started) => {
        this.forgetRuns();
        this.widgets.end();
        this.say(say(started ? words.ended : words.noWorker, { reason }));
      },
      oncomm: (message) => this.widgets.receive(message),
      tell: this.tell,
    });
    roots[0].before(this.trouble);
    this.bringBack();
    document.addEventListener("record-cleared", () => this.bringBack());
  }

  private async ask<T>(question: Question): Promise<T | undefined> {
    const answer = await this.session.ask(question);
    return answer === undefined ? undefined : JSON.parse(answer);
  }

  private readonly tell: Tell = (trouble, file, again) => {
    tellMissing([this.trouble], trouble, file, () => {
      clearTrouble([this.trouble]);
      again();
    });
  };

  private readonly drawn = new WeakMap<HTMLElement, Outputs>();

  /** Show what an Output widget holds. */
  private readonly draw = (place: HTMLElement, outputs: unknown[]): void => {
    const own = this.drawn.get(place) ?? new Outputs(words.captured, words, this.showWidget);
    this.drawn.set(place, own);
    own.place.setAttribute("role", "group"); // the cell's own output is what is read aloud
    if (!own.place.isConnected) place.append(own.place);
    own.clear();
    for (const output of outputs) own.add(output as Output);
  };

  /** Show what this browser kept of the reader's changes. */
  private bringBack(): void {
    for (const cell of this.cells) {
      const kept = this.edits.find(cell.id);
      if (kept === undefined) {
        if (cell.edit !== undefined) cell.restore();
      } else {
        cell.change(kept);
        this.wake();
        void this.bringEditor().then((make) => cell.open(make, false));
      }
    }
  }

  private progress(bytes: number, all: number): string {
    const mega = (count: number) => (count / 1e6).toFixed(1);
    return say(words.loading, { done: mega(bytes), all: mega(all) });
  }

  /** From now on each cell offers all it can, and says where the outputs of the book come from. */
  private wake(): void {
    const { dataset } = document.documentElement;
    if (dataset.cells !== undefined) return;
    dataset.cells = "";
    const executed = document.querySelector(".executed");
    const torch = /\btorch [\d.]*\d/.exec(executed?.textContent ?? "")?.[0];
    const date = executed?.querySelector("time")?.textContent;
    const note = [date, torch].filter(Boolean).join(words.comma);
    for (const cell of this.cells) {
      cell.markBuilt(note ? say(words.built, { note }) : words.builtPlain);
    }
  }

  /** @param group the cells that run one after another, of which this is one */
  run(cell: Cell, group?: Cell[]): void {
    if (cell.elsewhere) return;
    this.wake();
    this.last = cell;
    const loading = !this.session.alive;
    let began = 0;
    let ticking: ReturnType<typeof setInterval> | undefined;
    const seconds = () => (performance.now() - began) / 1000;
    cell.busy = true;
    cell.say(this.session.ready ? words.waiting : words.unready);
    this.attachStatus(cell);
    if (loading && !this.session.busy) this.say(this.progress(0, sizeOf(this.place)));
    this.session.run({
      id: cell.id,
      name: cell.name,
      source: cell.source,
      group,
      onstart: () => {
        began = performance.now();
        cell.begin();
        cell.say(words.running);
        ticking = setInterval(
          () => cell.say(say(words.still, { seconds: seconds().toFixed(0) })),
          1000,
        );
        this.attachStatus(cell);
        const behind = group?.slice(group.indexOf(cell) + 1) ?? [];
        for (const [i, waiting] of behind.entries()) {
          waiting.say(say(words.behind, { count: i + 1 }));
        }
      },
      onoutput: (output) => this.hear(cell, output),
      onend: (how) => {
        clearInterval(ticking);
        cell.busy = false;
        cell.hasRun = how === "done";
        if (how === "failed" && group) this.halted.add(group);
        const dropped = group && this.halted.has(group) ? words.halted : "";
        cell.say(how === "dropped" ? dropped : say(words[how], { seconds: seconds().toFixed(1) }));
        if (how === "done" && cell.isExercise) this.judge(cell);
      },
    });
  }

  /** Mark an exercise as solved, or say what an error in the reader's code means. */
  private judge(cell: Cell): void {
    const { text } = cell.outputs;
    if (`\n${text}`.endsWith(words.right)) {
      document.dispatchEvent(new CustomEvent("exercise-solved", { detail: cell.id }));
    }
    const advice = adviseOnAnswer(text, words);
    if (advice) cell.outputs.note(advice.sentence);
  }

  private hear(cell: Cell, output: Output): void {
    cell.outputs.add(output);
    if (output.output_type !== "error") return;
    const above = this.above(cell).filter(({ hasRun }) => !hasRun);
    const advice = adviseOn(
      output,
      above.map(({ source }) => source),
      words,
    );
    if (!advice) return;
    const onclick = () => this.runAbove(cell);
    const button = element("button", { type: "button", onclick }, words.advice.runAbove);
    cell.outputs.note(advice.sentence, ...(advice.runAbove ? [" ", button] : []));
  }

  private above(cell: Cell): Cell[] {
    return this.cells.slice(0, this.cells.indexOf(cell));
  }

  /** Run what stands above a cell, exercises aside, then the cell itself. */
  runAbove(cell: Cell): void {
    cell.begin(); // the error that asked for it is history
    this.runAll([...this.above(cell).filter(({ isExercise }) => !isExercise), cell]);
  }

  /** Run a cell and what stands below it. */
  runBelow(cell: Cell): void {
    this.runAll(this.cells.slice(this.cells.indexOf(cell)));
  }

  private runAll(cells: Cell[]): void {
    const here = cells.filter(({ elsewhere }) => !elsewhere);
    for (const cell of here) this.run(cell, here);
    const count = cells.length - here.length;
    if (count) here.at(-1)?.say(say(words.skipped, { count }));
  }

  stop(): void {
    this.session.stop();
    this.widgets.end();
    this.forgetRuns();
    this.say(words.stopped);
  }

  private restart(): void {
    this.session.stop();
    this.widgets.end();
    this.forgetRuns();
    this.say(words.restarted);
  }

  private forgetRuns(): void {
    for (const cell of this.cells) cell.hasRun = false;
  }

  async edit(cell: Cell): Promise<void> {
    this.wake();
    const make = await this.bringEditor();
    cell.open(make);
  }

  private async bringEditor(): Promise<NonNullable<typeof globalThis.livenetEditor>> {
    await loadScript(`${this.place.folder}editor.js`, this.tell);
    if (!globalThis.livenetEditor) throw new Error("The editor's script is not what it should be.");
    return globalThis.livenetEditor;
  }

  keep(cell: Cell): void {
    this.edits.keep(cell.id, cell.edit);
  }

  focusAfter(cell: Cell): void {
    const after = this.cells.slice(this.cells.indexOf(cell) + 1);
    (after.find(({ elsewhere }) => !elsewhere) ?? cell).focus();
  }

  private async take(): Promise<void> {
    const sourceOf = (id: string) => this.cells.find((cell) => cell.id === id)?.edit;
    await takeNotebook(this.notebook ?? "", this.name, sourceOf, this.tell);
  }

  /** What concerns Python as a whole stands by the cell that was run last, and is read aloud. */
  private say(sentence: string): void {
    this.status.textContent = sentence;
  }

  private attachStatus(cell: Cell): void {
    if (this.last === cell) cell.root.querySelector(".cell-row")?.after(this.status);
  }
}

if (isFirstRun("cells.js")) {
  const script = document.querySelector<HTMLScriptElement>("script[data-python]");
  const roots = [...document.querySelectorAll<HTMLElement>(".cell[id^='cell-']")];
  if (script?.dataset.python && roots.length) {
    const notebook = document.querySelector<HTMLScriptElement>('script[type="notebook"]');
    const page = location.pathname.replace(/^.*\/|\.html$/g, "") || "index";
    const place = JSON.parse(script.dataset.python) as Place;
    new Cells(roots, place, page, notebook?.src);
  }
}
