"""GitHub alerts become admonitions: `> [!NOTE]` reads well on GitHub, in Colab and here."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_KINDS: dict[str, type[nodes.Element]] = {
    "NOTE": nodes.note,
    "TIP": nodes.tip,
    "IMPORTANT": nodes.important,
    "WARNING": nodes.warning,
    "CAUTION": nodes.caution,
}
_MARKER = re.compile(r"\[!([A-Z]+)\]\s*")


class AlertTransform(SphinxTransform):
    """Replace each block quote that opens with a marker of _KINDS."""

    default_priority = 210  # early, when Markdown's text nodes are still as written

    def apply(self, **kwargs: object) -> None:
        """See SphinxTransform."""
        for quote in list(self.document.findall(nodes.block_quote)):
            first = next(iter(quote.findall(nodes.Text)), None)
            match = first and _MARKER.match(first.astext())
            if not first or not match or match[1] not in _KINDS:
                continue
            paragraph = first.parent
            paragraph.replace(first, nodes.Text(first.astext()[match.end() :]))
            quote.replace_self(_KINDS[match[1]]("", *quote.children))


def setup(app: Sphinx) -> None:
    """Add the transform."""
    app.add_transform(AlertTransform)
