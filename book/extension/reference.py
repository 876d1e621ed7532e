"""The reference page of livenet: autodoc, with the synced traits of its instruments listed."""

import inspect
from typing import Any

import traitlets
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.inspect import stringify_signature

from book.editions import edition_of

_NAMES = {"zh": "属性（随页面同步）", "en": "Traits (synced with the page)"}


def list_traits(
    app: Sphinx, what: str, name: str, thing: object, options: Any, lines: list[str]
) -> None:
    """Add a list of the traits that have a help text to the docstring of an instrument."""
    if not (isinstance(thing, type) and issubclass(thing, traitlets.HasTraits)):
        return
    documented = {n: trait for n, trait in thing.class_own_traits().items() if trait.help}
    if not documented:
        return
    lines += ["", f".. rubric:: {_NAMES[edition_of(app.config.language)]}"]
    for name, trait in sorted(documented.items()):
        kind = type(trait).__name__.lower()
        lines += ["", f"- ``{name}`` ({kind}, ``{trait.default()!r}``): {trait.help}"]


def skip_told(
    app: Sphinx, what: str, name: str, thing: object, skip: bool, options: Any
) -> bool | None:
    """Leave traits to the list, and the fields of a named tuple to what its class says of them."""
    text = inspect.getdoc(thing) or ""
    is_field = inspect.isdatadescriptor(thing) and text.startswith("Alias for field")
    return True if is_field or isinstance(thing, traitlets.TraitType) else None


def show_constructor(
    app: Sphinx, what: str, name: str, thing: object, options: Any, signature: str, returns: str
) -> tuple[str, str] | None:
    """Tell what an instrument takes: traitlets hides it behind ``*args``."""
    if not (isinstance(thing, type) and issubclass(thing, traitlets.HasTraits)):
        return None
    own = inspect.signature(thing.__init__)
    parameters = [p for name, p in own.parameters.items() if name != "self"]
    return stringify_signature(own.replace(parameters=parameters), show_annotation=False), ""


def configure_autodoc(app: Sphinx, config: Config) -> None:
    """Document what is public; types of other packages are told, not linked; names are code."""
    config.default_role = "literal"  # docutils' own takes `name` for the title of a work
    config.autodoc_default_options = {"members": True, "member-order": "bysource"}
    config.autodoc_typehints_format = "short"
    config.nitpick_ignore_regex = [
        ("py:.*", r"(torch|matplotlib|graphviz|ipywidgets|traitlets|collections|numpy)\b.*"),
        ("py:.*", r"pathlib\..*"),
        ("py:.*", r"(Tensor|Digits|Figure|Axes|Path|NDArray|(np|nn|t)\..*|Callable|Iterable)"),
    ]


def setup(app: Sphinx) -> None:
    """Set autodoc up before it reads its settings."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.connect("config-inited", configure_autodoc, priority=100)
    app.connect("autodoc-process-signature", show_constructor)
    app.connect("autodoc-skip-member", skip_told)
    app.connect("autodoc-process-docstring", list_traits)
