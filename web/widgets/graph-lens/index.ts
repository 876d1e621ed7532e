// GraphLens: the graph behind a loss, alive, and its backward pass step by step.

import "./style.css";
import type { Render } from "@anywidget/types";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { bytes } from "../shared/bytes";
import { mountControls } from "../shared/controls";
import { frame } from "../shared/frame";
import { onTheme } from "../shared/theme";
import { details } from "./details";
import { drawing } from "./drawing";
import { names } from "./names";
import { describe } from "./nodes";
import { tensorFigures } from "./tensors";
import type { GraphData } from "./types";
import { viewport } from "./viewport";
import { type Direction, walk } from "./walk";
import { words } from "./words";

const REACH = 20; // px around a box that still choose it
const ARROWS: Record<string, Direction> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

const render: Render = async ({ model, el }) => {
  const said = words();
  const { controls, picture, readout, announce } = frame(el, "graph-lens", said);
  const graph: GraphData = model.get("graph");
  const { boxes, order } = graph;
  const way = walk(graph);
  const called = names(graph, way, said);
  const tensors = tensorFigures(graph.tensors, bytes(model, "pictures"), said);
  const mounted = await mountControls(model, controls, { step: said.step });

  // What is chosen and how far the pass has come are traits, within their bounds.
  const step = () => Math.max(0, Math.min(order.length, model.get("step")));
  const chosen = () => Math.max(0, Math.min(boxes.length - 1, model.get("chosen")));
  const choose = (box: number) => {
    model.set("chosen", box);
    model.save_changes();
  };
  const go = (steps: number) => {
    model.set("step", Math.max(0, Math.min(order.length, steps)));
    model.save_changes();
  };

  const button = (text: string, onclick: () => void, kind?: string, label?: string) =>
    element("button", { type: "button", class: kind, "aria-label": label, onclick }, text);
  const back = button(said.back, () => go(step() - 1));
  const on = button(said.forward, () => go(step() + 1), "livenet-main");
  const drawn = drawing(
    graph,
    way,
    boxes.map((_, box) => called.label(box)),
    said.graph,
  );
  const view = viewport(drawn, press, () => view.show(drawn.boxes[chosen()]));
  const panel = element("div", {
    class: "livenet-graph-panel",
    role: "region",
    tabindex: 0,
    "aria-label": said.panel,
  });
  picture.append(
    element(
      "div",
      { class: "livenet-graph-buttons" },
      back,
      on,
      element(
        "span",
        {},
        button("−", () => view.zoom(-1), undefined, said.out),
        button("+", () => view.zoom(1), undefined, said.in),
        button(said.fit, view.fit, undefined, said.fitLabel),
      ),
    ),
    element("div", { class: "livenet-graph-sides" }, view.root, panel),
    element("p", { class: "livenet-graph-legend" }, said.legend),
  );

  const rows = element("ol", {});
  const list = element(
    "details",
    { class: "livenet-notice livenet-graph-list", ontoggle: fill },
    element("summary", {}, said.list),
    rows,
  );
  readout.classList.add("livenet-graph-told");
  readout.after(list);

  /** The list has a line for each node; a large graph's is only made for who opens it. */
  function fill() {
    if (!list.open || rows.childElementCount) return;
    for (const { box } of order) {
      const line = element("button", { type: "button", onclick: () => choose(box) }, sentence(box));
      rows.append(element("li", {}, line));
    }
    mark();
  }

  /** A node's part in the pass, in one sentence. */
  function sentence(box: number): string {
    const node = boxes[box];
    const visit = way.visit(box);
    if (node.kind !== "node" || !visit) return called.label(box);
    const told = (all: (number | null)[]) =>
      all
        .filter((one) => one !== null)
        .map(tensors.brief)
        .join(said.and) || said.nothing;
    return say(said.listItem, {
      name: called.name(box),
      words: describe(node.name).name,
      arrives: told(visit.arrives),
      leaves: told(visit.leaves),
    });
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
    const box = direction && way.next(chosen(), direction);
    if (direction && box !== null) choose(box as number);
    else if (event.key === "n") go(step() + 1);
    else if (event.key === "p") go(step() - 1);
    else if (event.key === "+" || event.key === "=") view.zoom(1);
    else if (event.key === "-") view.zoom(-1);
    else if (event.key === "0") view.fit();
    else if (!direction && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
  });

  /** The chosen box in the picture, in the panel and in the list. */
  function mark() {
    const box = chosen();
    drawn.mark(box, step());
    for (const [turn, line] of [...rows.children].entries()) {
      if (order[turn].box === box) line.firstElementChild?.setAttribute("aria-current", "true");
      else line.firstElementChild?.removeAttribute("aria-current");
    }
  }

  function showChosen() {
    const box = chosen();
    const within = view.root.contains(document.activeElement);
    mark();
    view.show(drawn.boxes[box]);
    if (within) drawn.boxes[box].focus({ preventScroll: true });
    tell();
    panel.scrollTop = 0;
    announce(`${called.label(box)}. ${boxes[box].kind === "node" ? sentence(box) : ""}`);
  }

  function tell() {
    panel.replaceChildren(
      ...details(chosen(), { graph, way, names: called, tensors, said, choose }),
    );
  }

  function showStep() {
    const steps = step();
    back.disabled = steps === 0;
    on.disabled = steps === order.length;
    const last = order[steps - 1];
    const start = order[0];
    const seed = start?.arrives[0] ?? null;
    readout.replaceChildren(
      element("b", {}, say(said.of, { step: steps, all: order.length })),
      last
        ? say(said.now, { name: called.name(last.box) })
        : say(said.empty, {
            name: called.name(start.box),
            seed: seed === null ? said.none : tensors.brief(seed),
          }),
    );
    if (last && last.box !== chosen()) choose(last.box);
    else mark();
  }

  model.on("change:chosen", showChosen);
  model.on("change:step", showStep);
  const themed = onTheme(tell);
  tell();
  showStep();
  return () => {
    model.off("change:chosen", showChosen);
    model.off("change:step", showStep);
    themed();
    view.remove();
    mounted.remove();
  };
};

export default { render };
