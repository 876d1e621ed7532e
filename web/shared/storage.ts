// What a page keeps in this browser. Several sites may lie on one origin, as the forks of a course
// do, so a key names its site. Where a browser keeps nothing, page/stand-in.ts keeps it for the page.

const { dataset } = document.documentElement;

/** The names of what is kept, and the keys that had them before keys named a site. */
const OLD_KEYS = { edition: "edition", mode: "mode", questions: "livenet-questions" };

type OldName = keyof typeof OLD_KEYS;
type Name = OldName | "cells" | "missed" | "network";

const isOld = (name: Name): name is OldName => name in OLD_KEYS;

const PREFIX = "livenet:";
const keyOf = (name: Name): string => `${PREFIX}${dataset.site}:${name}`;

/** What is kept under a name; null if nothing is. Each site takes over what was kept for all. */
export function readItem(name: Name): string | null {
  const kept = localStorage.getItem(keyOf(name));
  if (kept !== null) return kept;
  if (!isOld(name)) return null;
  const old = localStorage.getItem(OLD_KEYS[name]);
  if (old !== null) keepItem(name, old);
  return old;
}

export function keepItem(name: Name, text: string): void {
  localStorage.setItem(keyOf(name), text);
}

/** Whether what is kept outlives the page. */
export const isLasting = (): boolean => localStorage instanceof Storage;

/** Forget what is kept under a name, and what was kept for all sites. */
export function forgetItem(name: Name): void {
  localStorage.removeItem(keyOf(name));
  if (isOld(name)) localStorage.removeItem(OLD_KEYS[name]);
}

/** Call a function when another page of the site has kept something, or this page comes back. */
export function onKept(follow: () => void): void {
  addEventListener("storage", follow);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) follow();
  });
}

/**
 * Name the site by the path of its root, which lies at `root` from this page; a book on a disk by
 * its address, if `address` tells one: there copies of it, and its next version, lie at any path.
 * A page that cannot know its root is of the site that kept something and is nearest above.
 */
export function nameSite(root?: string, address?: string): void {
  if (root === undefined) dataset.site = nearestSite();
  else if (address && location.protocol === "file:") dataset.site = address;
  else dataset.site = new URL(root, location.href).pathname;
}

function nearestSite(): string {
  const above = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? "")
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length, key.lastIndexOf(":")))
    .filter((site) => location.pathname.startsWith(site));
  return above.reduce((longest, site) => (site.length > longest.length ? site : longest), "/");
}
