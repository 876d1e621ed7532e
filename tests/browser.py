"""A real Chromium for the tests, and a visit to a page with every foreign host blocked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, sync_playwright

from book.needs import HOW, find

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start an installed Chromium or Chrome with a fresh profile.

    Raises:
        RuntimeError: there is none; says how to get one.
    """
    program = find("chromium")
    if program is None:
        raise RuntimeError(HOW["chromium"][1])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


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


def visit(context: BrowserContext, address: str) -> Visit:
    """Open a page and wait until it is at rest; the caller closes it."""
    page = context.new_page()
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
    page.goto(address, wait_until="networkidle")
    return result
