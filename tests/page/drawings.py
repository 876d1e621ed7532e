"""What cells drew on a page beside what they drew in Jupyter: figures by their facts, graphs by
their boxes and arrows."""

from typing import Any
from xml.etree import ElementTree

from tests.drawing.svg import difference as figures_differ
from tests.drawing.svg import facts

_SVG = "{http://www.w3.org/2000/svg}"
NEAR = 0.5  # points: of numbers that rounding may move by less than a pixel


def difference(wanted: list[dict[str, Any]], got: list[dict[str, Any]]) -> str:
    """Return in a few words how the drawings of a cell's outputs differ, or nothing."""
    some, others = _drawings(wanted), _drawings(got)
    if len(some) != len(others):
        return f"the page draws {len(others)} drawings, not {len(some)}"
    for one, other in zip(some, others, strict=True):
        if 'class="graph"' in one:
            found = ", ".join(sorted({*_graph(one)} ^ {*_graph(other)}))
        else:
            found = figures_differ(facts(one), facts(other), NEAR)
        if found:
            return f"its drawing: {found}"
    return ""


def _drawings(outputs: list[dict[str, Any]]) -> list[str]:
    found = [output.get("data", {}).get("image/svg+xml") for output in outputs]
    return ["".join(svg) for svg in found if svg]


def _graph(svg: str) -> list[str]:
    """Return boxes with what is written in them, and arrows by their ends."""
    parts = ElementTree.fromstring(svg).iter(f"{_SVG}g")
    found = []
    for part in parts:
        if part.get("class") in ("node", "edge"):
            texts = ["".join(text.itertext()) for text in part.iter(f"{_SVG}text")]
            # versions of Graphviz write blanks each in its own way
            words = [part.findtext(f"{_SVG}title", ""), *" ".join(texts).split()]
            found.append(" ".join(words))
    return sorted(found)
