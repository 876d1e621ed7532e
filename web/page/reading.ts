// The contents of the page mark the section being read, and the twin opens at the same one.

export function followReading(): void {
  const sections = [...document.querySelectorAll(".bd-article section[id]")];
  const twins = [...document.querySelectorAll("a.twin")];
  const bare = twins.map((twin) => twin.getAttribute("href"));
  const begun = new Set<Element>();
  let shown: string | undefined;
  const follow = () => {
    // At its end a page cannot scroll its last section up to where one reads.
    const ended = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const read = ended ? sections.at(-1) : sections.findLast((section) => begun.has(section));
    const id = read && read !== sections[0] ? read.id : "";
    if (id === shown) return;
    shown = id;
    for (const [i, twin] of twins.entries()) {
      twin.setAttribute("href", id ? `${bare[i]}#${id}` : `${bare[i]}`);
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
