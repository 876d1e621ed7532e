"""A formula in a sentence stays on one line with the bracket before it and the marks after it."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_OPENS = re.compile(r"[(（“‘]$")
_CLOSES = re.compile(r"^[,.;:!?)，。；：、！？）”’]+")


class FormulaTransform(SphinxTransform):
    """Keep a formula, an opening bracket before it and closing marks after it together.

    Browsers break a line on either side of a formula, whatever stands there; listings.css has the
    class that keeps them from it.
    """

    default_priority = 230

    def apply(self, **kwargs: object) -> None:
        """See SphinxTransform."""
        for formula in list(self.document.findall(nodes.math)):
            place = formula.parent.index(formula)
            [before, after] = _text(formula, place - 1), _text(formula, place + 1)
            [opens, closes] = _OPENS.search(before), _CLOSES.search(after)
            if not opens and not closes:
                continue
            together = nodes.inline("", "", classes=["together"])
            if opens:
                together += nodes.Text(opens[0])
                formula.parent[place - 1] = nodes.Text(before[: opens.start()])
            if closes:
                formula.parent[place + 1] = nodes.Text(after[closes.end() :])
            formula.parent[place] = together
            together += formula
            together += nodes.Text(closes[0] if closes else "")


def _text(formula: nodes.math, place: int) -> str:
    """Return the text at a place beside a formula, or an empty one where there is none."""
    beside = formula.parent[place] if 0 <= place < len(formula.parent) else None
    return beside if isinstance(beside, nodes.Text) else ""


def setup(app: Sphinx) -> None:
    """Add the transform."""
    app.add_transform(FormulaTransform)
