// The contents of a page, where an instrument needs their room: they keep what is free above it, with
// the section that is read in view, or step back until it has gone by.

const WIDE = "(min-width: 1200px)"; // where they stand beside the text
const LEAST = 160; // px of contents that are worth showing
const GAP = 16;

/** Let the contents make room for the instruments, which come over them from below. */
export function makeRoom(contents: HTMLElement | null): void {
  const article = document.querySelector(".bd-article");
  const instruments = [...(article?.querySelectorAll(".live") ?? [])];
  if (!contents || !article || !instruments.length) return;

  /** Pixels from the head of the contents to what covers them; infinitely many if nothing does. */
  const free = () => {
    const { top, left } = contents.getBoundingClientRect();
    const bottom = top + contents.scrollHeight;
    const covering = instruments
      .map((instrument) => instrument.getBoundingClientRect())
      .filter((box) => box.right > left && box.top < bottom && box.bottom > top);
    return Math.min(...covering.map((box) => box.top - top));
  };

  const follow = () => {
    const room = matchMedia(WIDE).matches ? free() - GAP : Number.POSITIVE_INFINITY;
    contents.toggleAttribute("data-covered", room < LEAST);
    const cut = Number.isFinite(room) && room >= LEAST;
    contents.style.maxHeight = cut ? `${room}px` : "";
    const read = contents.querySelector<HTMLElement>(".active");
    if (!cut || !read) return;
    const below = read.getBoundingClientRect().bottom - contents.getBoundingClientRect().bottom;
    if (below > 0) contents.scrollTop += below;
  };

  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      follow();
    });
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  new ResizeObserver(later).observe(article);
}
