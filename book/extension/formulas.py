"""A formula in a sentence stays on the line of the bracket that opens before it."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_OPENS = re.compile(r"[(（“‘]$")


class FormulaTransform(SphinxTransform):
    """Keep an opening bracket and the formula after it together; page.css has the class."""

    default_priority = 230

    def apply(self, **kwargs: object) -> None:
        """See SphinxTransform."""
        for formula in list(self.document.findall(nodes.math)):
            place = formula.parent.index(formula)
            before = formula.parent[place - 1] if place else None
            if isinstance(before, nodes.Text) and _OPENS.search(before):
                together = nodes.inline("", before[-1], formula.deepcopy(), classes=["together"])
                formula.parent[place - 1 : place + 1] = [nodes.Text(before[:-1]), together]


def setup(app: Sphinx) -> None:
    """Add the transform."""
    app.add_transform(FormulaTransform)
