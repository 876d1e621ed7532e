"""A page in a sandboxed frame of another site, which has no origin: no storage, no forms, no fonts
but those that a host allows to all.
"""

from playwright.sync_api import Browser, expect

from book.extension.words import WORDS
from tests.site.pages import INDEXED
from tests.tools.browser import LOOK, watch
from tests.tools.instruments import act_on

FRAME = (
    '<!doctype html><iframe sandbox="allow-scripts" src="{}" width="1000" height="700"></iframe>'
)
FONTS = """() => [...document.fonts].some(
  (face) => face.family.includes("KaTeX_Main") && face.status === "loaded")"""


def test_a_page_lives_in_a_sandboxed_frame(browser: Browser, served: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        visit = watch(page)
        html = FRAME.format(f"{served}en/02-define.html")
        page.route("**/lesson", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(f"{served}lesson")
        frame = page.frames[1]
        frame.locator("html").evaluate(LOOK)
        lens = frame.get_by_role("region", name="LayerLens")
        expect(lens).to_be_visible()
        act_on(lens, page, "LayerLens")
        frame.locator(".katex").first.scroll_into_view_if_needed()
        frame.wait_for_function(FONTS)
        field = frame.locator("#ask-size input")
        field.fill("14")
        field.press("Enter")
        expect(frame.locator("#ask-size").get_by_role("status")).to_contain_text("Yes.")
        words = WORDS["en"]
        button = frame.get_by_role("button", name=words["mode"] + words["auto"], exact=True)
        button.press("Enter")
        expect(frame.locator("html")).to_have_attribute("data-mode", "light")
        frame.get_by_role("button", name=words["search"], exact=True).press("Enter")
        frame.get_by_role("dialog").get_by_label(words["search_hint"]).fill("saturate")
        found = frame.locator('#search-results a[href^="03-loss.html"]').first
        expect(found).to_be_visible(timeout=INDEXED)
        # The browser itself tells of each font that it holds back.
        told = [text for text in visit.said if "font" not in text and "ERR_FAILED" not in text]
        assert told == []
