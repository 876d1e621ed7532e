"""What is asked of a call: the dtype, shape, strides and numbers, or the error, of torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from tests.lockstep.draws import WithoutMkl
from tests.lockstep.machine import Node

from . import seam
from .seam import Call

TOLERANCES = {torch.float64: 1e-8, torch.float16: 4e-3, torch.bfloat16: 3e-2}


def _copied(call: Call) -> Call:
    """Return the call on copies of its tensors, which share storages as they do."""
    storages: dict[int, torch.UntypedStorage] = {}

    def copy(arg: object) -> object:
        if isinstance(arg, Tensor):
            own = arg.untyped_storage()
            kept = storages.setdefault(own.data_ptr(), own.clone())
            empty = torch.empty(0, dtype=arg.dtype)
            return empty.set_(kept, arg.storage_offset(), arg.shape, arg.stride())
        return [copy(item) for item in arg] if isinstance(arg, (list, tuple)) else arg

    args = {name: copy(arg) for name, arg in call.args.items()}
    beside = copy(call.beside)
    return Call(call.op, args, call.seed, beside if isinstance(beside, Tensor) else None)


def _theirs(call: Call) -> list[Tensor | None] | str:
    """Return what torch gives, or writes."""
    own = _copied(call)
    with WithoutMkl():
        found = seam.theirs(own)
    spec = seam.overload(call.op)._schema.arguments
    written = [s.name for s in spec if s.alias_info is not None and s.alias_info.is_write]
    if isinstance(found, str) or not written:
        return found
    return [*[own.args[name] for name in written], *([] if own.beside is None else [own.beside])]


def _close(ours: Tensor, theirs: Tensor) -> bool:
    if not ours.dtype.is_floating_point:
        return torch.equal(ours, theirs)
    tolerance = TOLERANCES.get(ours.dtype, 3e-6)
    x, y = ours.double(), theirs.double()
    finite = y[y.isfinite() & (y != 0)].abs()
    scale = float(finite.median()) if finite.numel() else 0.0
    same = (x == y) | (x.isnan() & y.isnan())
    return bool((same | ((x - y).abs() <= tolerance * (y.abs() + scale))).all())


def _described(call: Call) -> str:
    def arg(value: object) -> object:
        if not isinstance(value, Tensor):
            return value
        return f"{value.dtype} {tuple(value.shape)} strides {value.stride()}"

    return f"{call.op}, seed {call.seed}: { {k: arg(v) for k, v in call.args.items()} }"


def differences(
    node: Node,
    calls: Sequence[Call],
    passed_over: Callable[[Call, str], bool] = lambda call, what: False,
    plain: bool = False,
) -> list[str]:
    """Say of each call in what our answer is not torch's."""
    theirs = [_theirs(call) for call in calls]
    found: list[str] = []
    for call, ours, other in zip(calls, seam.run(node, calls, plain), theirs, strict=True):
        told: list[tuple[str, str]] = []
        if isinstance(ours, str) or isinstance(other, str):
            if not isinstance(ours, str) or not isinstance(other, str):
                told.append(("error", f"ours {ours!r}\ntorch {other!r}"))
            elif ours.split("\n")[0].strip() != other.split("\n")[0].strip():
                told.append(("sentence", f"ours {ours}\ntorch {other}"))
        elif len(ours) != len(other):
            told.append(("outputs", f"ours {len(ours)}, torch {len(other)}"))
        else:
            for a, b in zip(ours, other, strict=True):
                if a is None or b is None:
                    if a is not b:
                        told.append(("outputs", f"ours {a}, torch {b}"))
                elif (a.dtype, a.shape) != (b.dtype, b.shape):
                    told.append(("shape", f"ours {a.dtype} {a.shape}, torch {b.dtype} {b.shape}"))
                else:
                    if a.numel() and a.stride() != b.stride():
                        told.append(("strides", f"ours {a.stride()}, torch {b.stride()}"))
                    if not _close(a, b):
                        told.append(("numbers", f"ours {a}\ntorch {b}"))
        found += [
            f"{_described(call)}\n{what}: {text}"
            for what, text in told
            if not passed_over(call, what)
        ]
    return found
