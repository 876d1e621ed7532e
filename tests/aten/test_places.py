"""A place or a class that is not there is refused as torch refuses it."""

from collections.abc import Iterator
from typing import Any

import torch

from tests.lockstep.machine import Node

from .judge import differences
from .seam import Call

X = torch.randn(4, 3)
DRAWN = torch.randn(2, 3)
CLASSES = {"self": X, "weight": None, "reduction": 1, "ignore_index": -100}
IMAGE = {**CLASSES, "self": torch.randn(1, 3, 2, 2)}
#: not there: beyond the last, far beyond, before the first, the largest that there is
BEYOND = [3, 12, -1, -4, 2**62]


def whole(*values: Any) -> torch.Tensor:
    return torch.tensor(values)


def losses(t: int) -> Iterator[Call]:
    """Yield losses with a class that is not there, in the last place."""
    many = whole(0, 2, 1, t)
    weight = torch.rand(3)
    backward = {"total_weight": torch.tensor(4.0), "grad_output": torch.tensor(1.0)}
    for reduction in (0, 1, 2):
        yield Call("nll_loss_forward", {**CLASSES, "target": many, "reduction": reduction})
    yield Call("nll_loss_forward", {**CLASSES, "target": many, "weight": weight})
    yield Call("nll_loss_forward", {**CLASSES, "self": X[0], "target": whole(t)[0]})
    yield Call("nll_loss_backward", {**CLASSES, **backward, "target": many})
    spread = many.reshape(1, 2, 2)
    for reduction in (0, 1):
        yield Call("nll_loss2d_forward", {**IMAGE, "target": spread, "reduction": reduction})
    yield Call("nll_loss2d_backward", {**IMAGE, **backward, "target": spread})
    margin = {"self": X, "target": many, "p": 1, "margin": 1.0, "reduction": 1}
    yield Call("multi_margin_loss", margin)


def test_a_loss_of_a_class_that_is_not_there_is_refused(node: Node) -> None:
    calls = [call for t in BEYOND for call in losses(t)]
    assert not differences(node, calls)


def test_a_class_that_is_ignored_needs_no_place(node: Node) -> None:
    calls = []
    for ignored in (-100, 12, 1):
        for reduction in (0, 1, 2):
            many: dict[str, Any] = {"reduction": reduction}
            many["target"] = whole(0, ignored, 2, ignored)
            calls.append(Call("nll_loss_forward", {**CLASSES, **many, "ignore_index": ignored}))
            many["target"] = whole([[0, ignored], [2, ignored]])[None]
            calls.append(Call("nll_loss2d_forward", {**IMAGE, **many, "ignore_index": ignored}))
    assert not differences(node, calls)


def test_a_place_that_is_not_there_is_refused(node: Node) -> None:
    calls = []
    for t in BEYOND:
        at = whole(0, t)
        table = whole([0, 1, t])
        calls += [
            Call("embedding", {"weight": X[:3], "indices": at}),
            Call("gather", {"self": DRAWN, "dim": 1, "index": table}),
            Call("scatter.value", {"self": DRAWN, "dim": 1, "index": table, "value": 1}),
            Call("scatter.src", {"self": DRAWN, "dim": 1, "index": table, "src": DRAWN}),
            Call("scatter_add", {"self": DRAWN, "dim": 1, "index": table, "src": DRAWN}),
            Call(
                "scatter.reduce",
                {"self": DRAWN, "dim": 1, "index": table, "src": DRAWN, "reduce": "add"},
            ),
            Call("index_select", {"self": DRAWN, "dim": 1, "index": at}),
            Call("index_select", {"self": X[0], "dim": 0, "index": at}),
            Call("index_add", {"self": DRAWN, "dim": 1, "index": at, "source": X[:2, :2]}),
            Call("index_copy", {"self": DRAWN, "dim": 1, "index": at, "source": X[:2, :2]}),
            Call("index_fill.int_Scalar", {"self": DRAWN, "dim": 1, "index": at, "value": 5}),
        ]
        calls += [
            Call("index.Tensor", {"self": DRAWN, "indices": [None, at]}),
            Call("index_put", {"self": DRAWN, "indices": [None, at], "values": X[0, 0]}),
        ]
    assert not differences(node, calls)
