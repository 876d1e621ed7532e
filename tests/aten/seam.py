"""Single calls of ``web/aten``, handed over as Python on the page does it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from tests.lockstep.machine import Node

CODES = {
    torch.uint8: 0,
    torch.int8: 1,
    torch.int16: 2,
    torch.int32: 3,
    torch.int64: 4,
    torch.float16: 5,
    torch.float32: 6,
    torch.float64: 7,
    torch.bool: 11,
    torch.bfloat16: 15,
    torch.float8_e5m2: 23,
    torch.float8_e4m3fn: 24,
}
_DTYPES = {code: dtype for dtype, code in CODES.items()}
_FORMATS = {
    torch.contiguous_format: 0,
    torch.preserve_format: 1,
    torch.channels_last: 2,
}
_UNSEEN = ("device", "layout", "pin_memory", "non_blocking")


@dataclass
class Call:
    """One call: an operation's name with its overload, and its arguments by torch's names."""

    op: str
    args: dict[str, Any]
    seed: int = 0
    #: in whose memory an argument lies: it is read back as well
    beside: Tensor | None = None
    tensors: list[dict[str, Any]] = field(default_factory=list)
    flat: list[Any] = field(default_factory=list)
    written: list[int] = field(default_factory=list)


def overload(name: str) -> Any:
    """Return torch's own operation of this name."""
    base, _, rest = name.partition(".")
    return getattr(getattr(torch.ops.aten, base), rest or "default")


def _storage(t: Tensor) -> bytes:
    whole = torch.empty(0, dtype=torch.uint8).set_(t.untyped_storage())
    return whole.numpy().tobytes()


def _number(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    return value


def _flatten(call: Call, buffers: list[bytes], shared: dict[int, int]) -> None:
    """Lay a call's arguments out as the seam takes them."""

    def tensor(t: Tensor | None) -> Any:
        if t is None:
            return 0
        place = t.untyped_storage().data_ptr()
        if place not in shared or not place:
            shared[place] = len(buffers)
            buffers.append(_storage(t))
        call.tensors.append(
            {
                "buffer": shared[place],
                "dtype": CODES[t.dtype],
                "offset": t.storage_offset(),
                "shape": list(t.shape),
                "strides": list(t.stride()),
            }
        )
        return {"t": len(call.tensors) - 1}

    def scalar(value: Any) -> list[Any]:
        kind = 0 if isinstance(value, bool) else 1 if isinstance(value, int) else 2
        return [kind, _number(value)]

    for spec in overload(call.op)._schema.arguments:
        if spec.name in _UNSEEN:
            continue
        value = call.args.get(spec.name, spec.default_value)
        text = str(spec.type)
        if "Tensor" in text and ("List" in text or isinstance(value, (list, tuple))):
            call.flat += [len(value), *[tensor(t) for t in value]]
        elif "Tensor" in text:
            found = tensor(value)
            if spec.alias_info is not None and spec.alias_info.is_write:
                call.written.append(found["t"])
            call.flat.append(found)
        elif value is None:
            call.flat.append(None)
        elif isinstance(value, (list, tuple)) or "List" in text:
            many = list(value) if isinstance(value, (list, tuple)) else [value]
            call.flat += [len(many), *map(_number, many)]
        elif isinstance(value, torch.dtype):
            call.flat.append(CODES[value])
        elif isinstance(value, torch.memory_format):
            call.flat.append(_FORMATS[value])
        elif "number" in text or "Scalar" in text:
            call.flat += scalar(value)
        else:
            call.flat.append(_number(value))
    if call.beside is not None:
        call.written.append(tensor(call.beside)["t"])


def _tensor(described: list[int], data: bytes) -> Tensor:
    code, rank, *rest = described
    shape, strides = rest[:rank], rest[rank : 2 * rank]
    values = torch.frombuffer(bytearray(data) or bytearray(8), dtype=_DTYPES[code])
    count = math.prod(shape)
    places = torch.zeros([1] * rank, dtype=torch.int64)
    for d, (size, step) in enumerate(zip(shape, strides, strict=True)):
        places = places + (torch.arange(size) * step).reshape([-1, *[1] * (rank - 1 - d)])
    memory = torch.zeros(int(places.max()) + 1 if count else 1, dtype=_DTYPES[code])
    memory[places.flatten()] = values[:count]
    return memory.as_strided(shape, strides)


def run(node: Node, calls: Sequence[Call], plain: bool = False) -> list[list[Tensor | None] | str]:
    """Make these calls.

    Returns:
        For each call its outputs, those that are written last, or the error that it raised.
    """
    buffers: list[bytes] = []
    for call in calls:
        shared: dict[int, int] = {}
        _flatten(call, buffers, shared)
    asked = [
        {k: getattr(call, k) for k in ("op", "seed", "tensors", "flat", "written")}
        for call in calls
    ]
    result, found = node.call("calls", {"plain": plain, "calls": asked}, buffers)
    data = iter(found)
    return [
        t["error"]
        if "error" in t
        else [None if o is None else _tensor(o, next(data)) for o in t["outs"]]
        for t in result["told"]
    ]


def theirs(call: Call) -> list[Tensor | None] | str:
    """Return what torch makes of the same call."""
    torch.manual_seed(call.seed)
    func = overload(call.op)
    try:
        out = func(**call.args)
    except (RuntimeError, IndexError, ValueError, TypeError, NotImplementedError) as error:
        return f"{type(error).__name__}: {error}"
    outs = list(out) if isinstance(out, (tuple, list)) else [out]
    return [o if isinstance(o, Tensor) else None for o in outs]


def numbers(t: Tensor) -> np.ndarray[Any, Any]:
    """Return a tensor's numbers, whole ones exactly."""
    return t.double().numpy() if t.dtype.is_floating_point else t.to(torch.int64).numpy()
