"""The size of the batch as a forward pass sees it: a number that tells when it is decided by."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch._subclasses.functional_tensor import FunctionalTensor
from torch.overrides import TorchFunctionMode

from livenet.tape._errors import Place, TapeError

_SIZES = range(1, 1025)
_ASKED = {Tensor.shape.__get__, Tensor.size, Tensor.__len__, Tensor.numel, Tensor.nelement}  # type: ignore[attr-defined]


class BatchSizeWatch(TorchFunctionMode):
    """While it lasts, sizes that are multiples of a batch's tell what is decided by them.

    Args:
        n: the batch size, a prime that is unlikely to be another size.
        place: says who is at work, for a message.
    """

    def __init__(self, n: int, place: Callable[[], Place]) -> None:
        super().__init__()
        self.n = n
        self.place = place

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        out = func(*args, **(kwargs or {}))
        if func in _ASKED and isinstance(args[0], FunctionalTensor):
            if isinstance(out, torch.Size):
                return torch.Size(map(self._watched, out))
            return self._watched(out)
        return out

    def _watched(self, size: int) -> int:
        if size == 0 or size % self.n:
            return size
        times = size // self.n
        return _Size(size, lambda n: times * n, self.place)


class _Size(int):
    """A whole number that depends on the batch's size; its comparisons are looked at."""

    at: Callable[[int], Any]
    place: Callable[[], Place]

    def __new__(cls, value: int, at: Callable[[int], Any], place: Callable[[], Place]) -> _Size:
        self = super().__new__(cls, value)
        self.at, self.place = at, place
        return self

    def __bool__(self) -> bool:
        return _decided(self, int(self) != 0, self.at)


def _at(value: Any) -> Callable[[int], Any]:
    return value.at if isinstance(value, _Size) else lambda _: value


def _arithmetic(name: str) -> None:
    """Let a size that is computed from a size depend on the batch as well."""
    plain = getattr(int, name)
    swapped = name.startswith("__r")
    compute = getattr(operator, name.replace("__r", "__", 1) if swapped else name)

    def method(self: _Size, other: Any) -> Any:
        value = plain(self, other)
        if type(value) is not int:
            return value
        mine, theirs = _at(self), _at(other)
        if swapped:
            return _Size(value, lambda n: compute(theirs(n), mine(n)), self.place)
        return _Size(value, lambda n: compute(mine(n), theirs(n)), self.place)

    setattr(_Size, name, method)


def _comparison(name: str) -> None:
    """Let a comparison be refused that comes out one way for some batches, another for others."""
    plain, compute = getattr(int, name), getattr(operator, name)

    def method(self: _Size, other: Any) -> Any:
        value = plain(self, other)
        if value is not NotImplemented:
            mine, theirs = _at(self), _at(other)
            _decided(self, value, lambda n: compute(mine(n), theirs(n)))
        return value

    setattr(_Size, name, method)


def _decided(self: _Size, value: bool, compute: Callable[[int], Any]) -> bool:
    """Return what a decision comes to; refuse it where another batch would decide otherwise."""
    caller = str(sys._getframe(2).f_globals.get("__name__", ""))
    if caller.partition(".")[0] != "torch" and any(bool(compute(n)) != value for n in _SIZES):
        place = self.place()
        raise TapeError(
            f"{place.english} decides by the batch's size what it does: let it do the same for one"
            " sample and for many.",
            f"{place.chinese}按批量的大小决定做什么：请让它对一个样本和许多样本做同样的事。",
        )
    return value


for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "floordiv", "rfloordiv", "mod", "rmod"):
    _arithmetic(f"__{_name}__")
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    _comparison(f"__{_name}__")
_Size.__hash__ = int.__hash__  # type: ignore[method-assign]
