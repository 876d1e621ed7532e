"""`device()` makes a device "gpu": tensors whose numbers are kept where no CPU operation sees them.

PyTorch allows one such device in a process, for good: so a test runs a process of its own.
"""

from typing import Any

import torch
from torch.utils._pytree import tree_map
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

_operations = torch.library.Library("aten", "IMPL")
_others = torch.library.Library("_", "IMPL")


class _OnGpu(torch.Tensor):
    """A tensor of the device; ``numbers`` are its own, on the CPU."""

    numbers: torch.Tensor
    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @staticmethod
    def __new__(cls, numbers: torch.Tensor) -> "_OnGpu":
        made: Any = torch._C._acc.create_empty_tensor(numbers.shape, numbers.dtype)
        made.__class__ = cls
        made.numbers = numbers
        return made  # type: ignore[no-any-return]


def _down(value: Any) -> Any:
    return value.numbers if isinstance(value, _OnGpu) else value


def _up(value: Any) -> Any:
    return _OnGpu(value) if isinstance(value, torch.Tensor) else value


def _compute(op: Any, *args: Any, **kwargs: Any) -> Any:
    """Compute on the device: refuse what is elsewhere, as a GPU does."""
    kwargs.pop("device", None)
    for value in args:
        if isinstance(value, torch.Tensor) and not isinstance(value, _OnGpu) and value.dim():
            raise RuntimeError("Expected all tensors to be on the same device, gpu:0 and cpu!")
    return tree_map(_up, op(*tree_map(_down, args), **tree_map(_down, kwargs)))


def _copy(source: torch.Tensor, target: torch.Tensor, non_blocking: bool = False) -> torch.Tensor:
    _down(target).copy_(_down(source))
    return target


# What shares memory elsewhere does not come to the fallback.
_VIEWS = (
    "alias",
    "as_strided",
    "detach",
    "expand",
    "select.int",
    "t",
    "transpose.int",
    "unsqueeze",
    "view",
)


def _view(name: str) -> Any:
    packet, _, overload = name.partition(".")
    op = getattr(getattr(torch.ops.aten, packet), overload or "default")
    return lambda *args, **kwargs: _compute(op, *args, **kwargs)


def device() -> torch.device:
    """Register the device and return it."""
    _setup_privateuseone_for_python_backend("gpu")
    _operations.impl("_copy_from", _copy, "PrivateUse1")
    for name in _VIEWS:
        _operations.impl(name, _view(name), "PrivateUse1")
    _others.fallback(_compute, "PrivateUse1")
    return torch.device("gpu")
