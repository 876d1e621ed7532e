"""How docstrings are read for the page of reference."""

from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import traitlets
from docutils import nodes
from docutils.core import publish_doctree
from sphinx.util.rst import default_role

from book.extension.reference import configure_autodoc, list_traits, skip_told


def test_a_name_in_backticks_is_code() -> None:
    config = cast(Any, SimpleNamespace())
    configure_autodoc(cast(Any, None), config)
    with default_role("reference", config.default_role):
        page = publish_doctree("What `make bench` measured.")
    assert [code.astext() for code in page.findall(nodes.literal)] == ["make bench"]


class Widget(traitlets.HasTraits):
    names: traitlets.List[str] = traitlets.List(help="The names.")
    net = traitlets.Instance(object, allow_none=True, help="The network.")


class Pair(NamedTuple):
    """first: the first."""

    first: int


def test_a_trait_is_told_with_the_value_that_it_has_at_first() -> None:
    lines: list[str] = []
    app = cast(Any, SimpleNamespace(config=SimpleNamespace(language="en")))
    list_traits(app, "class", "Widget", Widget, None, lines)
    assert [line for line in lines if line.startswith("-")] == [
        "- ``names`` (list, ``[]``): The names.",
        "- ``net`` (instance, ``None``): The network.",
    ]


def test_a_field_is_told_by_its_class_alone() -> None:
    assert skip_told(cast(Any, None), "class", "first", Pair.first, False, None)
    assert skip_told(cast(Any, None), "class", "count", Pair.count, False, None) is None
