// "Take my notebook": the published notebook with the reader's changes, for Jupyter and Colab.

import { loadScript, type Tell } from "../shared/scripts";
import { takeAway } from "../shared/take-away";

interface Notebook {
  cells: { id: string; cell_type: string; source: string | string[] }[];
}

declare global {
  var livenetNotebook: ((notebook: Notebook) => void) | undefined;
}

/** Download a page's notebook; `sourceOf` gives the code of a cell where the reader changed it. */
export async function takeNotebook(
  address: string,
  page: string,
  sourceOf: (cell: string) => string | undefined,
  tell: Tell,
): Promise<void> {
  const notebook = await load(address, tell);
  for (const cell of notebook.cells) {
    if (cell.cell_type === "code") cell.source = sourceOf(cell.id) ?? cell.source;
  }
  const text = `${JSON.stringify(notebook, null, 1)}\n`;
  takeAway(`${page}.ipynb`, new Blob([text], { type: "application/x-ipynb+json" }));
}

const known = new Map<string, Notebook>();

async function load(address: string, tell: Tell): Promise<Notebook> {
  globalThis.livenetNotebook = (notebook) => void known.set(address, notebook);
  await loadScript(address, tell);
  const notebook = known.get(address);
  if (!notebook) throw new Error(`${address} is not what it should be.`);
  return structuredClone(notebook);
}
