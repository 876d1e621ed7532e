"""The built pages: twins, anchors, languages, formulas, alt texts and files, on every page."""

import gzip
import hashlib
import json
import re
from collections import Counter
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from book import ROOT, SITE
from book.editions import EDITIONS, sources
from book.extension import figures
from tests.site.pages import FILES, PAGES, parse

# What figures say in every language: names of layers, methods and code, letters of choices.
NAMES = {
    *("C1", "S2", "C3", "S4", "F5", "F6", "28x28", "ln 10", "eps"),
    *("A", "B", "C", "D"),
    *("SGD", "Nesterov", "RMSprop", "Adam", "AdamW", "ReLU", "sigmoid"),
}
each_page = pytest.mark.parametrize("file", FILES)


@each_page
def test_a_page_speaks_its_editions_language(file: str) -> None:
    html = parse(SITE / file).html
    assert html is not None
    assert html["lang"] == EDITIONS[file.split("/")[0]].language


@each_page
def test_a_page_links_its_twin_which_exists(file: str) -> None:
    twin = parse(SITE / file).select_one("a.twin")
    assert twin is not None
    edition, page = file.split("/")
    other = next(name for name in EDITIONS if name != edition)
    assert (SITE / file).parent.joinpath(str(twin["href"])).resolve() == SITE / other / page


@each_page
def test_every_picture_has_an_alt_text(file: str) -> None:
    page = parse(SITE / file)
    for picture in page.select("article img"):
        assert picture.get("alt"), picture
    for drawing in page.select("article svg.drawing"):
        assert drawing.get("aria-label"), drawing.get("id")


def said(file: str) -> set[str]:
    """Return the words of a page's figures, without code, which is monospaced, and formulas."""
    drawings = parse(SITE / file).find_all("svg", class_="drawing")
    texts = [text for drawing in drawings for text in drawing.find_all("text") if not text.find()]
    words = {text.get_text() for text in texts if text.get("font-family") != "monospace"}
    return {word for word in words if re.search("[a-zA-Z]", word)}


@pytest.mark.parametrize("page", PAGES)
def test_figures_speak_chinese_on_chinese_pages(page: str) -> None:
    words = said(f"zh/{page}.html") - NAMES - set(figures.WORDS["zh"].values())
    assert words == set(), (
        "these stand in figures of the Chinese edition: give their Chinese in"
        " web/shared/drawing-words.json, or enter them in NAMES here if they are names"
    )


def test_no_word_is_translated_that_no_figure_has() -> None:
    pages = set().union(*(said(f"en/{page}.html") for page in PAGES))
    plot = (ROOT / "src/livenet/plot.py").read_text(encoding="utf-8")
    assert [w for w in figures.WORDS["zh"] if w not in pages and f'"{w}"' not in plot] == []


@each_page
def test_a_file_that_a_page_loads_is_named_by_what_is_in_it(file: str) -> None:
    loading = "script[src], link[rel=stylesheet], link[rel=icon], img[src]:not([src^='data:'])"
    loaded = parse(SITE / file).select(loading)
    assert len(loaded) > 10
    for part in loaded:
        path, _, version = str(part.get("src") or part.get("href")).partition("?v=")
        content = (SITE / file).parent.joinpath(unquote(path)).read_bytes()
        assert hashlib.sha256(content).hexdigest()[:10] == version, part


@each_page
def test_no_id_stands_twice(file: str) -> None:
    ids = Counter(str(part["id"]) for part in parse(SITE / file).select("[id]"))
    # Two drawings of a page may hold the same picture, under the name of its content.
    twice = [one for one, times in ids.items() if times > 1 and not one.startswith("drawing-")]
    assert twice == []


@pytest.mark.parametrize("page", PAGES[1:])
def test_twins_have_the_same_anchors(page: str) -> None:
    anchors = [
        [section["id"] for section in parse(SITE / edition / f"{page}.html").select("section[id]")]
        for edition in EDITIONS
    ]
    assert anchors[0] == anchors[1]
    if (sources("zh") / f"{page}.ipynb").is_file():
        assert "objectives" in anchors[0]
        assert "remember" in anchors[0]


def test_the_first_page_lets_the_reader_choose() -> None:
    for name, edition in EDITIONS.items():
        links = parse(SITE / "index.html").select(f"nav [lang={edition.language}] a")
        # What trains on this page would train once more on the edition's first one.
        assert [a["href"] for a in links] == [
            f"{name}/01-overview.html",
            f"{name}/index.html#the-chapters",
        ]
        assert parse(SITE / name / "index.html").select("section#the-chapters")


@pytest.mark.parametrize(("edition", "name"), [("zh", "图"), ("en", "Fig.")])
def test_a_figure_has_its_chapters_number_and_its_own(edition: str, name: str) -> None:
    for page, number in (("05-update", "5."), ("draw", ""), ("live", "")):
        figures = parse(SITE / edition / f"{page}.html").select("figcaption .caption-number")
        told = [figure.get_text() for figure in figures]
        assert told == [f"{name} {number}{n} " for n in range(1, len(told) + 1)]
    assert parse(SITE / edition / "05-update.html").select("figcaption .caption-number")


def test_formulas_are_rendered_and_none_is_wrong() -> None:
    formulas = 0
    for file in FILES:
        page = parse(SITE / file)
        assert page.select(".katex-error") == []
        article = page.select_one("article")
        assert article
        assert "\\(" not in article.get_text()
        formulas += len(page.select(".katex"))
    assert formulas > 100


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_search_looks_through_every_page_and_gives_no_answer_away(edition: str) -> None:
    text = (SITE / edition / "searchindex.js").read_text(encoding="utf-8")
    assert len(gzip.compress(text.encode())) <= 150_000
    index = json.loads(text.removeprefix("globalThis.livenetSearch=").removesuffix(";\n"))
    assert {page["page"] for page in index} == set(PAGES)
    answers = 0
    for page in index:
        html = (SITE / edition / f"{page['page']}.html").read_text(encoding="utf-8")
        assert [anchor for anchor, *_ in page["sections"] if f' id="{anchor}"' not in html] == []
        said = "".join("".join(prose) for *_, prose, _ in page["sections"])
        said = "".join(said.split())
        for fold in re.findall(
            r'<div class="question".*?(<details>.*?</details>)', html, re.DOTALL
        ):
            for answer in BeautifulSoup(fold, "html.parser").select("li"):
                if answer.strong and answer.strong.get_text() in {"对。", "不对。", "Yes.", "No."}:
                    answers += 1
                    assert "".join(answer.get_text().split()) not in said
    assert answers > 100
