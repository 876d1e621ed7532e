"""Each edition's quick questions as a file that Moodle imports: Moodle XML.

Questions are taken from the notebooks, with what each answer tells whoever gives it. Libraries
that write this format turn tables or notations of their own into it, and none that is kept takes
questions of all four kinds from Python.

A choice becomes ``multichoice``, a number ``numerical``, a shape ``shortanswer``. An order becomes
``matching``, of lines to places, for only newer Moodles have a type for it.
"""

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from book import address
from book.editions import EDITIONS, contents, sources
from book.extension.questions import WORDS

FILE = "questions.xml"
_PARTS = re.compile(
    r"\*\*.+?\*\* (?P<asked>.*?)\n*<details>\s*<summary>.*?</summary>\s*(?P<told>.*?)\s*</details>",
    re.DOTALL,
)
_ITEM = re.compile(r"(?:- |\d+\. )(.*)")
_VALUE = re.compile(r"`(?P<value>[^`]+)`(?:: |：)(?P<why>.*)")
_LINK = re.compile(r"(?<!!)\[([^]]*)\]\([^)]*\)")  # leads nowhere on another site
_IN_PIECES = re.compile(r"(?<=<text>)[^<]*[&\x80-\U0010ffff][^<]*(?=</text>)")


def _math(content: str, options: dict[str, bool]) -> str:
    opening, closing = (r"\[", r"\]") if options["display_mode"] else (r"\(", r"\)")
    return f"{opening}{escape(content, quote=False)}{closing}"  # as MathJax expects it


_MARKDOWN = MarkdownIt().use(dollarmath_plugin, renderer=_math)


def in_html(markdown: str) -> str:
    """Return Markdown as HTML, with formulas for MathJax."""
    return str(_MARKDOWN.render(markdown)).strip()


class Question(NamedTuple):
    """A quick question.

    name: its chapter and its cell, as in ``02-define/ask-slice``.
    kind: ``choice``, ``number``, ``shape`` or ``order``.
    asked: its text in Markdown, without what there is to choose from or to put in order.
    answers: (answer in Markdown, or None for any other; whether it is right; what is told), for
    an order its lines in the right order.
    why: what is told whatever is answered: why an order is right.
    tolerance: how far off a number may be.
    """

    name: str
    kind: str
    asked: str
    answers: list[tuple[str | None, bool, str]]
    why: str = ""
    tolerance: float = 0


def write_questions(site: Path) -> None:
    """Put each edition's questions beside its pages."""
    for name, edition in EDITIONS.items():
        if (site / name).is_dir():
            quiz = ET.Element("quiz")
            for page in [entry["file"] for entry in contents(name)["chapters"]]:
                if (file := sources(name) / f"{page}.ipynb").is_file():
                    found = list(questions(file, WORDS[name]["right"]))
                    _add_chapter(quiz, f"{edition.name}/{page}", found)
                    for question in found:
                        _add(quiz, question, name)
            ET.indent(quiz)
            xml = _IN_PIECES.sub(_as_it_is, ET.tostring(quiz, encoding="unicode"))
            declaration = '<?xml version="1.0" encoding="UTF-8"?>'
            (site / name / FILE).write_text(f"{declaration}\n{xml}\n", encoding="utf-8")


def _as_it_is(text: re.Match[str]) -> str:
    """Return a text without entities, in CDATA, as Moodle itself writes it.

    Its importer is told of text in pieces, an entity by itself, and ASCII before the first Chinese
    sign; it drops a piece that is only a space, as between ``</code>`` and ``<code>`` or 的.
    """
    return f"<![CDATA[{unescape(text[0]).replace(']]>', ']]]]><![CDATA[>')}]]>"


def questions(notebook: Path, right: str) -> Iterator[Question]:
    """Yield the questions of a chapter that stand without the cell after them.

    Args:
        notebook: the chapter's.
        right: how a right answer opens.
    """
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        metadata = cell["metadata"].get("livenet", {})
        if (kind := metadata.get("question")) and "predicts" not in metadata:
            name = f"{notebook.stem}/{cell['id']}"
            text = "".join(cell["source"])
            yield _question(name, kind, text, right, metadata.get("tolerance", 0))


def _question(name: str, kind: str, text: str, right: str, tolerance: float) -> Question:
    parts = _PARTS.fullmatch(_LINK.sub(r"\1", text.strip()))
    assert parts, name  # the build of the pages has said what is wrong with its form
    asked, told = parts["asked"], parts["told"]
    if kind in ("choice", "order"):
        asked, _, listed = asked.partition("\n\n1. " if kind == "choice" else "\n\n- ")
    if kind == "order":
        lines = _ITEM.findall(told)
        placed = [(line, True, "") for line in lines]
        return Question(name, kind, asked, placed, told.split("\n\n")[-1])
    verdicts = _ITEM.findall(told)
    if kind == "choice":
        choices = re.split(r"\n\d+\. ", listed)
        answers = [
            (choice, why.startswith(f"**{right}**"), why)
            for choice, why in zip(choices, verdicts, strict=True)
        ]
    else:
        answers = [_valued(verdict, right) for verdict in verdicts]
    return Question(name, kind, asked, answers, tolerance=tolerance)


def _valued(verdict: str, right: str) -> tuple[str | None, bool, str]:
    """Part an answer into its value, whether it is right, and what is told."""
    parts = _VALUE.fullmatch(verdict)
    value, why = (parts["value"], parts["why"]) if parts else (None, verdict)
    return value, why.startswith(f"**{right}**"), why


def _add_chapter(quiz: ET.Element, place: str, found: list[Question]) -> None:
    """Open the folder that the questions which follow go into."""
    if found:
        category = ET.SubElement(quiz, "question", type="category")
        path = f"$course$/top/Neural Networks, Live/{place}"
        _text(ET.SubElement(category, "category"), path)


def _add(quiz: ET.Element, question: Question, edition: str) -> None:
    kind = {"choice": "multichoice", "number": "numerical", "order": "matching"}
    element = ET.SubElement(quiz, "question", type=kind.get(question.kind, "shortanswer"))
    _text(ET.SubElement(element, "name"), question.name)
    _html(element, "questiontext", question.asked + _where(question.name, edition))
    _html(element, "generalfeedback", question.why)
    for tag, value in {"defaultgrade": "1", "penalty": "0.3333333", "hidden": "0"}.items():
        ET.SubElement(element, tag).text = value
    ET.SubElement(element, "idnumber").text = question.name
    if question.kind == "choice":
        ET.SubElement(element, "single").text = "true"
    if question.kind in ("choice", "order"):
        ET.SubElement(element, "shuffleanswers").text = "true"
    if question.kind == "order":
        for place, (line, _, _) in enumerate(question.answers, start=1):
            part = _html(element, "subquestion", line or "")
            _text(ET.SubElement(part, "answer"), str(place))
        return
    for answer, right, told in question.answers:
        for spelling in _spellings(question.kind, answer, right):
            _add_answer(element, question, spelling, right, told)


def _where(name: str, edition: str) -> str:
    """Return a link to the question on its page, which has what it speaks of, if that is known."""
    page, _, cell = name.partition("/")
    site = address.site()
    return f"\n\n[{page}]({site}{edition}/{page}.html#{cell})" if site else ""


def _spellings(kind: str, answer: str | None, right: bool) -> list[str]:
    """Return how a reader may write an answer; a star stands for any other.

    A right shape is taken as on its page, in any brackets or none, and as Chinese is typed.
    """
    if answer is None:
        return ["*"]
    if kind != "shape":
        return [answer]
    written = [answer]
    if right and (inner := answer[1:-1].rstrip(",")):
        written += [f"({inner})", inner, f"[{inner}]", f"torch.Size([{inner}])"]
        written += [f"（{inner.replace(', ', '，')}）"]
    close = [spelling.replace(" ", "") for spelling in written]
    return list(dict.fromkeys([*written, *close]))


def _add_answer(
    element: ET.Element, question: Question, spelling: str, right: bool, told: str
) -> None:
    answer = ET.SubElement(element, "answer", fraction="100" if right else "0")
    if question.kind == "choice":
        answer.set("format", "html")
        _text(answer, in_html(spelling))
    else:
        _text(answer, spelling)
    _html(answer, "feedback", told)
    if question.kind == "number":
        ET.SubElement(answer, "tolerance").text = str(question.tolerance)


def _html(parent: ET.Element, tag: str, markdown: str) -> ET.Element:
    element = ET.SubElement(parent, tag, format="html")
    _text(element, in_html(markdown))
    return element


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text
