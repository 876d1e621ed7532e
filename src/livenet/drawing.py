"""Graphs of boxes and arrows in the book's look, such as the `grad_fn` graphs of torchviz."""

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import graphviz
from graphviz.backend import execute

from livenet import _arguments, _torchviz

Kind = Literal["node", "leaf", "saved", "output", "base"]

# The light colours of assets/css/tokens.css, --panel and the tints. The site replaces these very
# colours by its variables, so that graphs follow the dark theme.
FILLS: dict[Kind, str] = {
    "node": "#EEF1F5",
    "leaf": "#CFE3F4",  # requires a gradient
    "saved": "#FBDDC6",  # kept for the backward pass
    "output": "#CDEBDF",
    "base": "#A9D8C6",  # what the output is a view of
}
INK = "#1D2733"
MUTED = "#5A6675"

_NO_DOT = (
    "The graph cannot be drawn, for Graphviz's program `dot` is not installed:"
    " on Debian or Ubuntu run `apt install graphviz`, on macOS `brew install graphviz`,"
    " on Windows `winget install graphviz`, and restart the kernel."
)


# Where arrows leave boxes behind by more than this, as in a recurrent network whose every step
# leads back to the same weights, dot would go on untangling for minutes: it gets a quicker way.
_TANGLED = 80
_QUICK = {"splines": "line", "nslimit": "0.1", "nslimit1": "1", "mclimit": "0.1"}
_SECONDS = 20  # that dot may take
_TOO_LONG = (
    "This graph is too tangled to be laid out in time: it has {boxes:,} boxes and {arrows:,}"
    " arrows. Give the loss of a shorter sequence, of fewer steps, or of a smaller network."
    " 这张图纠缠得太厉害，来不及排好：它有 {boxes:,} 个框、{arrows:,} 个箭头。请传入更短的序列、更"
    "少的步或"
    "更小的网络的损失。"
)


class Drawing:
    """A drawn graph, which a notebook shows as SVG.

    svg: the picture as text; the same graph gives the same text.
    """

    def __init__(self, svg: str) -> None:
        self.svg = _arguments.want_text("svg", svg)

    def __repr__(self) -> str:
        """Return the same words for each drawing, without an address in memory."""
        return "<Drawing>"

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass(frozen=True)
class Box:
    """A box, with what is written in it, and what kind of thing it is, which gives its colour."""

    label: str
    kind: Kind


@dataclass(frozen=True)
class Arrow:
    """An arrow between boxes, by their numbers; dotted where one is a view of the other."""

    tail: int
    head: int
    dotted: bool = False


def draw(dot: graphviz.Digraph) -> Drawing:
    """Draw what `torchviz.make_dot` returned, in the book's colours.

    torchviz names each node by its address in memory, which is another one at each run;
    here they are numbered in the order in which torchviz met them.

    Raises:
        TypeError: ``dot`` is no graph of torchviz's.
        ValueError: the graph is too tangled to be laid out in 20 seconds.
        RuntimeError: Graphviz's program ``dot`` is not installed.

    >>> import torch
    >>> from torchviz import make_dot
    >>> w = torch.tensor(3.0, requires_grad=True)
    >>> draw(make_dot(w * w, params={"w": w}))
    <Drawing>
    """
    if not isinstance(dot, graphviz.Digraph):
        raise TypeError(
            f"dot must be what torchviz.make_dot returns, not {_arguments.describe(dot)}."
        )
    return Drawing(_run_dot(_torchviz.statements(dot, FILLS), "svg"))


def lay_out(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> dict[str, Any]:
    """Lay out boxes and arrows just as ``draw`` does; return Graphviz's JSON, lengths in points.

    Box number ``i`` is the object named ``ni``, and arrow number ``i`` the edge with that ``id``.

    Raises:
        TypeError: something is no box or no arrow.
        ValueError: a box is of no known kind, an arrow leads from or to a box that is not there,
            or the graph is too tangled to be laid out in 20 seconds.
        RuntimeError: Graphviz's program ``dot`` is not installed.
    """
    dot = graphviz.Digraph()
    for number, box in enumerate(boxes):
        if not isinstance(box, Box):
            raise TypeError(f"boxes must hold Box, not {_arguments.describe(box)}.")
        _arguments.want_choice("kind", box.kind, FILLS)
        # The colour of a node is the graph's own.
        fill = {} if box.kind == "node" else {"fillcolor": FILLS[box.kind]}
        dot.node(f"n{number}", box.label, **fill)
    for number, arrow in enumerate(arrows):
        if not isinstance(arrow, Arrow):
            raise TypeError(f"arrows must hold Arrow, not {_arguments.describe(arrow)}.")
        for end in (arrow.tail, arrow.head):
            _arguments.want_int("the end of an arrow", end, 0, len(boxes) - 1)
        style = {"style": "dotted"} if arrow.dotted else {}
        dot.edge(f"n{arrow.tail}", f"n{arrow.head}", id=str(number), **style)
    layout: dict[str, Any] = json.loads(_run_dot(dot.body, "json"))
    return layout


def _run_dot(statements: Iterable[str], form: str) -> str:
    body = list(statements)
    arrows = sum(" -> " in statement for statement in body)
    boxes = len(body) - arrows
    quick = _QUICK if arrows - boxes > _TANGLED else {}
    dot = graphviz.Digraph(
        graph_attr={"bgcolor": "transparent", "ranksep": "0.25", "nodesep": "0.2", **quick},
        node_attr={
            "shape": "box",
            "style": "filled",
            "fillcolor": FILLS["node"],
            "color": MUTED,
            "fontcolor": INK,
            "fontname": "monospace",
            "fontsize": "10",
            "height": "0.2",
            "penwidth": "0.6",
        },
        edge_attr={"color": MUTED, "arrowsize": "0.6", "penwidth": "0.8"},
        body=body,
    )
    options: dict[str, Any] = {"capture_output": True, "quiet": True, "encoding": "utf-8"}
    try:
        # What calls it in graphviz waits for the program without end.
        laid = execute.run_check(
            ["dot", f"-T{form}"], input=dot.source, timeout=_SECONDS, **options
        )
    except execute.ExecutableNotFound:
        raise RuntimeError(_NO_DOT) from None
    except subprocess.TimeoutExpired:
        raise ValueError(_TOO_LONG.format(boxes=boxes, arrows=arrows)) from None
    return str(laid.stdout)
