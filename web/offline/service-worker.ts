// The worker of a site, at its root: pages that were opened open again without a network.
//
// A kept page opens as it was kept, with its own files, until the reader asks for the newer version
// that was offered; what is not kept goes to the network as if there were no worker. A host that
// says `no-cache`, as `make serve` does, is asked first for each page.

import type { Answer, Wish } from "../shared/keeping";
import { namesContent, pageAddress, pythonFolder } from "./addresses";
import { Shelf, VERSION } from "./shelf";

declare const self: ServiceWorkerGlobalScope;

const { scope } = self.registration;
const shelf = new Shelf(scope);

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => {
  event.waitUntil(shelf.begin().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  if (request.mode === "navigate") {
    event.waitUntil(leaveIfGone());
    event.respondWith(openPage(request));
  } else if (namesContent(request.url)) {
    event.respondWith(openFile(request));
  } else if (pythonFolder(request.url)) {
    event.respondWith(usePython(request));
  } else if (request.url.endsWith(".html")) {
    event.respondWith(quotePage(request));
  }
});

self.addEventListener("message", (event) => {
  const wish = event.data as Wish;
  const answer = (wish.act === "keep" ? keep(wish) : renew(wish)).catch(() => answerOffline(wish));
  event.waitUntil(answer.then((said) => event.ports[0].postMessage(said)));
  if (wish.act === "renew") event.waitUntil(answer.then(renewOthers).catch(() => {}));
});

async function openPage(request: Request): Promise<Response> {
  const kept = await shelf.find(pageAddress(request.url));
  if (kept && !asksHost(kept)) return kept;
  try {
    const answer = await fetch(request);
    return kept && answer.status >= 500 ? kept : answer;
  } catch (failure) {
    const found = kept ?? (await notKept());
    if (found) return found;
    throw failure;
  }
}

/** Whether a kept page is for want of a network: its host wants to be asked, or nothing is offered. */
function asksHost({ headers }: Response): boolean {
  return !headers.get(VERSION) || Boolean(headers.get("Cache-Control")?.includes("no-cache"));
}

async function openFile(request: Request): Promise<Response> {
  return (await shelf.find(request.url)) ?? fetch(request);
}

/**
 * A file of a page's Python: kept from its first use on. Of CPython the browser keeps what it compiled,
 * but only of what the host sends: what is kept here is for want of a network.
 */
async function usePython(request: Request): Promise<Response> {
  const kept = await shelf.find(request.url);
  if (kept && !request.url.endsWith(".wasm")) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok && !kept) await shelf.keepFile(request.url, answer.clone());
    return answer;
  } catch (failure) {
    if (kept) return kept;
    throw failure;
  }
}

/** A page that a card quotes from; what is not kept is quoted with nothing. */
async function quotePage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await shelf.find(pageAddress(request.url))) ?? new Response("");
  }
}

/** The page that names what is kept, in place of one that is not. */
async function notKept(): Promise<Response | undefined> {
  const html = await (await shelf.find(`${scope}not-kept.html`))?.text();
  if (html === undefined) return undefined;
  const lists = await Promise.all(["zh", "en"].map((edition) => shelf.links(edition)));
  const filled = html
    .replace('<ul data-kept="zh">', () => `<ul>${lists[0]}`)
    .replace('<ul data-kept="en">', () => `<ul>${lists[1]}`);
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  return new Response(filled, { status: 503, headers });
}

async function keep({ page, version }: Wish): Promise<Answer> {
  const address = pageAddress(page);
  const known = await shelf.find(address);
  if (known && version === undefined) return { kept: true, newer: false };
  const fetched = await shelf.fetch(address);
  if (version !== undefined && fetched.version !== version) {
    return { kept: Boolean(known), newer: true };
  }
  if (known?.headers.get(VERSION) !== fetched.version) await shelf.keep(address, fetched);
  return { kept: true, newer: false };
}

async function renew({ page }: Wish): Promise<Answer> {
  const address = pageAddress(page);
  await shelf.keep(address, await shelf.fetch(address));
  return { kept: true, newer: false };
}

/** Renew every kept page; then, if no page that is open may still ask for them, drop old files. */
async function renewOthers(): Promise<void> {
  for (const [address, version] of await shelf.versions()) {
    const fetched = await shelf.fetch(address);
    if (fetched.version !== version) await shelf.keep(address, fetched);
  }
  if ((await self.clients.matchAll({ type: "window" })).length <= 1) await shelf.tidy();
}

/** What is true where the host cannot be asked, or the browser has no room. */
async function answerOffline({ act, page }: Wish): Promise<Answer> {
  return { kept: Boolean(await shelf.find(pageAddress(page))), newer: act === "renew" };
}

/** A site that has no worker any more, or another site in its place, is left to the network. */
async function leaveIfGone(): Promise<void> {
  const own = self.location.href;
  const answer = await fetch(own, { method: "HEAD", cache: "no-cache" }).catch(() => null);
  if (answer?.status !== 404 && answer?.status !== 410) return;
  await self.registration.unregister();
  await shelf.end();
}
