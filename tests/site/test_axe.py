"""What axe finds among controls and in dialogs; test_every_page.py asks it of each page."""

import pytest
from playwright.sync_api import expect

from tests.site.axe import EVERY_SCHEME, violations, violations_now
from tests.site.pages import INDEXED
from tests.tools.browser import UNFOLD, Visits

DIALOGS = (".primary-toggle", ".secondary-toggle", ".search-opener")


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_axe_finds_nothing_among_controls(
    open_page: Visits, controls_served: str, edition: str
) -> None:
    page = open_page(f"{controls_served}{edition}/a.html").page
    page.evaluate(UNFOLD)
    assert violations(page, EVERY_SCHEME) == []


def test_axe_finds_nothing_in_a_dialog(open_page: Visits, served: str) -> None:
    page = open_page(
        f"{served}zh/02-define.html",
        viewport={"width": 390, "height": 800},
        reduced_motion="reduce",
    ).page
    for opener in DIALOGS:
        page.locator(opener).first.press("Enter")
        assert page.locator("dialog[open]").is_visible()
        if "search" in opener:
            page.keyboard.type("学习率")
            expect(page.get_by_role("option").first).to_be_visible(timeout=INDEXED)
        assert violations_now(page, "dialog[open]") == [], opener
        page.keyboard.press("Escape")
