"""The gallery, written once, served, and open in Chromium: no book is built."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from book.authoring import gallery
from livenet.widgets._instrument import Instrument
from tests.tools.browser import Visit, watch
from tests.tools.host import serve

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def instruments() -> dict[str, Instrument]:
    return gallery.instruments()


@pytest.fixture(scope="session")
def address(
    tmp_path_factory: pytest.TempPathFactory, instruments: dict[str, Instrument]
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gallery")
    gallery.write(folder, instruments)
    with serve(folder) as served:
        yield served


@pytest.fixture(scope="session")
def windows() -> list[Visit]:
    """Return the pages that tests have opened so far, which the next ones go on with.

    To open one takes as long as to show an instrument in it.
    """
    return []


@pytest.fixture
def open_gallery(browser: Browser, address: str, windows: list[Visit]) -> Iterator[Open]:
    """Return what opens an edition's gallery, with one instrument or with all.

    The page must not ask anyone else, nor say anything to the console.
    """
    used: list[Visit] = []

    def visit(edition: str, name: str | None = None, width: int = 1280) -> Page:
        if len(used) == len(windows):
            windows.append(watch(browser.new_context().new_page()))
        used.append(windows[len(used)])
        page = used[-1].page
        page.set_viewport_size({"width": width, "height": 1000})
        page.goto(f"{address}{edition}.html" + (f"?only={name}" if name else ""))
        waiting = page.locator(".live-sentence, .live .waiting:empty")
        for place in page.locator(".live").all():
            place.scroll_into_view_if_needed()
        expect(waiting).to_have_count(0, timeout=60_000)
        return page

    yield visit
    for one in used:
        one.page.evaluate("() => localStorage.clear()")
        one.page.goto("about:blank")
    for one in used:
        one.expect_quiet()
