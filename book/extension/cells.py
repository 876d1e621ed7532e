"""Code cells run on the page: here each gets its name, and what no page can run its reason.

web/cell does the rest. Without JavaScript a cell reads as it is written, with the build's output.
"""

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

# Why a cell cannot run on a page, by what its code has: the first that fits. web/cell/words.ts has
# the sentences.
_ELSEWHERE = {
    "processes": re.compile(r"^%%writefile|torchrun|subprocess|\bdist\.|import place|import count"),
    "compile": re.compile(r"\bcompile\(|_dynamo"),
    "threads": re.compile(r"set_num_threads|threading"),
}


class CellTransform(SphinxTransform):
    """Give each code cell its id, and the reason why it runs elsewhere; an exercise waits."""

    default_priority = 210  # before questions are wrapped

    def apply(self, **kwargs: object) -> None:
        """See SphinxTransform."""
        source = Path(self.env.doc2path(self.env.docname))
        if source.suffix != ".ipynb":
            return
        cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
        for node in self.document.findall(nodes.container):
            if node.get("nb_element") != "cell_code":
                continue
            cell = cells[node["cell_index"]]
            node["ids"].append(f"cell-{cell['id']}")
            if "exercise" in cell["metadata"].get("tags", ()):
                # What the build printed tells the reader only that nobody has answered yet.
                for part in list(node.findall(nodes.container)):
                    if part.get("nb_element") == "cell_code_output":
                        node.remove(part)
            if reason := elsewhere("".join(cell["source"])):
                node["classes"].append(f"elsewhere-{reason}")
            self.env.metadata[self.env.docname]["cells"] = "yes"


def elsewhere(source: str) -> str | None:
    """Return the reason why a page cannot run a cell, or None if it can."""
    return next((name for name, code in _ELSEWHERE.items() if code.search(source)), None)


def add_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let a page with cells load what runs them; `book.site.python` says where Python lies."""
    if not app.env.metadata.get(page, {}).get("cells") or not app.config.book_edition:
        return
    app.add_css_file("cells.css")
    attributes: Any = {"data-python": ""}
    app.add_js_file("cells.js", **attributes)
    if app.config.book_wheel:
        # `notebooks` writes it; of a type that no browser runs: cells.js does when it is asked for.
        app.add_js_file(f"notebooks/{page}.js", type="notebook")


def setup(app: Sphinx) -> None:
    """Add the transform, and connect before book.head lists the page's scripts."""
    app.add_transform(CellTransform)
    app.connect("html-page-context", add_scripts, priority=90)
