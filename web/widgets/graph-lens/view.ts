// What a reader of GraphLens sees: the buttons, the graph in its window, the panel beside it, the
// list below.

import { element } from "../../shared/element";
import { frame } from "../shared/frame";
import { details } from "./details";
import { drawing } from "./drawing";
import { passList } from "./list";
import { names } from "./names";
import { sentences } from "./sentences";
import type { Pass } from "./state";
import { tensorFigures } from "./tensors";
import { viewport } from "./viewport";
import { type Direction, walk } from "./walk";
import type { GraphWords } from "./words";

const REACH = 20; // px around a box that still choose it
const ARROWS: Record<string, Direction> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/** `pictures` are the pixels of the tensors' maps. */
export function graphView(place: HTMLElement, pass: Pass, pictures: Uint8Array, words: GraphWords) {
  const { graph } = pass;
  const { boxes, order } = graph;
  const { controls, picture, readout, announce } = frame(place, "graph-lens", words);
  const way = walk(graph);
  const called = names(graph, way, words);
  const tensors = tensorFigures(graph.tensors, pictures, words);
  const text = sentences(graph, way, called, tensors, words);
  const choose = (box: number) => pass.choose(box);

  const button = (name: string, onclick: () => void, kind?: string, label?: string) =>
    element("button", { type: "button", class: kind, "aria-label": label, onclick }, name);
  const back = button(words.back, () => pass.advance(-1));
  const on = button(words.forward, () => pass.advance(1), "livenet-main");
  const labels = boxes.map((_, box) => called.label(box));
  const drawn = drawing(graph, way, labels, words);
  const view = viewport(drawn, press, () => view.show(drawn.boxes[pass.chosen]));
  const panel = element("div", {
    class: "livenet-graph-panel",
    role: "region",
    tabindex: 0,
    "aria-label": words.panel,
  });
  // What is cut at the foot of the panel is told there.
  const more = element("p", { class: "livenet-graph-more", "aria-hidden": "true" }, words.more);
  const cut = () => {
    more.hidden = panel.scrollTop + panel.clientHeight >= panel.scrollHeight - more.offsetHeight;
  };
  panel.addEventListener("scroll", cut);
  picture.append(
    element(
      "div",
      { class: "livenet-graph-buttons" },
      back,
      on,
      controls,
      element(
        "span",
        {},
        button("−", () => view.zoom(-1), undefined, words.out),
        button("+", () => view.zoom(1), undefined, words.in),
        button(words.fit, fit, undefined, words.fitLabel),
      ),
    ),
    element("div", { class: "livenet-graph-sides" }, view.root, panel),
    element("p", { class: "livenet-graph-legend" }, words.legend),
  );
  const list = passList(order, words, text.part, choose);
  readout.classList.add("livenet-graph-pass");
  readout.after(list.root);

  function fit() {
    view.fit();
    view.show(drawn.boxes[pass.chosen]);
  }

  function press(event: MouseEvent) {
    // A click without a place comes from the keyboard or a screen reader.
    const target = event.detail ? null : (event.target as Element).closest("[data-box]");
    const scale = drawn.width / drawn.root.getBoundingClientRect().width;
    const box = target
      ? Number(target.getAttribute("data-box"))
      : way.nearest(drawn.locate(event.clientX, event.clientY), REACH * scale);
    if (box === null) return;
    choose(box);
    drawn.boxes[box].focus({ preventScroll: true });
  }

  view.root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    const box = direction && way.next(pass.chosen, direction);
    if (direction && box !== null) choose(box as number);
    else if (event.key === "n") pass.advance(1);
    else if (event.key === "p") pass.advance(-1);
    else if (event.key === "+" || event.key === "=") view.zoom(1);
    else if (event.key === "-") view.zoom(-1);
    else if (event.key === "0") fit();
    else if (!direction && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
  });

  /** Mark the chosen box and the step in the picture and in the list. */
  function mark() {
    drawn.mark(pass.chosen, pass.step);
    list.mark(pass.chosen);
  }

  /** Fill the panel. */
  function explain() {
    const parts = { graph, way, names: called, tensors, words, choose };
    panel.replaceChildren(...details(pass.chosen, parts), more);
    requestAnimationFrame(cut); // once its pictures have their sizes
  }

  return {
    controls,
    mark,
    explain,

    /** Show the box that was chosen, wherever the reader looks. */
    showChosen() {
      const box = pass.chosen;
      const within = view.root.contains(document.activeElement);
      mark();
      view.show(drawn.boxes[box]);
      if (within) drawn.boxes[box].focus({ preventScroll: true });
      explain();
      panel.scrollTop = 0;
      announce(`${called.label(box)}. ${boxes[box].kind === "node" ? text.part(box) : ""}`);
    },

    /** Say how far the pass has come. */
    showStep() {
      back.disabled = pass.step === 0;
      on.disabled = pass.step === order.length;
      readout.replaceChildren(...text.pass(pass.step));
    },

    remove: view.remove,
  };
}
