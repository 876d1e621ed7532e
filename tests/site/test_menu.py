"""The menu of a page, worked by mouse and by keyboard, whether the repository is known or not."""

import re

import pytest
from playwright.sync_api import Page, expect

from book import SITE, address
from book.extension.words import WORDS
from tests.site.pages import parse
from tests.tools.browser import Visits, resize

FITS = (
    "(sheet) => sheet.getBoundingClientRect().left >= 0 && sheet.scrollWidth <= sheet.clientWidth"
)
editions = pytest.mark.parametrize("edition", ["zh", "en"])


def words(edition: str) -> dict[str, str]:
    return WORDS[edition]


def opened(page: Page, edition: str) -> Page:
    page.locator(".menu > summary", has_text=words(edition)["run"]).press("Enter")
    expect(page.locator(".menu .sheet")).to_be_visible()
    return page


@editions
def test_the_two_commands_name_what_the_menu_offers(edition: str) -> None:
    menu = parse(SITE / edition / "02-define.html").select_one(".menu")
    assert menu
    offered = [str(link["href"]).split("/")[-1] for link in menu.select("a[download]")]
    install, start, mirror = (part.get_text() for part in menu.select("pre"))
    assert install.startswith("pip install jupyterlab ")
    named = re.search(r"livenet-[\w.-]+\.whl", install)
    assert named
    assert (SITE / "wheels" / named[0]).is_file()
    # Where the site has no address, livenet is a download as well.
    assert offered[1:] == ([] if address.site() else [named[0]])
    assert re.search(r" torchviz==[\d.]+ ", install)
    assert start == f"jupyter lab {offered[0]}"
    assert mirror.startswith("-i https://")


@editions
def test_the_sheet_stands_whole_on_the_page(open_page: Visits, served: str, edition: str) -> None:
    page = opened(open_page(f"{served}{edition}/02-define.html", settled=False).page, edition)
    sheet = page.locator(".menu .sheet")
    for width in (1280, 390, 320):
        resize(page, width, 700)
        expect(sheet, str(width)).to_be_in_viewport(ratio=1)
        assert sheet.evaluate(FITS), width


@editions
def test_the_keyboard_opens_it_goes_through_it_and_closes_it(
    open_page: Visits, served: str, edition: str
) -> None:
    page = opened(open_page(f"{served}{edition}/02-define.html", settled=False).page, edition)
    page.keyboard.press("Tab")
    expect(page.locator(".menu .sheet a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".menu .sheet")).to_be_hidden()
    expect(page.locator(".menu > summary")).to_be_focused()


def test_a_click_elsewhere_closes_it(open_page: Visits, served: str) -> None:
    page = opened(open_page(f"{served}en/02-define.html", settled=False).page, "en")
    page.locator(".menu .sheet").click(position={"x": 5, "y": 5})
    expect(page.locator(".menu .sheet")).to_be_visible()
    page.locator(".bd-article h1").click(position={"x": 5, "y": 5})
    expect(page.locator(".menu .sheet")).to_be_hidden()


def test_it_opens_without_a_script(open_page: Visits, served: str) -> None:
    opened(
        open_page(f"{served}en/02-define.html", settled=False, java_script_enabled=False).page, "en"
    )


def test_a_page_without_code_has_one_only_where_a_repository_is_known() -> None:
    assert parse(SITE / "en" / "02-define.html").select_one(".menu")
    has = bool(parse(SITE / "en" / "glossary.html").select_one(".menu"))
    assert has == bool(address.repository())
