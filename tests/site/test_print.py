"""What is asked of one page's paper alone; test_every_page.py asks the rest of each."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Route
from pypdf import PdfReader

from book import SITE
from book.editions import EDITIONS
from book.extension.widgets import WORDS
from tests.site.pages import parse
from tests.tools.browser import WITHOUT_WORKER, Visits


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_cheat_sheet_is_one_sheet_of_paper(
    open_page: Visits, served: str, edition: str
) -> None:
    page = open_page(f"{served}{edition}/cheatsheet.html").page
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


@pytest.mark.parametrize(
    ("edition", "how"),
    [
        ("en", "at once"),
        ("zh", "in the dark"),
        ("en", "while one comes"),
        ("zh", "without scripts"),
    ],
)
def test_a_page_printed_at_once_has_a_sentence_where_a_widget_comes(
    browser: Browser, served: str, edition: str, how: str
) -> None:
    file = f"{edition}/02-define.html"
    sentence, places = str(WORDS[edition]["paper"]), len(parse(SITE / file).select(".live"))
    with browser.new_context(
        **WITHOUT_WORKER,
        color_scheme="dark" if how == "in the dark" else "light",
        java_script_enabled=how != "without scripts",
    ) as context:
        held: list[Route] = []  # on their way for ever
        context.route("**/state/*.js", lambda route: held.append(route))
        if how != "while one comes":
            context.route("**/widgets.js*", lambda route: held.append(route))
        page = context.new_page()
        page.goto(served + file)
        if how == "while one comes":
            with page.expect_request("**/state/*.js"):
                page.locator(".live").last.scroll_into_view_if_needed()
        printed = page.pdf(format="A4")
        page.emulate_media(media="print")
        waiting = page.locator(".live-sentence, .live .waiting:empty")
        assert waiting.count() == places
        for part in waiting.all():
            assert (part.bounding_box() or {"height": 0})["height"] < 60
            if how != "without scripts":
                said = part.evaluate("(part) => getComputedStyle(part, '::after').content")
                assert said == f'"{sentence}"'
    if edition == "en":  # of Chinese, Chromium's PDF names radicals: book/pdf/radicals.py
        texts = [
            " ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(printed)).pages
        ]
        assert min(map(len, texts[:-1])) > 100
        assert " ".join(texts).count(sentence) == places
