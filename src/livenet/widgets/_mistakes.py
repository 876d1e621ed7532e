"""The mistakes that a reader of TrainLab can make and mend, and what each is in a script.

The page makes them, ``web/widgets/train-lab/mistakes.ts``; here is what of them Python has to
know: their names, the tape of a loss behind one softmax too many, and the lines of the script.
"""

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor

from livenet import _arguments, tape

MISTAKES = ("zero_grad", "step", "rate", "softmax", "labels", "order", "zeros", "few")


def want_mistakes(value: object) -> list[str]:
    """Refuse what is not a sequence of names of mistakes, each once; True stands for all."""
    if isinstance(value, bool):
        return list(MISTAKES) if value else []
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise TypeError(
            f"mistakes must be a sequence of names, such as {MISTAKES[:2]},"
            f" not {_arguments.describe(value)}."
        )
    names = [_arguments.want_choice("mistake", name, MISTAKES) for name in value]
    if len(set(names)) < len(names):
        raise ValueError("mistakes names one of them twice.")
    return names


def softened(loss: str | Callable[[Any, Tensor], Any]) -> Callable[[Any, Tensor], Any]:
    """Return a loss that is given the softmax of the scores in place of the scores."""
    known = tape.LOSSES[loss] if isinstance(loss, str) else loss
    return lambda output, target: known(output.softmax(1), target)
