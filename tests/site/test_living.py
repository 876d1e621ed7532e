"""Pages answer the reader: search, colours, the twin, the contents on a phone."""

import re

import pytest
from playwright.sync_api import expect

from book.extension.words import WORDS
from tests.site.pages import PAGES, SEARCHES
from tests.tools.browser import Visits


@pytest.mark.parametrize("edition", SEARCHES)
def test_search_finds_words(open_page: Visits, shelf: dict[str, str], edition: str) -> None:
    page = open_page(f"{shelf[edition]}index.html").page
    for query, found in SEARCHES[edition].items():
        page.keyboard.press("Control+k")
        page.keyboard.type(query)
        page.keyboard.press("Enter")
        result = page.locator(f'#search-results a[href^="{found}.html"]')
        expect(result.first, query).to_be_visible()


@pytest.mark.parametrize(("edition", "query"), [("zh", "学习率"), ("en", "momentum")])
def test_search_quotes_a_sentence_and_opens_its_section(
    open_page: Visits, served: str, edition: str, query: str
) -> None:
    """Not the menu, which has the names of all sections, and not the page's top."""
    page = open_page(f"{served}{edition}/search.html?q={query}").page
    hit = page.locator("#search-results li").filter(has=page.locator('a[href^="05-update.html"]'))
    quoted = hit.first.locator(".context")
    expect(quoted).to_contain_text(re.compile(query, re.IGNORECASE))
    for word in ("on_this_page", "contents"):
        expect(quoted).not_to_contain_text(WORDS[edition][word])
    hit.first.get_by_role("link").click()
    section = re.compile(r"05-update\.html(\?[^#]*)?#.+")
    expect(page).to_have_url(section)


def test_the_mode_button_goes_round_and_is_remembered(open_page: Visits, root: str) -> None:
    words = WORDS["en"]
    page = open_page(root + "en/02-define.html", settled=False, color_scheme="light").page
    theme = page.locator("html")
    for mode, shown in (("auto", "light"), ("light", "light"), ("dark", "dark")):
        button = page.get_by_role("button", name=words["mode"] + words[mode], exact=True)
        expect(theme).to_have_attribute("data-theme", shown)
        button.press("Enter")
    page.get_by_role("button", name=words["mode"] + words["auto"], exact=True).press("Enter")
    page.get_by_role("button", name=words["mode"] + words["light"], exact=True).press("Enter")
    page.reload()
    expect(theme).to_have_attribute("data-theme", "dark")


def test_the_switch_leads_to_the_same_section_and_is_remembered(
    open_page: Visits, root: str
) -> None:
    page = open_page(root + "zh/02-define.html#remember", settled=False).page
    twin = page.get_by_role("link", name="English", exact=True)
    expect(twin).to_have_attribute("href", "../en/02-define.html#remember")
    # Reaching for the link may scroll the page, so which section it is was asked before.
    twin.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(root) + r"en/02-define\.html#[\w-]+$"))
    if root.startswith("http"):
        page.wait_for_load_state()
        page.goto(root + "index.html")
        expect(page).to_have_url(root + "en/index.html")


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_a_phone_opens_the_contents_in_a_dialog(
    open_page: Visits, served: str, edition: str
) -> None:
    words = WORDS[edition]
    page = open_page(
        f"{served}{edition}/01-overview.html",
        settled=False,
        viewport={"width": 390, "height": 800},
    ).page
    page.get_by_role("button", name=words["show_contents"]).press("Enter")
    contents = page.get_by_role("dialog").get_by_role("navigation", name=words["contents"])
    contents.get_by_role("link").nth(1).click()
    expect(page).to_have_url(f"{served}{edition}/{PAGES[2]}.html")
    page.wait_for_load_state()
    page.get_by_role("button", name=words["show_page_contents"]).press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
