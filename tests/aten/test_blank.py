"""Products with blanks: what is left out of them adds nothing, but where it would make NaN."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.lockstep.fuzz import Draw
from tests.lockstep.machine import Node

from . import seam
from .judge import differences
from .seam import Call

SEEDS = range(8)
MANY_SEEDS = range(32)


def drawn(seed: int) -> tuple[Draw, Tensor, Tensor]:
    """Samples, of which much is 0 and one column is in all; and weights of at least 128 rows."""
    d = Draw(seed)
    batch, width, rows = d.whole(9, 40), d.one(20, 190, 300, 784), d.whole(128, 160)
    x = torch.rand(batch, width) * (torch.rand(width) < 0.5) * (torch.rand(batch, 1) < 0.8)
    x[:, : width // 3] *= torch.rand(batch, width // 3) < 0.1
    x[:, 5] = 0
    return d, x, torch.randn(rows, width)


def mm(x: Tensor, y: Tensor) -> Call:
    return Call("mm", {"self": x, "mat2": y})


def products(x: Tensor, weight: Tensor) -> list[Call]:
    """A layer, and both of its gradients, with what is blank on either side."""
    grad = torch.randn(len(x), len(weight))
    bias = Call("addmm", {"self": torch.randn(len(weight)), "mat1": x, "mat2": weight.t()})
    return [bias, mm(x, weight.t()), mm(weight, x.t()), mm(grad.t(), x), mm(x.t(), grad)]


def test_blanks_leave_the_product_as_it_is(node: Node) -> None:
    calls = [call for seed in SEEDS for call in products(*drawn(seed)[1:])]
    assert not differences(node, calls)


@pytest.mark.parametrize("special", [torch.inf, -torch.inf, torch.nan])
def test_infinity_and_nan_times_blank_are_nan(node: Node, special: float) -> None:
    calls = []
    for seed in SEEDS:
        d, x, weight = drawn(seed)
        weight[d.whole(0, len(weight) - 1), 5] = special
        calls += products(x, weight)[:3]
        grad = torch.randn(len(x), len(weight))
        grad[d.whole(0, len(x) - 1), d.whole(0, len(weight) - 1)] = special
        calls += [mm(grad.t(), x), mm(x.t(), grad)]
    assert all(torch.isnan(seam.theirs(call)[0]).any() for call in calls)  # type: ignore[arg-type]
    assert not differences(node, calls)


def test_what_is_left_out_changes_no_bit(node: Node) -> None:
    """Rows go by sixes: where one has an infinite number, nothing is left out for all six."""
    for seed in SEEDS:
        _, x, weight = drawn(seed)
        spoilt = weight.clone()
        spoilt[::6, 5] = torch.inf
        found: list[Any] = seam.run(node, [mm(x, w.t()) for w in (weight, spoilt)])
        (without,), (whole,) = found
        assert whole[:, ::6].isnan().all()
        kept = torch.arange(len(weight)) % 6 > 0
        assert torch.equal(without[:, kept], whole[:, kept])


def digits(seed: int) -> tuple[Draw, Tensor, Tensor]:
    """Images with blank borders, each with its own, and weights."""
    d = Draw(seed)
    n, side, k = d.one(8, 16), d.whole(9, 20), d.whole(2, 5)
    x = torch.rand(n, d.whole(1, 3), side, side + d.whole(0, 3))
    for image in x:
        image[:, : d.whole(1, 4)] = image[:, side - d.whole(0, 4) :] = 0
        image[:, :, : d.whole(1, 4)] = image[:, :, side - d.whole(0, 4) :] = 0
    return d, x, torch.randn(d.whole(1, 13), x.shape[1], k, k)


def convolutions(d: Draw, x: Tensor, weight: Tensor, special: float = 1) -> list[Call]:
    """A layer, and its gradients, where the first number of the last is `special`."""
    o = len(weight)
    args: dict[str, Any] = {
        "stride": [d.whole(1, 2)] * 2,
        "padding": [d.whole(0, 2) if special == 1 else 0] * 2,
        "dilation": [1, 1],
        "transposed": False,
        "output_padding": [0, 0],
        "groups": 1,
    }
    forward = Call("convolution", {"input": x, "weight": weight, "bias": torch.randn(o), **args})
    grad = torch.randn_like(seam.theirs(forward)[0])  # type: ignore[arg-type]
    grad[0, 0, 0, 0] = special
    given = {"grad_output": grad, "input": x, "weight": weight, "bias_sizes": [o]}
    return [forward, Call("convolution_backward", {**given, **args, "output_mask": [True] * 3})]


def test_blank_borders_leave_the_convolution_as_it_is(node: Node) -> None:
    assert not differences(node, [call for seed in SEEDS for call in convolutions(*digits(seed))])


@pytest.mark.parametrize("special", [torch.inf, torch.nan])
def test_infinity_and_nan_times_a_blank_border_are_nan(node: Node, special: float) -> None:
    calls = []
    for seed in SEEDS:
        d, x, weight = digits(seed)
        calls.append(convolutions(d, x, weight, special)[1])
        spoilt = weight.clone()
        spoilt[0, 0, 0, 0] = special
        calls.append(convolutions(d, x, spoilt, special)[0])
    assert all(torch.isnan(seam.theirs(call)[0]).any() for call in calls[1::2])  # type: ignore[arg-type]
    assert all(torch.isnan(seam.theirs(call)[1]).any() for call in calls[::2])  # type: ignore[arg-type]
    assert not differences(node, calls)


def pooled(seed: int) -> tuple[Draw, Call]:
    """The way back through a convolution behind a pooling, where few places have a gradient."""
    d, x, weight = digits(seed)
    _, backward = convolutions(d, x, weight)
    given = dict(backward.args)
    grad = given["grad_output"]
    chosen = torch.zeros_like(grad)
    chosen[:, :, :: d.whole(2, 3), :: d.whole(2, 3)] = 1
    given["grad_output"] = grad * chosen * (torch.rand_like(grad) < d.one(0.1, 0.5))
    return d, Call(backward.op, given)


def test_gradients_that_a_pooling_left_give_that_of_the_kernel(node: Node) -> None:
    assert not differences(node, [pooled(seed)[1] for seed in MANY_SEEDS])


@pytest.mark.parametrize("special", [torch.inf, -torch.inf, torch.nan])
def test_infinity_and_nan_by_no_gradient_are_nan(node: Node, special: float) -> None:
    calls = []
    for seed in MANY_SEEDS:
        _, call = pooled(seed)
        x, grad = call.args["input"], call.args["grad_output"]
        grad[-1] = 0
        x[-1, 0, x.shape[2] // 2, x.shape[3] // 2] = special
        calls.append(call)
    assert all(torch.isnan(seam.theirs(call)[1]).any() for call in calls)  # type: ignore[arg-type]
    assert not differences(node, calls)


def test_lists_of_places_change_no_bit(node: Node) -> None:
    """Of images that are blank and have gradients everywhere no place is left out; they add 0."""
    for seed in MANY_SEEDS:
        _, call = pooled(seed)
        few = call.args
        more = {
            **few,
            "input": torch.cat([torch.zeros(40, *few["input"].shape[1:]), few["input"]]),
            "grad_output": torch.cat(
                [torch.rand(40, *few["grad_output"].shape[1:]), few["grad_output"]]
            ),
        }
        found: list[Any] = seam.run(node, [call, Call(call.op, more)])
        (_, listed, _), (_, whole, _) = found
        assert torch.equal(listed, whole)
