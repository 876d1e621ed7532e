"""Pages answer the reader: search, colours, the twin, the contents on a phone."""

import re

import pytest
from playwright.sync_api import expect

from book.extension.words import WORDS
from tests.site.pages import INDEXED, PAGES, SEARCHES
from tests.tools.browser import Visits

# What is asked in each edition, and a whole word that is marked.
ASKED = {"zh": ("学习率", "学习率"), "en": ("overfit", "overfitting")}


@pytest.mark.parametrize("edition", SEARCHES)
def test_search_answers_as_one_types_and_a_hit_marks_its_sentence(
    open_page: Visits, shelf: dict[str, str], edition: str
) -> None:
    said = WORDS[edition]
    page = open_page(f"{shelf[edition]}index.html").page
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog")
    field, options = dialog.get_by_label(said["search_hint"]), dialog.get_by_role("option")
    for query, found in SEARCHES[edition].items():
        field.fill(query)
        hit = options.and_(page.locator(f'[href^="{found}.html"]')).first
        expect(hit, query).to_be_visible(timeout=INDEXED)
    field.fill("qzx")
    expect(dialog.get_by_role("status")).to_contain_text("qzx")
    expect(dialog.get_by_role("status").get_by_role("link")).to_have_attribute(
        "href", "glossary.html"
    )
    query, whole = ASKED[edition]
    field.fill(query)
    expect(options.first).to_have_attribute("aria-selected", "true")
    marked = {text.lower() for text in options.locator("mark").all_inner_texts()}
    assert whole in marked
    assert all(text.startswith(query) for text in marked)
    for word in ("on_this_page", "contents"):
        expect(dialog).not_to_contain_text(said[word])
    # The arrows choose, and from then on Home and End; what is chosen is told.
    count = options.count()
    for key, at in (("ArrowUp", count - 1), ("Home", 0), ("ArrowDown", 1), ("End", count - 1)):
        page.keyboard.press(key)
        expect(options.nth(at)).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute(
            "aria-activedescendant", str(options.nth(at).get_attribute("id"))
        )
    # One that is quoted whole, without a formula, which a page draws.
    chosen = options.filter(has_not_text=re.compile("[\u2060…]"))
    chosen = chosen.and_(page.locator('[href*="&found="]')).first
    href = str(chosen.get_attribute("href")).partition("&")[0]
    sentence = "".join(chosen.locator(".quote").inner_text().split())
    page.keyboard.press("Home")
    while chosen.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(shelf[edition] + href, timeout=20_000)
    marks = page.locator(f"#{href.partition('#')[2]} mark")
    expect(marks.first).to_be_in_viewport()
    assert "".join("".join(marks.all_inner_texts()).split()) == sentence
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("mark")).to_have_count(0)


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
