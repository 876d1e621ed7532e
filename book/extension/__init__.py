"""The book's Sphinx extension: what happens to a chapter between its notebook and its page."""

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
    "theme",
    "translations",
    "widgets",
)


def setup(app: Sphinx) -> dict[str, object]:
    """Connect the parts of the extension, each explained in its own module."""
    for part in _PARTS:
        import_module(f"book.extension.{part}").setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
