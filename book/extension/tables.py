"""A cell of a table with a sentence of Chinese keeps the width of a few characters.

To a browser every two Chinese characters are a place to break, so that beside a formula or a name
a whole sentence became a column of two characters on a phone.
"""

from unicodedata import east_asian_width

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_WORDS = 8  # wide characters that are no sentence yet


class TableTransform(SphinxTransform):
    """Give the cells that hold a sentence their class, of which page.css tells the width."""

    default_priority = 230

    def apply(self, **kwargs: object) -> None:
        """See SphinxTransform."""
        for cell in self.document.findall(nodes.entry):
            if sum(east_asian_width(mark) in "WF" for mark in cell.astext()) > _WORDS:
                cell["classes"].append("sentence")


def setup(app: Sphinx) -> None:
    """Add the transform."""
    app.add_transform(TableTransform)
