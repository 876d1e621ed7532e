"""Figures and graphs that cells draw on a page, as a reader runs them: from a server and a disk."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.axe import EVERY_SCHEME, violations
from tests.tools.browser import Visits

PATIENCE = 60_000  # ms: CPython starts on a machine that does much else
RUN = {"en": re.compile("^Run, "), "zh": re.compile("^运行, ")}
EDIT = {"en": re.compile("^Edit, "), "zh": re.compile("^修改, ")}
OWN = "plt.plot([3, 1, 2], label='loss')\nplt.legend()\nplt.title('Own')"
SAID = {
    "en": "What this cell drew; in it is written: Own, loss",
    "zh": "这个单元格画出的图，图中写着：Own, 损失",
}
FILL = "(mark) => getComputedStyle(mark).fill"
NARROWEST = "(drawing) => parseInt(drawing.style.getPropertyValue('--narrowest'))"


def run(page: Page, cell: str, edition: str) -> Locator:
    """Run a cell by its button; return the drawing among its outputs, once it is there."""
    place = page.locator(f"#cell-{cell}")
    place.get_by_role("button", name=RUN[edition]).click()
    expect(place).not_to_have_attribute("data-busy", "", timeout=PATIENCE)
    return place.get_by_role("log").get_by_role("img")


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["zh", "en"])
def test_a_figure_and_a_graph_are_the_books_or_the_readers_own(
    edition: str, module_visits: Visits, shelf: dict[str, str]
) -> None:
    page = module_visits(f"{shelf[edition]}03-loss.html").page
    run(page, "imports", edition)
    for cell in ("real-digits", "tiny-graph"):
        built = page.locator(f"#cell-{cell} svg.drawing").first
        alt, texts = built.get_attribute("aria-label"), built.locator("text").all_text_contents()
        # With its number: what stands around it may speak of that.
        caption = page.locator(f"#cell-{cell} figcaption p > span").all_text_contents()
        drawn = run(page, cell, edition)
        expect(drawn).to_have_accessible_name(alt or "?", timeout=PATIENCE)
        own = page.locator(f"#cell-{cell}").get_by_role("log").locator("figcaption")
        expect(own).to_have_text(["".join(caption)] if caption else [])
        assert [text.strip() for text in drawn.locator("text").all_text_contents()] == [
            text.strip() for text in texts
        ]
        # A phone shows as much of both.
        assert drawn.evaluate(NARROWEST) == pytest.approx(built.evaluate(NARROWEST), rel=0.02)
        # a letter of a figure, or the first box of a graph: a colour of the theme
        mark = drawn.locator("text, polygon[fill^='var']").first
        seen: set[str] = set()
        for scheme in ("light", "dark"):
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", scheme)
            seen.add(mark.evaluate(FILL))
        assert len(seen) == 2
    if page.url.startswith("http"):  # from a disk axe asks in vain for the stylesheets
        assert violations(page, EVERY_SCHEME, ".cell:has([role=log])") == []
    # A figure of the reader's own says what is in it, the book's words in the page's language.
    own = page.locator("#cell-real-digits")
    own.get_by_role("button", name=EDIT[edition]).click()
    expect(own.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(OWN)
    drawn = run(page, "real-digits", edition)
    expect(drawn).to_have_accessible_name(SAID[edition])
    module_visits.expect_quiet()
