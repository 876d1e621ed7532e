"""The table of networks: ``@network(...)`` above a class or a function enters what it makes.

What is entered is written as learners write it, without types, in files by kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

Make = TypeVar("Make", bound=Callable[[], Any])


@dataclass(frozen=True)
class Entry:
    """A network and what it is fed.

    - ``make``: builds it; ``kind``: the file that it stands in
    - ``shape``: of one sample; where ``tokens`` is a number, samples are int64 below it
    - ``loss``: as TrainLab takes it; ``loss_of``: one that reaches into the network itself
    - ``target``: a batch of targets from inputs and output; None: what the loss usually takes
    - ``evaluating``: recorded in eval mode
    - ``refused``: None, or what the sentence of its refusal says
    """

    make: Callable[[], nn.Module]
    kind: str
    shape: tuple[int, ...]
    tokens: int | None
    loss: Any
    target: Callable[[Tensor, Any], Tensor] | None
    evaluating: bool
    refused: str | None
    loss_of: Callable[[nn.Module], Any] | None


NETWORKS: dict[str, Entry] = {}


def network(
    shape: tuple[int, ...] = (1, 32, 32),
    loss: Any = "cross_entropy",
    target: Callable[[Tensor, Any], Tensor] | None = None,
    tokens: int | None = None,
    evaluating: bool = False,
    refused: str | None = None,
    loss_of: Callable[[nn.Module], Any] | None = None,
    name: str | None = None,
) -> Callable[[Make], Make]:
    """Enter what stands below under its name."""

    def enter(make: Make) -> Make:
        kind = make.__module__.rpartition(".")[2]
        key = f"{kind}: {name or make.__name__}"
        assert key not in NETWORKS, key
        NETWORKS[key] = Entry(make, kind, shape, tokens, loss, target, evaluating, refused, loss_of)
        return make

    return enter


# Targets


def same(inputs: Tensor, output: Any) -> Tensor:
    """What went in, as an autoencoder wants it back."""
    return inputs.clone()


def bits(inputs: Tensor, output: Any) -> Tensor:
    """Zeros and ones shaped like the output."""
    return (torch.rand(first(output).shape) > 0.5).float()


def ones(inputs: Tensor, output: Any) -> Tensor:
    """A one for each number of the output."""
    return torch.ones(first(output).shape)


def probabilities(inputs: Tensor, output: Any) -> Tensor:
    """A distribution over the classes for each sample."""
    return torch.softmax(torch.randn(first(output).shape), 1)


def signs(inputs: Tensor, output: Any) -> Tensor:
    """Plus and minus one shaped like the output."""
    return 2 * bits(inputs, output) - 1


def pixels(inputs: Tensor, output: Any) -> Tensor:
    """A class for each pixel: of the output's shape without the classes."""
    n, classes, *size = first(output).shape
    return torch.randint(classes, (n, *size))


def first(output: Any) -> Tensor:
    """The tensor that a network returned, or the first of several."""
    if isinstance(output, dict):
        output = next(iter(output.values()))
    while isinstance(output, tuple | list):
        output = output[0]
    assert isinstance(output, Tensor)
    return output
