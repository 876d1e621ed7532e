// Where a number came from, drawn: the patch, the kernel, the products and their sum; the window
// and the winner; the largest contributions.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import { fixed, signed } from "../shared/numbers";
import type { Account, Cell, Channel, Convolution, Linear, Numbers, Pooling } from "./explain";
import { part } from "./overview";
import { layoutOf, type Stage } from "./stages";
import { type LensWords, opName, placeName, shortPlace, stageNameAt } from "./words";

const EXACT = 5; // digits of a sum
const CHANNELS = 16; // at most so many are offered
const SIDE = 7; // a kernel of more columns is drawn without its numbers

/** The number that is explained, and what is known of it. */
export interface Subject {
  stages: Stage[];
  stage: Stage;
  index: number;
  account: Account | null;
  numbers: Numbers;
  /** the map of a convolution whose products are shown; the one of the largest sum when null */
  channel: number | null;
  chooseChannel(channel: number): void;
}

/** What the panel shows for a number. */
export function explanation(words: LensWords, subject: Subject): Node[] {
  const { account, stages, stage, numbers, index } = subject;
  if (stage.kind === "input") {
    const ink = Math.round(numbers(stage.value)[index] * 255);
    return [element("p", {}, say(words.pixel, { ink }))];
  }
  if (!account) {
    const sources = stage.sources.map((s) => stageNameAt(words, stages, s.stage)).join(" + ");
    return [
      element("p", {}, say(words.unexplained, { op: opName(stage.op?.op ?? ""), sources })),
      sums([[words.equals, numbers(stage.value)[index], true]]),
    ];
  }
  const source = stage.sources[0].stage;
  const sourceName = stageNameAt(words, stages, source);
  const placed = (i: number) => placeName(words, sourceName, i, stages[source].shape);
  const before: Row = [words.before, numbers(stage.before)[index], !stage.activation];
  const after: Row[] = stage.activation
    ? [[opName(stage.activation.op), numbers(stage.value)[index], true]]
    : [];
  switch (account.kind) {
    case "convolution":
      return convolution(words, subject, account, sourceName, [before, ...after]);
    case "linear":
      return linear(words, account, stages[source], sourceName, [before, ...after]);
    case "max":
    case "average":
      return pooling(words, account, placed, [
        numbers(stage.before)[index],
        !stage.activation,
        after,
      ]);
    default: {
      const same: Row = [say(words.sameNumber, { place: placed(account.index) }), account.value];
      const name = stage.kind === "activation" ? opName(stage.op?.op ?? "") : words.equals;
      return [sums([same, [name, numbers(stage.value)[index], true]])];
    }
  }
}

function convolution(
  words: LensWords,
  { channel, chooseChannel }: Subject,
  { channels, rows, columns, sum, bias }: Convolution,
  sourceName: string,
  ends: Row[],
): Node[] {
  const order = channels.map((_, c) => c);
  order.sort((a, b) => Math.abs(channels[b].sum) - Math.abs(channels[a].sum) || a - b);
  const chosen = channel ?? order[0];
  const offered = order.slice(0, CHANNELS).sort((a, b) => a - b);
  const { patch, kernel, products } = channels[chosen];
  const many = channels.length > 1;
  const nodes: Node[] = [];
  if (many) {
    const counts = { name: sourceName, shown: offered.length, all: channels.length };
    const chips = offered.map((c) =>
      chip(words, c, channels[c], { rows, columns }, c === chosen, chooseChannel),
    );
    const text = offered.length < channels.length ? words.channelsLargest : words.channels;
    nodes.push(
      element("p", {}, say(text, counts)),
      element(
        "div",
        { class: "livenet-chips", role: "group", "aria-label": words.products },
        ...chips,
      ),
    );
  }
  const patchName = say(many ? words.patchOfMap : words.patch, { name: sourceName, map: chosen });
  const outside = patch.map(({ index }) => index === null);
  nodes.push(
    element(
      "div",
      { class: "livenet-grids" },
      grid(
        words,
        patchName,
        patch.map((c) => c.value),
        columns,
        { outside, ink: true },
      ),
      element("span", { class: "livenet-sign", "aria-hidden": "true" }, "×"),
      grid(words, words.kernel, kernel, columns, {}),
      // its sign stays with it where it has to stand below
      element(
        "div",
        { class: "livenet-outcome" },
        element("span", { class: "livenet-sign", "aria-hidden": "true" }, "="),
        grid(words, words.products, products, columns, {}),
      ),
    ),
  );
  const own: Row = many
    ? [say(words.sumOfChannel, { map: chosen }), channels[chosen].sum]
    : [say(words.sumOfProducts, { n: products.length }), sum];
  const all: Row[] = many ? [[say(words.sumOfMaps, { maps: channels.length }), sum]] : [];
  nodes.push(sums([own, ...all, biasRow(words, bias), ...ends]));
  return nodes;
}

/** A map of the source: its products as a small picture, and their sum. */
function chip(
  words: LensWords,
  map: number,
  { products, sum }: Channel,
  { rows, columns }: { rows: number; columns: number },
  chosen: boolean,
  choose: (map: number) => void,
) {
  const canvas = element("canvas", { class: "livenet-map", "aria-hidden": "true" });
  const button = element(
    "button",
    { type: "button", "aria-pressed": String(chosen), onclick: () => choose(map) },
    canvas,
    element("span", {}, `${say(words.channel, { map })} `, element("b", {}, signed(sum, 2))),
  );
  later(canvas, () => drawMap(canvas, products, rows, columns, { signed: true }));
  return button;
}

function pooling(
  words: LensWords,
  { kind, window, columns, winner, sum, divisor }: Pooling,
  placed: (index: number) => string,
  [value, isLast, after]: [number, boolean, Row[]],
): Node[] {
  const values = window.map((cell) => cell.value);
  const outside = window.map((cell) => cell.index === null);
  const at = (cell: Cell | undefined) => (cell?.index == null ? "" : placed(cell.index));
  const first = say(words.window, { place: at(window.find((cell) => cell.index !== null)) });
  const best = kind === "max" ? winner : undefined;
  const rows: Row[] =
    kind === "max"
      ? [[say(words.winnerAt, { place: at(window[winner]) }), value, isLast]]
      : [
          [words.sumOfWindow, sum],
          [say(words.mean, { n: divisor }), value, isLast],
        ];
  return [
    element(
      "div",
      { class: "livenet-grids" },
      grid(words, first, values, columns, { outside, ink: true, winner: best }),
    ),
    sums([...rows, ...after]),
  ];
}

function linear(
  words: LensWords,
  { largest, products, rest, bias }: Linear,
  source: Stage,
  sourceName: string,
  ends: Row[],
): Node[] {
  const most = Math.max(...largest.map(({ product }) => Math.abs(product))) || 1;
  const rows = largest.map(({ index, value, weight, product }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, shortPlace(words, index, source.shape)),
      element("td", {}, fixed(value, 2)),
      element("td", {}, signed(weight, 2)),
      element("td", {}, signed(product, 2)),
      element(
        "td",
        { class: "livenet-bar", "aria-hidden": "true" },
        element("i", {
          class: product < 0 ? "livenet-minus" : "livenet-plus",
          style: `width: ${(100 * Math.abs(product)) / most}%`,
        }),
      ),
    ),
  );
  const head = [
    say(words.within, { name: sourceName }),
    words.value,
    words.weight,
    words.product,
    "",
  ];
  const table = element(
    "table",
    { class: "livenet-contributions" },
    element("caption", {}, say(words.contribution, { n: products.length })),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...head.map((text) => element(text ? "th" : "td", text ? { scope: "col" } : {}, text)),
      ),
    ),
    element("tbody", {}, ...rows),
  );
  const others = products.length - largest.length;
  const left: Row[] = others > 0 ? [[say(words.rest, { n: others }), rest]] : [];
  const text = say(words.contributions, { name: sourceName });
  const pictures = element("div", {
    class: "livenet-contributed",
    role: "img",
    "aria-label": text,
  });
  const layout = layoutOf(source.shape);
  const size = layout.rows * layout.columns;
  const high = most;
  for (let m = 0; m < layout.maps; m++) {
    const canvas = element("canvas", {
      class: "livenet-map",
      style: `aspect-ratio: ${layout.columns} / ${layout.rows}; flex-basis: ${6 * layout.columns}px`,
    });
    const shown = part(products, m * size, size);
    later(canvas, () =>
      drawMap(canvas, shown, layout.rows, layout.columns, { signed: true, high }),
    );
    pictures.append(canvas);
  }
  return [table, element("p", {}, text), pictures, sums([...left, biasRow(words, bias), ...ends])];
}

/** What, how much, and whether it is what the reader pointed at. */
type Row = [string, number | null, boolean?];

const biasRow = (words: LensWords, bias: number | null): Row =>
  bias === null ? [words.noBias, null] : [words.bias, bias];

function sums(rows: Row[]): HTMLElement {
  const cells = rows.map(([name, value, result]) =>
    element(
      "tr",
      { class: result ? "livenet-result" : undefined },
      element("th", { scope: "row" }, name),
      element("td", {}, value === null ? "" : exactly(value)),
    ),
  );
  return element("table", { class: "livenet-sums" }, element("tbody", {}, ...cells));
}

/** A number as it is, written in the digits that float32 is sure of. */
export function exactly(value: number): HTMLElement {
  return element("data", { value: String(value) }, signed(value, EXACT));
}

interface GridOptions {
  /** which lie in the padding */
  outside?: boolean[];
  /** white on black where no number is negative */
  ink?: boolean;
  winner?: number;
}

/** Numbers as they lie, on their colours. */
function grid(
  words: LensWords,
  caption: string,
  values: number[],
  columns: number,
  { outside, ink = false, winner }: GridOptions,
): HTMLElement {
  const grey = ink && values.every((v) => v >= 0);
  const most = Math.max(...values.map(Math.abs)) || 1;
  const written = columns <= SIDE;
  const rows = Array.from({ length: values.length / columns }, (_, r) =>
    element(
      "tr",
      {},
      ...values.slice(r * columns, (r + 1) * columns).map((value, c) => {
        const i = r * columns + c;
        const size = Math.abs(value) / most;
        const style = grey
          ? `--size: ${Math.round(255 * size)}`
          : `--size: ${Math.round(45 * size)}%`;
        const kind = outside?.[i]
          ? "livenet-outside"
          : grey
            ? size > 0.46
              ? "livenet-white"
              : "livenet-black"
            : value < 0
              ? "livenet-negative"
              : "livenet-positive";
        const won = i === winner;
        return element(
          "td",
          {
            class: won ? `${kind} livenet-winner` : kind,
            style,
            title: outside?.[i] ? words.paddingCell : won ? words.winner : undefined,
          },
          written ? (grey || value === 0 ? fixed(value, 2) : signed(value, 2)) : "",
        );
      }),
    ),
  );
  const named = outside?.includes(true) ? say(words.dashed, { name: caption }) : caption;
  // A caption of the table would be no wider than its numbers.
  return element(
    "div",
    { class: "livenet-grid" },
    element("p", { "aria-hidden": "true" }, named),
    element("table", { "aria-label": named }, element("tbody", {}, ...rows)),
  );
}

/** Draw a canvas once it is in the page, where it has colours. */
function later(canvas: HTMLCanvasElement, draw: () => void) {
  queueMicrotask(() => canvas.isConnected && draw());
}
