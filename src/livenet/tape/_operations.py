"""Which operations the engine runs, as its own build says, and how the others are made of these."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import torch

from livenet import resources

aten = torch.ops.aten


# The engine samples by the nearest number or between two, not by cubics.
_BICUBIC = ("grid_sampler_2d", "grid_sampler_2d_backward")


@cache
def _listed() -> dict[str, Any]:
    """Return what the engine's build wrote: names of aten operations without their overloads."""
    path = resources.OPERATIONS
    if not path.is_file():
        raise FileNotFoundError(
            f"{path.name} is missing: in a checkout run `make web`, else install livenet again."
        )
    listed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {k: v if isinstance(v, dict) else frozenset(v) for k, v in listed.items()}


def runs(function: Any) -> bool:
    """Whether the engine has this operation, as a kernel or as a view.

    Raises:
        FileNotFoundError: the engine has not been built.
    """
    return function.namespace == "aten" and has(written_name(function))


def has(name: str) -> bool:
    """Whether the engine has an operation of this name."""
    return name in _listed()["kernels"] or is_view(name)


def strange_arguments(name: str, args: Mapping[str, Any]) -> list[str]:
    """Return those of a call's arguments that the engine's operation has not, or not this value.

    None is no argument: it stands where there is no tensor.
    """
    given = {key for key, value in args.items() if value is not None}
    if name in _BICUBIC and args.get("interpolation_mode") == 2:
        return ["interpolation_mode"]
    return [] if is_view(name) else sorted(given - set(_listed()["arguments"][name]))


def is_view(name: str) -> bool:
    """Whether this gives its input's memory under another shape, strides and offset."""
    return name in _listed()["views"]


def name_of(function: Any) -> str:
    """Return the name of an operation without its overload, ``add`` for ``aten.add.Tensor``."""
    return str(function._schema.name).partition("::")[2]


def draws(name: str) -> bool:
    """Whether an operation draws from torch's generator."""
    packet = getattr(aten, name)
    return any(is_seeded(getattr(packet, overload)) for overload in packet.overloads())


def is_seeded(function: Any) -> bool:
    """Whether an operation, of one overload, draws from torch's generator."""
    return torch.Tag.nondeterministic_seeded in function.tags


def written_name(function: Any) -> str:
    """Return the name under which an operation is written down.

    A view that the engine does not know by its name is still all that strides and offset say;
    but ``reshape`` and what else is made of others may copy, and is no view.
    """
    name = name_of(function)
    if is_view(name) or function._can_decompose():
        return name
    returned = [output.alias_info for output in function._schema.returns]
    return "as_strided" if any(info and not info.is_write for info in returned) else name


@cache
def decompositions() -> dict[Any, Callable[..., Any]]:
    """Return how operations are made of others: first ours, then those of torch's compilers."""
    from torch._decomp import core_aten_decompositions, decomposition_table

    return {**decomposition_table, **core_aten_decompositions(), **_OURS}


def _weight_norm_backward(grad: Any, v: Any, g: Any, norms: Any, dim: int) -> Any:
    return aten._weight_norm_differentiable_backward(grad, v, g, norms, dim)


_OURS: dict[Any, Callable[..., Any]] = {
    aten._weight_norm_interface_backward.default: _weight_norm_backward,
}
