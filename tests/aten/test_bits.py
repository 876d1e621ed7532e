"""Where a text counts or compares numbers, they have to be torch's to the last bit."""

import platform

import pytest
import torch
from torch import Tensor

from tests.lockstep.fuzz import Draw
from tests.lockstep.machine import Node

from . import seam
from .judge import differences
from .seam import Call


def test_an_enlarged_picture_has_the_greys_of_torch(node: Node) -> None:
    calls = []
    for seed in range(6):
        d = Draw(seed)
        picture = torch.randint(0, 256, (1, 2, 28, d.whole(3, 28))) / 255
        size = [d.one(32, 14, 31), d.whole(3, 40)]
        args = {"self": picture, "output_size": size, "align_corners": d.flag()}
        calls.append(Call("upsample_bilinear2d", args))
    for call, ours in zip(calls, seam.run(node, calls), strict=True):
        made, wanted = ours[0], seam.theirs(call)[0]
        assert isinstance(made, torch.Tensor), ours
        assert isinstance(wanted, torch.Tensor)
        assert torch.equal(made, wanted), (call.args["output_size"], made.ne(wanted).sum())


@pytest.mark.skipif(platform.machine() != "x86_64", reason="other lanes, other bits")
def test_a_range_has_the_bits_of_torch(node: Node) -> None:
    calls = [
        Call("arange.start_step", {"start": -0.3, "end": -0.3 + 0.07 * many - 0.01, "step": 0.07})
        for many in (5, 15, 16, 17, 33, 70)
    ]
    for call, ours in zip(calls, seam.run(node, calls), strict=True):
        made, wanted = ours[0], seam.theirs(call)[0]
        assert isinstance(made, Tensor), ours
        assert isinstance(wanted, Tensor)
        assert torch.equal(made, wanted), (call.args["end"], made.ne(wanted).sum())


WIDE = [2**62 + 3, -(2**60) - 1, 2**53 + 1, 7, -1, 2**63 - 1]


def test_whole_numbers_of_64_bits_are_exact(node: Node) -> None:
    x = torch.tensor(WIDE).reshape(2, 3)
    y = torch.tensor([3, 2**55 + 1, -(2**40) - 1])
    pairs = ["add.Tensor", "sub.Tensor", "mul.Tensor", "bitwise_xor.Tensor", "eq.Tensor"]
    pairs += ["lt.Tensor", "maximum", "remainder.Tensor", "floor_divide", "add_.Tensor"]
    calls = [Call(name, {"self": x.clone(), "other": y}) for name in pairs]
    calls += [Call("mul.Scalar", {"self": x, "other": 5}), Call("neg", {"self": x})]
    calls += [Call("add.Scalar", {"self": x.t(), "other": 1, "alpha": 3})]
    calls += [
        Call("clone", {"self": x}),
        Call("index_select", {"self": x, "dim": 1, "index": y[:1] - 1}),
    ]
    assert not differences(node, calls)


def test_what_is_not_exact_is_refused_by_name(node: Node) -> None:
    (found,) = seam.run(node, [Call("cumsum", {"self": torch.tensor(WIDE), "dim": 0})])
    assert isinstance(found, str)
    assert "aten::cumsum of whole numbers up to 2**53" in found


def test_bytes_that_are_floats_are_converted_as_torch_does(node: Node) -> None:
    """Every byte to float32 and back, what lies between and beyond, and the bytes themselves."""
    every = torch.arange(256).to(torch.uint8)
    calls = []
    for dtype in (torch.float8_e4m3fn, torch.float8_e5m2):
        floats = every.view(dtype).float()
        between = (floats[:-1] + floats[1:]) / 2
        beyond = torch.tensor([1e30, -1e30, torch.inf, -torch.inf, 479, 481, 61439, 61441, 2e-9])
        calls += [
            Call("view.dtype", {"self": every, "dtype": dtype}),
            Call("_to_copy", {"self": every.view(dtype), "dtype": torch.float32}),
            *(
                Call("_to_copy", {"self": x, "dtype": dtype})
                for x in (floats, between, between * 1.001, beyond, floats.double())
            ),
        ]
    assert not differences(node, calls)


def test_bytes_are_seen_as_another_dtype(node: Node) -> None:
    x = torch.randn(3, 8, dtype=torch.float32)
    views = [x, x.t(), x[:, 2:6], x[:, 1:5], x[:, :5], x[1:, ::2], x[0, 0], x[:0], x.t()[:, :2]]
    dtypes = [torch.int32, torch.float64, torch.uint8, torch.int16, torch.float32, torch.bool]
    calls = [Call("view.dtype", {"self": v, "dtype": d}) for v in views for d in dtypes]
    assert not differences(node, calls)


SIZES = (1, 2, 3, 5, 8, 9, 12, 16, 17, 33, 40, 100)


def somehow(d: Draw) -> Tensor:
    """Return a tensor that lies in reading order, permuted, or within a larger one."""
    shape = [d.one(*SIZES) for _ in range(d.whole(1, 3))]
    how = d.whole(0, 2)
    if how == 0:
        return torch.randn(shape)
    if how == 1:
        return torch.randn([size + 3 for size in shape])[tuple(slice(1, 1 + n) for n in shape)]
    order = d.random.sample(range(len(shape)), len(shape))
    return torch.randn([shape[e] for e in order]).permute(
        [order.index(e) for e in range(len(shape))]
    )


@pytest.mark.parametrize("plain", [False, True])
def test_sums_are_added_up_in_the_order_of_torch(node: Node, plain: bool) -> None:
    """Of numbers that lie in order, in steps, in columns; and likelihoods of classes side by side.

    On processors for which torch's norms and likelihoods are compiled otherwise it is sums alone.
    """
    calls = []
    for seed in range(100):
        d = Draw(seed)
        x = somehow(d)
        dims = {"dim": d.dims(x.dim()), "keepdim": d.flag()}
        calls += [Call("sum.dim_IntList", {"self": x, **dims})]
        calls += [Call("mean.dim", {"self": x, **dims})]
        if torch.backends.cpu.get_cpu_capability() != "AVX512":
            continue
        calls += [Call("linalg_vector_norm", {"self": x, "ord": 2, **dims})]
        last = x.dim() - 1
        likely = {"self": 4 * x, "dim": last, "half_to_float": False}
        calls += [Call("_log_softmax", likely)]
        slopes = {"grad_output": torch.randn(x.shape), "output": x.log_softmax(last), "dim": last}
        calls += [Call("_log_softmax_backward_data", {**slopes, "input_dtype": torch.float32})]
    for call, ours in zip(calls, seam.run(node, calls, plain), strict=True):
        made, wanted = ours[0], seam.theirs(call)[0]
        assert isinstance(made, Tensor), (call.op, ours)
        assert isinstance(wanted, Tensor)
        x = next(arg for arg in call.args.values() if isinstance(arg, Tensor))
        assert torch.equal(made, wanted), (call.op, x.shape, x.stride(), call.args["dim"])
