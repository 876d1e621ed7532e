"""GraphLens: the graph behind a loss, alive; step the backward pass as autograd runs it."""

from collections.abc import Mapping
from typing import Any

import ipywidgets
import traitlets
from torch import Tensor

from livenet import _arguments, drawing, grad_graph
from livenet.widgets._instrument import Instrument
from livenet.widgets._summaries import TensorSummaries

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
        TypeError: ``loss`` or ``gradient`` is no tensor, or ``params`` no dict of tensors by name.
        ValueError: there is no graph behind ``loss``, or it has more than 4,000 boxes, is too
            tangled to be laid out in 20 seconds, or was used up or changed; or ``gradient`` is
            missing or has another shape or dtype.
        RuntimeError: Graphviz's program ``dot`` is not installed; or backward itself fails.
    """

    _view = "graph-lens"
    _height = 770
    graph = traitlets.Dict(
        help="The boxes, lines, order and tensors of the graph, as plain data."
    ).tag(sync=True)
    pictures = traitlets.Bytes(
        help="The tensors' pictures, one byte a value; see livenet.widgets._summaries."
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
        read = grad_graph.read(loss)
        _check(loss, gradient)
        names = _names(params)
        summaries = TensorSummaries(
            min(4_704, max(16, _BYTES // (len(read.boxes) + 2 * len(read.lines))))
        )
        width, height, places, paths = _lay_out(read, names)
        boxes = [
            {"kind": box.kind, **place, **_content(box, names, summaries)}
            for box, place in zip(read.boxes, places, strict=True)
        ]
        for line in read.lines:
            if line.operand is not None and boxes[line.tail]["kind"] == "node":
                boxes[line.head]["operands"][line.operand] = line.tail
        visits = grad_graph.watch(
            loss, read.boxes, gradient, lambda passing: summaries.add(passing, gradient=True)
        )
        super().__init__(
            graph={
                "width": width,
                "height": height,
                "boxes": boxes,
                "lines": paths,
                "order": [vars(visit) for visit in visits],
                "tensors": summaries.tensors,
            },
            pictures=bytes(summaries.pictures),
            chosen=next(i for i, box in enumerate(read.boxes) if box.of is loss.grad_fn),
        )
        self.controls = {"step": ipywidgets.IntSlider(0, min=0, max=len(visits))}


def _names(params: Mapping[str, Tensor] | None) -> dict[int, str]:
    """Return the name of each leaf by its id."""
    if params is None:
        return {}
    if not isinstance(params, Mapping):
        raise TypeError(
            "params must be a dict of tensors by name, such as dict(net.named_parameters()),"
            f" not {_arguments.describe(params)}."
        )
    for name, tensor in params.items():
        if not isinstance(tensor, Tensor):
            raise TypeError(
                f"params[{name!r}] must be a tensor, not {_arguments.describe(tensor)}."
            )
    return {id(tensor): str(name) for name, tensor in params.items()}


def _check(loss: Tensor, gradient: Tensor | None) -> None:
    _arguments.want_tensor("loss", loss)
    if gradient is None and loss.numel() != 1:
        raise ValueError(
            f"backward() starts from one number, and this tensor has shape {tuple(loss.shape)}:"
            " give GraphLens its sum or mean, or a gradient of that shape."
        )
    if gradient is None:
        return
    _arguments.want_tensor("gradient", gradient)
    if gradient.dtype != loss.dtype:
        raise ValueError(
            f"gradient must have the dtype of the loss, {loss.dtype}; this one is {gradient.dtype}."
        )
    if gradient.shape != loss.shape:
        raise ValueError(
            f"gradient must have the shape of the loss, {tuple(loss.shape)};"
            f" this one has {tuple(gradient.shape)}."
        )


def _content(
    box: grad_graph.Box, names: dict[int, str], summaries: TensorSummaries
) -> dict[str, Any]:
    """Return what a box holds: a tensor's name and value, or what a node is and has saved."""
    if box.kind != "node":
        return {"parameter": names.get(id(box.of), ""), "value": summaries.add(box.of)}
    try:
        tensors, others = grad_graph.saved(box.of)
    except RuntimeError as error:
        # torch's own sentences, and longer than ours.
        sentence = _CHANGED if "inplace operation" in str(error) else _ONLY_ONCE
        raise ValueError(sentence) from error
    return {
        "name": box.name,
        "operands": [None] * len(box.of.next_functions),
        "saved": [
            {"name": name, "parameter": names.get(id(tensor), ""), "tensor": summaries.add(tensor)}
            for name, tensor in tensors.items()
        ],
        "others": others,
    }


def _lay_out(
    read: grad_graph.Graph, names: dict[int, str]
) -> tuple[float, float, list[dict[str, Any]], list[dict[str, Any]]]:
    """Return width and height in pt, where each box stands, and how each line runs; y is down."""
    laid = drawing.lay_out(
        [drawing.Box(_label(box, names), box.kind) for box in read.boxes],
        [
            drawing.Arrow(
                line.tail,
                line.head,
                dotted=line.operand is None and read.boxes[line.tail].kind != "node",
            )
            for line in read.lines
        ],
    )
    _, _, width, height = map(float, laid["bb"].split(","))

    def point(x: float | str, y: float | str) -> list[float]:
        return [round(float(x), 1), round(height - float(y), 1)]

    by_name = {item["name"]: item for item in laid["objects"]}
    places = []
    for number in range(len(read.boxes)):
        item = by_name[f"n{number}"]
        size = [round(72 * float(item[side]), 1) for side in ("width", "height")]
        label = item["label"].split("\n")
        places.append({"at": point(*item["pos"].split(",")), "size": size, "label": label})
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


def _label(box: grad_graph.Box, names: dict[int, str]) -> str:
    """Return what torchviz writes into a box."""
    if box.kind == "node":
        return box.name
    return f"{names.get(id(box.of), '')}\n ({', '.join(map(str, box.of.shape))})"
