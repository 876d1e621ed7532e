"""The archive, unpacked and opened from disk with no network: all of the book is in it."""

import os
import shutil
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, expect

from book import SITE
from book.editions import EDITIONS
from book.site.archive import NAME, README, pack
from tests.site.pages import FILES, INDEXED, PAGES, SEARCHES
from tests.tools.browser import Visit, settle, show, watch

# Of each page one edition, in turn: from a host test_every_page.py opens both, and test_links.py
# sees that what either names is there.
TURNS = [f"{edition}/{page}.html" for page, edition in zip(PAGES, cycle(EDITIONS), strict=False)]
ALL = ["index.html", *TURNS, "zh/search.html", "en/search.html"]

# A letter that is looked at asks for its font.
FONTS = """async () => {
  await document.fonts.ready;
  const loaded = [...document.fonts].filter((f) => f.status === "loaded");
  return loaded.map((f) => f.family.replaceAll('"', ""));
}"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that a reader gets, in a place that no address is made for."""
    folder = tmp_path_factory.mktemp("下载 的 #1")
    pack(SITE, folder / "book.zip")
    with ZipFile(folder / "book.zip") as archive:
        archive.extractall(folder)
    (folder / "book.zip").unlink()
    assert [path.name for path in folder.iterdir()] == [NAME]
    return folder / NAME


def test_a_readme_says_what_to_open(unpacked: Path) -> None:
    assert (unpacked / "README.txt").read_text(encoding="utf-8") == README
    assert "index.html" in README
    assert (unpacked / "index.html").is_file()


def test_it_has_each_page_as_markdown_too(unpacked: Path) -> None:
    texts = {path.relative_to(unpacked).as_posix() for path in unpacked.glob("*/*.md")}
    assert texts == {file.replace(".html", ".md") for file in FILES}
    assert (unpacked / "llms.txt").read_bytes() == (SITE / "llms.txt").read_bytes()


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Visit]:
    """Return a page that goes from one file to the next with no network."""
    with browser.new_context(offline=True) as context:
        # Or else the first page would lead on to the edition read last.
        context.add_init_script("localStorage.clear()")
        yield watch(context.new_page())


@pytest.mark.parametrize("file", ALL)
def test_a_page_is_whole_without_a_network(reader: Visit, unpacked: Path, file: str) -> None:
    page = reader.page
    page.goto((unpacked / file).as_uri())
    settle(page)  # each widget has come, in the place of the sentence that stands for it
    if page.locator(".katex").count():
        show(page.locator(".katex").first)
        assert "KaTeX_Main" in page.evaluate(FONTS)
    assert "Source Sans 3" in page.evaluate(FONTS)
    reader.expect_quiet()


@pytest.mark.parametrize("edition", SEARCHES)
def test_search_answers_without_a_network(reader: Visit, unpacked: Path, edition: str) -> None:
    page = reader.page
    page.goto((unpacked / edition / "index.html").as_uri())
    for query, found in SEARCHES[edition].items():
        page.keyboard.press("Control+k")
        page.keyboard.type(query)
        result = page.locator(f'#search-results a[href^="{found}.html"]')
        expect(result.first, query).to_be_visible(timeout=INDEXED)
    reader.expect_quiet()


def test_the_twin_opens_and_its_slider_moves(reader: Visit, unpacked: Path) -> None:
    page = reader.page
    page.goto((unpacked / "zh" / "05-update.html").as_uri())
    page.get_by_role("link", name="English", exact=True).press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    settle(page)
    slider = page.get_by_role("slider").first
    before = slider.get_attribute("aria-valuetext")
    slider.press("ArrowRight")
    expect(slider).not_to_have_attribute("aria-valuetext", before or "")
    reader.expect_quiet()


def test_the_same_site_gives_the_same_bytes(tmp_path: Path) -> None:
    site = tmp_path / "site"  # a part of it tells as much
    shutil.copytree(SITE / "zh", site, ignore=shutil.ignore_patterns("_static", "notebooks"))
    pack(site, tmp_path / "one.zip")
    later = tmp_path / "later"
    for path in sorted(site.rglob("*"), reverse=True):  # other order, other times, other rights
        if path.is_file():
            (later / path.relative_to(site)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, later / path.relative_to(site))
            os.utime(later / path.relative_to(site), (time.time() + 9999,) * 2)
            (later / path.relative_to(site)).chmod(0o600)
    pack(later, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_no_site_yet_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="run `make book` first"):
        pack(tmp_path, tmp_path / "book.zip")
