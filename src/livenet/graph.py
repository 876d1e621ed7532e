"""The drawing of a `grad_fn` graph: what torchviz made of it, in the book's look."""

import json
import re
from typing import Any

import graphviz

# torchviz's fill colours and the book's, which are those of assets/css/tokens.css.
# The site replaces these very colours by its variables, so that graphs follow the dark theme.
_FILL = {
    "lightblue": "#CFE3F4",  # a leaf that requires a gradient
    "orange": "#FBDDC6",  # a saved tensor
    "darkolivegreen1": "#CDEBDF",  # the output
    "darkolivegreen3": "#A9D8C6",  # the tensor that the output is a view of
}
# A statement of torchviz's begins with one address (a node) or two (an edge).
_NAMES = re.compile(r"^\t\d+(?: -> \d+)?")

_NO_DOT = (
    "The graph cannot be drawn, for Graphviz's program `dot` is not installed:"
    " on Debian or Ubuntu run `apt install graphviz`, on macOS `brew install graphviz`,"
    " on Windows `winget install graphviz`, and restart the kernel."
)


class Drawing:
    """A drawn graph, which a notebook shows as SVG.

    svg: the picture as text; the same graph gives the same text.
    """

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def __repr__(self) -> str:
        """Return the same words for each drawing, without an address in memory."""
        return "<Drawing>"

    def _repr_svg_(self) -> str:
        return self.svg


def draw(dot: graphviz.Digraph) -> Drawing:
    """Draw what `torchviz.make_dot` returned, in the book's colours.

    torchviz names each node by its address in memory, which is another one at each run;
    here they are numbered in the order in which torchviz met them.

    Raises:
        RuntimeError: Graphviz's program ``dot`` is not installed.

    >>> import torch
    >>> from torchviz import make_dot
    >>> w = torch.tensor(3.0, requires_grad=True)
    >>> draw(make_dot(w * w, params={"w": w}))
    <Drawing>
    """
    return Drawing(_pipe(_tidy(dot), "svg"))


def layout(dot: graphviz.Digraph) -> dict[str, Any]:
    """Lay out a graph of numbered boxes just as ``draw`` does; return Graphviz's JSON.

    Raises:
        RuntimeError: Graphviz's program ``dot`` is not installed.
    """
    laid: dict[str, Any] = json.loads(_pipe(_tidy(dot), "json"))
    return laid


def _tidy(dot: graphviz.Digraph) -> graphviz.Digraph:
    names: dict[str, str] = {}

    def rename(statement: re.Match[str]) -> str:
        return re.sub(r"\d+", lambda m: names.setdefault(m[0], f"n{len(names)}"), statement[0])

    body = [_recolour(_NAMES.sub(rename, statement)) for statement in dot.body]
    return graphviz.Digraph(
        graph_attr={"bgcolor": "transparent", "ranksep": "0.25", "nodesep": "0.2"},
        node_attr={
            "shape": "box",
            "style": "filled",
            "fillcolor": "#EEF1F5",
            "color": "#5A6675",
            "fontcolor": "#1D2733",
            "fontname": "monospace",
            "fontsize": "10",
            "height": "0.2",
            "penwidth": "0.6",
        },
        edge_attr={"color": "#5A6675", "arrowsize": "0.6", "penwidth": "0.8"},
        body=body,
    )


def _pipe(dot: graphviz.Digraph, form: str) -> str:
    try:
        return str(dot.pipe(format=form, encoding="utf-8"))
    except graphviz.ExecutableNotFound:
        raise RuntimeError(_NO_DOT) from None


def _recolour(statement: str) -> str:
    for theirs, ours in _FILL.items():
        statement = statement.replace(f"fillcolor={theirs}]", f'fillcolor="{ours}"]')
    return statement
