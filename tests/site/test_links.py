"""Every link, anchor and file that a page or a stylesheet of the site names is there."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from book import SITE
from book.address import site
from tests.site.pages import parse

PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
STYLES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.css"))
NAMING = ("href", "src", "action", "poster", "data-url")
URL = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)|@import\s+[\"']([^\"']+)")


def find(page: Path, address: str) -> Path:
    """Return the file that an address within the site means on a page."""
    path = unquote(urlsplit(address).path)
    if not path:
        return page
    if not path.startswith("/"):
        return (page.parent / path).resolve()
    root = urlsplit(site()).path or "/"  # of the published site, where one is known
    return SITE / path.removeprefix(root).lstrip("/")


def addresses(page: Path) -> set[str]:
    """Return all that a page names."""
    return {
        str(element[name])
        for element in parse(page).find_all(True)
        for name in NAMING
        if element.has_attr(name)
    }


@cache
def anchors(page: Path) -> set[str]:
    """Return the ids of a page's elements."""
    return {str(element["id"]) for element in parse(page).find_all(id=True)}


def test_the_pages_are_those_of_both_editions_and_the_sites_own() -> None:
    own = {"index.html", "404.html", "not-kept.html"}
    assert own < set(PAGES)
    assert {page.split("/")[0] for page in set(PAGES) - own} == {"zh", "en"}
    assert {"zh/search.html", "en/search.html"} < set(PAGES)


@pytest.mark.parametrize("file", PAGES)
def test_every_link_leads_somewhere(file: str) -> None:
    page = SITE / file
    dead = []
    for address in addresses(page):
        if urlsplit(address).scheme or address.startswith("//"):
            continue
        target = find(page, address)
        anchor = unquote(urlsplit(address).fragment)
        lost = anchor and target.suffix == ".html" and anchor not in anchors(target)
        if lost or not target.is_file():
            dead.append(address)
    assert dead == []


@pytest.mark.parametrize("file", STYLES)
def test_every_file_of_a_stylesheet_is_there(file: str) -> None:
    css = (SITE / file).read_text(encoding="utf-8")
    named = {first or second for first, second in URL.findall(css)}
    assert [name for name in named if not find(SITE / file, name).is_file()] == []
