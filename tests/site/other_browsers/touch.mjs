// `node touch.mjs firefox|webkit PROGRAM PAGE...` opens pages in another browser, works what is on
// them by a finger, and writes what became of it as JSON, a line a page.

const [name, program, ...pages] = process.argv.slice(2);
const { start } = await import(`./${name}.mjs`);
const { untilIn } = await import("./until.mjs");

/** Look at the place of the next widget, as it comes when seen; whether each has come. */
const arrived = () => {
  const next = document.querySelector(".live-sentence, .live .waiting:empty");
  next?.scrollIntoView();
  return !next;
};

/** Note from now on what touches the page. */
const listen = () => {
  globalThis.touched = [];
  addEventListener("pointerdown", (event) => touched.push(event.pointerType), true);
};
const touches = () => globalThis.touched;

/**
 * What a finger works in the thing numbered `at` of those on the page, and where it stands in the
 * window; null when there is none so numbered. Keeps what the thing says at present.
 */
const reach = (at) => {
  const one = document.querySelectorAll(
    "#front, .livenet, .question[data-kind=order]:not(.recall *)",
  )[at];
  if (!one) return null;
  globalThis.one = one;
  const seen = (part) => part.getClientRects().length > 0;
  const find = (selector) => [...one.querySelectorAll(selector)].find(seen);
  const label = (part) => part.textContent.trim();
  const buttons = [...one.querySelectorAll("button")].filter(seen);
  const run = buttons.find((part) => ["Run", "运行"].includes(label(part)));
  const part =
    find(".grip") ??
    find("canvas[role=application]") ??
    run ??
    find(".noUi-handle, input[type=range]");
  const title = one.querySelector(".livenet-title")?.textContent;
  const [kind] = title?.match(/[A-Z]\w+[A-Z]\w+/) ?? [one.id === "front" ? "front" : "order"];
  if (!part) return { kind };
  part.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = part.getBoundingClientRect();
  const does = part.matches("button") ? "tap" : part.matches("canvas") ? "draw" : "drag";
  globalThis.before = one.textContent;
  return { kind, does, x: x + width / 2, y: y + height / 2, height };
};
const answered = () => globalThis.one.textContent !== globalThis.before;

const browser = await start(program);
const until = untilIn(browser, 30_000);

/** The way of a finger that taps, draws a stroke down, or drags. */
function path({ kind, does, x, y, height }) {
  if (does === "tap") return [[x, y]];
  const along = [...Array(9).keys()].map((part) => part / 8);
  if (does === "draw") return along.map((part) => [x, y + height * (0.6 * part - 0.3)]);
  const [right, down] = kind === "order" ? [0, 150] : [40, 0];
  return along.map((part) => [x + right * part, y + down * part]);
}

try {
  for (const page of pages) {
    await browser.open(page);
    const found = { page, arrived: await until(arrived, Boolean), answered: {} };
    await browser.run(listen);
    for (let at = 0; ; at++) {
      const reached = await browser.run(reach, at);
      if (!reached) break;
      if (reached.does) await browser.finger(path(reached));
      found.answered[reached.kind] = Boolean(reached.does) && (await until(answered, Boolean));
    }
    found.touches = await browser.run(touches);
    console.log(JSON.stringify(Object.assign(found, { said: await browser.said() })));
  }
} finally {
  await browser.close();
}
