"""A value of the tape: its shape, where its numbers lie, and of what kind they are."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

DTYPES = {torch.float32: "float32", torch.int64: "int64", torch.bool: "bool"}


def describe(tensor: Tensor) -> dict[str, Any]:
    """Return shape, strides, offset and dtype as the tape writes them.

    Strides are left out where the numbers lie in reading order, the offset where it is 0.
    """
    value: dict[str, Any] = {"shape": list(tensor.shape)}
    if not tensor.is_contiguous():
        value["strides"] = list(tensor.stride())
    if tensor.storage_offset():
        value["offset"] = tensor.storage_offset()
    return {**value, "dtype": DTYPES[tensor.dtype]}


def is_dense(tensor: Tensor) -> bool:
    """Whether its numbers lie side by side, in whatever order, each in a word of its own."""
    step = 1
    for stride, size in sorted(zip(tensor.stride(), tensor.shape, strict=True)):
        if size != 1 and stride != step:
            return False
        step *= size
    return True


def fits(tensor: Tensor) -> bool:
    """Whether each number has a word of 32 bits."""
    if tensor.is_floating_point() or not tensor.numel():
        return True
    return bool(tensor.max() < 2**31 and tensor.min() >= -(2**31))


def words(tensor: Tensor) -> bytes:
    """Return the numbers of a tensor that fits, in reading order, as little-endian words."""
    numbers = tensor.detach().cpu().contiguous()
    if numbers.dtype != torch.float32:
        numbers = numbers.to(torch.int32)
    return numbers.numpy().tobytes()
