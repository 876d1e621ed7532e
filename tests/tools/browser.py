"""A visit to a page with every foreign host blocked."""

from dataclasses import dataclass, field

from playwright.sync_api import (
    BrowserContext,
    Locator,
    Page,
    Response,
    Route,
    expect,
)

# Open what is folded, and lay out what is far from where one reads, for checks of a whole page;
# needs bypass_csp. Some instruments draw what is folded when it is opened.
UNFOLD = """async () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  const style = document.createElement("style");
  style.textContent = "* { content-visibility: visible !important; }";
  document.head.append(style);
  await new Promise((resolve) => setTimeout(resolve, 300));
}"""

# What comes into view is told to a page after it is drawn.
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TOP = "() => scrollTo({ top: 0, behavior: 'instant' })"


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
    """

    page: Page
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def watch(page: Page) -> Visit:
    """Note from now on what a page does; foreign hosts are blocked."""
    result = Visit(page)

    def route(route: Route) -> None:
        url = route.request.url
        if url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            route.continue_()
        else:
            result.foreign.append(url)
            route.abort()

    def check(answer: Response) -> None:
        if answer.status >= 400:
            result.failed.append(answer.url)

    page.route("**/*", route)
    page.on("console", lambda message: result.said.append(message.text))
    page.on("pageerror", lambda error: result.said.append(str(error)))
    page.on("requestfailed", lambda request: result.failed.append(request.url))
    page.on("response", check)
    return result


def visit(context: BrowserContext, address: str) -> Visit:
    """Open a page and wait until it is at rest, its widgets too; the caller closes it."""
    result = watch(context.new_page())
    result.page.goto(address, wait_until="networkidle")
    if not result.page.locator("html[data-mode]").count():
        return result  # no script runs
    # Widgets come where one looks, and later by themselves: a visit to a section stays there.
    places = [] if "#" in address else result.page.locator(".live").all()
    for place in places:
        show(place)
    waiting = result.page.locator(".live-sentence, .live .waiting:empty")
    expect(waiting).to_have_count(0, timeout=60_000)
    if places:
        result.page.locator("html").evaluate(TOP)
        result.page.locator("html").evaluate(FRAMES)
    return result
