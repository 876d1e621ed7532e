"""Numbers put to places in reading order, grids of all their pairs, and diagonals."""

import itertools
import math

from .._dispatch import by_name
from .._state import G
from .._types import int64
from ._register import T, composite, kernel, ops


@kernel
def put(self, index, source, accumulate=False):
    """Put the numbers of `source` where `index` says, as if `self` were one row."""
    said = "put_(): "
    names = G["SCALAR_NAMES"]
    if index.dtype is not int64:
        raise RuntimeError(f"{said}Expected a long tensor for index, but got {names[index.dtype]}")
    if self.dtype is not source.dtype:
        raise RuntimeError(
            f"{said}self and source expected to have the same dtype, but got self.dtype ="
            f" {names[self.dtype]} and source.dtype = {names[source.dtype]}"
        )
    if index.numel() != source.numel():
        raise IndexError(
            f"{said}Expected source and index to have the same number of elements, but got"
            f" source.numel() = {source.numel()}, index.numel() = {index.numel()}"
        )
    many = self.numel()
    if not many and index.numel():
        raise IndexError(f"{said}Tried to put elements into an empty tensor")
    out = self.clone(memory_format=T().contiguous_format)
    places = index.reshape(-1)
    beyond = places[(places >= many) | (places < -many)]
    if beyond.numel():
        raise IndexError(
            f"out of range: tried to access index {beyond[0].item()} on a tensor of {many}"
            " elements."
        )
    ops["index_put_"](out.view(-1), [places], source.reshape(-1), accumulate)
    return out


@kernel
def put_(self, index, source, accumulate=False):
    return _written(self, ops["put"](self, index, source, accumulate))


@kernel
def masked_scatter_(self, mask, source):
    return _written(self, ops["masked_scatter"](self, mask, source))


def _written(self, found):
    """Write what was found into a tensor, of which its caller counts the versions."""
    return by_name("copy_").kernel(self, found, False)


@composite("cartesian_prod")
def cartesian_prod(tensors):
    for one in tensors:
        _row(one)
    if len(tensors) == 1:
        return tensors[0]
    return T().stack([grid.flatten() for grid in _grids(tensors)], 1)


@composite("combinations")
def combinations(self, r=2, with_replacement=False):
    _row(self)
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if not r:
        return self.new_empty((0,))
    steps = _grids([T().arange(self.numel())] * r)
    kept = T().ones([self.numel()] * r, dtype=T().bool)
    for one, next_one in itertools.pairwise(steps):
        kept = kept & (one <= next_one if with_replacement else one < next_one)
    return T().stack([grid.masked_select(kept) for grid in _grids([self] * r)], 1)


def _row(tensor):
    if tensor.dim() != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(tensor.shape)}")


def _grids(tensors):
    return T().meshgrid(*tensors, indexing="ij")


@composite("diagflat")
def diagflat(self, offset=0):
    return self.contiguous().view(-1).diag(offset)


@composite("fill_diagonal_")
def fill_diagonal_(self, fill_value, wrap=False):
    rank, shape = self.dim(), self.shape
    if rank < 2:
        raise RuntimeError("dimensions must larger than 1")
    if rank > 2 and len(set(shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    height, width = shape[:2]
    many = min(height, width)
    first, step = self.storage_offset(), sum(self.stride())
    self.as_strided((many,), (step,), first).fill_(fill_value)
    if wrap and rank == 2 and height > width + 1:
        left = math.ceil(self.numel() / (width + 1)) - many
        at = first + self.stride(0) * (width + 1)
        self.as_strided((left,), (step,), at).fill_(fill_value)
    return self


@kernel
def logspace(start, end, steps, base=10.0, dtype=None, layout=None, device=None, pin_memory=None):
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    kind = dtype or T().get_default_dtype()
    exponents = T().linspace(
        start, end, steps, dtype=kind if kind.is_floating_point else T().float64
    )
    made = T().pow(base, exponents).to(kind)
    return made if device is None else made.to(device)
