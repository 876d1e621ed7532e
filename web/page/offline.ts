// Keeps the pages that a reader opens in this browser, so that they open again without a network,
// and offers a newer version of the book when its site has one. web/offline does the keeping.

import { element } from "../shared/element";
import type { Answer, Wish } from "../shared/keeping";
import { type Language, languageOf, say } from "../shared/language";
import { WORDS } from "./offline-words";

const LEAST_ABSENCE = 10 * 60_000; // ms away from a page, before its host is asked again
const PATIENCE = 60_000; // ms for an answer: a browser may end a worker at any time

/** The build marks the pages of a site (book/site/offline.py), and from a disk none is kept. */
export async function setUpOffline(): Promise<void> {
  const { version, content_root, size } = document.documentElement.dataset;
  if (!version || !location.protocol.startsWith("http") || self !== top) return;
  const edition = new URL(content_root ?? "./", location.href);
  addLink("manifest", new URL("manifest.webmanifest", edition));
  addLink("apple-touch-icon", new URL("../icons/apple-touch-icon.png", edition));
  try {
    await untilRest();
    if (savesData()) return;
    const keeper = await findKeeper(new URL("../service-worker.js", edition));
    if (keeper) await follow(keeper, version, size ?? "");
  } catch {
    // A browser that keeps nothing, or has no room, is met without a word.
  }
}

/** The site's worker; none where it is about to leave: to register it would hold it back. */
async function findKeeper({ href }: URL): Promise<ServiceWorkerRegistration | undefined> {
  const { serviceWorker } = navigator;
  // A page may be under the worker of another site as well, which lies in a folder above.
  if (serviceWorker.controller?.scriptURL === href) return serviceWorker.getRegistration();
  await serviceWorker.register(href);
  return serviceWorker.ready;
}

/** Have the page kept, say so at its foot, and look again when the reader comes back to it. */
async function follow(
  keeper: ServiceWorkerRegistration,
  version: string,
  size: string,
): Promise<void> {
  const spoken = languageOf(document.documentElement.lang);
  const keep = () => ask(keeper, { act: "keep", page: location.href, version });
  const show = ({ kept, newer }: Answer) => {
    if (kept) showKept(keeper, spoken, size);
    if (newer) offer(keeper, spoken);
  };
  show(await keep());
  let left = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) left = Date.now();
    else if (Date.now() - left > LEAST_ABSENCE) void keep().then(show);
  });
}

function ask(keeper: ServiceWorkerRegistration, wish: Wish): Promise<Answer> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => resolve({ kept: false, newer: wish.act === "renew" }), PATIENCE);
    keeper.active?.postMessage(wish, [port2]); // the newest: one may take another's place
  });
}

/** Offer the newer version, once on a page; until the reader wants it nothing is loaded again. */
function offer(keeper: ServiceWorkerRegistration, spoken: Language): void {
  if (document.querySelector(".newer")) return;
  const words = WORDS[spoken];
  const text = element("p", { role: "status" });
  const read = element("button", { type: "button", onclick: renew }, words.read);
  const later = element("button", { type: "button", onclick: () => bar.remove() }, words.later);
  const bar = element("aside", { class: "newer", "aria-label": words.newer }, text, read, later);
  async function renew() {
    read.disabled = true;
    const { newer } = await ask(keeper, { act: "renew", page: location.href });
    if (!newer) return location.reload();
    text.textContent = words.unreached;
    read.disabled = false;
  }
  document.body.append(bar);
  text.textContent = words.newer; // once it stands in the page, so that it is read out
}

/** Say at the foot of the page that it is kept, and let the reader keep the others too. */
function showKept(keeper: ServiceWorkerRegistration, spoken: Language, size: string): void {
  const foot = document.querySelector(".colophon")?.parentElement;
  if (!foot || foot.querySelector(".offline")) return;
  const words = WORDS[spoken];
  const text = element("span", { role: "status" }, words.kept);
  const all = element("button", { type: "button", onclick: keepAll }, say(words.keepAll, { size }));
  foot.append(element("p", { class: "colophon offline" }, text, " ", all));
  async function keepAll() {
    all.remove();
    // The reader wants it to last: a browser short of room forgets other sites first.
    await navigator.storage.persist?.().catch(() => {});
    const pages = editionPages();
    let kept = 0;
    for (const [i, page] of pages.entries()) {
      text.textContent = say(words.keeping, { n: i + 1, count: pages.length });
      if ((await ask(keeper, { act: "keep", page })).kept) kept++;
    }
    text.textContent = say(kept < pages.length ? words.some : words.all, {
      n: kept,
      count: pages.length,
    });
  }
}

/** All pages of the edition, as its contents name them. */
function editionPages(): string[] {
  const links = document.querySelectorAll<HTMLAnchorElement>("a.brand, .bd-docs-nav a");
  return [...new Set([...links].map(({ origin, pathname }) => origin + pathname))];
}

function addLink(rel: string, { href }: URL): void {
  document.head.append(element("link", { rel, href }));
}

/** Until the page has all that it asks for by itself, and the browser nothing else to do. */
async function untilRest(): Promise<void> {
  if (document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  // Safari has no such callback.
  const idle = globalThis.requestIdleCallback ?? ((done: () => void) => setTimeout(done, 500));
  await new Promise((resolve) => idle(resolve));
}

/** Whether the reader has asked browsers to load as little as they can. */
const savesData = (): boolean =>
  Boolean((navigator as { connection?: { saveData?: boolean } }).connection?.saveData);
