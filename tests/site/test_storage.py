"""What the browser keeps: pages work where it keeps nothing, and forks on one origin keep apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from book import SITE
from book.extension.questions import WORDS
from book.extension.words import WORDS as PAGE_WORDS
from tests.site.pages import parse
from tests.site.questions import expect_progress
from tests.tools.browser import COME, WITHOUT_WORKER, watch
from tests.tools.host import serve

FILE = "en/02-define.html"
COUNT = len(parse(SITE / FILE).select(".question"))

_THROWS = """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
  Object.defineProperty(window, name, {
    configurable: true,
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
  });
}"""
# What browsers do that keep nothing: blocked cookies, a full disk, an app's view of the web.
REFUSALS = {
    "refused": _THROWS,
    "full": """Storage.prototype.setItem = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };""",
    "absent": """Object.defineProperty(
      window, "localStorage", { configurable: true, value: null });""",
}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a host with two forks of the site side by side."""
    folder = tmp_path_factory.mktemp("origin")
    for fork in ("course-a", "course-b"):
        (folder / fork).symlink_to(SITE)
    with serve(folder) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(color_scheme="light", locale="fr-FR", **WITHOUT_WORKER) as context:
        yield context


def go(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("#ask-size").get_by_role("button")).to_be_attached()
    page.evaluate(COME)
    return page


def answer(page: Page) -> None:
    field = page.locator("#ask-size").get_by_label(WORDS["en"]["answer"])
    field.fill("14")
    field.press("Enter")


def mode_button(page: Page, mode: str) -> None:
    words = PAGE_WORDS["en"]
    page.get_by_role("button", name=words["mode"] + words[mode], exact=True).press("Enter")


@pytest.mark.parametrize("refusal", REFUSALS)
def test_all_works_where_nothing_is_kept(
    context: BrowserContext, served: str, refusal: str
) -> None:
    context.add_init_script(REFUSALS[refusal])
    visit = watch(context.new_page())
    page = go(visit.page, served + FILE)
    mode_button(page, "auto")
    mode_button(page, "light")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    answer(page)
    expect_progress(page, FILE, right=1, of=COUNT)
    page.locator(".questions").get_by_role("button", name=WORDS["en"]["clear"]).press("Enter")
    expect_progress(page, FILE, right=0, of=COUNT)
    page.keyboard.press("Control+k")
    page.keyboard.type("saturate")
    page.locator('#search-results a[href^="03-loss.html"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{served}index.html")
    expect(page.locator("html[data-ready]")).to_be_attached()
    visit.expect_quiet()


def test_forks_on_one_origin_keep_apart(context: BrowserContext, origin: str) -> None:
    a, b = (go(context.new_page(), f"{origin}{fork}/{FILE}") for fork in ("course-a", "course-b"))
    answer(a)
    mode_button(a, "auto")
    mode_button(a, "light")
    b.reload()
    expect_progress(b, FILE, right=0, of=COUNT)
    expect(b.locator("html")).to_have_attribute("data-theme", "light")
    a.reload()
    expect_progress(a, FILE, right=1, of=COUNT)
    expect(a.locator("html")).to_have_attribute("data-theme", "dark")
    # Each leads a returning reader to the edition that was read last of it.
    b.goto(f"{origin}course-b/zh/index.html")
    for fork, edition, heading in (
        ("course-a", "en", "There is no such page"),
        ("course-b", "zh", "没有这一页"),
    ):
        b.goto(f"{origin}{fork}/index.html")
        expect(b).to_have_url(f"{origin}{fork}/{edition}/index.html")
        missing = (SITE / "404.html").read_text(encoding="utf-8")
        b.route("**/nowhere", lambda route: route.fulfill(body=missing, content_type="text/html"))  # noqa: B023
        b.goto(f"{origin}{fork}/nowhere")
        expect(b.get_by_role("heading")).to_have_text(heading)


def test_what_was_kept_before_keys_named_a_site_is_kept(
    context: BrowserContext, origin: str
) -> None:
    page = context.new_page()
    page.goto(f"{origin}course-a/404.html")
    page.evaluate("""() => {
      localStorage.setItem("livenet-questions", '{"02-define": ["ask-size"]}');
      localStorage.setItem("mode", "dark");
    }""")
    for fork in ("course-a", "course-b"):
        go(page, f"{origin}{fork}/{FILE}")
        expect_progress(page, FILE, right=1, of=COUNT)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    network = "`livenet:${document.documentElement.dataset.site}:network`"
    page.evaluate(f"localStorage.setItem({network}, '{{}}')")
    page.locator(".questions").get_by_role("button", name=WORDS["en"]["clear"]).press("Enter")
    page.reload()
    expect_progress(page, FILE, right=0, of=COUNT)  # what was cleared does not come again
    assert page.evaluate(f"localStorage.getItem({network})") is None
    go(page, f"{origin}course-a/{FILE}")
    expect_progress(page, FILE, right=1, of=COUNT)


def test_two_tabs_write_one_record_and_follow_each_other(
    context: BrowserContext, served: str
) -> None:
    one, other = (go(context.new_page(), served + FILE) for _ in range(2))
    answer(one)
    expect_progress(other, FILE, right=1, of=COUNT)
    question = other.locator(".question[data-kind=choice]").first
    for radio in question.get_by_role("radio").all():
        radio.check()
        question.get_by_role("button", name=WORDS["en"]["check"], exact=True).click()
    expect_progress(one, FILE, right=2, of=COUNT)
    mode_button(one, "auto")
    mode_button(one, "light")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_book_on_a_disk_is_known_by_its_address_wherever_it_lies(
    context: BrowserContext, tmp_path: Path
) -> None:
    page = context.new_page()
    html = (SITE / FILE).read_text(encoding="utf-8")
    for folder, address, right in (("one", "a", 0), ("moved", "a", 1), ("other", "b", 0)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "_static").symlink_to(SITE / "en" / "_static")
        file = tmp_path / folder / "02-define.html"
        named = f'data-address="https://some-one.github.io/{address}/"'
        file.write_text(html.replace('data-address=""', named), encoding="utf-8")
        assert named in file.read_text(encoding="utf-8")
        go(page, file.as_uri())
        expect_progress(page, FILE, right=right, of=COUNT)
        answer(page)
