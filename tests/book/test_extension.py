"""The Sphinx extension, on a book of one chapter in two languages, built as `make book` builds."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.tools import onepage

pytestmark = pytest.mark.slow

WORDS = {
    "zh": ("标题", "小节", "一条曲线", "曲线", "请注意这一句。"),
    "en": ("Title", "Section", "A curve", "Curve", "Note this sentence."),
}


def chapter(name: str, code: str) -> nbformat.NotebookNode:
    """Return a chapter with an alert, a figure with caption, and a section."""
    title, section, alt, caption, note = WORDS[name]
    shown = {"figure": {"caption": caption}, "image": {"alt": alt}}
    cells = [
        nbformat.v4.new_markdown_cell(f"# {title}\n\n> [!NOTE]\n> {note}", id="objectives"),
        nbformat.v4.new_code_cell(code, id="curve", metadata={"mystnb": shown}),
        nbformat.v4.new_markdown_cell(
            f"## {section}\n\n[{section}](#the-section)", id="the-section"
        ),
    ]
    return onepage.notebook(*cells)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return both editions' pages and how often their one code cell was executed."""
    folder = tmp_path_factory.mktemp("book")
    log = folder / "executions"
    code = (
        f"open({str(log)!r}, 'a').write('x')\n"
        "from livenet import plot\nimport matplotlib.pyplot as plt\n"
        "plot.use_book_style()\nplt.plot([1, 2]);"
    )
    pages: dict[str, Any] = {}
    for name in WORDS:
        result = onepage.build(folder, name, chapter(name, code))
        assert result.returncode == 0, result.stdout + result.stderr
        html = onepage.html(folder, name) / "a.html"
        pages[name] = BeautifulSoup(html.read_text(encoding="utf-8"), "html.parser")
    pages["executions"] = log.read_text()
    return pages


def test_twins_are_executed_once(editions: dict[str, Any]) -> None:
    assert editions["executions"] == "x"


@pytest.mark.parametrize("name", WORDS)
def test_a_figure_has_alt_and_caption_in_its_own_language(
    editions: dict[str, Any], name: str
) -> None:
    figure = editions[name].select_one("figure")
    assert figure.select_one("svg[role=img]")["aria-label"] == WORDS[name][2]
    assert figure.select_one("figcaption .caption-text").get_text() == WORDS[name][3]


def test_a_figure_is_drawn_in_the_pages_colours_with_ids_of_its_own(
    editions: dict[str, Any],
) -> None:
    svg = editions["zh"].select_one("svg.drawing")
    text = str(svg)
    assert "var(--sgd)" in text
    assert "var(--ink)" in text or "var(--muted)" in text
    assert "#0b62a4" not in text.lower()
    assert all(element["id"].startswith("drawing-0-") for element in svg.select("[id]"))
    uses = [use["href"].removeprefix("#") for use in svg.select("use")]
    assert uses
    assert {element["id"] for element in svg.select("[id]")} >= set(uses)
    assert not svg.select("style, metadata, title")


@pytest.mark.parametrize("name", WORDS)
def test_an_alert_becomes_an_admonition(editions: dict[str, Any], name: str) -> None:
    note = editions[name].select_one(".admonition.note")
    assert WORDS[name][4] in note.get_text()
    assert "[!NOTE]" not in note.get_text()


@pytest.mark.parametrize("name", WORDS)
def test_anchors_are_the_same_in_both_languages(editions: dict[str, Any], name: str) -> None:
    page = editions[name]
    assert page.select_one("section#the-section h2").get_text().startswith(WORDS[name][1])
    assert page.select_one('section#the-section p a[href="#the-section"]')


@pytest.mark.parametrize(("name", "twin"), [("zh", "en"), ("en", "zh-CN")])
def test_a_page_links_its_twin(editions: dict[str, Any], name: str, twin: str) -> None:
    link = editions[name].select_one("a.twin")
    assert (link["hreflang"], link["href"]) == (twin, f"../{twin[:2]}/a.html")
    assert editions[name].html["lang"] != twin


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings; warnings.warn('mind the gap')", "stderr"),
    ],
)
def test_a_cell_that_fails_or_warns_stops_the_build(tmp_path: Path, code: str, reason: str) -> None:
    result = onepage.build(tmp_path, "en", chapter("en", code))
    assert result.returncode != 0
    assert reason in result.stdout + result.stderr


def test_a_heading_within_a_cell_stops_the_build(tmp_path: Path) -> None:
    notebook = chapter("en", "1")
    notebook.cells[2].source += "\n\n## Another"
    result = onepage.build(tmp_path, "en", notebook)
    assert result.returncode != 0
    assert "let each heading open its cell" in result.stderr
