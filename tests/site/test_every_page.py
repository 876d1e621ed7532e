"""Every page, unfolded: nothing moves for who asks for stillness, is cut, or is found by axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.site.axe import Scheme, violations
from tests.site.pages import FILES
from tests.tools.browser import UNFOLD, visit

OTHERS = ["index.html", "404.html", "zh/search.html?q=a", "en/search.html?q=a"]
MOVING = """() => [...document.querySelectorAll("*")].flatMap((part) =>
  [undefined, "::before", "::after"].flatMap((pseudo) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(part, pseudo);
    const still = ["none", "live-wait"].includes(animationName)
      && transitionDuration === "0s" && scrollBehavior === "auto";
    return still ? [] : [`${part.outerHTML.slice(0, 80)} ${pseudo ?? ""}`];
  }))"""
# Twins have the same parts, so each is looked at in the half that the other is not.
SCHEMES: dict[str, dict[int, Scheme]] = {
    "zh": {1280: "light", 390: "dark"},
    "en": {1280: "dark", 390: "light"},
}


@pytest.fixture(scope="module", params=[*FILES, *OTHERS])
def opened(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Page]:
    """Visit a page once for all that is asked of it here."""
    with browser.new_context(bypass_csp=True, reduced_motion="reduce") as context:
        page = visit(context, served + request.param).page
        page.evaluate(UNFOLD)
        yield page


def test_nothing_moves_for_who_asks_for_stillness(opened: Page) -> None:
    assert opened.evaluate(MOVING) == []


def test_a_page_does_not_scroll_sideways(opened: Page) -> None:
    for width in (1280, 390, 320):
        opened.set_viewport_size({"width": width, "height": 800})
        assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing(opened: Page) -> None:
    edition = "en" if "/en/" in opened.url else "zh"
    assert violations(opened, SCHEMES[edition]) == []
