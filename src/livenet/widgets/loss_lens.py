"""LossLens: ten logits in the reader's hand, and what two losses make of them."""

import math
from collections.abc import Sequence
from typing import Any

import ipywidgets
import torch
import traitlets
from torch import Tensor

from livenet import _arguments
from livenet.widgets._instrument import Instrument

MOST = 1000


class LossLens(Instrument):
    """Drag ten logits; see softmax, two losses and the gradient of each with respect to them.

    Cross-entropy is ``F.cross_entropy(z, target)``; MSE is that of the probabilities, summed over
    the digits: ``F.mse_loss(z.softmax(0), one_hot, reduction="sum")``.

    >>> LossLens(logits=net(images)[0], target=labels[0])

    Args:
        logits: ten scores, a float tensor of shape (10,) or ten numbers, each from -1000 to 1000;
            all 0 when None.
        target: the right digit, 0 to 9: an integer or an integer tensor of one element.

    Raises:
        TypeError: the logits are no numbers, or the target is no integer.
        ValueError: the logits are not ten such numbers, or the target is no digit.
    """

    _view = "loss-lens"
    _height = 730
    logits = traitlets.List(
        traitlets.Float(), help="The ten scores as they stand now; the page moves them."
    ).tag(sync=True)
    target = traitlets.Int(min=0, max=9, help="The right digit, 0 to 9; the page moves it.").tag(
        sync=True
    )

    def __init__(
        self, logits: Tensor | Sequence[float] | None = None, target: int | Tensor = 7
    ) -> None:
        scores = _scores([0.0] * 10 if logits is None else logits)
        digit = _arguments.want_int("target", _integer(target), 0, 9)
        super().__init__(logits=scores.tolist(), target=digit)
        self.controls = {
            "target": ipywidgets.Dropdown(
                options=[str(k) for k in range(10)], index=digit, layout={"width": "11rem"}
            )
        }

    @traitlets.validate("logits")
    def _check_logits(self, proposal: Any) -> list[float]:
        values: list[float] = proposal["value"]
        if len(values) != 10:
            raise ValueError(f"logits must be ten numbers; these are {len(values)}.")
        for k, value in enumerate(values):
            if not math.isfinite(value) or abs(value) > MOST:
                raise ValueError(f"logits[{k}] is {value}; it must be from -{MOST} to {MOST}.")
        return values


def _scores(logits: Tensor | Sequence[float]) -> Tensor:
    """Return ten scores, float64 of shape (10,)."""
    try:
        tensor = logits if isinstance(logits, Tensor) else torch.as_tensor(logits)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        found = _arguments.describe(logits)
        raise TypeError(f"logits must be ten numbers, and this is {found}.") from None
    _arguments.want_tensor("logits", tensor, 10)
    return _arguments.want_real("logits", tensor).detach().cpu().double()


def _integer(target: object) -> object:
    """Return the integer in an integer tensor of one element, or what else it is."""
    whole = isinstance(target, Tensor) and not target.is_floating_point()
    if isinstance(target, Tensor) and whole and target.numel() == 1:
        return _arguments.want_tensor("target", target).item()
    return target
