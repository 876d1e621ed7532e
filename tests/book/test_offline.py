"""Addresses name what they lead to, pages are marked, and the app is told to systems."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from book.editions import EDITIONS
from book.site import offline

PAGE = """<!DOCTYPE html>
<html lang="en"><link rel="stylesheet" href="_static/a.css?v=1"><link rel="search" href="b.html">
<link rel="canonical" href="https://ada.github.io/en/a.html"><script defer src="_static/a.js">
</script><img src="data:image/png;base64,AA"><img src="gone.png"><a href="_static/a.js">a</a>
<link rel="alternate" type="text/markdown" href="a.md"><button data-href="a.md">copy</button>"""


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for edition in EDITIONS:
        static = tmp_path / edition / "_static"
        static.mkdir(parents=True)
        (static / "a.css").write_text("@font-face{src:url(f.woff2)}a{b:url(data:x)}")
        (static / "f.woff2").write_bytes(b"one")
        (static / "a.js").write_text("1")
        for name in ("a", "b"):
            (tmp_path / edition / f"{name}.html").write_text(PAGE)
            (tmp_path / edition / f"{name}.md").write_text("a")
    return tmp_path


def test_addresses_of_files_name_what_is_in_them(site: Path) -> None:
    offline.name_contents(site)
    static = site / "en" / "_static"
    css = (static / "a.css").read_text()
    assert css == f"@font-face{{src:url(f.woff2?v={digest(static / 'f.woff2')})}}a{{b:url(data:x)}}"
    html = (site / "en" / "a.html").read_text()
    named = {
        "a.css?v=1": f"a.css?v={digest(static / 'a.css')}",
        'src="_static/a.js"': f'src="_static/a.js?v={digest(static / "a.js")}"',
        'data-href="a.md"': f'data-href="a.md?v={digest(site / "en" / "a.md")}"',
    }
    expected = PAGE
    for address, with_content in named.items():
        expected = expected.replace(address, with_content)
    assert html == expected
    offline.name_contents(site)
    assert (site / "en" / "a.html").read_text() == html


def test_a_font_that_changes_changes_the_pages_mark(site: Path) -> None:
    marks = []
    for font in (b"one", b"two"):
        for edition in EDITIONS:
            (site / edition / "a.html").write_text(PAGE)
        (site / "en" / "_static" / "f.woff2").write_bytes(font)
        offline.name_contents(site)
        offline.add_app(site)
        html = [(site / edition / "a.html").read_text() for edition in EDITIONS]
        marks.append([re.findall(r'<html data-version="(\w{10})" data-size="1"', h) for h in html])
    assert [len(mark) for pair in marks for mark in pair] == [1] * 4
    zh, en = range(2)
    assert marks[0][zh] == marks[1][zh]
    assert marks[0][en] != marks[1][en]


def test_what_the_search_looks_through_makes_no_page_a_newer_one(site: Path) -> None:
    page, index = site / "en" / "a.html", site / "en" / "searchindex.js"
    told = []
    for words in ("one", "two"):
        page.write_text(f'{PAGE}<script type="search" src="searchindex.js"></script>')
        index.write_text(words)
        offline.name_contents(site)
        offline.add_app(site)
        html = page.read_text()
        assert f"searchindex.js?v={digest(index)}" in html
        told.append(re.findall(r'data-version="(\w{10})"', html))
    assert told[0] == told[1] != []


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_manifest_names_no_place_and_has_its_icons(site: Path, edition: str) -> None:
    offline.add_app(site)
    folder = site / edition
    told = json.loads((folder / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert told["lang"] == EDITIONS[edition].language
    assert (told["start_url"], told["scope"]) == ("index.html", "../")
    assert "id" not in told
    sizes = {(icon["purpose"], icon["sizes"]) for icon in told["icons"]}
    assert sizes == {("any", "192x192"), ("any", "512x512"), ("maskable", "512x512")}
    for icon in [*told["icons"], {"src": "../icons/apple-touch-icon.png", "sizes": "180x180"}]:
        png = (folder / icon["src"]).read_bytes()
        width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
        assert f"{width}x{height}" == icon["sizes"]


def test_a_site_that_is_not_to_be_kept_marks_no_page_and_ends_the_worker(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOK_OFFLINE", "no")
    offline.add_app(site)
    assert (site / "en" / "a.html").read_text() == PAGE
    assert not list(site.rglob("*.webmanifest"))
    assert "unregister" in (site / "service-worker.js").read_text(encoding="utf-8")
