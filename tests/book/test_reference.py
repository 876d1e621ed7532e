"""How docstrings are read for the page of reference."""

from types import SimpleNamespace
from typing import Any, cast

from docutils import nodes
from docutils.core import publish_doctree
from sphinx.util.rst import default_role

from book.extension.reference import configure_autodoc


def test_a_name_in_backticks_is_code() -> None:
    config = cast(Any, SimpleNamespace())
    configure_autodoc(cast(Any, None), config)
    with default_role("reference", config.default_role):
        page = publish_doctree("What `make bench` measured.")
    assert [code.astext() for code in page.findall(nodes.literal)] == ["make bench"]
