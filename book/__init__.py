"""How the book is built: a Sphinx extension for both editions, and the build itself.

`_config.yml` loads this package as an extension; `python -m book.build` builds the site.
"""

import os
from importlib import import_module
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]

# torch gives the same bits for the same number of threads only, and two notebooks
# that run side by side must not fight for the cores.
os.environ["OMP_NUM_THREADS"] = "1"


_PARTS = (
    "alerts",
    "anchors",
    "executed",
    "execution",
    "figures",
    "formulas",
    "glossary",
    "head",
    "look",
    "menu",
    "notebooks",
    "questions",
    "reference",
    "search",
    "widgets",
)


def setup(app: Sphinx) -> dict[str, object]:
    """Connect the parts of the extension, each told in its own module."""
    for part in _PARTS:
        import_module(f"book.{part}").setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
