"""Quick questions and exercises: plain Markdown everywhere, forms on the site.

Here their cells are marked and checked; web/page/questions.ts makes the forms. Without JavaScript
they read as they are written: a question, and its answers folded.
"""

import html
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from book.editions import edition_of

LOGGER = logging.getLogger(__name__)

CHOICES = "choices"  # the class of a list that readers choose from, or put in order

# How an answer opens that is right or wrong, and what the forms say.
WORDS = {
    "zh": {
        "right": "对。",
        "wrong": "不对。",
        "check": "检查",
        "answer": "你的答案",
        "choose": "先选一个，再检查。",
        "write": "先写下答案，再检查。",
        "number": "请用数字写一个数，例如 0.5 或 12%。",
        "shape": "请照 PyTorch 的写法写形状，例如 (2, 3)。",
        "up": "上移",
        "down": "下移",
        "place": "现在是第 {place} 行，共 {all} 行。",
        "first": "从上往下看，第 {line} 行就不对了。",
        "kept": "已答对",
        "progress": "想一想：本章 {all} 题，已答对 {right} 题；全书已答对 {book} 题。"
        "本章练习 {exercises} 题，已在本页做对 {solved} 题。"
        "记录和你改过的代码只存在这个浏览器里。",
        "cover": "先猜，再看：上面的问题答了之后，结果就在这里。",
        "pass": "不猜，直接看",
        "hit": "你猜的是 {guess}，猜中了。结果：",
        "near": "你猜的是 {guess}，很近，只差 {gap}。结果：",
        "miss": "你猜的是 {guess}，和结果不一样。结果：",
        "gap": "你猜的是 {guess}，差了 {gap}。结果：",
        "clear": "清除记录",
        "export": "导出记录（JSON）",
    },
    "en": {
        "right": "Yes.",
        "wrong": "No.",
        "check": "Check",
        "answer": "Your answer",
        "choose": "Choose one, then check.",
        "write": "Write an answer, then check.",
        "number": "Write a number in figures, such as 0.5 or 12%.",
        "shape": "Write a shape as PyTorch prints it, such as (2, 3).",
        "up": "Move up",
        "down": "Move down",
        "place": "Now line {place} of {all}.",
        "first": "From the top, line {line} is the first out of place.",
        "kept": "answered right",
        "progress": "Quick questions answered right: {right} of {all} in this chapter, {book} in"
        " the book. Exercises solved on this page: {solved} of {exercises}. The record and your"
        " changes to code are kept in this browser only.",
        "cover": "Predict, then see: what comes of it stands here once you have answered above.",
        "pass": "Show it without a guess",
        "hit": "You guessed {guess}, and so it is:",
        "near": "You guessed {guess}, which is near: off by {gap}. What came of it:",
        "miss": "You guessed {guess}; it came out otherwise:",
        "gap": "You guessed {guess}, off by {gap}. What came of it:",
        "clear": "Clear the record",
        "export": "Export the record (JSON)",
    },
}
_CELL = 10_000  # myst-nb counts a node's line from the number of its cell, times this


class QuestionTransform(SphinxTransform):
    """Wrap each cell with a question or an exercise's hints, and mark the right answers.

    Warns of a question that is not in the form that CONTRIBUTING.md gives.
    """

    default_priority = 220  # after alerts, before text is changed

    def apply(self, **kwargs: object) -> None:
        """See SphinxTransform."""
        source = Path(self.env.doc2path(self.env.docname))
        if source.suffix != ".ipynb":
            return
        words = WORDS[edition_of(self.config.language)]
        parts = by_cell(self.document)
        asked, marked = 0, False
        cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
        for number, cell in enumerate(cells):
            metadata = cell["metadata"].get("livenet", {})
            if kind := metadata.get("question"):
                if mistake := _mistake(kind, parts[number], words):
                    LOGGER.warning("%s#%s: %s", source.name, cell["id"], mistake)
                    continue
                tolerance = metadata.get("tolerance", 0)
                attributes = f'class="question" data-kind="{kind}" data-tolerance="{tolerance}"'
                if predicted := metadata.get("predicts"):
                    if predicted not in [c["id"] for c in cells[number + 1 : number + 4]]:
                        LOGGER.warning(
                            "%s#%s: no cell %r is near", source.name, cell["id"], predicted
                        )
                    attributes += f' data-predicts="cell-{predicted}"'
                asked += 1
            elif cell["id"].startswith("try-"):
                attributes = 'class="exercise"'
            else:
                continue
            _wrap(parts[number], f'<div {attributes} id="{cell["id"]}">')
            marked = True
        if marked:
            words_json = html.escape(json.dumps(words, ensure_ascii=False))
            line = (
                f'<div class="questions" data-page="{self.env.docname}"'
                f' data-words="{words_json}"></div>'
            )
            self.document += nodes.raw("", line, format="html")
            self.env.metadata[self.env.docname]["questions"] = str(asked)


def by_cell(document: nodes.document) -> dict[int, list[nodes.Element]]:
    """Return what stands in the page by itself, under the number of the cell it comes from."""
    by_cell: dict[int, list[nodes.Element]] = defaultdict(list)
    for node in document.findall(nodes.Element):
        alone = isinstance(node.parent, nodes.document | nodes.section)
        if alone and node.line and not isinstance(node, nodes.section | nodes.title):
            by_cell[node.line // _CELL - 1].append(node)
    return by_cell


def _wrap(members: list[nodes.Element], opening: str) -> None:
    """Put neighbours into an element."""
    parent = members[0].parent
    parent.insert(parent.index(members[-1]) + 1, nodes.raw("", "</div>", format="html"))
    parent.insert(parent.index(members[0]), nodes.raw("", opening, format="html"))


def _mistake(kind: str, members: list[nodes.Element], words: dict[str, str]) -> str | None:
    """Mark the right answers of a question; return what is wrong with its form."""
    raw = [i for i, node in enumerate(members) if isinstance(node, nodes.raw)]
    if len(raw) != 2 or raw[0] == 0 or raw[1] != len(members) - 1:
        return "a question is its text, then one <details> with its answers, and no more"
    question, answers = members[: raw[0]], members[raw[0] + 1 : -1]
    if kind == "order":
        return _order_mistake(question, answers)
    if kind not in ("choice", "number", "shape"):
        return f"there is no kind of question {kind!r}"
    list_type = nodes.enumerated_list if kind == "choice" else nodes.bullet_list
    if len(answers) != 1 or not isinstance(answers[0], list_type):
        return f"the answers of a {kind} are one {list_type.__name__}"
    verdicts = [_verdict(item, words) for item in answers[0].children]
    if None in verdicts or True not in verdicts or False not in verdicts:
        return f"each answer opens with **{words['right']}** or **{words['wrong']}**; have both"
    if kind == "choice":
        if not isinstance(question[-1], list_type) or len(question[-1]) != len(verdicts):
            return "a choice has as many answers as choices, each list numbered"
        if verdicts.count(True) != 1:
            return "one choice is right"
        question[-1]["classes"].append(CHOICES)
    else:
        values = [_value(item) is not None for item in answers[0].children]
        if not all(values[:-1]) or values[-1] or verdicts[-1]:
            return "each answer opens with its value in `code`, save the last, for any other: wrong"
    return None


def _order_mistake(question: list[nodes.Element], answer: list[nodes.Element]) -> str | None:
    shuffled, right = question[-1], answer[0]
    if not isinstance(shuffled, nodes.bullet_list) or not isinstance(right, nodes.enumerated_list):
        return "an order is a bullet list, and in its answer a numbered one"
    lines = [[item.astext() for item in part.children] for part in (shuffled, right)]
    if sorted(lines[0]) != sorted(lines[1]) or lines[0] == lines[1]:
        return "an order has the same lines twice, first in a wrong order, then in the right one"
    if not any(isinstance(node, nodes.paragraph) for node in answer[1:]):
        return "say why this is the order"
    shuffled["classes"].append(CHOICES)
    return None


def _verdict(item: nodes.Node, words: dict[str, str]) -> bool | None:
    """Return whether an answer says that it is right, and mark it if so."""
    strong = next(iter(item.findall(nodes.strong)), None)
    opening = strong.astext() if strong else ""
    if opening == words["right"] and isinstance(item, nodes.list_item):
        item["classes"].append("right")
    return {words["right"]: True, words["wrong"]: False}.get(opening)


def _value(item: nodes.Node) -> str | None:
    """Return the value that an answer opens with."""
    first = item.children[0].children[0]
    return first.astext() if isinstance(first, nodes.literal) else None


def add_forms(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let a page with questions, and no other, load what makes the forms."""
    if app.env.metadata.get(page, {}).get("questions"):
        app.add_css_file("questions.css")
        app.add_js_file("questions.js")
    # How many each page has, for the marks in the contents of the book.
    every = app.env.metadata.items()
    context["asked"] = {name: int(of["questions"]) for name, of in every if "questions" in of}


def setup(app: Sphinx) -> None:
    """Add the transform, and connect before book.head lists the page's scripts."""
    app.add_transform(QuestionTransform)
    app.connect("html-page-context", add_forms, priority=90)
