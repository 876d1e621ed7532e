"""Pages answer the reader: search, formulas, colours, the twin, the contents on a phone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from book import SITE
from book.extension.words import WORDS
from tests.site.pages import FILES, PAGES, SEARCHES, parse
from tests.tools.browser import visit


@pytest.mark.parametrize(
    ("edition", "query"), [(edition, query) for edition in SEARCHES for query in SEARCHES[edition]]
)
def test_search_finds_words(
    browser: Browser, shelf: dict[str, str], edition: str, query: str
) -> None:
    with browser.new_context() as context:
        seen = visit(context, f"{shelf[edition]}index.html")
        seen.page.keyboard.press("Control+k")
        seen.page.keyboard.type(query)
        seen.page.keyboard.press("Enter")
        result = seen.page.locator(f'#search-results a[href^="{SEARCHES[edition][query]}.html"]')
        expect(result.first).to_be_visible()
        assert seen.said == []


def test_formulas_are_rendered_and_none_is_wrong() -> None:
    formulas = 0
    for file in FILES:
        page = parse(SITE / file)
        assert page.select(".katex-error") == []
        article = page.select_one("article")
        assert article
        assert "\\(" not in article.get_text()
        formulas += len(page.select(".katex"))
    assert formulas > 100


def test_the_mode_button_goes_round_and_is_remembered(browser: Browser, root: str) -> None:
    words = WORDS["en"]
    with browser.new_context(color_scheme="light") as context:
        page = visit(context, root + "en/02-define.html").page
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
    browser: Browser, root: str
) -> None:
    with browser.new_context() as context:
        page = visit(context, root + "zh/02-define.html#remember").page
        twin = page.get_by_role("link", name="English", exact=True)
        expect(twin).to_have_attribute("href", "../en/02-define.html#remember")
        # Reaching for the link may scroll the page, so which section it is was asked before.
        twin.press("Enter")
        expect(page).to_have_url(re.compile(re.escape(root) + r"en/02-define\.html#[\w-]+$"))
        if root.startswith("http"):
            page.wait_for_load_state("networkidle")
            page.goto(root + "index.html")
            expect(page).to_have_url(root + "en/index.html")


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_a_phone_opens_the_contents_in_a_dialog(
    browser: Browser, served: str, edition: str
) -> None:
    words = WORDS[edition]
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        page = visit(context, f"{served}{edition}/01-overview.html").page
        page.get_by_role("button", name=words["show_contents"]).press("Enter")
        contents = page.get_by_role("dialog").get_by_role("navigation", name=words["contents"])
        contents.get_by_role("link").nth(1).click()
        expect(page).to_have_url(f"{served}{edition}/{PAGES[2]}.html")
        page.wait_for_load_state("networkidle")
        page.get_by_role("button", name=words["show_page_contents"]).press("Enter")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
