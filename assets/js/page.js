// What a page does beside being read: colours, sidebars, search, and the way to its twin.

/** The mode button goes round light, dark and the system's, and says which one is on. */
function setUpMode(button) {
  const modes = ["light", "dark", "auto"];
  const root = document.documentElement;
  const tell = () => {
    const words = button.dataset.word + button.dataset[root.dataset.mode];
    button.setAttribute("aria-label", words);
    button.title = words;
    button.firstElementChild.className = `icon icon-${root.dataset.mode}`;
  };
  button.addEventListener("click", () => {
    showMode(modes[(modes.indexOf(root.dataset.mode) + 1) % modes.length]);
    tell();
  });
  tell();
}

/**
 * A sidebar stands beside the text where there is room; where there is not, its button opens
 * it in a dialog. A wide page's button hides it, if it may be hidden.
 */
function setUpSidebar(button, sidebar, dialog, wide, mayHide) {
  if (!button || !sidebar || !dialog) return;
  const closer = document.querySelector("#closer").content.firstElementChild.cloneNode(true);
  closer.addEventListener("click", () => dialog.close());
  dialog.append(closer);
  dialog.setAttribute("aria-label", button.getAttribute("aria-label"));
  button.addEventListener("click", () => {
    if (matchMedia(wide).matches) {
      if (mayHide) sidebar.classList.toggle("pst-sidebar-hidden");
      return;
    }
    dialog.append(...sidebar.childNodes);
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    sidebar.append(...[...dialog.childNodes].filter((node) => node !== closer));
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  addEventListener("resize", () => {
    if (dialog.open && matchMedia(wide).matches) dialog.close();
  });
}

/** The page's menu closes by Escape and by a click elsewhere; without a script, by its word. */
function setUpMenu(menu) {
  if (!menu) return;
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open || document.querySelector("dialog[open]")) return;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  });
  addEventListener("click", ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  });
}

/** The search dialog opens by its buttons and by Ctrl+K. */
function setUpSearch(dialog) {
  if (!dialog) return;
  const open = () => {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
  };
  for (const button of document.querySelectorAll(".search-opener")) {
    button.addEventListener("click", open);
  }
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      open();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

/** The contents of the page mark the section being read, and the twin opens at the same one. */
function followReading() {
  const sections = [...document.querySelectorAll(".bd-article section[id]")];
  const twins = [...document.querySelectorAll("a.twin")];
  const bare = twins.map((twin) => twin.getAttribute("href"));
  const begun = new Set();
  let shown;
  const follow = () => {
    // At its end a page cannot scroll its last section up to where one reads.
    const ended = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const read = ended ? sections.at(-1) : sections.findLast((section) => begun.has(section));
    const id = read && read !== sections[0] ? read.id : "";
    if (id === shown) return;
    shown = id;
    for (const [i, twin] of twins.entries()) {
      twin.setAttribute("href", id ? `${bare[i]}#${id}` : bare[i]);
    }
    for (const link of document.querySelectorAll(".page-toc a")) {
      const current = link.getAttribute("href") === `#${id}`;
      link.classList.toggle("active", current);
      if (current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  // A section has begun when it reaches from below, or from however far above, into the upper third.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) begun.add(target);
        else begun.delete(target);
      }
      follow();
    },
    { rootMargin: "1000000px 0px -67% 0px" },
  );
  for (const section of sections) observer.observe(section);
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        follow();
      });
    },
    { passive: true },
  );
}

/** What scrolls sideways can be reached by keyboard, and says why one stops there. */
function markScrolling() {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) {
        target.tabIndex = 0;
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
function bringWidgets() {
  const bundle = document.querySelector('script[type="live"]');
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
function setUpPrint() {
  let folded = [];
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.theme = "light";
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    showMode(document.documentElement.dataset.mode);
    for (const part of folded) part.open = false;
  });
}

/** The first page of the site leads a returning reader to the edition read last. */
function rememberEdition() {
  try {
    localStorage.setItem("edition", document.documentElement.lang.slice(0, 2));
  } catch {
    // Then the first page asks again.
  }
}

setUpMode(document.querySelector("#mode-button"));
setUpMenu(document.querySelector(".menu"));
setUpSidebar(
  document.querySelector(".primary-toggle"),
  document.querySelector("#pst-primary-sidebar"),
  document.querySelector("#pst-primary-sidebar-modal"),
  "(min-width: 992px)",
  true,
);
setUpSidebar(
  document.querySelector(".secondary-toggle"),
  document.querySelector("#pst-secondary-sidebar"),
  document.querySelector("#pst-secondary-sidebar-modal"),
  "(min-width: 1200px)",
  false,
);
setUpSearch(document.querySelector("#search-dialog"));
followReading();
markScrolling();
bringWidgets();
setUpPrint();
rememberEdition();
// Says to tests that nothing is still to come; where widgets are, web/host/hydrate.ts says it.
if (!document.querySelector(".live")) document.documentElement.dataset.ready = "";
