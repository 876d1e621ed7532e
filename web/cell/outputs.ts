// A cell's own outputs, as they come; those of the book stand beside, for paper and until it runs.

import type { Output } from "../python/interpreter";
import { element } from "../shared/element";
import { say } from "../shared/language";
import { clean } from "./clean";
import { drawing } from "./drawing";
import type { Words } from "./words";

const WIDGET = "application/vnd.jupyter.widget-view+json";
const SVG = "image/svg+xml";
const MOST = 200_000; // characters of text, beyond which a page would grow slow

/** Shows a widget of Python's in a place; what it gives takes it away. */
export type Show = (id: string, place: HTMLElement) => Promise<() => void>;

/** What a page says of a drawing. */
export interface Told {
  alt: string;
  caption: string;
}

export class Outputs {
  readonly place: HTMLElement;
  /** All that was printed. */
  text = "";
  private written = 0;
  private drawn = 0;
  private clears = false;
  private widgets: (() => void)[] = [];
  private readonly sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) markScrolling(target as HTMLElement);
  });
  private stream?: { name: string; node: HTMLElement; text: string };

  constructor(
    label: string,
    private readonly words: Words,
    private readonly showWidget: Show,
    /** What the book says of a drawing, by its number in the cell, where its words still fit. */
    private readonly toldOf: (number: number) => Told | undefined = () => undefined,
  ) {
    this.place = element("div", {
      class: "cell_output cell-own",
      role: "log",
      "aria-label": label,
    });
  }

  clear(): void {
    this.sizes.disconnect();
    for (const remove of this.widgets.splice(0)) remove();
    this.clears = false;
    this.place.replaceChildren();
    this.stream = undefined;
    this.text = "";
    this.written = 0;
    this.drawn = 0;
  }

  add(output: Output): void {
    if (output.output_type === "clear_output") {
      if (output.wait) this.clears = true;
      else this.clear();
      return;
    }
    if (this.clears) this.clear();
    if (output.output_type === "stream") this.write(output.name, output.text);
    else if (output.output_type === "error")
      this.put(output.traceback.join("\n"), "cell-traceback");
    else this.show(output.data);
  }

  /** Say something about the output: a sentence, and perhaps a button. */
  note(...parts: (Node | string)[]): void {
    this.stream = undefined;
    this.place.append(element("p", { class: "cell-advice" }, ...parts));
  }

  private write(name: string, text: string): void {
    this.text += text;
    if (this.stream?.name !== name) {
      this.stream = { name, node: this.put("", `stream ${name}`), text: "" };
    }
    const { stream } = this;
    stream.text = overwrite(stream.text + text);
    if (this.written > MOST) return;
    this.written += text.length;
    stream.node.textContent = stream.text.replace(/\r/g, "");
    markScrolling(stream.node);
    if (this.written > MOST) this.note(say(this.words.cut, { count: MOST }));
  }

  private show(data: Record<string, unknown>): void {
    this.stream = undefined;
    const widget = data[WIDGET] as { model_id: string } | undefined;
    if (widget) {
      const place = element("div", { class: "output live" });
      this.place.append(place);
      this.showWidget(widget.model_id, place).then(
        (remove) => this.widgets.push(remove),
        (error) => this.note(`${error}`),
      );
      return;
    }
    if (typeof data[SVG] === "string" && this.draw(data[SVG])) return;
    if (typeof data["text/html"] === "string") {
      this.place.append(element("div", { class: "output" }, clean(data["text/html"])));
      return;
    }
    for (const kind of ["image/png", "image/jpeg"]) {
      if (typeof data[kind] !== "string") continue;
      const alt = String(data["text/plain"] ?? "");
      this.place.append(element("img", { src: `data:${kind};base64,${data[kind]}`, alt }));
      return;
    }
    this.put(String(data["text/plain"] ?? ""), "result");
  }

  /** Show a drawing, with the book's words for it where they fit; whether there was one. */
  private draw(svg: string): boolean {
    const told = this.toldOf(this.drawn);
    const { drawn: words, drawnPlain } = this.words;
    const describe = (texts: string) => (texts ? say(words, { texts }) : drawnPlain);
    const drawn = drawing(svg, (texts) => told?.alt ?? describe(texts));
    if (!drawn) return false;
    this.drawn++;
    this.sizes.observe(drawn);
    const caption = told?.caption ? [element("figcaption", {}, told.caption)] : [];
    this.place.append(element("figure", { class: "output" }, drawn, ...caption));
    return true;
  }

  private put(text: string, kind: string): HTMLElement {
    this.stream = undefined;
    const node = element("pre", {}, text);
    this.sizes.observe(node);
    const frame = element("div", { class: "highlight" }, node);
    this.place.append(element("div", { class: `output ${kind}` }, frame));
    return node;
  }
}

/** What scrolls can be reached by keyboard, and says why one stops there: as the page's own does. */
function markScrolling(node: HTMLElement): void {
  const scrolls = node.scrollWidth > node.clientWidth || node.scrollHeight > node.clientHeight;
  const marks = { tabindex: "0", role: "group", "aria-labelledby": "scrolls" };
  for (const [name, value] of Object.entries(marks)) {
    if (scrolls) node.setAttribute(name, value);
    else node.removeAttribute(name);
  }
}

/** Text as a terminal shows it: what follows a carriage return overwrites its line. */
export function overwrite(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .replace(/\r+\n/g, "\n")
    .split("\n")
    .map((line, i, all) => {
      const kept = i === all.length - 1 && line.endsWith("\r") ? line.slice(0, -1) : line;
      const last = kept.slice(kept.lastIndexOf("\r") + 1);
      return kept === line ? last : `${last}\r`; // the next text begins this line anew
    })
    .join("\n");
}
