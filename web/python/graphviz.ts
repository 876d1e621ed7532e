// Graphviz as wasm: a script of its own, which the worker runs when a cell draws its first graph.

import { instance } from "@viz-js/viz";

/** What Python imports as `page_graphviz`. */
export interface Graphviz {
  /** The drawing of a graph in the dot language, as text; throws what Graphviz says of a bad one. */
  lay_out(dot: string, engine: string, format: string): string;
}

declare global {
  var livenetGraphviz: (() => Promise<Graphviz>) | undefined;
}

/** What Viz.js calls in the wasm, which its types do not tell. */
interface Inside {
  module: { ccall(name: string, ...rest: unknown[]): unknown };
}

globalThis.livenetGraphviz = async () => {
  const graphviz = await instance();
  keepLayouts(graphviz as unknown as Inside);
  return { lay_out: (dot, engine, format) => graphviz.renderString(dot, { engine, format }) };
};

/**
 * Let Graphviz not free a layout: of labels with several lines it calls pointers there that it never
 * set, and a graph that is drawn already ends in an error (seen in 9.0 to 16.1; graphviz.test.ts tells
 * when it no longer does). What is kept is some 40 kB for the graph of LeNet.
 */
function keepLayouts({ module }: Inside): void {
  const { ccall } = module;
  module.ccall = (name, ...rest) =>
    name === "viz_free_layout" ? undefined : ccall.call(module, name, ...rest);
}
