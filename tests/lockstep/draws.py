"""Dropout's random numbers, the same on every processor.

`bernoulli_(p)` is drawn from torch's own generator, except on Intel's processors: there MKL draws
it from a stream of its own (ATen's `bernoulli_scalar_kernel`). The engine draws as torch does
elsewhere, so tests that compare masks have torch draw that way wherever they run.
"""

from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

_aten = torch.ops.aten


class WithoutMkl(TorchDispatchMode):
    """Draw ``bernoulli_(p)`` from the generator: one double a number, in the order of memory."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if func not in (_aten.bernoulli_.float, _aten.bernoulli.p):
            return func(*args, **kwargs)
        given: Tensor = args[0]
        p = args[1] if len(args) > 1 else kwargs.get("p", 0.5)
        in_place = func is _aten.bernoulli_.float
        layout = torch.preserve_format if in_place else torch.contiguous_format
        draws = torch.empty_like(given, dtype=torch.float64, memory_format=layout)
        drawn = draws.uniform_(generator=kwargs.get("generator")) < p
        return given.copy_(drawn) if in_place else drawn.to(given.dtype)
