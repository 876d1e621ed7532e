"""GraphLens: the graph behind a loss, alive; step the backward pass as autograd runs it."""

from collections.abc import Mapping
from typing import Any

import graphviz
import ipywidgets
import traitlets
from torch import Tensor

from livenet import autograd, graph
from livenet.widgets._album import Album
from livenet.widgets._instrument import Instrument

# torchviz's fill colours, which livenet.graph knows.
_FILL = {"leaf": "lightblue", "output": "darkolivegreen1", "base": "darkolivegreen3"}
_BYTES = 700_000  # of all pictures of one graph, at most
_ONLY_ONCE = (
    "this graph has been used by backward(), which freed what the graph had saved:"
    " compute the loss anew and give GraphLens that one, before its backward()."
)
_CHANGED = (
    "a tensor that this graph saved was changed in place afterwards, so backward() would fail:"
    " compute the loss anew and give GraphLens that one."
)


class GraphLens(Instrument):
    """Look into the graph behind a loss, and step through its backward pass.

    It is laid out as torchviz draws it. One real backward pass runs when it is made, with
    ``retain_graph=True``: no ``.grad`` of a leaf changes, and your own ``loss.backward()`` can
    follow. Hooks on tensors and nodes run in it, and a tensor with ``retain_grad()`` gets a
    ``.grad``.

    >>> a = torch.tensor(2.0, requires_grad=True)
    >>> b = torch.tensor(3.0, requires_grad=True)
    >>> GraphLens(a * b, params={"a": a, "b": b})

    Args:
        loss: a tensor with a ``grad_fn``, of any float dtype; one number, of any number of
            dimensions, unless ``gradient`` is given.
        params: names of leaves, as torchviz takes them, such as ``dict(net.named_parameters())``.
        gradient: what ``loss.backward`` would be given, of loss's shape and dtype; a loss of one
            number needs none.

    Raises:
        ValueError: there is no graph behind ``loss``, or it has more than 4,000 boxes, or it was
            used up or changed; or ``gradient`` is missing or has another shape.
        RuntimeError: Graphviz's program ``dot`` is not installed; or backward itself fails.
    """

    _view = "graph-lens"
    _height = 860
    graph = traitlets.Dict(
        help="The boxes, lines, order and tensors of the graph, as plain data."
    ).tag(sync=True)
    pictures = traitlets.Bytes(
        help="The tensors' pictures, one byte a value; see livenet.widgets._album."
    ).tag(sync=True)
    step = traitlets.Int(
        0, help="How many nodes of the backward pass have run, from 0 to len(graph['order'])."
    ).tag(sync=True)
    chosen = traitlets.Int(
        0, help="The number of the box that is looked at, in graph['boxes']."
    ).tag(sync=True)

    def __init__(
        self,
        loss: Tensor,
        params: Mapping[str, Tensor] | None = None,
        *,
        gradient: Tensor | None = None,
    ) -> None:
        read = autograd.read(loss)
        _check(loss, gradient)
        names = {id(tensor): name for name, tensor in (params or {}).items()}
        album = Album(min(4_704, max(16, _BYTES // (len(read.boxes) + 2 * len(read.lines)))))
        width, height, places, paths = _lay_out(read, names)
        boxes = [
            {"kind": box.kind, **place, **_content(box, names, album)}
            for box, place in zip(read.boxes, places, strict=True)
        ]
        for line in read.lines:
            if line.operand is not None and boxes[line.tail]["kind"] == "node":
                boxes[line.head]["operands"][line.operand] = line.tail
        visits = autograd.watch(
            loss, read.boxes, gradient, lambda one: album.add(one, gradient=True)
        )
        super().__init__(
            graph={
                "width": width,
                "height": height,
                "boxes": boxes,
                "lines": paths,
                "order": [vars(visit) for visit in visits],
                "tensors": album.tensors,
            },
            pictures=bytes(album.pictures),
            chosen=next(i for i, box in enumerate(read.boxes) if box.of is loss.grad_fn),
        )
        self.controls = {"step": ipywidgets.IntSlider(0, min=0, max=len(visits))}


def _check(loss: Tensor, gradient: Tensor | None) -> None:
    if gradient is None and loss.numel() != 1:
        raise ValueError(
            f"backward() starts from one number, and this tensor has shape {tuple(loss.shape)}:"
            " give GraphLens its sum or mean, or a gradient of that shape."
        )
    if gradient is not None and gradient.shape != loss.shape:
        raise ValueError(
            f"gradient must have the shape of the loss, {tuple(loss.shape)};"
            f" this one has {tuple(gradient.shape)}."
        )


def _content(box: autograd.Box, names: dict[int, str], album: Album) -> dict[str, Any]:
    """Return what a box holds: a tensor's name and value, or what a node is and has saved."""
    if box.kind != "node":
        return {"parameter": names.get(id(box.of), ""), "value": album.add(box.of)}
    try:
        tensors, others = autograd.saved(box.of)
    except RuntimeError as error:
        # torch's own sentences, and longer than ours.
        sentence = _CHANGED if "inplace operation" in str(error) else _ONLY_ONCE
        raise ValueError(sentence) from error
    return {
        "name": box.name,
        "operands": [None] * len(box.of.next_functions),
        "saved": [
            {"name": name, "parameter": names.get(id(tensor), ""), "tensor": album.add(tensor)}
            for name, tensor in tensors.items()
        ],
        "others": others,
    }


def _lay_out(
    read: autograd.Graph, names: dict[int, str]
) -> tuple[float, float, list[dict[str, Any]], list[dict[str, Any]]]:
    """Return width and height in pt, where each box stands, and how each line runs; y is down."""
    dot = graphviz.Digraph()
    for number, box in enumerate(read.boxes):
        if box.kind == "node":
            dot.node(str(number), box.name)
        else:
            shape = f"({', '.join(map(str, box.of.shape))})"
            label = f"{names.get(id(box.of), '')}\n {shape}"
            dot.node(str(number), label, fillcolor=_FILL[box.kind])
    for number, line in enumerate(read.lines):
        views = line.operand is None and read.boxes[line.tail].kind != "node"
        more = {"style": "dotted"} if views else {}
        dot.edge(str(line.tail), str(line.head), id=str(number), **more)
    laid = graph.layout(dot)
    _, _, width, height = map(float, laid["bb"].split(","))

    def point(x: float | str, y: float | str) -> list[float]:
        return [round(float(x), 1), round(height - float(y), 1)]

    by_name = {one["name"]: one for one in laid["objects"]}
    places = []
    for number in range(len(read.boxes)):
        one = by_name[f"n{number}"]
        size = [round(72 * float(one[side]), 1) for side in ("width", "height")]
        places.append(
            {"at": point(*one["pos"].split(",")), "size": size, "label": one["label"].split("\n")}
        )
    paths: list[dict[str, Any]] = [{} for _ in read.lines]
    for edge in laid["edges"]:
        number = int(edge["id"])
        curve = next(draw["points"] for draw in edge["_draw_"] if draw["op"] == "b")
        tip = next(draw["points"] for draw in edge["_hdraw_"] if draw["op"] == "P")
        line = read.lines[number]
        paths[number] = {
            "tail": line.tail,
            "head": line.head,
            "operand": line.operand,
            "curve": [point(*p) for p in curve],
            "tip": [point(*p) for p in tip],
        }
    return width, height, places, paths
