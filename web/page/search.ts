// The search: a field and the sections that it finds as one types. It comes when a reader first opens
// the search, with what there is to find (book/extension/search.py).

import { element } from "../shared/element";
import { languageOf, say } from "../shared/language";
import { addressOf } from "./found";
import { type Found, type Hit, type Marked, type Page, SearchIndex } from "./search-index";
import { WORDS } from "./search-words";

declare global {
  var livenetSearch: Page[] | undefined;
}

const MOST = 30; // sections that are shown
const BEFORE = 90; // letters before the first mark of a long sentence

const words = WORDS[languageOf(document.documentElement.lang)];

/** A text with its marks; a long one begins not far before the first. */
function shown({ text, marks }: Marked): (Node | string)[] {
  const first = marks[0]?.[0] ?? 0;
  const space = text.lastIndexOf(" ", first - BEFORE / 2);
  let at = first < 1.5 * BEFORE ? 0 : space > first - BEFORE ? space + 1 : first - BEFORE / 2;
  const parts: (Node | string)[] = at ? ["…"] : [];
  for (const [from, to] of marks) {
    parts.push(text.slice(at, from), element("mark", {}, text.slice(from, to)));
    at = to;
  }
  return [...parts, text.slice(at)];
}

function optionOf({ page, anchor, heading, quote, isCode }: Hit, id: string): HTMLAnchorElement {
  const where = element("span", { class: "where" }, page.number ? `${page.number} ` : "");
  if (anchor === page.sections[0][0]) where.append(...shown(heading));
  else where.append(`${page.title} › `, ...shown(heading));
  const said = element(isCode ? "code" : "span", { class: "quote" }, ...shown(quote));
  const place = quote.marks.length ? addressOf(anchor, quote.text) : anchor;
  const href = `${page.page}.html#${place}`; // pages lie side by side
  const option = { role: "option", id, href, tabindex: -1, "aria-selected": "false" };
  return element("a", option, where, said);
}

/** Say how much was found; where there is nothing, in one sentence that leads to the glossary. */
function tell(status: Element, query: string, { count, all, hits }: Found): void {
  if (count) {
    const sentence = !all ? words.some : count > hits.length ? words.first : words.found;
    status.textContent = say(sentence, { count, most: hits.length });
    return;
  }
  const [before, after] = say(words.none, { query }).split("{glossary}");
  const link = element("a", { href: "glossary.html" }, words.glossary);
  status.replaceChildren(before, link, after);
}

/** Let a form answer as one types: a combobox with a list of links. */
async function showSearch(form: HTMLFormElement): Promise<void> {
  const input = form.querySelector("input");
  const status = form.querySelector("[role=status]");
  if (!input || !status) return;
  const index = await SearchIndex.of(globalThis.livenetSearch ?? []);
  const list = element("div", {
    role: "listbox",
    id: "search-results",
    "aria-label": words.results,
    hidden: true,
  });
  form.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    input.setAttribute(name, value);
  }

  let options: HTMLAnchorElement[] = [];
  let active = 0;
  let chosen = false; // by an arrow: until then Home and End are the field's

  const activate = (to: number) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = to;
    options[active]?.setAttribute("aria-selected", "true");
    options[active]?.scrollIntoView({ block: "nearest" });
    if (options[active]) input.setAttribute("aria-activedescendant", options[active].id);
    else input.removeAttribute("aria-activedescendant");
  };
  const search = () => {
    const query = input.value.trim();
    const found = index.find(query, MOST);
    options = (found?.hits ?? []).map((hit, i) => optionOf(hit, `search-result-${i}`));
    list.replaceChildren(...options);
    list.hidden = !options.length;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    chosen = false;
    activate(0);
    if (found) tell(status, query, found);
    else status.textContent = "";
  };

  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !options.length) return;
    const last = options.length - 1;
    const to = {
      ArrowDown: active === last ? 0 : active + 1,
      ArrowUp: active === 0 ? last : active - 1,
      Home: chosen ? 0 : undefined,
      End: chosen ? last : undefined,
    }[event.key];
    if (event.key === "Enter") options[active].click();
    else if (to !== undefined) {
      chosen = true;
      activate(to);
    } else return;
    event.preventDefault();
    event.stopPropagation(); // or else the form would lead to the page of search
  });
  search();
}

globalThis.livenetShowSearch = showSearch;
