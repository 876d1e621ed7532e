"""What is asked of a page that is open, a question to the browser each."""

import gzip
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any

from playwright.sync_api import Page, Response

from tests.tools.browser import FRAMES, LAZILY, MANY_FRAMES, resize

# A question to a page as its window shows it.
Ask = Callable[[Page], Any]

# Gzipped, as a host sends a page and all that it asks for.
MOST_BYTES = 600_000
# What a page may weigh beyond that since its cells run: 12 KB are theirs, up to 6 KB what breaks
# their lines on a phone and covers what they showed; some 10 KB are what terms mean, and the
# reader's own network in DrawDigit. Chapter 7's network is no LeNet besides, and its weights are
# its own.
MORE_BYTES = {"07-inside.html": 66_500, "01-overview.html": 23_000, "02-define.html": 41_500}
MOST_REQUESTS = 32
LEAST_TYPE = 9  # CSS pixels: the smallest type of a picture on a phone
ONE_SCREEN = 780  # CSS pixels of 900: above it a page has its header
A4 = 794 - 2 * 60  # CSS pixels between the margins of print.css

_STATE = 'script[type="application/vnd.jupyter.widget-state+json"]'

_MOVING = """() => [...document.querySelectorAll("*")].flatMap((part) =>
  [undefined, "::before", "::after"].flatMap((pseudo) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(part, pseudo);
    const still = ["none", "live-wait"].includes(animationName)
      && transitionDuration === "0s" && scrollBehavior === "auto";
    return still ? [] : [`${part.outerHTML.slice(0, 80)} ${pseudo ?? ""}`];
  }))"""

# How high the sections said that they would be, and how high they are.
_HEIGHTS = """() => {
  const style = document.createElement("style");
  // A section that is contained keeps the margins of what is in it.
  style.textContent = `* { content-visibility: visible !important; }
    .bd-article > section > section { display: flow-root; }`;
  document.head.append(style);
  let [told, real] = [0, 0];
  // The front page's first section is laid out at once.
  for (const section of document.querySelectorAll(".bd-article > section > section:not(.front)")) {
    told += parseFloat(getComputedStyle(section).getPropertyValue("--wide"));
    real += section.getBoundingClientRect().height;
  }
  style.remove();
  return [told, real];
}"""

# What a reader can work, in the order in which it stands in the page; of radio buttons the chosen,
# or the first where none is.
_LIST_STOPS = """() => {
  const name = (part) => part.outerHTML.slice(0, 90);
  const stop = ({ name }) =>
    document.querySelector(`[type=radio][name="${name}"]:checked`)
    ?? document.querySelector(`[type=radio][name="${name}"]`);
  window.stops = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]")]
    .filter((part) => (part.tabIndex >= 0 || part.isContentEditable)
      && !part.disabled && part.type !== "hidden"
      && part.checkVisibility({ visibilityProperty: true })
      && !(part.type === "radio" && part !== stop(part)));
  window.reached = [];
  window.ringless = [];
  const ring = document.createElement("i");
  ring.style.color = "var(--accent)";
  document.body.append(ring);
  addEventListener("focusin", ({ target }) => {
    window.reached.push(window.stops.indexOf(target));
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(target);
    const { width, height } = target.getBoundingClientRect();
    const seen = outlineStyle === "solid" && outlineWidth === "2px" && width * height > 0
      && outlineColor === getComputedStyle(ring).color;
    if (!seen) window.ringless.push(name(target));
    if (window.stops.indexOf(target) < 0) window.ringless.push(`not listed: ${name(target)}`);
  });
  return window.stops.length;
}"""
# An instrument may since have made a button idle.
_MISSED = """() => [
  window.stops.filter((part, i) => !part.disabled && !window.reached.includes(i))
    .map((part) => part.outerHTML.slice(0, 90)),
  window.ringless,
  window.reached,
]"""

_PAPER = """() => {
  const seen = (part) => {
    const { width, height } = part.getBoundingClientRect();
    return part.checkVisibility({ visibilityProperty: true }) && width * height > 0;
  };
  const told = (part) => part.outerHTML.slice(0, 120);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const pressed = "button, dialog, nav, input[type=search], .headerlink, .bd-sidebar, .toolbar";
  const text = ["h2", "p", "a:not(.headerlink)", "pre", "figure"];
  return {
    pressed: all(pressed).filter(seen).map(told),
    headings: all("h1").filter(seen).length,
    hidden: text.map((part) => `.bd-article ${part}:not(details *, .live *, .front *)`)
      .flatMap((part) => all(part).slice(0, 3)).filter((part) => !seen(part)).map(told),
  };
}"""
_WIDER = """(width) => [...document.querySelectorAll(".bd-article *")]
  .filter((part) => part.checkVisibility()
    && !part.closest(".katex-mathml, .visually-hidden, .livenet-unseen, svg"))
  .filter((part) => part.getBoundingClientRect().right > width + 1 || (
    part.scrollWidth > part.clientWidth + 1
    && !["visible", "clip"].includes(getComputedStyle(part).overflowX)))
  .map((part) => part.outerHTML.slice(0, 120))"""
_TALL = """(most) => Object.fromEntries([...document.querySelectorAll(".livenet")]
  .map((part) => [part.className, part.getBoundingClientRect().height])
  .filter(([, height]) => height > most))"""
# Whether the contents of the page end above each instrument, or step back, wherever it stands.
_CUT_CONTENTS = """async () => {
  const contents = document.querySelector(".page-toc");
  const frame = () => new Promise(requestAnimationFrame);
  const cut = [];
  for (const instrument of contents ? document.querySelectorAll(".bd-article .live") : []) {
    for (const top of [600, 300, 120, -200]) {
      const at = scrollY + instrument.getBoundingClientRect().top;
      scrollTo({ top: at - top, behavior: "instant" });
      const over = () => {
        const box = instrument.getBoundingClientRect();
        const list = contents.getBoundingClientRect();
        const meet = box.right > list.left && box.top < list.bottom && box.bottom > list.top;
        const shown = getComputedStyle(contents.closest(".bd-sidebar-secondary"));
        return meet && shown.opacity !== "0" ? [top, box.top, list.bottom] : null;
      };
      // sections above take their own height when they are first scrolled by
      for (let wait = 0; wait < 3 || (wait < 60 && over()); wait++) await frame();
      if (over()) cut.push(over());
    }
  }
  scrollTo({ top: 0, behavior: "instant" });
  return cut;
}"""
# What there is to look at, to answer and to work, of which a good part stands in the window.
_IN_SIGHT = """() => [...document.querySelectorAll(
  ".bd-article :is(.live, .livenet, svg.drawing, .question)")]
  .filter((part) => {
    const { top, bottom, height } = part.getBoundingClientRect();
    return height > 0 && Math.min(bottom, innerHeight) - top >= Math.min(height, 150);
  })
  .map((part) => part.getAttribute("class"))"""
# The most screens from one thing to do (an instrument, an answer, a cell to run) to the next, for
# each list of what counts as one.
_LONGEST = """(lists) => {
  const style = document.createElement("style");
  style.textContent = "* { content-visibility: visible !important; }";
  document.head.append(style);
  const end = document.querySelector(".bd-article").getBoundingClientRect().bottom;
  const longest = lists.map((things) => {
    const places = [...document.querySelectorAll(`.bd-article :is(${things})`)]
      .filter((part) => !part.closest(".recall") && part.checkVisibility())
      .map((part) => part.getBoundingClientRect());
    let [above, most] = [document.body.getBoundingClientRect().top, 0];
    for (const { top, bottom } of [...places, { top: end, bottom: end }]) {
      most = Math.max(most, top - above);
      above = Math.max(above, bottom);
    }
    return most / innerHeight;
  });
  style.remove();
  return longest;
}"""
# Code, what it prints, formulas, tables and figures that hide some of what they have; what can be
# scrolled says so by a bar at its edge, which stays while its ground moves.
_CUT = """() => [...document.querySelectorAll(
  `.bd-article :is(pre, .cell_output, .katex-display, .math, .pst-scrollable-table-container,
    .drawing-frame)`)]
  .filter((part) => part.checkVisibility() && !part.closest(".live, .visually-hidden"))
  .filter((part) => {
    const { overflowX, backgroundAttachment } = getComputedStyle(part);
    const cue = overflowX === "auto" && backgroundAttachment.includes("local");
    const hides = part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0
      && overflowX !== "visible" && !cue;
    const column = part.closest(".bd-article").getBoundingClientRect();
    const scrolled = part.parentElement.closest('[aria-labelledby="scrolls"]');
    const beyond = part.getBoundingClientRect().right > column.right + 1 && !scrolled;
    return hides || beyond;
  })
  .map((part) => `${part.closest(".cell")?.id ?? ""} ${part.outerHTML.slice(0, 80)}`)"""
# What a figure says, beyond its edge or over something else that it says.
_SPOILT = """() => [...document.querySelectorAll(".bd-article svg.drawing")].flatMap((drawing) => {
  const edge = drawing.getBoundingClientRect();
  const texts = [...drawing.querySelectorAll("text")].filter((text) => text.textContent.trim());
  const boxes = texts.map((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    // A box has air above and below its letters, whichever way they run.
    const { a, b } = text.getScreenCTM();
    const air = 0.2 * parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
    const [x, y] = Math.abs(b) > Math.abs(a) ? [air, 0] : [0, air];
    return [left + x, top + y, right - x, bottom - y];
  });
  return boxes.flatMap(([left, top, right, bottom], i) => [
    ...(left < edge.left - 1 || right > edge.right + 1 || top < edge.top - 1
      || bottom > edge.bottom + 1 ? [`cut: ${texts[i].textContent}`] : []),
    ...boxes.slice(i + 1)
      .flatMap((box, j) => left < box[2] && box[0] < right && top < box[3] && box[1] < bottom
        ? [`over each other: ${texts[i].textContent}, ${texts[i + 1 + j].textContent}`] : []),
  ]);
})"""
# What pictures say in letters smaller than that; an exponent is no text of its own.
_SMALL = """(least) => [...document.querySelectorAll(".bd-article svg text")]
  .filter((text) => text.textContent.trim() && text.checkVisibility({ visibilityProperty: true }))
  .map((text) => {
    const { a, b } = text.getScreenCTM();
    const parts = text.children.length ? [...text.children] : [text];
    const sizes = parts.map((part) => parseFloat(getComputedStyle(part).fontSize));
    return [Math.max(...sizes) * Math.hypot(a, b), text];
  })
  .filter(([size]) => size < least - 0.05)
  .map(([size, text]) => `${size.toFixed(1)} px: ${text.textContent.trim()} in ${
    text.closest(".cell, .livenet, figure, section")?.id}`)"""
# Cells of tables, and buttons, whose words reach beyond them; names that are broken in a cell.
_SPILT = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)]
    .filter((part) => part.checkVisibility({ visibilityProperty: true }));
  const beyond = all(".bd-article :is(th, td), .live :is(button, label, summary)")
    .filter((part) => part.clientWidth > 4 && part.scrollWidth > part.clientWidth + 1
      && getComputedStyle(part).overflowX === "visible");
  const broken = all(".bd-article :is(th, td) code")
    .filter((name) => !/\\s/.test(name.textContent) && name.getClientRects().length > 1);
  return [...beyond, ...broken].map((part) => part.outerHTML.slice(0, 120));
}"""
# Names in code that are broken between two letters, or after a hyphen; formulas whose closing mark
# begins the next line; headings that end with a single character; sentences in columns of a few.
_BROKEN = """() => {
  const all = (selector) => [...document.querySelectorAll(".bd-article " + selector)]
    .filter((part) => part.checkVisibility({ visibilityProperty: true }));
  const letters = function* (part) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (let at = 0; at < text.length; at++) {
        const range = new Range();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        yield { letter: text.data[at], box: range.getBoundingClientRect() };
      }
    }
  };
  const within = (name) => {
    const read = name.getClientRects().length > 1 ? [...letters(name)] : [];
    return read.some(({ letter, box }, at) => at && box.top > read[at - 1].box.bottom - 2
      && /[\\w-]{2}|-=/.test(read[at - 1].letter + letter));
  };
  const left = (formula) => {
    const next = formula.nextSibling;
    const marks = /^[,.;:!?)，。；：、！？）”’]/;
    if (next?.nodeType !== Node.TEXT_NODE || !marks.test(next.data)) return false;
    const range = new Range();
    range.setStart(next, 0);
    range.setEnd(next, 1);
    const last = [...formula.querySelector(".katex-html").getClientRects()].at(-1);
    return range.getBoundingClientRect().top > last.bottom - 4;
  };
  const thin = (cell) => {
    const style = getComputedStyle(cell);
    const room = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const wide = cell.textContent.match(/[\\u3000-\\u9fff\\uff00-\\uffef]/g) ?? [];
    return wide.length > 8 && room < 4 * parseFloat(style.fontSize);
  };
  const lone = (heading) => {
    const read = [...letters(heading)]
      .filter(({ letter, box }) => !/[\\s#]/.test(letter) && box.width); // its link is a #
    const last = Math.max(...read.map(({ box }) => box.bottom));
    const ends = read.filter(({ box }) => box.bottom > last - box.height / 2);
    return read.length > 2 && ends.length === 1;
  };
  return [
    ...all(":is(h1, h2, h3, .livenet-title)").filter(lone),
    ...all(":is(:not(pre) > code, dt.sig) .pre").filter(within),
    ...all("span.math:has(.katex-html)").filter(left),
    ...all("table.table td").filter(thin),
  ].map((part) => part.textContent.trim().slice(0, 60));
}"""
# What the page was when the browser came to print it, asked after the page's own listeners. The
# questions of earlier chapters come once their fold is open, folded themselves.
_LISTEN = """() => addEventListener("beforeprint", () => {
  window.printed = {
    theme: document.documentElement.dataset.theme,
    folded: document.querySelectorAll("details:not([open], .recall *)").length,
    paper: getComputedStyle(document.body).backgroundColor,
  };
})"""
_NOW = """() => ({
  theme: document.documentElement.dataset.theme,
  folded: document.querySelectorAll("details:not([open], .recall *)").length,
})"""


def weigh(answers: Iterable[Response]) -> dict[str, int]:
    """Return the gzipped bytes of each file that was asked for."""
    return {
        answer.url: _gzipped(answer.body())
        for answer in answers
        if answer.url.startswith("http") and answer.request.method == "GET"
    }


@cache
def _gzipped(content: bytes) -> int:
    """Return how long a content is when it travels; most files are those of many pages."""
    return len(gzip.compress(content))


def digit_files(page: Page) -> set[str]:
    """Return the files of MNIST's digits that a page's widgets need; they are not counted."""
    state = page.locator(_STATE)
    models = json.loads(state.text_content() or "")["state"].values() if state.count() else ()
    buffers = [buffer for model in models for buffer in model.get("buffers", ())]
    return {
        buffer["data"].split("/")[-1]
        for buffer in buffers
        if buffer["encoding"] == "file" and buffer["path"][-1].endswith("_images")
    }


def moving_parts(page: Page) -> list[str]:
    """Return what would move."""
    moving: list[str] = page.evaluate(_MOVING)
    return moving


def answers(
    page: Page, windows: Iterable[tuple[int, int]], asked: Mapping[Ask, Collection[int]]
) -> dict[Ask, dict[int, Any]]:
    """Ask a page questions, each at some of the windows' widths; return what is found, by width.

    A long page takes its time to be laid out anew: in each window all is asked that is asked there.
    """
    found: dict[Ask, dict[int, Any]] = {ask: {} for ask in asked}
    for width, height in windows:
        resize(page, width, height)
        for ask, widths in asked.items():
            if width in widths:
                found[ask][width] = ask(page)
    return found


def page_width(page: Page) -> int:
    """Return how wide a page becomes in its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def heights(page: Page) -> tuple[float, float]:
    """Return how many pixels its sections said that they would take together, and what they do."""
    told, real = page.evaluate(_HEIGHTS)
    return told, real


def tall_instruments(page: Page) -> dict[str, float]:
    """Return the instruments of a page that are higher than one screen of 1280×900, with height."""
    tall: dict[str, float] = page.evaluate(_TALL, ONE_SCREEN)
    return tall


def cut_contents(page: Page) -> list[list[float]]:
    """Return where an instrument stands over contents of the page that are seen."""
    cut: list[list[float]] = page.evaluate(_CUT_CONTENTS)
    return cut


def first_screen(page: Page) -> list[str]:
    """Return the pictures, questions and instruments of a page's first screen."""
    page.evaluate("() => scrollTo(0, 0)")
    found: list[str] = page.evaluate(_IN_SIGHT)
    return found


def idle_screens(page: Page) -> list[float]:
    """Return the most screens without anything to do, and the most where no cell counts."""
    things = ".live, .question, .exercise"
    most: list[float] = page.evaluate(_LONGEST, [f"{things}, .cell-row > button", things])
    return most


def cut_lines(page: Page) -> list[str]:
    """Return what is cut without a cue: code, outputs, formulas, tables and figures."""
    page.evaluate(FRAMES)  # what scrolls is marked a frame later
    cut: list[str] = page.evaluate(_CUT)
    return cut


def spoilt_figures(page: Page) -> list[str]:
    """Return what figures say that is cut off, or stands over something else that they say."""
    spoilt: list[str] = page.evaluate(_SPOILT)
    return spoilt


def small_type(page: Page) -> list[str]:
    """Return what pictures say in letters too small to read on a phone."""
    small: list[str] = page.evaluate(_SMALL, LEAST_TYPE)
    return small


def spilt_words(page: Page) -> list[str]:
    """Return cells and buttons whose words reach beyond them, and broken names."""
    spilt: list[str] = page.evaluate(_SPILT)
    return spilt


def broken_words(page: Page) -> list[str]:
    """Return what is broken where nobody would: names, formulas, sentences in columns."""
    broken: list[str] = page.evaluate(_BROKEN)
    return broken


def tab_through(page: Page) -> tuple[list[str], list[str], list[int]]:
    """Press Tab as often as there are stops, on a page that is laid out as one reads.

    Returns:
        The stops that were missed, those without a visible ring, and their order.
    """
    page.evaluate("() => document.activeElement?.blur()")
    page.evaluate("() => getSelection().removeAllRanges()")
    stops = page.evaluate(_LIST_STOPS)
    page.evaluate(LAZILY)
    for _ in range(stops):
        page.keyboard.press("Tab")
    missed, ringless, reached = page.evaluate(_MISSED)
    return missed, ringless, reached


def on_paper(page: Page) -> dict[str, Any]:
    """Return what of a page is seen on paper that should not be, and what does not fit there.

    Returns:
        ``pressed``, what can be pressed; ``headings``, how many there are; ``hidden``, what text is
        not seen; ``wider``, what does not fit between the margins of A4.
    """
    size = page.viewport_size
    page.emulate_media(media="print")
    found: dict[str, Any] = page.evaluate(_PAPER)
    page.set_viewport_size({"width": A4, "height": 1000})
    page.evaluate(MANY_FRAMES)  # a chart follows the width when it is told of it
    found["wider"] = page.evaluate(_WIDER, A4)
    page.emulate_media(media="null")
    if size:
        page.set_viewport_size(size)
    return found


def print_in_the_dark(page: Page) -> list[dict[str, Any]]:
    """Print a page that is dark; return what it was before, on paper, and afterwards."""
    page.emulate_media(color_scheme="dark")
    page.locator("html[data-theme=dark]").wait_for(state="attached")
    before = page.evaluate(_NOW)
    page.evaluate(_LISTEN)
    page.pdf(format="A4", prefer_css_page_size=True, page_ranges="1")
    after = [page.evaluate("() => window.printed"), page.evaluate(_NOW)]
    page.emulate_media(color_scheme="light")
    return [before, *after]
