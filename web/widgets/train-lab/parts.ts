// The parts of a batch, where several cores compute it: the gradient of the first layer's weight in
// each, their mean, and the gradient of the whole batch at once; all pictures of one scale.

import { type Apart, farthest, joined, type Tape } from "../../engine";
import { element, write } from "../../shared/element";
import { say } from "../../shared/language";
import { significant, whole } from "../shared/numbers";
import { drawPictures, kernelsOf, largest, type Pictures, rowsOf } from "./kernels";
import type { Run } from "./run";
import type { TrainWords } from "./words";

/** One gradient: what it is called, and its pictures. */
interface Row {
  root: HTMLElement;
  show(label: string, gradient: Float32Array | null, high: number, told: string): void;
}

/** Null where no layer's weight can be shown as pictures, or batches cannot be parted. */
export function partsView(words: TrainWords, tape: Tape) {
  const pictures = kernelsOf(tape) ?? rowsOf(tape);
  const trained = tape.parameters.some(
    ({ name, grad }) => name === pictures?.name && grad !== null,
  );
  if (!pictures || !trained || !tape.shards) return null;
  const { name } = pictures;
  const said = words.parts;
  const join = said[tape.shards];
  const caption = element("figcaption");
  const list = element("div", { role: "group", tabindex: 0 });
  const sentence = element("p");
  const root = element("figure", { class: "livenet-parts", hidden: true }, caption, list, sentence);
  let rows: Row[] = []; // of the parts, then of their mean, then of the whole batch
  let shown: Apart | null = null;
  let step = ""; // of it

  function draw() {
    const all: (Float32Array | null)[] = rows.map((_, i) => shown?.parts[i]?.gradient ?? null);
    if (shown) all.splice(-2, 2, joined(shown), shown.whole);
    const high = Math.max(...all.map((gradient) => (gradient ? largest(gradient) : 0)));
    const labels = [...rows.slice(2).map((_, i) => partLabel(i)), join, said.whole];
    for (const [i, row] of rows.entries()) row.show(labels[i], all[i], high || 1, said.told);
    const told = { step, name, high: significant(high, 2) };
    write(caption, say(shown ? said.caption : said.untold, told));
    list.ariaLabel = caption.textContent;
    write(sentence, shown?.whole ? difference(shown, shown.whole) : said.ask);
  }

  function partLabel(i: number): string {
    const part = shown?.parts[i];
    const digits = part && say(said.digits, { from: part.from + 1, to: part.from + part.n });
    return say(said.part, { k: i + 1 }) + (digits ?? "");
  }

  function difference(apart: Apart, atOnce: Float32Array): string {
    const part = significant(farthest(apart.parts[0].gradient, atOnce), 2);
    return say(said.gap, { part, join, gap: significant(farthest(joined(apart), atOnce), 2) });
  }

  return {
    /** the parameter whose gradient it is */
    name,
    root,
    show(shards: number, run: Run | undefined) {
      const apart = run?.apart?.parts.length === shards ? run.apart : null;
      // A batch of fewer digits than cores stays whole.
      const atOnce = shards < 2 || (run !== undefined && run.batch_size < shards);
      root.toggleAttribute("hidden", atOnce);
      if (root.hidden || (apart === shown && rows.length === shards + 2)) return;
      shown = apart;
      if (rows.length !== shards + 2) {
        rows = Array.from({ length: shards + 2 }, () => gradientRow(pictures));
        list.replaceChildren(...rows.map((row) => row.root));
      }
      step = whole(run?.losses.length ?? 0);
      draw();
    },
    /** Draw the same again, in the colours of another theme. */
    redraw() {
      if (!root.hidden) draw();
    },
  };
}

function gradientRow(pictures: Pictures): Row {
  const { count, rows: height, columns: width } = pictures;
  const canvases = Array.from({ length: count }, () =>
    element("canvas", { class: "livenet-map", width, height }),
  );
  const named = element("span");
  const image = element("div", { role: "img" }, ...canvases);
  return {
    root: element("div", { class: "livenet-part" }, named, image),
    show(label, gradient, high, told) {
      write(named, label);
      const most = gradient ? significant(largest(gradient), 2) : "–";
      image.ariaLabel = say(told, { label, most });
      drawPictures(canvases, gradient ?? new Float32Array(count * pictures.apart), pictures, high);
    },
  };
}
