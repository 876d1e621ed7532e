"""Other tensors in the place of a network's own, for a while."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn


@contextmanager
def lent(net: nn.Module, stand_ins: Mapping[int, Tensor]) -> Iterator[None]:
    """While it lasts, each module holds stand-ins for the tensors that it has.

    They stand wherever a module keeps a tensor: among its parameters and buffers, and in
    attributes and lists of its own, as nn.LSTM keeps its weights. What a forward pass assigns,
    appends or registers is gone afterwards: each module then has the attributes that it had.

    Args:
        net: the network.
        stand_ins: by the id of the tensor in whose place they stand.
    """
    kept = [(module, dict(vars(module))) for module in net.modules()]
    try:
        for module, attributes in kept:
            vars(module).update({k: exchange(v, stand_ins) for k, v in attributes.items()})
        yield
    finally:
        for module, attributes in kept:
            vars(module).clear()
            vars(module).update(attributes)


def exchange(value: Any, stand_ins: Mapping[int, Tensor]) -> Any:
    """Return a value with stand-ins in it; Python's own containers are copied at any rate."""
    if isinstance(value, Tensor):
        return stand_ins.get(id(value), value)
    if type(value) is list:
        return [exchange(item, stand_ins) for item in value]
    if type(value) is tuple:
        return tuple(exchange(item, stand_ins) for item in value)
    if type(value) is set:
        return set(value)
    if type(value) is dict or _holds_tensors(value):
        exchanged = copy.copy(value)
        for key, item in value.items():
            exchanged[key] = exchange(item, stand_ins)
        return exchanged
    return value


def _holds_tensors(value: Any) -> bool:
    """Whether this is a dictionary of another kind with tensors in it."""
    return isinstance(value, dict) and any(isinstance(item, Tensor) for item in value.values())
