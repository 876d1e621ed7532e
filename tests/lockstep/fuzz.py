"""Operations alone: arguments drawn at random, and what torch and the engine make of them."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .draws import WithoutMkl
from .machine import Machine

_NAMES = {torch.float32: "float32", torch.int64: "int64", torch.bool: "bool"}
_SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1e30, -1e-30, 1.0, -1.0, 0.5]


class Draw:
    """Draws arguments; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        torch.manual_seed(seed)

    def one(self, *choices: Any) -> Any:
        """One of these."""
        return self.random.choice(choices)

    def whole(self, low: int, high: int) -> int:
        """From ``low`` to ``high``, both among them."""
        return self.random.randint(low, high)

    def number(self, low: float = -2, high: float = 2) -> float:
        """A number, half of the time a round one."""
        return (
            self.random.uniform(low, high)
            if self.whole(0, 1)
            else float(round(self.random.uniform(low, high)))
        )

    def flag(self) -> bool:
        """Heads or tails."""
        return bool(self.whole(0, 1))

    def size(self) -> int:
        """How long an axis of a matrix is."""
        return self.random.choice([1, 2, 3, 4, 7, 9, 17])

    def shape(self, low: int = 0, high: int = 4, empty: bool = True) -> list[int]:
        """A shape of ``low`` to ``high`` axes; now and then an axis is empty."""
        sizes = [self.one(1, 2, 3, 4, 5, 9) for _ in range(self.whole(low, high))]
        if sizes and empty and self.whole(0, 19) == 0:
            sizes[self.whole(0, len(sizes) - 1)] = 0
        return sizes

    def smaller(self, shape: Sequence[int]) -> list[int]:
        """A shape that is broadcast to this one."""
        kept = list(shape[self.whole(0, len(shape)) if self.whole(0, 1) else 0 :])
        return [1 if self.whole(0, 3) == 0 else size for size in kept]

    def tensor(
        self,
        shape: Sequence[int],
        low: float = -3,
        high: float = 3,
        *,
        special: bool = True,
        layout: bool = True,
    ) -> Tensor:
        """Numbers, some of them NaN, infinite or huge, that lie in memory in any way."""
        t = self._laid_out(shape, torch.float32) if layout else torch.empty(list(shape))
        t.copy_(torch.rand(t.shape) * (high - low) + low)
        if special and self.whole(0, 2) == 0 and t.numel() and not _repeats(t):
            for _ in range(self.whole(1, 3)):
                place = tuple(self.whole(0, size - 1) for size in t.shape)
                t[place] = self.one(*_SPECIAL)
        return t

    def ints(self, shape: Sequence[int], low: int, high: int) -> Tensor:
        """Whole numbers from ``low`` to below ``high``."""
        t = self._laid_out(shape, torch.int64)
        return t.copy_(torch.randint(low, max(high, low + 1), t.shape))

    def bools(self, shape: Sequence[int]) -> Tensor:
        """True and false."""
        t = self._laid_out(shape, torch.bool)
        return t.copy_(torch.rand(t.shape) < 0.5)

    def dim(self, rank: int) -> int:
        """An axis, which may count from the last."""
        return self.whole(-rank, rank - 1) if rank else self.one(0, -1)

    def dims(self, rank: int) -> list[int]:
        """Some axes, none twice."""
        return self.random.sample(range(rank), self.whole(1, rank)) if rank else []

    def _laid_out(self, shape: Sequence[int], dtype: torch.dtype) -> Tensor:
        """A tensor without numbers: in order, permuted, part of a larger one, or repeated."""
        shape = list(shape)
        how = self.whole(0, 5)
        rank = len(shape)
        if how == 1 and rank > 1:  # permuted
            order = self.random.sample(range(rank), rank)
            back = [order.index(d) for d in range(rank)]
            return torch.empty([shape[d] for d in order], dtype=dtype).permute(back)
        if how == 2 and rank:  # from amid a larger one
            starts = [self.whole(0, 2) for _ in shape]
            wide = torch.empty(
                [s + a + self.whole(0, 2) for s, a in zip(shape, starts, strict=True)], dtype=dtype
            )
            for d, (start, size) in enumerate(zip(starts, shape, strict=True)):
                wide = wide.narrow(d, start, size)
            return wide
        if how == 3 and rank:  # every second place of an axis
            d = self.whole(0, rank - 1)
            wide = torch.empty([2 * s if e == d else s for e, s in enumerate(shape)], dtype=dtype)
            return wide[(slice(None),) * d + (slice(None, None, 2),)]
        return torch.empty(shape, dtype=dtype)

    def expanded(self, t: Tensor) -> Tensor:
        """The same, or now and then one number for all of an axis."""
        if not t.dim() or self.whole(0, 3):
            return t
        d = self.whole(0, t.dim() - 1)
        return t.narrow(d, 0, 1).expand(t.shape) if t.shape[d] else t


def _repeats(t: Tensor) -> bool:
    return any(s == 0 and n > 1 for s, n in zip(t.stride(), t.shape, strict=True))


def _words(t: Tensor) -> bytes:
    """A tensor's whole memory, a word for each number."""
    whole = torch.empty(0, dtype=t.dtype).set_(t.untyped_storage())
    return whole.numpy().astype("<f4" if t.dtype == torch.float32 else "<i4").tobytes()


def _value(t: Tensor) -> dict[str, Any]:
    return {
        "shape": list(t.shape),
        "strides": list(t.stride()),
        "offset": t.storage_offset(),
        "dtype": _NAMES[t.dtype],
    }


def _plain(arg: Any) -> Any:
    """An argument as the tape has it."""
    if isinstance(arg, (list, tuple)):
        return [_plain(item) for item in arg]
    if isinstance(arg, float) and not math.isfinite(arg):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(arg, "NaN")
    return arg


def _dense(t: Tensor) -> bool:
    last = 1 + sum((n - 1) * s for n, s in zip(t.shape, t.stride(), strict=True))
    return t.numel() == 0 or (last == t.numel() and not _repeats(t) and not t.storage_offset())


def run(
    machine: Machine,
    name: str,
    args: Sequence[Any],
    kernels: str,
    seed: int,
    told: Mapping[str, Any] = MappingProxyType({}),
) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Call an operation on both sides, with arguments in order and some that are told by name.

    Returns:
        For each output what torch gives in float32, in float64, and what the engine gives.
    """
    base, _, overload = name.partition(".")
    func = getattr(getattr(torch.ops.aten, base), overload or "default")
    spec = func._schema.arguments
    named = {s.name: a for s, a in zip(spec, args, strict=False)} | dict(told)
    torch.manual_seed(seed)
    with WithoutMkl():
        out = func(**named)
    outs = list(out) if isinstance(out, (tuple, list)) else [out]
    operands: list[dict[str, Any]] = []
    buffers: list[bytes] = []
    lists: list[str] = []
    rest: dict[str, Any] = {}
    for s in spec:
        value = named.get(s.name, s.default_value)
        many = isinstance(value, (list, tuple)) and any(isinstance(v, Tensor) for v in value)
        if many:
            lists.append(s.name)
        if many or isinstance(value, Tensor):
            for t in value if many else [value]:
                operands.append({"name": s.name, "value": None if t is None else _value(t)})
                buffers += [] if t is None else [_words(t)]
        elif (
            s.name in named
            and not isinstance(value, torch.dtype)
            and not (s.has_default_value() and value == s.default_value)
        ):
            rest[s.name] = _plain(value)
    values = []
    for o in outs:
        if o is not None:
            laid_out = o if _dense(o) else o.contiguous()
            values.append({**_value(laid_out), "offset": 0})
    numbers = iter(range(len(values)))
    request = {
        "op": {"op": base, "args": rest, "lists": lists},
        "operands": operands,
        "values": values,
        "outputs": [None if o is None else next(numbers) for o in outs],
        "seed": seed,
        "kernels": kernels,
    }
    _, found = machine.call("operation", request, buffers)
    torch.manual_seed(seed)
    try:
        with WithoutMkl():
            double = func(**{k: _double(v) for k, v in named.items()})
    except (RuntimeError, NotImplementedError):
        double = out  # a kernel that has no float64
    doubles = list(double) if isinstance(double, (tuple, list)) else [double]
    pairs = zip(outs, doubles, strict=True)
    kept = [(o, o if d is None else d) for o, d in pairs if o is not None]
    return [
        (
            o,
            d.float() if d.dtype == torch.float64 else d,
            torch.from_numpy(np.frombuffer(data, np.float32).copy()).reshape(o.shape),
        )
        for (o, d), data in zip(kept, found, strict=True)
    ]


def _double(arg: Any) -> Any:
    if isinstance(arg, Tensor):
        return arg.double() if arg.dtype == torch.float32 else arg
    if isinstance(arg, (list, tuple)):
        return [_double(item) for item in arg]
    return arg


def agree(single: Tensor, double: Tensor, ours: Tensor, tolerance: float) -> bool:
    """Whether every number of ours is close to one of torch's two, NaN and infinities alike."""
    if not ours.numel():
        return True
    finite = double.float()[double.float().isfinite() & (double != 0)].abs()
    scale = float(finite.median()) if finite.numel() else 0.0
    close = torch.zeros(ours.shape, dtype=torch.bool)
    for theirs in (single.float(), double.float()):
        close |= (ours == theirs) | (ours.isnan() & theirs.isnan())
        close |= (ours - theirs).abs() <= tolerance * (theirs.abs() + scale)
    return bool(close.all())
