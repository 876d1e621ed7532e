"""A section's anchor is the id of its Markdown cell, so that it is the same in both editions."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from book.editions import sources

LOGGER = logging.getLogger(__name__)


def heading_cells(notebook: Path) -> list[str]:
    """Return the ids of a notebook's Markdown cells that open with a heading, in order."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [
        cell["id"]
        for cell in cells
        if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("#")
    ]


def take_twins_anchors(sections: Sequence[nodes.Element], name: str) -> None:
    """Give sections of a Markdown page whose heading makes no id those of its English twin.

    A heading that stands on the page for the second time makes none either, and gets a number.
    """
    twin = sources("en") / name
    lines = twin.read_text(encoding="utf-8").splitlines() if twin.is_file() else []
    made = [nodes.make_id(line.lstrip("# ")) for line in lines if line.startswith("#")]
    if len(made) == len(sections):
        for at, (section, anchor) in enumerate(zip(sections, made, strict=True)):
            if re.fullmatch(r"id\d+", section["ids"][0]):
                times = made[: at + 1].count(anchor)
                section["ids"] = [anchor if times == 1 else f"{anchor}-{times}"]


class AnchorTransform(SphinxTransform):
    """Give the n-th section of a notebook the id of its n-th heading cell.

    Warns when their numbers differ: then a heading stands within a cell, where it has no
    anchor of its own.
    """

    default_priority = 870  # before MyST looks up the targets of `[text](#anchor)`

    def apply(self, **kwargs: object) -> None:
        """See SphinxTransform."""
        source = Path(self.env.doc2path(self.env.docname))
        sections = list(self.document.findall(nodes.section))
        if source.suffix != ".ipynb":
            take_twins_anchors(sections, source.name)
            return
        anchors = heading_cells(source)
        if len(sections) != len(anchors):
            LOGGER.warning(
                "%s has %d headings, but %d cells open with one; let each heading open its cell",
                source.name,
                len(sections),
                len(anchors),
            )
            return
        slugs = {}
        for section, anchor in zip(sections, anchors, strict=True):
            section["ids"] = [anchor]
            slugs[anchor] = (section.line, anchor, section[0].astext())
        # Where MyST looks, for this page and for `[text](page.ipynb#anchor)` of others.
        self.document.myst_slugs = slugs  # type: ignore[attr-defined]
        self.env.metadata[self.env.docname]["myst_slugs"] = slugs


def setup(app: Sphinx) -> None:
    """Add the transform."""
    app.add_transform(AnchorTransform)
