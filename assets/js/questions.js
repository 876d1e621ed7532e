// Quick questions become forms, hints come one after another, and what was answered right is kept
// in this browser. book/extension/questions.py marks what stands here in the page.
{
  const line = document.querySelector(".questions");
  const words = JSON.parse(line.dataset.words);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** Make an element with attributes and children. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // The record: for each page the ids of its questions that were answered right.
  const KEY = "livenet-questions";
  const page = line.dataset.page;
  let record = {};

  /** Read the record anew: another page may have added to it. */
  function load() {
    try {
      const kept = Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {});
      record = Object.fromEntries(kept.filter(([, ids]) => Array.isArray(ids)));
    } catch {
      // A browser that keeps nothing, or no record of ours: it lasts as long as the page.
    }
    return new Set(record[page]);
  }

  function keep(id) {
    const right = load().add(id);
    record[page] = [...right].sort();
    try {
      localStorage.setItem(KEY, JSON.stringify(record));
    } catch {
      // As above.
    }
    showProgress();
  }

  function clear() {
    record = {};
    try {
      localStorage.removeItem(KEY);
    } catch {
      // As above.
    }
    showProgress();
  }

  function exportRecord() {
    load();
    const text = JSON.stringify({ answeredRight: record }, null, 2);
    const address = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    make("a", { href: address, download: "livenet-questions.json" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  const progress = make("span", { role: "status" });

  function showProgress() {
    const right = load();
    const ids = questions.map((question) => question.id);
    for (const question of questions) {
      question.querySelector(".kept").textContent = right.has(question.id) ? words.kept : "";
    }
    progress.textContent = fill(words.progress, {
      all: ids.length,
      right: ids.filter((id) => right.has(id)).length,
      book: Object.values(record).flat().length,
    });
  }

  /** Return copies of what an answer says, and whether it is right. */
  function answer(item) {
    const said = item.firstElementChild?.tagName === "P" ? item.firstElementChild : item;
    return {
      right: item.classList.contains("right"),
      parts: [...said.childNodes].map((part) => part.cloneNode(true)),
    };
  }

  // Each kind puts into a fieldset what one answers with, and returns a function that judges it:
  // {right, parts}, or a sentence when there is nothing to judge yet.

  function askChoice(fieldset, details, id) {
    const radios = [...fieldset.querySelectorAll(":scope > ol > li")].map((item) => {
      const radio = make("input", { type: "radio", name: id });
      const said = item.firstElementChild?.tagName === "P" ? item.firstElementChild : item;
      item.replaceChildren(make("label", {}, radio, make("span", {}, ...said.childNodes)));
      return radio;
    });
    const answers = [...details.querySelectorAll(":scope > ol > li")];
    return () => {
      const chosen = radios.findIndex((radio) => radio.checked);
      return chosen < 0 ? words.choose : answer(answers[chosen]);
    };
  }

  /** Ask for something to write; `read` makes of a text what `same` compares, or null. */
  function askWritten(fieldset, details, kind, read, same) {
    const field = make("input", { type: "text", autocomplete: "off", spellcheck: "false" });
    fieldset.append(make("label", {}, make("span", {}, words.answer), field));
    const answers = [...details.querySelectorAll(":scope > ul > li")];
    const values = answers.slice(0, -1).map((item) => read(item.querySelector("code").textContent));
    return () => {
      if (!field.value.trim()) return words.write;
      const written = read(field.value);
      if (written === null) return words[kind];
      const found = values.findIndex((value) => same(value, written));
      return answer(answers.at(found));
    };
  }

  function readNumber(text) {
    const plain = text
      .replace(/[\s,，_]/g, "")
      .replace(/[−－]/, "-")
      .replace("．", ".");
    return plain && Number.isFinite(Number(plain)) ? Number(plain) : null;
  }

  /** Take (2, 3), [2, 3], 2, 3 and torch.Size([2, 3]) for the same shape. */
  function readShape(text) {
    const plain = text.replace("torch.Size", "").replace(/\s/g, "").replace(/，/g, ",");
    const inner = plain
      .replace(/^[([（]*/, "")
      .replace(/[)\]）]*$/, "")
      .replace(/,$/, "");
    return /^(\d+(,\d+)*)?$/.test(inner) ? `(${inner})` : null;
  }

  function askOrder(fieldset, details, tell) {
    const given = fieldset.querySelector(":scope > ul");
    const list = make("ol", {}, ...given.children);
    given.replaceWith(list);
    const code = (item) => item.querySelector("code").textContent;

    /** The first line cannot go up, nor the last one down. */
    function mark() {
      for (const [up, down] of [...list.children].map((one) => one.querySelectorAll("button"))) {
        up.setAttribute("aria-disabled", String(!up.closest("li").previousElementSibling));
        down.setAttribute("aria-disabled", String(!down.closest("li").nextElementSibling));
      }
    }

    for (const item of list.children) {
      const moves = [
        ["↑", words.up, () => item.previousElementSibling?.before(item)],
        ["↓", words.down, () => item.nextElementSibling?.after(item)],
      ].map(([sign, word, move]) => {
        const name = `${word}: ${code(item)}`;
        const button = make("button", { type: "button", "aria-label": name }, sign);
        button.addEventListener("click", () => {
          move();
          mark();
          button.focus();
          const place = [...list.children].indexOf(item) + 1;
          tell(fill(words.place, { place, all: list.children.length }));
        });
        return button;
      });
      item.append(make("span", { class: "moves" }, ...moves));
    }
    mark();

    const lines = [...details.querySelectorAll(":scope > ol > li")].map(code);
    return () => {
      const wrong = [...list.children].findIndex((item, i) => code(item) !== lines[i]);
      const verdict = make("strong", {}, wrong < 0 ? words.right : words.wrong);
      const why = [...details.querySelectorAll(":scope > p")].map((part) => part.cloneNode(true));
      const said = wrong < 0 ? why : [fill(words.first, { line: wrong + 1 })];
      return { right: wrong < 0, parts: [verdict, " ", ...said] };
    };
  }

  /** Turn a question into a form; its folded answers stay below. */
  function enliven(question) {
    const details = question.querySelector(":scope > details");
    const asked = [...question.childNodes].slice(0, [...question.childNodes].indexOf(details));
    const first = asked.find((part) => part.tagName === "P");
    const legend = make("legend", {}, ...first.childNodes);
    const fieldset = make("fieldset", {}, legend, ...asked.filter((part) => part !== first));
    first.remove();
    const feedback = make("div", { class: "feedback", role: "status" });
    const button = make("button", { type: "submit" }, words.check);
    const row = make("p", { class: "check" }, button, make("span", { class: "kept" }));

    function tell(...parts) {
      delete feedback.dataset.verdict;
      feedback.replaceChildren(...parts);
    }

    const tolerance = Number(question.dataset.tolerance) + 1e-9;
    const judge = {
      choice: () => askChoice(fieldset, details, question.id),
      number: () =>
        askWritten(fieldset, details, "number", readNumber, (a, b) => Math.abs(a - b) <= tolerance),
      shape: () => askWritten(fieldset, details, "shape", readShape, (a, b) => a === b),
      order: () => askOrder(fieldset, details, tell),
    }[question.dataset.kind]();

    const form = make("form", {}, fieldset, row, feedback);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const judged = judge();
      if (typeof judged === "string") {
        tell(judged);
        return;
      }
      tell(...judged.parts);
      feedback.dataset.verdict = judged.right ? "right" : "wrong";
      if (judged.right) keep(question.id);
    });
    question.prepend(form);
  }

  const questions = [...document.querySelectorAll(".question")];
  for (const question of questions) enliven(question);

  if (questions.length) {
    const clearer = make("button", { type: "button" }, words.clear);
    clearer.addEventListener("click", clear);
    const exporter = make("button", { type: "button" }, words.export);
    exporter.addEventListener("click", exportRecord);
    line.append(progress, " ", clearer, " ", exporter);
    showProgress();
  }

  // A hint shows the way to the next one once it has been opened; on paper all stand.
  for (const exercise of document.querySelectorAll(".exercise")) {
    const hints = [...exercise.querySelectorAll(":scope > details")];
    for (const [i, hint] of hints.entries()) {
      if (i > 0) hint.classList.add("later");
      hint.querySelector("summary").addEventListener("click", () => {
        hints[i + 1]?.classList.remove("later");
      });
    }
  }
}
