"""A tape run in Python, by torch's own operations on real numbers: the check before it is given."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from livenet.tape import _operations

_TORCH = {"float32": torch.float32, "int64": torch.int64, "bool": torch.bool}
_SIZE = re.compile(r"(?:(-?\d+)/\()?(\d*)N([+-]\d+)?\)?")
_NUMBERS = ("NaN", "Infinity", "-Infinity")
# Draws fill memory in the order in which it lies.
_DRAWS: dict[str, Callable[..., Tensor]] = {
    "bernoulli": Tensor.bernoulli_,
    "normal_functional": Tensor.normal_,
    "uniform": Tensor.uniform_,
}
# Of these, torch's C++ warns where there is one number alone, as in a batch of one. From functions
# of Python it is a warning of Python's, which a check keeps to itself.
_WARNING = {name: getattr(torch, name) for name in ("std", "std_mean", "var", "var_mean")}


def replay(
    graph: Mapping[str, Any],
    constants: list[dict[str, Any]],
    given: dict[int, Tensor],
    n: int,
    wanted: int | None = None,
) -> dict[int, Tensor]:
    """Run a graph's operations in order, and return all values by number.

    Args:
        graph: the training graph of a tape, or its evaluation graph.
        constants: those of the tape.
        given: the values of parameters, buffers, input and target, which are not changed.
        n: the batch size.
        wanted: the value that is wanted; None: all are.

    Raises:
        ValueError: an operation gives another shape or dtype than is written.
        RuntimeError: torch's own, where an operation cannot run.
    """
    values = begin(graph, constants, given, n)
    ops = graph["ops"] if wanted is None else _needed(graph["ops"], wanted)
    for op in ops:
        run(op, graph, values, n)
    return values


def begin(
    graph: Mapping[str, Any], constants: list[dict[str, Any]], given: dict[int, Tensor], n: int
) -> dict[int, Tensor]:
    """Return the values that are there before the first operation, by number."""
    values = {number: laid_out(t, graph["values"][number], n) for number, t in given.items()}
    for constant in constants:
        described = graph["values"][constant["value"]]
        values[constant["value"]] = _constant(constant["data"], described)
    return values


def run(op: dict[str, Any], graph: Mapping[str, Any], values: dict[int, Tensor], n: int) -> None:
    """Run one operation, and put what it gives among the values."""
    described = [None if o is None else graph["values"][o] for o in op["outputs"]]
    if _operations.is_view(op["op"]):
        made = [_view(values[op["inputs"]["self"]], value, n) for value in described if value]
    else:
        made = [
            tensor if value is None else laid_out(tensor, value, n)
            for tensor, value in zip(computed(op, graph, values, n), described, strict=True)
        ]
    for number, tensor in zip(op["outputs"], made, strict=True):
        if number is not None:
            values[number] = tensor


def computed(
    op: dict[str, Any], graph: Mapping[str, Any], values: dict[int, Tensor], n: int
) -> Sequence[Any]:
    """Return what torch's own operation gives."""
    inputs: dict[str, Any] = {
        name: [None if v is None else values[v] for v in value]
        if isinstance(value, list)
        else values[value]
        for name, value in op["inputs"].items()
    }
    args = {name: at_batch(value, n) for name, value in op["args"].items()}
    if op["op"] in _DRAWS and inputs.keys() == {"self"}:
        return [_DRAWS[op["op"]](_memory(graph["values"][op["outputs"][0]], n), **args)]
    if op["op"] in _WARNING:
        out = _WARNING[op["op"]](inputs["self"], **args)
    else:
        out = getattr(torch.ops.aten, op["op"])(**inputs, **args)
    return out if isinstance(out, (tuple, list)) else (out,)


def _needed(ops: list[dict[str, Any]], wanted: int) -> list[dict[str, Any]]:
    """Return the operations on the way to a value, in order."""
    values = {wanted}
    found: list[dict[str, Any]] = []
    for op in reversed(ops):
        if not values.isdisjoint(op["outputs"]):
            found.insert(0, op)
            for value in op["inputs"].values():
                values.update(value if isinstance(value, list) else [value])
    return found


def _constant(data: str, described: dict[str, Any]) -> Tensor:
    word = torch.float32 if described["dtype"] == "float32" else torch.int32
    read = bytearray(base64.b64decode(data))
    numbers = torch.frombuffer(read, dtype=word) if read else torch.empty(0, dtype=word)
    return numbers.to(_TORCH[described["dtype"]]).reshape(described["shape"])


def _view(of: Tensor, described: dict[str, Any], n: int) -> Tensor:
    """Return the memory of a tensor as a tape describes a view of it."""
    shape = at_batch(described["shape"], n)
    strides = _strides(described, shape, n)
    return torch.as_strided(of, shape, strides, at_batch(described.get("offset", 0), n))


def laid_out(tensor: Tensor, described: Mapping[str, Any], n: int) -> Tensor:
    """Return the numbers in memory of their own that is laid out as the tape says."""
    memory = _memory(described, n)
    if tensor.shape != memory.shape or tensor.dtype != memory.dtype:
        found, wanted = tuple(tensor.shape), tuple(memory.shape)
        raise ValueError(f"{found} of {tensor.dtype} is not {wanted} of {memory.dtype}")
    return memory.copy_(tensor.detach())


def _memory(described: Mapping[str, Any], n: int) -> Tensor:
    shape = at_batch(described["shape"], n)
    dtype = _TORCH[described["dtype"]]
    return torch.empty_strided(shape, _strides(described, shape, n), dtype=dtype)


def _strides(described: Mapping[str, Any], shape: list[int], n: int) -> list[int]:
    if "strides" in described:
        strides: list[int] = at_batch(described["strides"], n)
        return strides
    return list(torch.empty(shape, device="meta").stride())


def at_batch(value: Any, n: int) -> Any:
    """Return an argument as torch takes it: sizes at batch size n, dtypes, what is not finite."""
    if isinstance(value, list):
        return [at_batch(item, n) for item in value]
    if isinstance(value, str):
        if size := _SIZE.fullmatch(value):
            number = int(size[2] or 1) * n + int(size[3] or 0)
            return int(size[1]) / number if size[1] else number
        if value in _NUMBERS:
            return float(value)
        return _TORCH.get(value, value)
    return value
