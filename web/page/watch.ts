// Whether the page's own scripts and stylesheets come, which any request of may fail. What does not
// come is asked for again; then the reader is told.

import { anew, fileOf, hasRun, loadScript } from "../shared/scripts";
import { clearTrouble, tellMissing, tellRefused } from "../shared/trouble";

const PAUSES = [500, 2000]; // ms before a stylesheet is asked for again
const PATIENCE = 20_000; // ms until the reader is told of a script that has not come

/**
 * The scripts that need no other, so that each may be run whenever it comes; the attribute says
 * which places of the page wait for it.
 */
const ALONE = "script[data-alone]";

export function watchFiles(): void {
  document.documentElement.dataset.scripts = "";
  const failed = new Set<Element>();
  addEventListener(
    "error",
    ({ target }) => {
      if (!(target instanceof Element)) return;
      if (target.matches(ALONE)) {
        failed.add(target);
        setTimeout(bring, PAUSES[0], target, srcOf(target));
      } else if (target.matches('link[rel="stylesheet"]')) styleAgain(target as HTMLLinkElement);
    },
    true,
  );
  const silent = () => [...document.querySelectorAll(ALONE)].filter((one) => !isThere(one, failed));
  setTimeout(() => {
    if (silent().length) waitFor(silent());
  }, PATIENCE);
  // Each was fetched by now; one that has not run, and did not fail, cannot.
  addEventListener("load", () => {
    if (silent().length) tellRefused([top()]);
  });
}

const srcOf = (script: Element): string => (script as HTMLScriptElement).src;

const isThere = (script: Element, failed: Set<Element>): boolean =>
  failed.has(script) || hasRun(fileOf(srcOf(script)));

/** Ask for a script once more, at an address. */
function bring(script: Element, address: string): void {
  const place = document.createElement("div");
  const { alone } = (script as HTMLScriptElement).dataset;
  const places = () => [place, ...(alone ? document.querySelectorAll(alone) : [])];
  const come = loadScript(address, async (...trouble) => {
    await whenParsed();
    top().prepend(place);
    tellMissing(places(), ...trouble);
  });
  void come.then(() => {
    clearTrouble(places());
    place.remove();
  });
}

/** Tell of scripts that have been on their way for long: the first, for which the others wait. */
function waitFor(scripts: Element[]): void {
  const place = document.createElement("div");
  top().prepend(place);
  scripts[0].addEventListener("load", () => place.remove());
  tellMissing([place], "slow", fileOf(srcOf(scripts[0])), () => {
    place.remove();
    for (const script of scripts) bring(script, anew(srcOf(script)));
  });
}

function styleAgain(link: HTMLLinkElement): void {
  const tried = Number(link.dataset.tried ?? 0);
  const request = (tries: number) => {
    const again = link.cloneNode() as HTMLLinkElement;
    again.dataset.tried = `${tries}`;
    link.replaceWith(again);
  };
  if (tried < PAUSES.length) setTimeout(request, PAUSES[tried], tried + 1);
  else
    void whenParsed().then(() =>
      tellMissing([top()], "failed", fileOf(link.href), () => request(0)),
    );
}

/** Where what concerns the whole page is said. */
const top = (): Element => document.querySelector(".bd-article") ?? document.body;

/** The page's text is there; scripts that it defers may still be on their way. */
const whenParsed = (): Promise<void> =>
  new Promise((resolve) => {
    if (document.readyState !== "loading") resolve();
    else document.addEventListener("readystatechange", () => resolve(), { once: true });
  });
