"""About how high each section of a page will be, so that the scroll bar is right before it is seen.

A browser lays a section out when one comes near it (``content-visibility`` in ``page.css``); until
then it takes our word for its height, in pixels on a wide page and on a phone.
"""

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

_VIEW_BOX = re.compile(r'<svg [^>]*viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"([^>]*)')
_LEAST = re.compile(r"--narrowest: (\d+)px")
_RESERVED = re.compile(r"min-height: (\d+)px")
# Rather a little too high: what is not laid out yet would lie over what follows it, for who
# measures where a control is.
_MARGIN = 1.08


@dataclass(frozen=True)
class Window:
    """A width of the window, and what stands on a page of that width.

    column: pixels across the text.
    text, code: how many Latin letters a line of each holds.
    pixels: the height of each thing that `_contents` counts; fitted to the book's own pages at
        1280 and 390 pixels, where the sum of a page's sections is within 5 % of what it is.
    """

    column: float
    text: float
    code: float
    pixels: dict[str, float]


WIDE = Window(
    667, 74, 70,
    {"title": 70, "paragraph": 27, "line": 19.5, "code": 100, "code line": 17, "output": 44,
     "output line": 18, "formula": 100, "row": 39, "row line": 10.6, "fold": 72, "question": 48,
     "exercise": -80, "picture": -58, "picture height": 1.3, "instrument": 1},
)  # fmt: skip
PHONE = Window(
    356, 41, 36,
    {"title": 62, "paragraph": 36, "line": 22, "code": 86, "code line": 18, "output": 54,
     "output line": 9, "formula": 102, "row": 60, "row line": 11.4, "fold": 77, "question": 18,
     "exercise": -103, "picture": -46, "picture height": 1, "instrument": 1},
)  # fmt: skip


def _lines(text: str, room: float) -> int:
    """Return in how many lines a text is set; a Chinese character is as wide as two letters."""
    widths = [
        sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
        for line in text.rstrip("\n").split("\n")
    ]
    return sum(max(1, math.ceil(width / room)) for width in widths)


def _text(node: nodes.Node) -> str:
    """Return what is read in a node: a drawing that stands in a sentence is no part of it."""
    texts = node.findall(nodes.Text)
    return "".join(text for text in texts if not isinstance(text.parent, nodes.raw))


def _contents(section: nodes.Node, window: Window) -> Counter[str]:
    """Count what is seen of a section: things by kind, their lines, and pixels of pictures."""
    found: Counter[str] = Counter()
    folded = 0

    def count(kind: str, text: str, room: float, line: str) -> None:
        found[kind] += 1
        found[line] += _lines(text, room)

    def read(node: nodes.Node, room: float) -> None:
        nonlocal folded
        if isinstance(node, nodes.raw):
            html = node.astext()
            if not folded:
                read_html(html)
            folded += html.count("<details") - html.count("</details")
        elif folded or isinstance(node, nodes.Text):
            return
        elif isinstance(node, nodes.title):
            found["title"] += 1
        elif isinstance(node, nodes.paragraph | nodes.caption):
            count("paragraph", _text(node), room, "line")
            for raw in node.findall(nodes.raw):
                read_html(raw.astext())
        elif isinstance(node, nodes.literal_block | nodes.doctest_block):
            kind = "output" if "output" in node["classes"] else "code"
            count(kind, node.astext(), window.code, f"{kind} line")
        elif isinstance(node, nodes.math_block):
            found["formula"] += 1
        elif isinstance(node, nodes.row):
            found["row"] += 1
            share = room / len(node.children)
            found["row line"] += max(_lines(_text(entry), share) for entry in node.children)
        else:
            for part in node.children:
                read(part, room - 5 * isinstance(node, nodes.list_item))

    def read_html(html: str) -> None:
        found["fold"] += html.count("<details")
        found["question"] += html.count('class="question"')
        found["exercise"] += html.count('class="exercise"')
        found["instrument"] += sum(map(int, _RESERVED.findall(html)))
        for width, height, more in _VIEW_BOX.findall(html):
            least = _LEAST.search(more)
            shown = min(4 / 3 * float(width), window.column)
            shown = max(shown, int(least[1]) if least else 0)
            found["picture"] += 1
            found["picture height"] += round(float(height) * shown / float(width))

    read(section, window.text)
    return found


def height(section: nodes.section, window: Window) -> int:
    """Return about how many pixels a section takes in a window."""
    found = _contents(section, window)
    return round(_MARGIN * sum(window.pixels[kind] * number for kind, number in found.items()))


def tell_heights(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the heights of a page's sections into their tags."""
    if doctree is None:
        return
    for part in doctree.children:
        for section in part.children:
            if isinstance(section, nodes.section):
                tag = re.compile(f'<section(?: class="[^"]*")? id="{section["ids"][0]}"')
                sizes = f"--wide: {height(section, WIDE)}px; --phone: {height(section, PHONE)}px"
                written = rf'\g<0> style="{sizes}"'
                context["body"] = tag.sub(written, context["body"], count=1)


def setup(app: Sphinx) -> None:
    """Connect when a page is as it will be."""
    app.connect("html-page-context", tell_heights)
