"""What a value looks like: its mime bundle, as IPython makes it, and `display`."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from typing import Any

# IPython's own printer, file by file from the installed package: dictionaries and lists break as
# they do in a notebook.
from IPython.lib.pretty import pretty

_MIMES = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_latex_": "text/latex",
    "_repr_json_": "application/json",
}

Bundle = tuple[dict[str, Any], dict[str, Any]]


def bundle(value: object) -> Bundle:
    """Return the data of a value by mime type, and their metadata."""
    data: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    if method := _method(value, "_repr_mimebundle_"):
        made = method(include=None, exclude=None)
        more = {}
        if isinstance(made, tuple):
            made, more = made
        data |= made or {}
        metadata |= more
    for name, mime in _MIMES.items():
        if mime in data or not (method := _method(value, name)):
            continue
        made = method()
        if isinstance(made, tuple):
            made, metadata[mime] = made
        if made is not None:
            data[mime] = _text(made)
    data.setdefault("text/plain", pretty(value))
    return data, metadata


def display(emit: Callable[[dict[str, Any]], None]) -> Callable[..., None]:
    """Return the function `display` of a shell."""

    def show(*values: object, raw: bool = False, **_: object) -> None:
        """Show values in the output of the cell; ``raw`` ones are mime bundles."""
        sys.stdout.flush()
        sys.stderr.flush()
        for value in values:
            data, metadata = (value, {}) if raw else bundle(value)
            emit({"output_type": "display_data", "data": data, "metadata": metadata})

    show.__name__ = show.__qualname__ = "display"
    return show


def _method(value: object, name: str) -> Callable[..., Any] | None:
    """Return a method of a value, not of a class that was itself shown."""
    if isinstance(value, type):
        return None
    # What answers to any name at all is no renderer.
    if getattr(value, "_ipython_canary_method_should_not_exist_", None) is not None:
        return None
    method = getattr(value, name, None)
    return method if callable(method) else None


def _text(made: Any) -> Any:
    return base64.b64encode(made).decode() if isinstance(made, bytes) else made
