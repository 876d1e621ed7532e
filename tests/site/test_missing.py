"""An address that is not there, at any depth and wherever the site lies: the page leads back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from book import SITE
from tests.tools.browser import Visits
from tests.tools.host import serve

HEADINGS = {"zh": "没有这一页", "en": "There is no such page"}
FOLDERS = ["/", "/name/", "/some/deep/place/"]


@pytest.fixture(scope="module", params=FOLDERS)
def root(request: pytest.FixtureRequest) -> Iterator[str]:
    """Serve the site as a static host does, at its top and in folders; return its address."""
    with serve(SITE, request.param) as address:
        yield address


@pytest.mark.parametrize(
    ("address", "browsers", "edition"),
    [
        ("zh/no-page.html", "en-GB", "zh"),
        ("en/no/such/deep/page.html", "zh-CN", "en"),
        ("nowhere", "zh-CN", "zh"),
        ("no/such/page/", "fr-FR", "en"),
    ],
)
def test_it_speaks_the_readers_language_and_leads_back(
    open_page: Visits, root: str, address: str, browsers: str, edition: str
) -> None:
    visit = open_page(root + address, settled=False, quiet=False, locale=browsers)
    page = visit.page
    expect(page.locator("html[data-ready]")).to_be_attached()
    assert visit.answers[0].status == 404
    expect(page.get_by_role("heading")).to_have_text(HEADINGS[edition])
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if edition == "zh" else "en")
    # The browser itself writes a line for each address that is not there.
    assert [text for text in visit.said if "404" not in text] == []
    for name, label in (("zh", "中文版"), ("en", "English")):
        link = page.get_by_role("link", name=label)
        assert link.evaluate("a => a.href") == f"{root}{name}/index.html"
    page.get_by_role("searchbox").fill("PyTorch")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{root}{edition}/search.html?q=PyTorch")
    expect(page.locator("#search-results a").first).to_be_visible()


def test_without_scripts_it_speaks_both_languages(open_page: Visits, served: str) -> None:
    page = open_page(
        f"{served}zh/no-page.html", settled=False, quiet=False, java_script_enabled=False
    ).page
    for heading in HEADINGS.values():
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("main")).to_be_visible()
    assert page.url.endswith("/en/index.html")
