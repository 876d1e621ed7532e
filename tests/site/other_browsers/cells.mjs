// `node cells.mjs firefox|webkit PROGRAM < TOURS` works the cells of pages in another browser, by
// keyboard. TOURS is a list as JSON of `{ page, steps }`; a step is the name of one of those below,
// the id of a cell, and what it asks for. Writes for each page what became of each step, as JSON, a
// line a page; the first that fails ends a page.

import { readFileSync } from "node:fs";
import { untilIn } from "./until.mjs";

const [name, program] = process.argv.slice(2);
const { start } = await import(`./${name}.mjs`);
const tours = JSON.parse(readFileSync(0, "utf8"));
const browser = await start(program);
const until = untilIn(browser, 180_000); // 60,000 digits come to the page

/** Focus a cell's editor, or the button that brings it; whether the editor has the focus. */
const reachEditor = (cell, edit) => {
  const root = document.getElementById(cell);
  const editor = root.querySelector('[role="textbox"][contenteditable]');
  (editor ?? [...root.querySelectorAll("button")].find((b) => b.textContent === edit)).focus();
  return Boolean(editor);
};
const hasEditor = (cell) => document.activeElement.closest(`#${cell} .cell-editor`) !== null;

/** Paste code over what is selected. */
const paste = (code) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", code);
  // `data` is how Firefox takes it.
  const options = {
    clipboardData,
    dataType: "text/plain",
    data: code,
    bubbles: true,
    cancelable: true,
  };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
};

/** Focus a button or a menu by the word on it, once it is there to be pressed. */
const reach = (cell, word, where) => {
  const parts = document.querySelectorAll(`#${cell} ${where} :is(button, summary)`);
  const part = [...parts].find((b) => b.textContent === word && b.getClientRects().length);
  part?.focus();
  return part !== undefined && !part.disabled && part === document.activeElement;
};

const reachSheet = (cell) => {
  const labels = '[aria-label="Sheet to draw on"], [aria-label="手写板"]';
  const sheet = document.getElementById(cell).querySelector(labels);
  sheet?.focus();
  return Boolean(sheet);
};

const said = (cell, where) =>
  document.querySelector(`#${cell} ${where}`.trim())?.textContent.trim() ?? "";

/** Keep what is offered for download. */
const catchDownloads = () => {
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    void blob.text?.().then((text) => Object.assign(globalThis, { taken: text }));
    return make.call(URL, blob);
  };
  const { click } = HTMLElement.prototype;
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) click.call(this);
  };
};

/** What a step does; it gives true, or what was there instead. */
const STEPS = {
  write: async (cell, code, edit) => {
    if (!(await browser.run(reachEditor, cell, edit))) await browser.press("Enter");
    if (!(await until(hasEditor, Boolean, cell))) return "no editor";
    await browser.press("Control+a");
    await browser.run(paste, code);
    return true;
  },
  run: async () => {
    await browser.press("Control+Enter");
    return true;
  },
  press: async (cell, word, where = ".cell-row") => {
    if (!(await until(reach, Boolean, cell, word, where))) return `no ${word}`;
    await browser.press("Enter");
    return true;
  },
  says: async (cell, pattern, where = "[role=log]") => {
    const fits = (text) => new RegExp(pattern).test(text);
    const text = await until(said, fits, cell, where);
    return fits(text) || (await browser.run(said, cell, ""));
  },
  agrees: async (cell, other, where) => {
    const measured = (await browser.run(said, cell, "[role=log]")).split(" ").at(-1);
    const told = await until(said, (text) => text === measured, other, where);
    return told === measured || `${measured} here, and ${told} there`;
  },
  draw: async (cell) => {
    if (!(await until(reachSheet, Boolean, cell))) return "no sheet";
    for (const key of [" ", ...Array(10).fill("ArrowDown"), " "]) await browser.press(key);
    return true;
  },
  take: async (cell, more, word) => {
    await browser.run(catchDownloads);
    for (const one of [more, word]) await STEPS.press(cell, one);
    return { taken: await until(() => globalThis.taken ?? "", Boolean) };
  },
};

try {
  for (const { page, steps } of tours) {
    await browser.open(page);
    const became = [];
    for (const [step, ...given] of steps) {
      const came = await STEPS[step](...given);
      became.push(came);
      if (typeof came === "string") break;
    }
    console.log(JSON.stringify({ became, said: await browser.said() }));
  }
} finally {
  await browser.close();
}
