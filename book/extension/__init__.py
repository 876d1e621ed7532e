"""The book's Sphinx extension: what happens to a chapter between its notebook and its page."""

import gc
from importlib import import_module

from sphinx.application import Sphinx

_PARTS = (
    "alerts",
    "anchors",
    "cards",
    "cells",
    "chapter_numbers",
    "execution_cache",
    "execution_note",
    "figures",
    "formulas",
    "front",
    "glossary",
    "head",
    "heights",
    "inline_code",
    "katex_server",
    "leftovers",
    "listings",
    "markdown_pages",
    "menu",
    "notebooks",
    "questions",
    "recall",
    "reference",
    "search",
    "tables",
    "theme",
    "translations",
    "widgets",
)


def setup(app: Sphinx) -> dict[str, object]:
    """Connect the parts of the extension, each explained in its own module."""
    # Pages are trees of many objects, in which there is little to collect: to look through them as
    # often as Python does takes a fifth of the time in which they are read.
    gc.set_threshold(50_000)
    for part in _PARTS:
        import_module(f"book.extension.{part}").setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
