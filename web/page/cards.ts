// Cards: what a term means, or how a section begins, beside the link that leads there. A page
// carries the meanings of its terms; other pages are asked for when a pointer rests on their link,
// which no browser allows from disk: there those links have no card.

import { element } from "../shared/element";

const REST = 300; // milliseconds that a pointer rests on a link before its card comes
const GRACE = 200; // and that it may take from the link to the card
const GAP = 6; // pixels between link and card

const pages = new Map<string, Promise<Document>>();

function pageOf(url: URL): Promise<Document> | Document {
  if (url.pathname === location.pathname) return document;
  const address = url.origin + url.pathname;
  let page = pages.get(address);
  if (!page) {
    page = fetch(address).then(async (answer) => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return new DOMParser().parseFromString(await answer.text(), "text/html");
    });
    pages.set(address, page);
    page.catch(() => pages.delete(address)); // it is asked for again the next time
  }
  return page;
}

/** A term's meaning, which the page has at hand. */
function meaning(link: HTMLAnchorElement): Node[] | undefined {
  const terms = document.querySelector<HTMLTemplateElement>("#cards")?.content;
  const id = decodeURIComponent(new URL(link.href).hash.slice(1));
  const term = terms?.querySelector(`[data-term="${CSS.escape(id)}"]`);
  return term ? [...(term.cloneNode(true) as Element).childNodes] : undefined;
}

/** The heading and the first paragraph of the section or page that a link leads to. */
async function beginning(link: HTMLAnchorElement): Promise<Node[] | undefined> {
  const url = new URL(link.href);
  if (url.origin !== location.origin || !/(\.html|\/)$/.test(url.pathname)) return undefined;
  if (self.origin === "null" && url.pathname !== location.pathname) return undefined;
  const page = await pageOf(url);
  const id = decodeURIComponent(url.hash.slice(1));
  const place = id ? page.getElementById(id) : page.querySelector(".bd-article section");
  const section = place?.closest("section");
  const title = section?.querySelector("h1, h2, h3, h4");
  const first = section?.querySelector(":scope > p:not(.chapter)");
  if (!title || !first) return undefined;
  const heading = title.cloneNode(true) as Element;
  for (const mark of heading.querySelectorAll(".headerlink")) mark.remove();
  const text = document.importNode(first, true);
  // Links within would lead from the other page's place, and two things would have one id.
  for (const inner of text.querySelectorAll("a")) inner.replaceWith(...inner.childNodes);
  for (const part of [text, ...text.querySelectorAll("[id]")]) part.removeAttribute("id");
  return [element("p", { class: "name" }, heading.textContent ?? ""), text];
}

/** Show a card at each link of an article, for a pointer that rests, a key and a finger. */
export function setUpCards(article: HTMLElement | null): void {
  if (!article) return;
  const card = element("div", { class: "term-card", role: "tooltip", id: "card", hidden: true });
  article.append(card);
  let at: HTMLAnchorElement | undefined; // the link whose card is shown, or is to come
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    at?.removeAttribute("aria-describedby");
    at = undefined;
    card.hidden = true;
  };
  const place = (link: HTMLAnchorElement) => {
    card.hidden = false;
    const line = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 2 * GAP;
    const below = line.bottom + GAP + height <= innerHeight;
    card.style.left = `${Math.max(GAP, Math.min(line.left, room + GAP))}px`;
    card.style.top = `${below ? line.bottom + GAP : line.top - GAP - height}px`;
  };
  const show = async (link: HTMLAnchorElement) => {
    const content = meaning(link) ?? (await beginning(link).catch(() => undefined));
    if (at !== link || !content) return;
    card.replaceChildren(...content);
    link.setAttribute("aria-describedby", card.id);
    place(link);
  };
  const linkOf = (event: Event) =>
    (event.target as Element).closest<HTMLAnchorElement>("a.internal[href]") ?? undefined;
  const begin = (link: HTMLAnchorElement, after: number) => {
    if (at === link) {
      clearTimeout(timer);
      return;
    }
    hide();
    at = link;
    timer = setTimeout(() => void show(link), after);
  };

  article.addEventListener("pointerover", (event) => {
    const link = linkOf(event);
    if (link && event.pointerType === "mouse") begin(link, REST);
  });
  article.addEventListener("pointerout", (event) => {
    if (!linkOf(event) || event.pointerType !== "mouse") return;
    clearTimeout(timer);
    timer = setTimeout(hide, GRACE);
  });
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", hide);
  article.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) begin(link, REST);
  });
  article.addEventListener("focusout", hide);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  const leave = () => card.hidden || hide(); // it stands in the window, and its link moves on
  addEventListener("scroll", leave, { passive: true });
  // A finger cannot rest: its first tap on a term shows the card, the second follows the link.
  let finger = false;
  addEventListener("pointerdown", (event) => {
    finger = event.pointerType === "touch";
    if (!card.contains(event.target as Node) && linkOf(event) !== at) hide();
  });
  article.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!finger || !link?.matches(".term") || (link === at && !card.hidden)) return;
    event.preventDefault();
    begin(link, 0);
  });
}
