// `node visit.mjs firefox|webkit PROGRAM PAGE...` opens pages in another browser, one after the
// other, works what is on them by keyboard, and writes what it found as JSON, a line a page.

const [name, program, ...pages] = process.argv.slice(2);
const { start } = await import(`./${name}.mjs`);
const { untilIn } = await import("./until.mjs");

/** What a page shows, once it has come to rest. */
const look = () => {
  const own = location.origin === "null" ? "file:" : location.origin;
  const asked = performance.getEntriesByType("resource").map((entry) => entry.name);
  const pictures = [...document.querySelectorAll(".bd-article :is(.katex, svg.drawing, img)")];
  // What is folded, or covered until a guess is made, has no height.
  const later = "details:not([open]), [data-covered] > .cell_output, .told-later";
  const shown = pictures.filter((part) => !part.closest(later));
  return {
    title: document.title,
    foreign: asked.filter((url) => ![own, "data:", "blob:"].some((start) => url.startsWith(start))),
    shown: shown.length,
    flat: shown
      .filter((part) => part.getBoundingClientRect().height < 4)
      .map((part) => part.outerHTML.slice(0, 160)),
    refused: [...document.querySelectorAll('.live [role="alert"]')]
      .map((part) => part.textContent)
      .filter(Boolean),
  };
};

/** Whether each widget has come; if not, look at the place of the next, as it comes when seen. */
const arrived = () => {
  const next = document.querySelector(".live-sentence, .live .waiting:empty");
  next?.scrollIntoView();
  return !next;
};

/** Focus the slider that is linked to a field and to an anywidget. */
const reachSlider = () => {
  const slider = document.querySelector('[role="slider"][aria-label="learning rate"]');
  const found = Boolean(slider && document.querySelector('[aria-label="meter"]'));
  if (found) slider.focus();
  return found;
};
const linked = () => {
  const label = [...document.querySelectorAll("label")].find((l) => l.textContent === "same rate");
  return [label.control.value, document.querySelector('[aria-label="meter"]').textContent];
};

/** Focus the button that makes one step, of the next TrainLab; null where there is no other. */
const reachStep = () => {
  const titles = [...document.querySelectorAll(".livenet-title")].filter((part) =>
    part.textContent.includes("TrainLab"),
  );
  const lab = titles[globalThis.tourLabs ?? 0]?.closest(".livenet");
  if (!lab) return null;
  const buttons = [...lab.querySelectorAll("button")];
  const step = buttons.find((b) => ["One step", "走一步"].includes(b.textContent));
  step?.focus();
  if (step) globalThis.tourLabs = (globalThis.tourLabs ?? 0) + 1;
  return Boolean(step);
};
/** The step and the loss that TrainLab tells, whose button has the focus, and its cores at work. */
const trained = () => {
  const lab = document.activeElement.closest(".livenet");
  const [step, , loss] = [...lab.querySelectorAll(".livenet-readout b")].map((b) => b.textContent);
  return [step, loss, lab.querySelector(".livenet-cores select").value];
};

/**
 * Focus what the keyboard works in the instrument numbered `at` of those laid out: its sheet, else
 * its first slider; null when there is none so numbered. Keeps what the instrument says at present.
 */
const reachInstrument = () => {
  globalThis.tourAt = (globalThis.tourAt ?? -1) + 1;
  const one = document.querySelectorAll(".livenet")[globalThis.tourAt];
  if (!one) return null;
  const sheet = one.querySelector('[aria-label="Sheet to draw on"], [aria-label="手写板"]');
  const sliders = [...one.querySelectorAll('[role="slider"], input[type="range"]')];
  const part = sheet ?? sliders.find((slider) => slider.getClientRects().length);
  part?.focus();
  globalThis.tourBefore = one.textContent;
  const [name] = one.querySelector(".livenet-title").textContent.match(/[A-Z]\w+[A-Z]\w+/);
  return [name, Boolean(part), Boolean(sheet)];
};
const answered = () =>
  document.querySelectorAll(".livenet")[globalThis.tourAt].textContent !== globalThis.tourBefore;

const browser = await start(program);

const until = untilIn(browser);

try {
  for (const page of pages) {
    await browser.open(page);
    const found = { page, arrived: await until(arrived, Boolean) };
    if (await browser.run(reachSlider)) {
      for (let i = 0; i < 10; i++) await browser.press("ArrowRight");
      found.linked = await until(linked, ([value]) => value === "1");
    }
    found.trained = [];
    while (await until(reachStep, (reached) => reached !== false)) {
      let told;
      for (const step of ["1", "2", "3"]) {
        await browser.press("Enter");
        told = await until(trained, ([at]) => at === step);
      }
      found.trained.push(told);
    }
    found.answered = {};
    for (;;) {
      const reached = await browser.run(reachInstrument);
      if (!reached) break;
      const [name, focused, draws] = reached;
      const keys = draws ? [" ", ...Array(8).fill("ArrowDown"), " "] : ["ArrowRight"];
      for (const key of keys) await browser.press(key);
      found.answered[name] = focused && (await until(answered, Boolean));
    }
    Object.assign(found, await browser.run(look), { said: await browser.said() });
    console.log(JSON.stringify(found));
  }
} finally {
  await browser.close();
}
