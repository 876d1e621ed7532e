"""A link's card: what a term means, how a section begins; by pointer, key and finger."""

from playwright.sync_api import Page, expect

from book import SITE
from tests.site.pages import parse
from tests.tools.browser import Visits


def meaning(edition: str, term: str) -> str:
    """Return what the glossary's page says of a term."""
    paragraph = parse(SITE / edition / "glossary.html").select_one(f"#{term} > p")
    assert paragraph
    return paragraph.get_text()


def card(page: Page, name: str) -> str:
    """Return what the card says that describes the link of this name."""
    link = page.locator(".bd-article").get_by_role("link", name=name, exact=True).first
    shown = page.get_by_role("tooltip")
    expect(shown).to_be_visible()
    box, at = shown.bounding_box(), link.bounding_box()
    assert box
    assert at
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.evaluate("innerWidth")
    # Near its link, which it does not hide.
    assert box["y"] >= at["y"] + 10 or box["y"] + box["height"] <= at["y"] + 1
    expect(link).to_have_accessible_description(shown.inner_text())
    return shown.inner_text()


def test_a_pointer_that_rests_and_a_key(open_page: Visits, served: str) -> None:
    page = open_page(f"{served}en/05-update.html", settled=False).page
    article = page.locator(".bd-article")
    article.get_by_role("link", name="learning rate", exact=True).first.hover()
    # What it means, and not where the glossary says that it is shown: most often here.
    assert card(page, "learning rate").endswith(meaning("en", "learning-rate"))
    # The pointer may go to the card, and Escape closes it without leaving the page.
    page.get_by_role("tooltip").hover()
    page.wait_for_timeout(400)
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    before, term = article.locator("a.term").filter(visible=True).all()[:2]
    before.focus()
    page.keyboard.press("Tab")
    anchor = str(term.get_attribute("href")).partition("#")[2]
    assert meaning("en", anchor) in card(page, term.inner_text())
    # What stands on another page is asked of it.
    other = article.locator('a.internal:not(.term)[href^="04-backward.html#"]').first
    anchor = str(other.get_attribute("href")).partition("#")[2]
    target = parse(SITE / "en" / "04-backward.html")
    heading, first = (target.select_one(f"#{anchor} > {part}") for part in (":is(h2, h3)", "p"))
    assert heading
    assert first
    other.scroll_into_view_if_needed()
    other.hover()
    shown = page.get_by_role("tooltip")
    expect(shown).to_contain_text(heading.get_text().removesuffix("#").strip())
    expect(shown).to_contain_text(first.get_text())


def test_a_finger_from_the_disk(open_page: Visits) -> None:
    page = open_page(
        f"{SITE.as_uri()}/zh/05-update.html",
        settled=False,
        has_touch=True,
        viewport={"width": 390, "height": 800},
    ).page
    term = page.locator(".bd-article a.term").filter(visible=True).first
    anchor = str(term.get_attribute("href")).partition("#")[2]
    term.tap()
    assert meaning("zh", anchor) in card(page, term.inner_text())
    assert page.url.endswith("05-update.html")
    page.get_by_role("heading", level=1).tap()
    expect(page.get_by_role("tooltip")).to_be_hidden()
    term.tap()
    term.tap()
    page.wait_for_url(f"**/glossary.html#{anchor}")
