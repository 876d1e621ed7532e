"""The menu of a page, worked by mouse and by keyboard, whether the repository is known or not."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from book import SITE, address
from book.extension.words import WORDS
from tests.site.pages import parse
from tests.tools.browser import Visits, resize
from tests.tools.host import serve

FITS = (
    "(sheet) => sheet.getBoundingClientRect().left >= 0 && sheet.scrollWidth <= sheet.clientWidth"
)
editions = pytest.mark.parametrize("edition", ["zh", "en"])


def words(edition: str) -> dict[str, str]:
    return WORDS[edition]


def opened(page: Page, edition: str) -> Page:
    page.locator(".menu > summary", has_text=words(edition)["notebook"]).press("Enter")
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


def test_a_page_without_code_is_edited_only_where_a_repository_is_known() -> None:
    for page in ("02-define", "glossary"):
        menu = parse(SITE / "en" / f"{page}.html").select_one(".menu")
        assert menu
        hosts = {urlsplit(str(link["href"])).netloc for link in menu.select("a[href]")}
        assert hosts == {""} if address.hosted() is None else len(hosts) > 1


COPY = {"zh": "复制本页的 Markdown", "en": "Copy this page as Markdown"}


def text_of(edition: str) -> str:
    return (SITE / edition / "02-define.md").read_text(encoding="utf-8")


@editions
def test_the_page_is_copied_as_markdown_and_the_menu_says_so(
    open_page: Visits, served: str, edition: str
) -> None:
    visit = open_page(
        f"{served}{edition}/02-define.html",
        settled=False,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = opened(visit.page, edition)
    button = page.get_by_role("button", name=COPY[edition])
    for _ in range(20):  # by keyboard: it is one of the stops of the sheet
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    status = page.locator(".menu").get_by_role("status")
    expect(status).to_have_text(words(edition)["copied"])
    assert page.evaluate("() => navigator.clipboard.readText()") == text_of(edition)
    expect(button).to_be_focused()


def test_without_a_script_the_text_is_opened_and_read(open_page: Visits, served: str) -> None:
    visit = open_page(
        f"{served}zh/02-define.html", settled=False, quiet=False, java_script_enabled=False
    )  # where the text is opened by itself, the browser asks for the host's favicon
    page = opened(visit.page, "zh")
    expect(page.get_by_role("button", name=COPY["zh"])).to_have_count(0)
    page.get_by_role("link", name=words("zh")["markdown"]).click()
    expect(page.get_by_text("# 定义网络")).to_be_visible()


@editions
def test_where_the_browser_refuses_the_text_stands_selected(
    open_page: Visits, served: str, edition: str, tmp_path: Path
) -> None:
    """As in a course's site that shows the book in a frame: it may not write to the clipboard."""
    course = f'<iframe width="900" height="600" src="{served}{edition}/02-define.html"></iframe>'
    (tmp_path / "course.html").write_text(course, encoding="utf-8")
    with serve(tmp_path) as other:  # another port is another origin
        visit = open_page(f"{other}course.html", settled=False, quiet=False)
        frame = visit.page.frame_locator("iframe")
        frame.locator(".menu > summary").click()
        frame.get_by_role("button", name=COPY[edition]).click()
        expect(frame.locator(".menu").get_by_role("status")).to_have_text(
            words(edition)["copy_refused"]
        )
        shown = frame.get_by_role("textbox", name=COPY[edition])
        expect(shown).to_be_focused()
        expect(shown).to_have_value(text_of(edition))
        chosen = "(area) => area.value.slice(area.selectionStart, area.selectionEnd)"
        assert shown.evaluate(chosen) == text_of(edition)
        own = (
            "Failed to load",
            "Permissions policy",
        )  # what the browser says: of favicons, of this
        assert [text for text in visit.said if not text.startswith(own)] == []


def test_a_text_that_does_not_come_is_told_and_may_come_later(
    open_page: Visits, served: str
) -> None:
    visit = open_page(
        f"{served}en/02-define.html",
        settled=False,
        quiet=False,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = opened(visit.page, "en")
    button = page.get_by_role("button", name=COPY["en"])
    status = page.locator(".menu").get_by_role("status")
    page.route(re.compile(r"\.md\b"), lambda route: route.fulfill(status=503), times=1)
    button.click()
    expect(status).to_have_text(words("en")["copy_failed"])
    button.click()
    expect(status).to_have_text(words("en")["copied"])
    assert [text for text in visit.said if "503" not in text] == []  # nothing was thrown


def test_from_the_disk_the_text_is_opened_and_not_copied(open_page: Visits) -> None:
    """There no script may read a file, so the menu offers what works: the link."""
    page = opened(open_page((SITE / "en" / "02-define.html").as_uri(), settled=False).page, "en")
    expect(page.get_by_role("button", name=COPY["en"])).to_have_count(0)
    link = page.get_by_role("link", name=words("en")["markdown"])
    assert link.evaluate("a => a.href") == (SITE / "en" / "02-define.md").as_uri()
