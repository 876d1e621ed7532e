"""What torchviz writes, put into the terms of `livenet.drawing`: the one place that knows it."""

import re
from collections.abc import Mapping
from typing import Any

import graphviz

# torchviz says by a colour what a box is; all others are nodes.
_KINDS = {
    "lightblue": "leaf",
    "orange": "saved",
    "darkolivegreen1": "output",
    "darkolivegreen3": "base",
}
_COLOUR = re.compile(rf"fillcolor=({'|'.join(_KINDS)})\]")
# A statement begins with one address (a node) or two (an edge).
_ENDS = re.compile(r"^\t\d+(?: -> \d+)?")


def statements(dot: graphviz.Digraph, fills: Mapping[Any, str]) -> list[str]:
    """Return the statements of torchviz's graph: boxes numbered as it met them, in our colours.

    Args:
        dot: what ``torchviz.make_dot`` returned.
        fills: the colour of each kind of box.
    """
    names: dict[str, str] = {}

    def number(ends: re.Match[str]) -> str:
        return re.sub(r"\d+", lambda m: names.setdefault(m[0], f"n{len(names)}"), ends[0])

    def recolour(colour: re.Match[str]) -> str:
        return f'fillcolor="{fills[_KINDS[colour[1]]]}"]'

    return [_COLOUR.sub(recolour, _ENDS.sub(number, statement)) for statement in dot.body]
