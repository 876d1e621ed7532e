"""A visit to a page, and what the page did that a reader's page must not do."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

# Open what is folded, and lay out what is far from where one reads, for checks of a whole page.
# Some instruments draw what is folded when it is opened, in frames that follow.
UNFOLD = """async () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  const style = document.createElement("style");
  style.id = "laid-out";
  style.textContent = "* { content-visibility: visible !important; }";
  document.head.append(style);
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
}"""
# What is far is laid out no more, as a reader has it: what is done to a page then takes less time.
LAZILY = "() => document.getElementById('laid-out')?.remove()"

# What comes into view is told to a page after it is drawn.
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Long enough for what still moves to move.
MANY_FRAMES = """async () => {
  for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
}"""
# Press a button as soon as it has this word, or is shown, as who meant what it was before does.
PRESS_LATE = """(button, word) => new MutationObserver((_, seen) => {
  if (button.hidden || (word && button.textContent.trim() !== word)) return;
  seen.disconnect();
  button.click();
}).observe(button, { attributeFilter: ["hidden"], childList: true, subtree: true })"""
# Let the fields of questions come, which do by themselves later.
COME = """() => document.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab" }))"""
# Look at each place of a widget, which comes where one looks, until it has come; then go back up.
LOOK = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (const place of document.querySelectorAll(".live")) {
    place.scrollIntoView({ block: "center", behavior: "instant" });
    const end = performance.now() + 60_000;
    while (place.querySelector(":scope > .live-sentence") && performance.now() < end) await frame();
  }
  scrollTo({ top: 0, behavior: "instant" });
  await document.fonts.ready;
  await frame();
  await frame();
}"""

# Contexts that are opened with these options keep no page, which tests/site/test_offline.py alone
# asks for: what a worker fetches takes time from each visit. Playwright says that it blocks it.
WITHOUT_WORKER: Any = {"service_workers": "block"}
_BLOCKED = "Service Worker registration blocked by Playwright"

_WINDOW = {"width": 1280, "height": 720}


def resize(page: Page, width: int, height: int = 800) -> None:
    """Give a page's window another size, and wait until what follows the size has followed."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(FRAMES)


def show(part: Locator) -> None:
    """Scroll to a part of a page and wait until it is laid out: till then it has no text."""
    part.scroll_into_view_if_needed()
    part.evaluate(FRAMES)


@dataclass
class Visit:
    """A page that is open, and what it did that a reader's page must not do.

    foreign: addresses of other hosts that it asked for.
    failed: requests of its own that got no good answer.
    said: what it wrote to the console, and errors it threw.
    answers: what it was given.
    """

    page: Page
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def expect_quiet(self) -> None:
        """Check that it asked no other host, missed nothing that it asked for, and said nothing."""
        done = self.foreign, self.failed, self.said
        self.foreign, self.failed, self.said = [], [], []  # the next test has a page without fault
        assert done == ([], [], [])


def watch(page: Page) -> Visit:
    """Note from now on what a page does; `book.browser` lets it reach no other host."""
    result = Visit(page)

    def note(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            result.foreign.append(request.url)

    def note_failure(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left while it asked
            result.failed.append(request.url)

    def check(answer: Response) -> None:
        result.answers.append(answer)
        if answer.status >= 400:
            result.failed.append(answer.url)

    def hear(message: ConsoleMessage) -> None:
        if message.text != _BLOCKED:
            result.said.append(message.text)

    page.on("request", note)
    page.on("console", hear)
    page.on("pageerror", lambda error: result.said.append(str(error)))
    page.on("requestfailed", note_failure)
    page.on("response", check)
    return result


def settle(page: Page) -> None:
    """Wait until a page is at rest: its files have come, its widgets, fonts and fields too."""
    root = page.locator("html")
    if root.get_attribute("data-mode") is None:
        return  # no script runs
    root.evaluate(LOOK)
    page.locator("html[data-ready]").wait_for(state="attached", timeout=60_000)
    expect(page.locator(".live-sentence, .live .waiting:empty")).to_have_count(0, timeout=60_000)
    root.evaluate(COME)


def visit(context: BrowserContext, address: str, *, settled: bool = True) -> Visit:
    """Open a page and wait until it is at rest, or, if not ``settled``, until it is loaded."""
    result = watch(context.new_page())
    result.page.goto(address)
    if settled:
        settle(result.page)
    return result


class Visits:
    """Opens pages, each with a browser context of its own, until they are closed together."""

    def __init__(self, browser: Browser, contexts: ExitStack) -> None:
        self.browser, self.contexts = browser, contexts
        self.visits: list[Visit] = []
        self.shared: dict[str, Visit] = {}

    def __call__(
        self, address: str, *, settled: bool = True, quiet: bool = True, **options: Any
    ) -> Visit:
        """Open a page.

        Args:
            address: the page's.
            settled: whether to look at each widget until it has come; if not, the page is loaded.
            quiet: whether it must have been quiet when it is closed, see `Visit.expect_quiet`.
            options: those of the browser context.
        """
        context = self.contexts.enter_context(self.browser.new_context(**WITHOUT_WORKER | options))
        result = visit(context, address, settled=settled)
        if quiet:
            self.visits.append(result)
        return result

    def load(self, address: str, **options: Any) -> Page:
        """Open a page that tests share: each has it as it is when it is opened for the first time.

        To load a page again takes half the time of opening it: its files are at hand.
        """
        key = f"{address.partition('?')[0]} {options}"
        if known := self.shared.get(key):
            page = known.page
            page.evaluate("() => localStorage.clear()")
            page.set_viewport_size(options.get("viewport", _WINDOW))
            page.goto("about:blank")  # a goto to the same address but for its hash loads nothing
            page.goto(address)
            settle(page)
        else:
            self.shared[key] = self(address, **{"viewport": _WINDOW} | options)
        return self.shared[key].page

    def expect_quiet(self) -> None:
        """Check that every page that is open has been quiet."""
        for each in self.visits:
            each.expect_quiet()


# What `Visits.load` is to a test: address and options of the browser context in, the page out.
LoadPage = Callable[..., Page]


@contextmanager
def open_visits(browser: Browser) -> Iterator[Visits]:
    """Yield what opens pages; when they are closed, all have been quiet."""
    with ExitStack() as contexts:
        visits = Visits(browser, contexts)
        yield visits
        visits.expect_quiet()
