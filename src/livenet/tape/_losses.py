"""Losses: what a reader may give as one, and which target it is computed on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import _arguments
from livenet.tape._errors import TapeError

LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "cross_entropy": F.cross_entropy,
    "mse": F.mse_loss,
}

# Of torch's own losses, those whose target is a class for each sample; the others' is like output.
_OF_CLASSES: tuple[Any, ...] = (
    F.cross_entropy,
    F.nll_loss,
    F.multi_margin_loss,
    nn.CrossEntropyLoss,
    nn.NLLLoss,
    nn.MultiMarginLoss,
)

Target = tuple[tuple[int, ...], torch.dtype]


@dataclass(frozen=True)
class Loss:
    """A function of what the network returned and a target."""

    function: Callable[[Any, Tensor], Any]

    def targets(self, output: Tensor, n: int, example: Tensor | None) -> list[Target]:
        """Return shape and dtype of the targets to try, the likeliest first.

        A target is like the example where there is one. Else torch's own losses tell by what they
        are; to a reader's own function classes are given, and numbers like the output if it does
        not take those.
        """
        if example is not None:
            return [((n, *example.shape[1:]), example.dtype)]
        classes: Target = ((n, *output.shape[2:]), torch.int64)
        numbers: Target = (tuple(output.shape), torch.float32)
        torchs = _torchs(self.function)
        if torchs is None:
            return [classes, numbers]
        return [classes if torchs in _OF_CLASSES else numbers]


def want_loss(loss: object) -> Loss:
    """Refuse what is no loss.

    Raises:
        TapeError: the loss has parameters to train.
        TypeError: ``loss`` is neither a name nor a function.
        ValueError: there is no loss of this name.
    """
    if isinstance(loss, str):
        return Loss(LOSSES[_arguments.want_choice("loss", loss, LOSSES)])
    if isinstance(loss, type) and issubclass(loss, nn.Module):
        raise TypeError(
            f"loss must be a loss, and this is the class {loss.__name__} itself:"
            f" give {loss.__name__}(). loss 必须是一个损失函数，而这是类 {loss.__name__} 本身："
            f"请传入 {loss.__name__}()。"
        )
    if isinstance(loss, type) or not callable(loss):
        raise TypeError(
            f"loss must be one of {', '.join(LOSSES)}, or a function of output and target,"
            f" not {_arguments.describe(loss)}. loss 必须是 {'、'.join(LOSSES)} 之一，或者一个接受"
            f"输出和目标的函数，不能是 {_arguments.describe(loss)}。"
        )
    if isinstance(loss, nn.Module) and any(p.requires_grad for p in loss.parameters()):
        raise TapeError(
            f"the loss ({type(loss).__name__}) has parameters of its own, which would not be"
            " trained: make them parameters of the network.",
            f"损失函数（{type(loss).__name__}）有自己的参数，它们得不到训练：请把它们变成网络的参数。",
        )
    return Loss(loss)


def _torchs(loss: Any) -> Any:
    """Return the function or class of torch that a loss is; None where it is a reader's own."""
    while isinstance(loss, functools.partial):
        loss = loss.func
    if isinstance(loss, nn.Module):
        loss = type(loss)
    return loss if getattr(loss, "__module__", "").startswith("torch.nn.") else None
