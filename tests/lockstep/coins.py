"""Whether rounding decides something in a pass: a ReLU close to 0, a maximum with a close second.

Such a coin falls on each side as it will, and moves a whole gradient.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

MARGIN = 5e-7  # of the largest value of the layer


class Coins(TorchDispatchMode):
    """Watches a pass in double; ``found`` says whether it held a coin."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.found = False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func._schema.name.rstrip("_") == "aten::relu":
            self._judge(args[0], args[0])
        if func is torch.ops.aten.max_pool2d_with_indices.default:
            x, size = args[0], args[1]
            assert list(args[2]) == list(size), "windows side by side"
            windows = F.unfold(x.flatten(0, 1).unsqueeze(1), size, stride=size)
            first, second = windows.topk(2, dim=1).values.unbind(1)
            self._judge(first - second, x)
        return func(*args, **(kwargs or {}))

    def _judge(self, margins: Tensor, scale: Tensor) -> None:
        relative = margins.abs() / scale.abs().max()
        # a tie that is exact is one on both sides
        self.found |= bool(((relative > 1e-12) & (relative < MARGIN)).any())
