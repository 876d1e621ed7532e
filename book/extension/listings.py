"""Listings wrap as on paper: what goes on in the next row hangs under its own line.

Here each line that a phone may break says how far it is indented, and each listing how many
columns it has; page.css does the rest.
"""

import re
from collections.abc import Iterator
from html import unescape
from unicodedata import east_asian_width

from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge

_NARROW = 30  # columns that the narrowest window shows without a break
# Up to how many columns rows of numbers get smaller to stay in line, and how small they may get: a
# drawing made of digits on a phone, PyTorch's rows of 80 columns on a laptop. What is longer is a
# sentence, and breaks.
_LEAST = {66: "8.5px", 90: "12px"}


class Listing(HtmlFormatter):  # type: ignore[misc]
    """Pygments' own, with each long line in an element."""

    def wrap(self, source: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """Return the lines of a listing within its `<pre>`. See HtmlFormatter."""
        lines = list(source)
        widths = [_columns(line) for _, line in lines]
        columns = max(widths, default=0)
        least = next((size for most, size in _LEAST.items() if columns <= most), None)
        if columns > _NARROW and least:
            self.prestyles = f"--columns:{columns};--least:{least}"
        wrapped = (
            (code, _hanging(line) if width > _NARROW else line)
            for (code, line), width in zip(lines, widths, strict=True)
        )
        yield from super().wrap(wrapped)


def _text(line: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", line)).rstrip("\n")


def _columns(line: str) -> int:
    return sum(2 if east_asian_width(mark) in "WF" else 1 for mark in _text(line))


def _hanging(line: str) -> str:
    text = _text(line)
    indent = len(text) - len(text.lstrip())
    style = f' style="--indent:{indent}ch"' if indent else ""
    return f'<span class="ln"{style}>{line}</span>'


def setup(app: Sphinx) -> None:
    """Let Sphinx format listings so, by the attribute that it has for it."""
    PygmentsBridge.html_formatter = Listing
