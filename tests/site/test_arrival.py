"""What does not come is asked for again; then the reader is told what, and may ask once more."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from book.extension.questions import WORDS as QUESTIONS
from tests.tools.browser import FRAMES, WITHOUT_WORKER, settle
from tests.tools.instruments import act_on

PAGE = {"zh": "zh/02-define.html", "en": "en/02-define.html"}
AGAIN = {"zh": "再试一次", "en": "Try once more"}
RELOAD = {"zh": "重新载入本页", "en": "Load the page again"}
SAID = {"zh": "没有收到", "en": "did not arrive"}
LENS = "LayerLens"
LONG = 30_000  # ms: more than all pauses, and than a page waits before it says so


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**WITHOUT_WORKER) as context:
        yield context


def fail_once(route: Route, asked: set[str]) -> None:
    """Answer the first request for a file with 503, or drop its connection."""
    path = urlsplit(route.request.url).path
    if path in asked:
        route.continue_()
        return
    asked.add(path)
    if len(asked) % 2:
        route.fulfill(status=503, body="busy")
    else:
        route.abort("connectionreset")


def refuse(route: Route) -> None:
    route.fulfill(status=503, body="busy")


def alert(page: Page, file: str, edition: str) -> Locator:
    """Return what the page says of a file that did not come."""
    found = page.locator(".trouble", has_text=file).filter(visible=True).first
    expect(found).to_contain_text(SAID[edition], timeout=20_000)
    return found


def test_each_file_of_a_page_may_fail_once(context: BrowserContext, served: str) -> None:
    asked: set[str] = set()
    context.route("**/_static/**", lambda route: fail_once(route, asked))
    page = context.new_page()
    page.goto(served + PAGE["en"])
    settle(page)
    expect(page.locator(".trouble")).to_have_count(0)
    act_on(page.get_by_role("region", name=LENS), page, LENS)
    field = page.locator("#ask-size").get_by_label(QUESTIONS["en"]["answer"])
    field.fill("14")
    field.press("Enter")
    expect(page.locator("#ask-size").get_by_role("status")).to_contain_text("Yes.")
    page.wait_for_function("[...document.fonts].some((face) => face.status === 'loaded')")
    assert page.evaluate("[...document.styleSheets].every((sheet) => sheet.cssRules.length)")
    names = {path.rpartition("/")[2] for path in asked}
    assert {"page.js", "questions.js", "widgets.js", "page.css", "tokens.css"} <= names
    assert any("/state/" in path for path in asked)
    assert any(name.endswith(".woff2") for name in names)


@pytest.mark.parametrize("file", ["searchindex.js", "search.js"])
def test_the_search_may_miss_a_file_once(context: BrowserContext, served: str, file: str) -> None:
    asked: set[str] = set()
    context.route(f"**/{file}*", lambda route: fail_once(route, asked))
    page = context.new_page()
    page.goto(f"{served}en/search.html?q=saturate")
    expect(page.locator('#search-results a[href^="03-loss.html"]').first).to_be_visible()
    assert asked


@pytest.mark.parametrize(
    ("edition", "file"),
    [("zh", "page.js"), ("en", "widgets.js"), ("zh", "/state/"), ("en", "search")],
)
def test_a_file_that_fails_is_named_and_comes_when_asked_for_once_more(
    context: BrowserContext, served: str, edition: str, file: str
) -> None:
    pattern = {"/state/": "**/state/*.js", "search": "**/searchindex.js*"}.get(file, f"**/{file}*")
    context.route(pattern, refuse)
    page = context.new_page()
    if file == "search":
        page.goto(f"{served}en/search.html?q=saturate")
        told = alert(page, "searchindex.js", edition)
    else:
        page.goto(served + PAGE[edition])
        page.locator(".live").last.scroll_into_view_if_needed()
        told = alert(page, ".js" if file == "/state/" else file, edition)
        # Nothing untrue is said beside it.
        expect(page.get_by_text("JavaScript", exact=False).filter(visible=True)).to_have_count(0)
    context.unroute(pattern)
    told.get_by_role("button", name=AGAIN[edition]).press("Enter")
    if file == "search":
        expect(page.locator('#search-results a[href^="03-loss.html"]').first).to_be_visible()
    else:
        settle(page)
        expect(page.get_by_role("region", name=LENS)).to_be_visible()
    expect(page.locator(".trouble")).to_have_count(0)


@pytest.mark.parametrize("file", ["page.js", "widgets.js"])
def test_a_file_that_gets_no_answer_is_told_of(
    context: BrowserContext, served: str, file: str
) -> None:
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    context.route(f"**/{file}*", hold_first)
    page = context.new_page()
    page.clock.install()
    with page.expect_request(f"**/{file}*"):
        page.goto(served + PAGE["en"], wait_until="commit")
        page.locator(".live").last.scroll_into_view_if_needed()
    page.clock.fast_forward(LONG)
    told = page.locator(".trouble", has_text=file).filter(visible=True).first
    expect(told).to_contain_text("has not arrived")
    told.get_by_role("button", name=AGAIN["en"]).press("Enter")
    settle(page)
    expect(page.get_by_role("region", name=LENS)).to_be_visible()
    expect(page.locator(".trouble")).to_have_count(0)
    # What was on its way all the time comes too, and changes nothing.
    with page.expect_event("requestfinished", lambda request: request == held[0].request):
        held[0].continue_()
    page.evaluate(FRAMES)
    expect(page.get_by_role("region", name=LENS)).to_have_count(1)


def test_a_file_cut_short_is_told_of(context: BrowserContext, served: str) -> None:
    context.route(
        "**/state/*.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page = context.new_page()
    page.goto(served + PAGE["zh"])
    page.locator(".live").last.scroll_into_view_if_needed()
    told = page.get_by_role("alert").filter(has_text="没能启动")
    expect(told).to_be_visible(timeout=20_000)
    context.unroute("**/state/*.js")
    told.get_by_role("button", name=RELOAD["zh"]).press("Enter")
    settle(page)
    expect(page.get_by_role("region", name=LENS)).to_be_visible()


def test_a_browser_too_old_for_the_scripts_is_told_so(context: BrowserContext, served: str) -> None:
    # As it reads what it does not know.
    context.route(
        "**/page.js*", lambda route: route.fulfill(body="a ?= b", content_type="text/javascript")
    )
    page = context.new_page()
    page.goto(served + PAGE["zh"])
    expect(page.get_by_role("alert")).to_contain_text("这个浏览器里无法运行")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
