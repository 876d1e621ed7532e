import { instance } from "@viz-js/viz";
import { beforeAll, expect, test } from "vitest";
import "./graphviz";

/** Graphs of boxes with labels of two lines, as torchviz writes them. */
const graphs = Array.from({ length: 20 }, (_, i) => {
  const boxes = Array.from(
    { length: 3 + 2 * i },
    (_, k) => `x${k} [label="layer${k}\n (3, ${k})" fillcolor="#CFE3F4"]\nx${k} -> x${(k * 7) % 3}`,
  );
  return `digraph {
    graph [bgcolor=transparent nodesep=0.2 ranksep=0.25]
    node [color="#5A6675" fontname=monospace fontsize=10 height=0.2 shape=box style=filled]
    ${boxes.join("\n")}
  }`;
});

let drawn: string[];
beforeAll(async () => {
  const { lay_out } = (await globalThis.livenetGraphviz?.()) ?? { lay_out: () => "" };
  drawn = [...graphs, ...graphs].map((graph) => lay_out(graph, "dot", "svg"));
});

test("every graph is drawn, and the same each time", () => {
  expect(drawn.map((svg) => svg.match(/<g id="node/g)?.length)).toEqual(
    [...graphs, ...graphs].map((graph) => graph.match(/label=/g)?.length),
  );
  expect(drawn.slice(graphs.length)).toEqual(drawn.slice(0, graphs.length));
});

test("freeing a layout still fails in Graphviz: when it does not, keepLayouts can go", async () => {
  const product = `digraph {
	graph [bgcolor=transparent nodesep=0.2 ranksep=0.25]
	node [color="#5A6675" fillcolor="#EEF1F5" fontcolor="#1D2733" fontname=monospace fontsize=10 height=0.2 penwidth=0.6 shape=box style=filled]
	edge [arrowsize=0.6 color="#5A6675" penwidth=0.8]
	n0 [label="\n ()" fillcolor="#CDEBDF"]
	n1 [label=MulBackward0]
	n2 -> n1
	n3 [label="a\n ()" fillcolor="#CFE3F4"]
	n3 -> n2
	n2 [label=AccumulateGrad]
	n4 -> n1
	n5 [label="b\n ()" fillcolor="#CFE3F4"]
	n5 -> n4
	n4 [label=AccumulateGrad]
	n1 -> n0
}
`;
  const graphviz = await instance();
  expect(() => graphviz.renderString(product, { format: "svg" })).toThrow(/table index/);
});

test("a graph that is none is refused in Graphviz's words", async () => {
  const { lay_out } = (await globalThis.livenetGraphviz?.()) ?? { lay_out: () => "" };
  expect(() => lay_out("digraph { a -> ", "dot", "svg")).toThrow(/syntax error/);
});
