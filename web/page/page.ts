// What a page does beside being read: colours, sidebars, search, and the way to its twin.

import { setUpMenu, setUpSearch, setUpSidebar } from "./dialogs";
import { colourBars, setUpMode } from "./mode-button";
import { setUpOffline } from "./offline";
import { followReading } from "./reading";
import { EDITION, keepItem } from "./storage";

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
  const bring = () => {
    observer.disconnect();
    if (!bundle.isConnected) return;
    const script = document.createElement("script");
    script.src = bundle.src;
    bundle.replaceWith(script);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) bring();
    },
    { rootMargin: "100% 0px" },
  );
  for (const place of document.querySelectorAll(".live")) observer.observe(place);
  addEventListener("load", () => setTimeout(bring, 5000));
}

/** On paper a page is light, and what is folded on it stands open. */
function setUpPrint(): void {
  const { dataset } = document.documentElement;
  let folded: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    dataset.theme = "light";
    folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    showMode(dataset.mode);
    for (const part of folded) part.open = false;
  });
}

setUpMode(document.querySelector<HTMLElement>("#mode-button"));
colourBars();
setUpMenu(document.querySelector<HTMLDetailsElement>(".menu"));
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
setUpSearch(document.querySelector<HTMLDialogElement>("#search-dialog"));
followReading();
markScrolling();
bringWidgets();
setUpPrint();
void setUpOffline();
// The first page of the site leads a returning reader to the edition read last.
keepItem(EDITION, document.documentElement.lang.slice(0, 2));
// Says to tests that nothing is still to come; where widgets are, web/host/hydrate.ts says it.
if (!document.querySelector(".live")) document.documentElement.dataset.ready = "";
