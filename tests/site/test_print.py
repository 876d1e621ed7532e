"""A page on paper: nothing to press, nothing cut, folded parts open, black on white."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from book.editions import EDITIONS
from tests.site.pages import FILES
from tests.tools.browser import visit

A4 = 794 - 2 * 60  # CSS pixels between the margins of print.css
WIDER = """(width) => [...document.querySelectorAll(".bd-article *")]
  .filter((part) => part.checkVisibility()
    && !part.closest(".katex-mathml, .visually-hidden, .livenet-unseen, svg"))
  .filter((part) => part.getBoundingClientRect().right > width + 1 || (
    part.scrollWidth > part.clientWidth + 1
    && !["visible", "clip"].includes(getComputedStyle(part).overflowX)))
  .map((part) => part.outerHTML.slice(0, 120))"""
# What the page was when the browser came to print it, asked after the page's own listeners.
LISTEN = """() => addEventListener("beforeprint", () => {
  window.printed = {
    theme: document.documentElement.dataset.theme,
    folded: document.querySelectorAll("details:not([open])").length,
    paper: getComputedStyle(document.body).backgroundColor,
  };
})"""


@pytest.fixture(scope="module", params=FILES)
def page(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": A4, "height": 1000}, color_scheme="dark", bypass_csp=True
    ) as context:
        yield visit(context, served + request.param).page


def test_paper_shows_the_text_and_nothing_to_press(page: Page) -> None:
    page.emulate_media(media="print")
    for part in ("button, dialog, nav, input[type=search], .headerlink", ".bd-sidebar", ".toolbar"):
        for one in page.locator(part).all():
            expect(one).to_be_hidden()
    expect(page.locator("h1:visible")).to_have_count(1)
    for part in ("h2", "article p", "article a", "article pre", "figure"):
        for one in page.locator(f".bd-article {part}:not(details *)").all()[:3]:
            expect(one).to_be_visible()


def test_nothing_is_wider_than_the_paper(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.evaluate(WIDER, A4) == []


def test_printing_is_light_and_unfolds_and_then_all_is_as_before(page: Page) -> None:
    folded = page.locator("details:not([open])").count()
    page.evaluate(LISTEN)
    page.pdf(format="A4", prefer_css_page_size=True)
    printed = page.evaluate("window.printed")
    assert printed == {"theme": "light", "folded": 0, "paper": "rgb(255, 255, 255)"}
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.locator("details:not([open])").count() == folded


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_cheat_sheet_is_one_sheet_of_paper(edition: str, browser: Browser, served: str) -> None:
    with browser.new_context(bypass_csp=True) as context:
        paper = visit(context, f"{served}{edition}/cheatsheet.html").page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
