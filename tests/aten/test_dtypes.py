"""Operations that move elements, on elements of every dtype; places that lie anywhere."""

import pytest
import torch
from torch import Tensor

from tests.lockstep.fuzz import Draw
from tests.lockstep.machine import Node

from .judge import differences
from .seam import CODES, Call

DTYPES = list(CODES)
# torch moves few elements of eight bits' floats; here they are kept and converted, no more.
MOVED = [dtype for dtype in DTYPES if not str(dtype).startswith("torch.float8")]


def elements(d: Draw, shape: list[int], dtype: torch.dtype) -> Tensor:
    """Elements of a dtype that lie in memory in any way."""
    t = d._laid_out(shape, dtype)
    if dtype.is_floating_point:
        return t.copy_(torch.rand(t.shape) * 6 - 3)
    low = 0 if dtype in (torch.uint8, torch.bool) else -6
    return t.copy_(torch.randint(low, 2 if dtype == torch.bool else 7, t.shape))


def moved(d: Draw, dtype: torch.dtype) -> list[Call]:
    """Calls that move elements of this dtype."""
    shape = d.shape(2, 3, empty=False)
    x = elements(d, shape, dtype)
    dim = d.dim(len(shape))
    line = d.ints([d.whole(0, 5)], 0, shape[dim])
    fitting = d.ints(shape, 0, shape[dim])
    more = elements(d, shape, dtype)
    mask = d.bools(shape[: d.whole(1, len(shape))])
    rows = d.ints([d.whole(1, 4)], -shape[0], shape[0])
    last = d.ints([1, 1], 0, shape[-1])
    return [
        Call("index_select", {"self": x, "dim": dim, "index": line}),
        Call("gather", {"self": x, "dim": dim, "index": fitting}),
        Call("index.Tensor", {"self": x, "indices": [rows]}),
        Call("index.Tensor", {"self": x, "indices": [mask]}),
        Call("index.Tensor", {"self": x, "indices": [rows, *[None] * (len(shape) - 2), last]}),
        Call("index_put_", {"self": x, "indices": [rows], "values": more[:1]}),
        Call("index_put_", {"self": x, "indices": [mask], "values": more.flatten()[0]}),
        Call("masked_select", {"self": x, "mask": more != 0}),
        Call("nonzero", {"self": x}),
        Call("flip", {"self": x, "dims": [dim]}),
        Call("roll", {"self": x, "shifts": [d.whole(-3, 3)], "dims": [dim]}),
        Call("repeat", {"self": x, "repeats": [2, *[d.whole(1, 2) for _ in shape]]}),
        Call("cat", {"tensors": [x, more], "dim": dim}),
        Call("stack", {"tensors": [x, more], "dim": dim}),
        Call("clone", {"self": x}),
        Call("copy_", {"self": x, "src": more}),
        Call("fill_.Scalar", {"self": x, "value": d.whole(0, 3)}),
        Call("sort", {"self": x, "dim": dim}),
        Call("_unique2", {"self": x, "sorted": True, "return_inverse": True}),
    ]


@pytest.mark.parametrize("dtype", MOVED, ids=str)
def test_elements_of_any_dtype_are_moved(node: Node, dtype: torch.dtype) -> None:
    calls = [call for seed in range(4) for call in moved(Draw(seed), dtype)]
    assert not differences(node, calls)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a_dtype_becomes_any_other(node: Node, dtype: torch.dtype) -> None:
    d = Draw(1)
    calls = [
        Call("_to_copy", {"self": elements(d, d.shape(1, empty=False), dtype), "dtype": other})
        for other in DTYPES
    ]
    assert not differences(node, calls)


def test_whole_numbers_that_do_not_fit_wrap(node: Node) -> None:
    x = torch.tensor([2**31, -(2**31) - 1, 2**40 + 5, -(2**45) - 3, 2**53 - 1])
    lying = torch.stack([x, x], 1)[:, 1]
    calls = [
        Call("_to_copy", {"self": given, "dtype": dtype})
        for given in (x, lying)
        for dtype in (torch.int32, torch.int16, torch.uint8)
    ]
    back = Call("_to_copy", {"self": lying.to(torch.int32)[::2], "dtype": torch.int64})
    assert not differences(node, [*calls, back])
