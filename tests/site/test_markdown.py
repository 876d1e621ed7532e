"""Each page as Markdown beside it, and the list of them for machines that read."""

import html
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from book import ROOT, SITE
from book.editions import EDITIONS
from tests.site.pages import FILES, PAGES, parse

LINK = re.compile(r"(?<!!)\[[^]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^(`{3,})\S*\n.*?^\1$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
FOLD = re.compile(r"<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
CHAPTERS = [file for file in FILES if (ROOT / "chapters" / file).with_suffix(".ipynb").is_file()]
# What a fold says that is no answer: hints, and where MNIST comes from.
HINTS = re.compile(r"提示 \d|Hint \d|MNIST 从哪里来.*|Where MNIST comes from.*")

chapters = pytest.mark.parametrize("file", CHAPTERS)
pages = pytest.mark.parametrize("file", FILES)


@cache
def told(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def markdown(file: str) -> str:
    return told((SITE / file).with_suffix(".md"))


@cache
def prose(path: Path) -> str:
    """Return what is no code."""
    return CODE.sub("", FENCED.sub("", told(path)))


@cache
def anchors(path: Path) -> set[str]:
    if path.suffix == ".html":
        return {str(element["id"]) for element in parse(path).find_all(id=True)}
    return set(re.findall(r"^#+ .* \{#(\S+)\}$", prose(path), re.MULTILINE))


def dead(path: Path) -> list[str]:
    """Return the links of a text that lead to no file of the site, or to no place in it."""
    found = []
    for link in LINK.findall(prose(path)):
        split = urlsplit(link)
        if split.scheme:
            continue
        target = (path.parent / unquote(split.path)).resolve() if split.path else path
        lost = split.fragment and unquote(split.fragment) not in anchors(target)
        if target.suffix not in {".md", ".html", ".xml"} or not target.is_file() or lost:
            found.append(link)
    return found


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def straight(text: str) -> str:
    """Return a text with the quotation marks that one types; Sphinx curves them on a page."""
    return text.translate({ord(curved): "'" for curved in "‘’"} | {ord(c): '"' for c in "“”"})


@pages
def test_no_directive_is_left_unread(file: str) -> None:
    assert "{eval-rst}" not in markdown(file)


@pages
def test_it_lies_beside_its_page_which_names_it(file: str) -> None:
    page = parse(SITE / file)
    name = Path(file).with_suffix(".md").name
    assert [link["href"] for link in page.select("link[type='text/markdown']")] == [name]
    assert [link["href"] for link in page.select(".menu a[type='text/markdown']")] == [name]
    title = page.select_one("article h1")
    assert title
    assert markdown(file).splitlines()[0] == f"# {title.get_text().strip().rstrip('#')}"


@pages
def test_every_link_of_it_leads_somewhere(file: str) -> None:
    assert dead((SITE / file).with_suffix(".md")) == []


@pages
def test_it_is_markdown_and_no_html(file: str) -> None:
    assert re.findall(r"</?[a-z][^>]*>", prose((SITE / file).with_suffix(".md"))) == []
    assert "\x1b" not in markdown(file)
    assert not re.search("0x[0-9a-f]{8}", markdown(file))  # no place in memory


@chapters
def test_no_answer_and_no_solution_stands_in_it(file: str) -> None:
    notebook = nbformat.read((ROOT / "chapters" / file).with_suffix(".ipynb"), 4)
    kept = {
        line
        for cell in notebook.cells
        if not cell.id.startswith("solve-")
        for line in lines(FOLD.sub("", cell.source))
    }
    hidden = [
        line
        for cell in notebook.cells
        if cell.id != "objectives"  # what a chapter is for is folded, and told
        for summary, inside in FOLD.findall(cell.source)
        if not HINTS.fullmatch(summary)
        for line in lines(inside)
        if line not in kept and not line.startswith("```")
    ]
    text = markdown(file)
    told_anyway = [line for line in hidden if any(line in known for known in kept)]
    found = [line for line in hidden if line in text and line not in told_anyway]
    assert found == []
    assert len(told_anyway) <= len(hidden) / 2
    # Hints stay: who helps is asked for them.
    hints = [
        line
        for cell in notebook.cells
        for summary, inside in FOLD.findall(cell.source)
        if HINTS.fullmatch(summary)
        for line in lines(inside)
    ]
    assert [line for line in hints if line.split("](")[0] not in text] == []
    assert bool(hidden) == any(word in text for word in ("给提示", "gives hints"))


@chapters
def test_code_and_all_that_it_printed_stand_in_it(file: str) -> None:
    text = markdown(file)
    notebook = nbformat.read((ROOT / "chapters" / file).with_suffix(".ipynb"), 4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert [source for source in code if f"```python\n{source}\n```" not in text] == []
    printed = [
        line
        for output in parse(SITE / file).select(".cell_output .output pre")
        for line in lines(output.get_text())
    ]
    assert [line for line in printed if line not in text] == []
    assert bool(printed) or "draw" in file


@chapters
def test_a_figure_is_told_by_its_caption_and_what_one_sees(file: str) -> None:
    page = parse(SITE / file)
    text = straight(markdown(file))
    seen = [str(part["aria-label"]) for part in page.select("article svg.drawing")]
    seen += [
        str(part["alt"])
        for part in page.select("article img")
        if not part.find_parent(class_="live")  # drawn anew on the page
    ]
    seen += [part.get_text().rstrip("#¶ \n") for part in page.select("figcaption .caption-text")]
    assert [words for words in seen if words and straight(words) not in text] == []


@chapters
def test_an_instrument_is_named_in_a_sentence(file: str) -> None:
    notebook = nbformat.read((ROOT / "chapters" / file).with_suffix(".ipynb"), 4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    names = set(re.findall(r"^from livenet\.widgets import (\w+)", code, re.MULTILINE))
    sentences = re.findall(r"^> \*\*(?:Instrument|互动演示)\*\*.*$", markdown(file), re.MULTILINE)
    assert {name for name in names if not any(name in line for line in sentences)} == set()
    if file.startswith("zh"):
        assert all("（" in line for line in sentences)


def test_the_list_is_a_heading_a_summary_and_every_page() -> None:
    text = told(SITE / "llms.txt")
    heading, summary, *_ = text.split("\n\n")
    assert re.fullmatch("# .+", heading)
    assert all(line.startswith("> ") for line in summary.splitlines())
    listed = re.findall(r"^- \[(.+)\]\((.+)\): (.+)$", text, re.MULTILINE)
    assert [place for _, place, _ in listed] == [
        f"{edition}/{page}.md" for edition in EDITIONS for page in PAGES
    ]
    for title, place, about in listed:
        assert told(SITE / place).startswith(f"# {title}\n")
        assert html.unescape(about)[:20] in told(SITE / place).replace("[", "")
    assert dead(SITE / "llms.txt") == []
    for place, anchor in re.findall(r"(\S+\.html)#([\w-]+)", text):
        assert anchor in anchors(SITE / place)
    assert "hints rather than solutions" in text
    assert "请给提示，不要给解答" in text
    # The list begins with what it is, and each part of it is under a heading of its own.
    headings = [match.start() for match in re.finditer("^## ", text, re.MULTILINE)]
    links = [match.start() for match in LINK.finditer(text)]
    assert headings[0] < min(links)
    assert all(any(a < link < b for link in links) for a, b in pairwise([*headings, len(text)]))
