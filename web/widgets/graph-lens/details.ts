// What is said of the chosen box: words, formula, gradients in and out, what was saved.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { showFormulas } from "../shared/formulas";
import formulas from "./formulas.tex";
import type { Names } from "./names";
import { describe, keys } from "./nodes";
import type { TensorFigures } from "./tensors";
import type { GraphData, NodeBox, TensorBox } from "./types";
import type { Walk } from "./walk";
import type { GraphWords } from "./words";

interface Parts {
  graph: GraphData;
  way: Walk;
  names: Names;
  tensors: TensorFigures;
  words: GraphWords;
  /** Look at another box. */
  choose(box: number): void;
}

/** The details of a box, in the order in which they are read. */
export function details(number: number, parts: Parts): HTMLElement[] {
  const { graph, names } = parts;
  const box = graph.boxes[number];
  return [
    element("p", { class: "livenet-graph-name" }, names.name(number)),
    ...(box.kind === "node" ? ofNode(number, box, parts) : ofTensor(number, box, parts)),
  ];
}

function ofNode(number: number, box: NodeBox, parts: Parts): HTMLElement[] {
  const { graph, way, names, tensors, words } = parts;
  const { name, does } = describe(box.name);
  const turn = way.turn(number);
  const visit = way.visit(number);
  const when =
    turn === null ? words.idle : say(words.runs, { turn: turn + 1, all: graph.order.length });
  return [
    element("p", {}, element("b", {}, name), ` · ${when}`),
    element("p", {}, does),
    ...formula(box, words),
    ...arriving(number, parts),
    section(words.leaves),
    ...box.operands.map((operand, n) => {
      const tensor = visit?.leaves[n] ?? null;
      if (operand === null || tensor === null) {
        return element("p", {}, say(words.unneeded, { n: n + 1 }));
      }
      const to = say(words.to, { name: names.name(operand) });
      return tensors.figure(tensor, to, link(to, operand, parts));
    }),
    ...(box.operands.length ? [] : [toLeaf(number, parts)]),
    section(words.saved),
    ...(box.saved.length ? [] : [element("p", {}, words.savedNothing)]),
    ...box.saved.map(({ name, parameter, tensor }) =>
      tensors.figure(tensor, parameter ? `${name} = ${parameter}` : name),
    ),
    ...others(box, words),
  ];
}

function formula(box: NodeBox, words: GraphWords): HTMLElement[] {
  const key = keys(box.name).find((one) => Object.hasOwn(formulas, one));
  if (!key) return [];
  const place = element("div", { class: "livenet-graph-formulas", tabindex: 0 });
  showFormulas(place, formulas[key]);
  place.setAttribute("aria-label", words.derivative);
  place.setAttribute("role", "group");
  return [section(words.derivative), place, element("p", {}, words.symbols)];
}

/** The gradients that arrive, each with the parts of which it is the sum. */
function arriving(number: number, parts: Parts): HTMLElement[] {
  const { way, names, tensors, words } = parts;
  const arrives = way.visit(number)?.arrives ?? [];
  const figures = arrives.map((tensor, n) => {
    const name = arrives.length > 1 ? say(words.arrivesAt, { n }) : words.arrives;
    return tensor === null
      ? element("p", {}, `${name}: ${words.none}`)
      : tensors.figure(tensor, name, element("b", {}, name));
  });
  const sent = way.parts(number);
  if (arrives.length !== 1 || sent.length < 2) return figures;
  const list = sent.map(({ from, tensor }) =>
    element(
      "li",
      {},
      `${tensor === null ? words.none : tensors.brief(tensor)} `,
      link(say(words.from, { name: names.name(from) }), from, parts),
    ),
  );
  return [
    ...figures,
    element("p", {}, say(words.parts, { n: sent.length })),
    element("ol", {}, ...list),
  ];
}

/** Where the gradient of an AccumulateGrad goes. */
function toLeaf(number: number, parts: Parts): HTMLElement {
  const leaf = parts.graph.lines.find(({ head }) => head === number)?.tail;
  const to = leaf === undefined ? "" : link(parts.names.name(leaf), leaf, parts);
  return element("p", {}, parts.words.added, " ", to);
}

function others(box: NodeBox, words: GraphWords): HTMLElement[] {
  const entries = Object.entries(box.others);
  if (!entries.length) return [];
  return [
    section(words.others),
    element(
      "p",
      {},
      ...entries.flatMap(([name, value]) => [element("code", {}, `${name}: ${value}`), " "]),
    ),
  ];
}

function ofTensor(number: number, box: TensorBox, parts: Parts): HTMLElement[] {
  const { graph, way, tensors, words } = parts;
  const kind = box.kind === "leaf" ? words.parameter : words[box.kind];
  const figures = [element("p", {}, kind), tensors.figure(box.value, words.value)];
  // A leaf hangs above its AccumulateGrad, the output below its grad_fn.
  const node =
    box.kind === "leaf"
      ? graph.lines.find(({ tail }) => tail === number)?.head
      : graph.lines.find(({ head }) => head === number)?.tail;
  const tensor = node === undefined ? null : (way.visit(node)?.arrives[0] ?? null);
  if (box.kind === "base" || tensor === null) return figures;
  const name = box.kind === "leaf" ? words.gradient : words.start;
  return [...figures, tensors.figure(tensor, name)];
}

const section = (text: string) => element("p", { class: "livenet-graph-section" }, text);

function link(text: string, box: number, { choose }: Parts): HTMLElement {
  return element(
    "button",
    { type: "button", class: "livenet-graph-link", onclick: () => choose(box) },
    text,
  );
}
