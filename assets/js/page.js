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
  const home = document.createComment("sidebar");
  sidebar.before(home);
  button.addEventListener("click", () => {
    if (matchMedia(wide).matches) {
      if (mayHide) sidebar.classList.toggle("pst-sidebar-hidden");
      return;
    }
    dialog.append(...sidebar.childNodes);
    dialog.showModal();
  });
  dialog.addEventListener("close", () => sidebar.append(...dialog.childNodes));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  addEventListener("resize", () => {
    if (dialog.open && matchMedia(wide).matches) dialog.close();
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
  let shown;
  const follow = () => {
    // At its end a page cannot scroll its last section up to where one reads.
    const ended = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const begun = sections.filter((s) => s.getBoundingClientRect().top < innerHeight / 3);
    const read = ended ? sections.at(-1) : begun.at(-1);
    const id = read && read !== sections[0] ? read.id : "";
    if (id === shown) return;
    shown = id;
    twins.forEach((twin, i) => twin.setAttribute("href", id ? `${bare[i]}#${id}` : bare[i]));
    for (const link of document.querySelectorAll(".page-toc a")) {
      const current = link.getAttribute("href") === `#${id}`;
      link.classList.toggle("active", current);
      if (current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
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
  addEventListener("load", follow);
  addEventListener("resize", follow);
  follow();
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
rememberEdition();
