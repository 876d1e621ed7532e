"""Views are arithmetic with strides: the shape, strides and numbers, or the sentence, of torch."""

from typing import Any

import torch

from tests.lockstep.fuzz import Draw
from tests.lockstep.machine import Node

from .judge import differences
from .seam import Call


def _size(d: Draw, numel: int) -> list[int]:
    """Draw a shape for ``view``: of so many numbers, one of them open, or of too many."""
    sizes: list[int] = []
    rest = numel
    for factor in (2, 3, 4, 5, 9):
        if rest and rest % factor == 0 and d.flag():
            sizes.append(factor)
            rest //= factor
    sizes.append(rest)
    d.random.shuffle(sizes)
    if d.whole(0, 2) == 0:
        sizes[d.whole(0, len(sizes) - 1)] = -1
    if d.whole(0, 9) == 0:
        sizes[0] += 1
    return sizes


def viewed(d: Draw) -> list[Call]:
    """Views of one tensor, now and then with arguments that torch refuses."""
    shape = d.shape()
    x = d.expanded(d.tensor(shape, special=False))
    rank = len(shape)
    dim = d.whole(-rank - 1, rank)
    other = d.whole(-rank, rank)
    size = shape[dim] if -rank <= dim < rank else 3
    order = d.random.sample(range(rank), rank)
    wide = [d.one(1, 2), *[s if s != 1 else d.one(1, 4) for s in shape]]
    wide = [d.one(s, s, s, -1) for s in wide[d.whole(0, 1) :]]
    cut = d.whole(0, max(size, 0))

    def of(name: str, **args: Any) -> Call:
        return Call(name, {"self": x, **args})

    return [
        of("view", size=_size(d, x.numel())),
        of("transpose.int", dim0=dim, dim1=other),
        of("permute", dims=[p - rank * d.whole(0, 1) for p in order]),
        of("permute", dims=order[1:]),
        of("expand", size=wide),
        of("select.int", dim=dim, index=d.whole(-size - 1, size)),
        of("slice.Tensor", dim=dim, start=d.one(None, d.whole(-9, 9)), end=d.whole(-9, 9)),
        of("slice.Tensor", dim=other, start=1, step=d.whole(1, 3)),
        of("squeeze"),
        of("squeeze.dim", dim=dim),
        of("squeeze.dims", dim=order[:2]),
        of("unsqueeze", dim=dim),
        of("t"),
        of("unfold", dimension=dim, size=d.whole(0, 4), step=d.whole(1, 2)),
        of("diagonal", offset=d.whole(-3, 3), dim1=dim, dim2=other),
        of("split.Tensor", split_size=d.whole(0, 4), dim=dim),
        of("split_with_sizes", split_sizes=[cut, size - cut], dim=dim),
        of("split_with_sizes", split_sizes=[cut, size], dim=dim),
        of("unbind.int", dim=dim),
        of("as_strided", size=[2, 2], stride=[1, 2], storage_offset=d.one(None, 0, 3)),
        of("alias"),
        of("detach"),
    ]


def test_views_are_those_of_torch(node: Node) -> None:
    calls = [call for seed in range(24) for call in viewed(Draw(seed))]
    assert not differences(node, calls)


OPTIONS = (torch.float32, torch.float64, torch.int64, torch.uint8, torch.bool, torch.float16)


def made(d: Draw) -> list[Call]:
    """Tensors out of nothing."""
    size = d.shape(0, 3)
    x = d.tensor(size)
    dtype = d.one(*OPTIONS)
    start, step = d.number(), d.one(1, 2, 0.5, -1, 0.3)
    end = start + step * d.whole(0, 6)
    lies = d.one(None, torch.contiguous_format, torch.preserve_format)
    return [
        Call("zeros", {"size": size}),
        Call("ones", {"size": size, "dtype": dtype}),
        Call("full", {"size": size, "fill_value": d.one(True, 2, 1.5, -1)}),
        Call("full", {"size": size, "fill_value": 1, "dtype": dtype}),
        Call("zeros_like", {"self": x, "memory_format": lies}),
        Call("ones_like", {"self": x, "dtype": dtype}),
        Call("full_like", {"self": x, "fill_value": 2.5, "memory_format": lies}),
        Call("new_zeros", {"self": x.double(), "size": size}),
        Call("new_full", {"self": x, "size": size, "fill_value": 3}),
        Call("arange", {"end": d.one(0, 5, 2.5)}),
        Call("arange.start_step", {"start": start, "end": end, "step": step}),
        Call("arange.start", {"start": 1, "end": d.one(4, 0), "dtype": dtype}),
        Call("linspace", {"start": -1, "end": 2.5, "steps": d.whole(0, 7)}),
        Call("eye", {"n": d.whole(0, 4)}),
        Call("eye.m", {"n": d.whole(0, 4), "m": d.whole(0, 4), "dtype": dtype}),
        Call("scalar_tensor", {"s": 2.5, "dtype": dtype}),
        Call("tril", {"self": d.tensor([3, 4]), "diagonal": d.whole(-2, 2)}),
    ]


def test_factories_are_those_of_torch(node: Node) -> None:
    calls = [call for seed in range(12) for call in made(Draw(seed))]
    assert not differences(node, calls)
