"""By keyboard alone: the way past the contents, and dialogs; test_every_page.py tries each stop."""

import pytest
from playwright.sync_api import Page, expect

from book.extension.words import WORDS
from tests.tools.browser import Visits

PHONE = {"width": 390, "height": 800}


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_the_first_stop_skips_to_the_text(open_page: Visits, served: str, edition: str) -> None:
    words = WORDS[edition]
    page = open_page(f"{served}{edition}/02-define.html", settled=False).page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=words["skip"])
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").locator(":focus")).to_have_count(1)


def tab_within(page: Page) -> None:
    """Check that Tab does not leave the open dialog for the page behind it."""
    dialog = page.get_by_role("dialog")
    behind = page.locator("body > :not(dialog) :focus:not(dialog, dialog *)")
    for _ in range(dialog.locator("a[href], button, input").count() + 2):
        page.keyboard.press("Tab")
        assert behind.count() == 0


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_a_dialog_keeps_the_focus_and_gives_it_back(
    open_page: Visits, served: str, edition: str
) -> None:
    words = WORDS[edition]
    page = open_page(f"{served}{edition}/02-define.html", settled=False, viewport=PHONE).page
    for word in ("show_contents", "show_page_contents", "search"):
        opener = page.get_by_role("button", name=words[word], exact=True)
        opener.press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        expect(dialog.locator(":focus")).to_have_count(1)
        tab_within(page)
        for field in dialog.locator("input").all():
            field.fill("loss")  # one Escape is enough all the same
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(opener).to_be_focused()


def test_a_dialog_has_a_button_that_closes_it(open_page: Visits, served: str) -> None:
    page = open_page(f"{served}en/02-define.html", settled=False, viewport=PHONE).page
    for word in ("show_contents", "show_page_contents"):
        page.get_by_role("button", name=WORDS["en"][word], exact=True).press("Enter")
        page.get_by_role("dialog").get_by_role("button", name=WORDS["en"]["close"]).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
