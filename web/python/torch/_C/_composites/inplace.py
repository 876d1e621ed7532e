"""Operations that change a tensor, or a list of them, composed of others."""

import math

from .. import _native as native
from .. import _table, _write
from .._base import _CHANNELS_LAST, replace, take
from .._dispatch import by_name
from .._nodes import check_inplace, wrapped_node
from .._state import G, grad_mode
from ._register import T, composite, kernel, ops


@kernel
def _amp_update_scale_(self, growth_tracker, found_inf, growth, backoff, interval):
    """Grow a scale after so many steps without inf or nan, shrink it after one with them."""
    if found_inf.item():
        self.mul_(backoff)
        growth_tracker.fill_(0)
        return self
    steps = int(growth_tracker.item()) + 1
    if steps < interval:
        growth_tracker.fill_(steps)
        return self
    grown = self * growth
    if math.isfinite(grown.item()):
        self.copy_(grown)
    growth_tracker.fill_(0)
    return self


def _turning(name, of):
    """Register what makes a tensor, in place, the view of itself that another operation gives."""

    @composite(name)
    def turn(self, *args):
        check_inplace(self, self.requires_grad)
        if name == "t_" and self.dim() > 2:
            raise RuntimeError(
                f"t_() expects a tensor with <= 2 dimensions, but self is {self.dim()}D"
            )
        view = ops[of](self, *args)
        take(self, view)
        self._v[0] += 1
        if view._r:
            if name in _table.DERIVATIVES:  # its node has a name of its own
                schema = by_name(*name.partition(".")[::2]).schema
                known = _table.DERIVATIVES[name]
                view._fn.__class__ = G[_write.node_class(schema, known, schema.args[:1])]
            wrapped_node(self, view._fn)
        return self


for _name, _of in {
    "squeeze_": "squeeze", "squeeze_.dim": "squeeze.dim", "squeeze_.dims": "squeeze.dims",
    "unsqueeze_": "unsqueeze", "t_": "t", "transpose_": "transpose.int",
    "swapaxes_": "transpose.int", "swapdims_": "transpose.int", "as_strided_": "as_strided",
}.items():  # fmt: skip
    _turning(_name, _of)


@composite("resize_")
def resize_(self, size, memory_format=None):
    """Let a tensor have another shape; what its memory gains holds anything."""
    if self._r and not grad_mode.inference:
        raise RuntimeError("cannot resize variables that require grad")
    if min(size, default=0) < 0:
        raise RuntimeError("numel: integer multiplication overflow")
    total = math.prod(size)
    if total >= 2**63:
        raise RuntimeError("numel: integer multiplication overflow")
    if total * self.itemsize >= 2**63:
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)}")
    order = range(len(size) - 1, -1, -1)
    if memory_format is not None and memory_format.code >= 2:
        order = _CHANNELS_LAST[memory_format.code]
        if len(order) != len(size):
            name = "channels_last" + "_3d" * (len(order) == 5)
            raise RuntimeError(f"required rank {len(order)} tensor to use {name} format")
    if tuple(size) == tuple(self.shape) and (
        memory_format is None or self.is_contiguous(memory_format=memory_format)
    ):
        return self
    steps, step = [0] * len(size), 1
    for at in order:
        steps[at] = step
        step *= max(size[at], 1)
    offset = self.storage_offset()
    needed = (offset + math.prod(size)) * self.itemsize
    if needed > native.nbytes(self._h):
        native.resize(self._h, needed)
    replace(self, native.strided(self._h, self.dtype.code, offset, len(size), *size, *steps))
    self._v[0] += 1
    return self


@composite("resize_as_")
def resize_as_(self, the_template, memory_format=None):
    if memory_format is not None and memory_format.code == 1:
        memory_format = next(
            (one for one in (T().channels_last, T().channels_last_3d)
             if the_template.is_contiguous(memory_format=one) and not the_template.is_contiguous()),
            None,
        )  # fmt: skip
    return resize_(self, [*the_template.shape], memory_format)
