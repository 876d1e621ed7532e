"""The pages that are no chapter: the choice of a language, the missing page, the search."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site import checks
from tests.site.axe import EVERY_SCHEME, violations
from tests.tools.browser import UNFOLD, WITHOUT_WORKER, Visit, Visits, visit

PAGES = ["index.html", "404.html", "zh/search.html?q=动量", "en/search.html?q=momentum"]


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Visit]:
    """Visit a page once for all that is asked of it here."""
    with browser.new_context(reduced_motion="reduce", **WITHOUT_WORKER) as context:
        seen = visit(context, served + request.param)
        if "?q=" in request.param:
            expect(seen.page.locator("#search-results a").first).to_be_visible()
        seen.page.evaluate(UNFOLD)
        yield seen


@pytest.fixture
def page(opened: Visit) -> Page:
    return opened.page


def test_nothing_moves_for_whoever_asks_for_stillness(page: Page) -> None:
    assert checks.moving_parts(page) == []


def test_a_page_does_not_scroll_sideways(page: Page) -> None:
    windows = ((1280, 800), (390, 800), (320, 800))
    asked: dict[checks.Ask, set[int]] = {checks.page_width: {width for width, _ in windows}}
    widths = checks.answers(page, windows, asked)[checks.page_width]
    assert {width: wide for width, wide in widths.items() if wide > width} == {}


def test_axe_finds_nothing(page: Page) -> None:
    assert violations(page, EVERY_SCHEME) == []


def test_tab_reaches_everything_in_order_with_a_ring(page: Page) -> None:
    missed, ringless, reached = checks.tab_through(page)
    assert (missed, ringless) == ([], [])
    assert reached == sorted(reached)


def test_the_buttons_stand_where_other_pages_have_them(open_page: Visits, served: str) -> None:
    page = open_page(f"{served}en/search.html", settled=False).page
    places = []
    for name in ("search", "02-define"):
        page.goto(f"{served}en/{name}.html")
        box = page.locator("#mode-button").bounding_box()
        assert box
        places.append(box["x"])
    assert abs(places[0] - places[1]) <= 1


def test_a_page_asks_no_other_host_and_says_nothing(opened: Visit) -> None:
    if not opened.page.url.endswith("404.html"):  # it asks where the site begins: test_missing.py
        opened.expect_quiet()


@pytest.mark.parametrize("file", ["index.html", "404.html", "zh/search.html", "en/search.html"])
def test_a_page_is_light(open_page: Visits, served: str, file: str) -> None:
    # The missing page asks where the site begins, see test_missing.py.
    opened = open_page(served + file, quiet=file != "404.html")
    weights = checks.weigh(opened.answers)
    assert served + file in weights
    assert len(weights) <= checks.MOST_REQUESTS, sorted(weights)
    assert sum(weights.values()) <= checks.MOST_BYTES, weights
