// What a page does beside being read: colours, sidebars, search, and the way to its twin.

import { isFirstRun, loadScript } from "../shared/scripts";
import { keepItem } from "../shared/storage";
import { clearTrouble, tellMissing } from "../shared/trouble";
import { setUpCards } from "./cards";
import { setUpCopy } from "./copy-page";
import { setUpMenu, setUpSearch, setUpSidebar } from "./dialogs";
import { mendFonts } from "./fonts";
import { setUpFound } from "./found";
import { colourBars, setUpMode } from "./mode-button";
import { setUpOffline } from "./offline";
import { showProgress } from "./progress";
import { followReading } from "./reading";
import { makeRoom } from "./room";

/** What scrolls sideways can be reached by keyboard, and says why one stops there. */
function markScrolling(): void {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) {
        target.setAttribute("tabindex", "0");
        target.setAttribute("role", "group");
        target.setAttribute("aria-labelledby", "scrolls");
      } else {
        for (const name of ["tabindex", "role", "aria-labelledby"]) target.removeAttribute(name);
      }
    }
  });
  const scrolling = ["pre", ".drawing-frame", ".pst-scrollable-table-container", ".katex-display"];
  for (const part of document.querySelectorAll(`.bd-article :is(${scrolling})`)) {
    observer.observe(part);
  }
}

/**
 * The widgets' bundle is large: it comes when a widget is about to be seen, or when the page has
 * been at rest for a while. Until then its script has a type that no browser runs.
 */
function bringWidgets(): void {
  const bundle = document.querySelector<HTMLScriptElement>('script[type="live"]');
  if (!bundle) return;
  const places = [...document.querySelectorAll(".live")];
  const bring = async () => {
    observer.disconnect();
    if (!bundle.isConnected) return;
    bundle.remove();
    await loadScript(bundle.src, (...trouble) => tellMissing(places, ...trouble));
    clearTrouble(places);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void bring();
    },
    { rootMargin: "100% 0px" },
  );
  for (const place of places) observer.observe(place);
  const rest = () => setTimeout(bring, 5000);
  if (document.readyState === "complete") rest();
  else addEventListener("load", rest);
}

/** On paper what is folded stands open. */
function setUpPrint(): void {
  let folded: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });
}

/** The sidebars, each with its button and the dialog that it opens in. */
function setUpSidebars(): void {
  setUpSidebar(
    document.querySelector<HTMLElement>(".primary-toggle"),
    document.querySelector<HTMLElement>("#pst-primary-sidebar"),
    document.querySelector<HTMLDialogElement>("#pst-primary-sidebar-modal"),
    "(min-width: 992px)",
    true,
  );
  setUpSidebar(
    document.querySelector<HTMLElement>(".secondary-toggle"),
    document.querySelector<HTMLElement>("#pst-secondary-sidebar"),
    document.querySelector<HTMLDialogElement>("#pst-secondary-sidebar-modal"),
    "(min-width: 1200px)",
    false,
  );
}

const PARTS = [
  () => setUpMode(document.querySelector<HTMLElement>("#mode-button")),
  colourBars,
  () => setUpMenu(document.querySelector<HTMLDetailsElement>(".menu")),
  () => setUpCopy(document.querySelector<HTMLButtonElement>(".copy-page")),
  setUpSidebars,
  () => setUpFound(document.querySelector<HTMLElement>(".bd-article")),
  () => setUpSearch(document.querySelector<HTMLDialogElement>("#search-dialog")),
  () => setUpCards(document.querySelector<HTMLElement>(".bd-article")),
  followReading,
  () => makeRoom(document.querySelector<HTMLElement>(".page-toc")),
  () => showProgress(document.querySelector<HTMLElement>(".bd-links")),
  markScrolling,
  mendFonts,
  bringWidgets,
  setUpPrint,
  setUpOffline,
  // The first page of the site leads a returning reader to the edition read last.
  () => keepItem("edition", document.documentElement.lang.slice(0, 2)),
];

if (isFirstRun("page.js")) {
  for (const setUp of PARTS) {
    // What this browser has not must not take the rest away.
    try {
      setUp();
    } catch (error) {
      console.error(error);
    }
  }
  // Says to tests that nothing is still to come; where widgets are, web/host/hydrate.ts says it.
  if (!document.querySelector(".live")) document.documentElement.dataset.ready = "";
}
