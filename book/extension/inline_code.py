"""Code in a sentence breaks on a phone where one who writes code would break it.

A browser breaks a name that is too long for its line at any letter, and `-=` or `--name` after its
hyphen. Long code gets places to break after an opening bracket and before a dot; a short name with
a hyphen and a short expression stay whole.
"""

import re
from html import unescape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

_PIECE = re.compile(r'<span class="pre">([^<]*)</span>')
_PLACE = re.compile(r"(?<=[(\[])(?![)\]])|(?<=[\w)\]])(?=\.[A-Za-z])")
_TAG = re.compile(r"<[^>]*>")
_CODE = re.compile(r'<code class="(docutils literal[^"]*)">([^\n]*?)</code>')
_LONG = 20  # characters, about half a line of a phone
_SHORT = 14  # characters of an expression: `16 * 5 * 5`


def break_code(page: str) -> str:
    """Return a page's HTML with places to break in its long code, and without in its short."""
    return _PIECE.sub(_break_piece, _CODE.sub(_keep_whole, page))


def _keep_whole(code: re.Match[str]) -> str:
    text = unescape(_TAG.sub("", code[2]))
    short = " " in text and len(text) <= _SHORT
    return f'<code class="{code[1]} whole">{code[2]}</code>' if short else code[0]


def _break_piece(piece: re.Match[str]) -> str:
    code = piece[1]
    if len(unescape(code)) >= _LONG:
        return f'<span class="pre">{_PLACE.sub("<wbr>", code)}</span>'
    return f'<span class="pre whole">{code}</span>' if "-" in code else piece[0]


def break_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let a page's code break so."""
    if "body" in context:
        context["body"] = break_code(context["body"])


def setup(app: Sphinx) -> None:
    """Connect to the finished pages."""
    app.connect("html-page-context", break_page)
