"""TapeLens: one training step as it is executed, operation by operation, value by value."""

import math
from collections.abc import Callable
from typing import Any

import ipywidgets
import torch
import traitlets
from torch import Tensor, nn

from livenet import _arguments, digits, tape
from livenet.tape._replay import at_batch, replay
from livenet.tape._values import fits, words
from livenet.widgets._instrument import Instrument, takes_digits
from livenet.widgets._networks import plain
from livenet.widgets.train_lab import OPTIMIZERS

_MOST_LINES = 300
_MOST_NUMBERS = 2_000_000  # of all values together


class TapeLens(Instrument):
    """Step through the tape of one training step: forward, backward, update, line by line.

    Each line is an operation that PyTorch dispatched, and after it one for each parameter that the
    optimizer moves. The reader sees what a line reads and writes, number by number, which later
    lines read that, and where it lies in memory, which values share as soon as nobody needs them.
    The browser executes the network's own trace, and its numbers are torch's to rounding.

    >>> net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))
    >>> TapeLens(net, torch.tensor([[0.2, 0.8]]), torch.tensor([1]))
    >>> TapeLens(LeNet(), *digits.load("test", n=1))

    Args:
        net: a network that :func:`livenet.tape.record` takes, on any device, also compiled, in the
            mode that it is in; it is left as it is, and what is learnt later does not show.
        example: the batch of this step, float32 or int64, shape (N, …), as ``net`` takes it; one
            of MNIST's test digits when None.
        target: what the loss compares the output with, float32 or int64, shape (N, …).
        loss: as :func:`livenet.tape.record` takes it.
        optimizer: what moves the parameters in the end: SGD, momentum, Nesterov, RMSprop, Adam or
            AdamW.
        learning_rate: of that, at least 0.
        momentum: of momentum and Nesterov, above 0.

    Raises:
        livenet.tape.TapeError: the page cannot run this network; names the operation and module.
        TypeError: an argument is of another kind.
        ValueError: an example without a target, or a target without an example; the loss cannot
            be computed of them; there are more than 300 lines, or more than two million numbers;
            there is no such loss or optimizer, or a number is out of its range.
        livenet.tape.UnfitError: ``net`` does not take an example of this shape; names the module.
    """

    _view = "tape-lens"
    _height = 730
    tape = traitlets.Unicode(help="The tape, see livenet.tape.").tag(sync=True)
    parameters = traitlets.Bytes(
        help="The parameters of net before the step, in state_dict order."
    ).tag(sync=True)
    example = traitlets.Bytes(help="The batch, a word of four bytes a number.").tag(sync=True)
    target = traitlets.Bytes(help="Its target, a word of four bytes a number.").tag(sync=True)
    optimizer = traitlets.Enum(OPTIMIZERS, "SGD", help="The optimizer's name.").tag(sync=True)
    learning_rate = traitlets.Float(0.1, help="The learning rate.").tag(sync=True)
    momentum = traitlets.Float(0.9, help="Of momentum and Nesterov.").tag(sync=True)
    step = traitlets.Int(1, help="The line that has just been executed, from 1.").tag(sync=True)

    def __init__(
        self,
        net: nn.Module,
        example: Tensor | None = None,
        target: Tensor | None = None,
        *,
        loss: str | Callable[[Any, Tensor], Any] = "cross_entropy",
        optimizer: str = "SGD",
        learning_rate: float = 0.1,
        momentum: float = 0.9,
    ) -> None:
        copied = plain(net)
        _arguments.want_choice("optimizer", optimizer, OPTIMIZERS)
        learning_rate = _arguments.want_number("learning_rate", learning_rate, 0)
        momentum = _arguments.want_positive("momentum", momentum)
        given = example is not None
        if given != (target is not None):
            raise ValueError("give an example and its target together, or neither.")
        if example is None or target is None:
            example, target = digits.load("test", n=1)
        example = _arguments.want_tensor("example", example, "N", "…").detach().cpu()
        target = _arguments.want_tensor("target", target, "N", "…").detach().cpu()
        # A class that there is in any case: whether there are these, is asked below.
        alike = target if target.is_floating_point() else torch.zeros_like(target)
        with takes_digits("TapeLens", "example=…", "target=…", given=given):
            recorded = tape.record(copied, example, loss, alike)
        for name, tensor in (("example", example), ("target", target)):
            if not fits(tensor):
                raise ValueError(f"{name} holds an integer beyond 32 bits.")
        self._lines = _count(recorded, len(example))
        _want_computable(recorded, copied, example, target)
        super().__init__(
            tape=recorded.json(),
            parameters=tape.pack(copied),
            example=words(example),
            target=words(target),
            optimizer=optimizer,
            learning_rate=learning_rate,
            momentum=momentum,
        )
        self.controls = {"step": ipywidgets.IntSlider(1, min=1, max=self._lines)}

    @traitlets.validate("step")
    def _check_step(self, proposal: Any) -> int:
        return _arguments.want_int("step", proposal["value"], 1, self._lines)


def _count(recorded: tape.Tape, n: int) -> int:
    """Return how many lines the step of a batch of ``n`` has; refuse too many, and too large a one.

    A line is an operation, a buffer that takes its next value, or a parameter that is moved.
    """
    graph = recorded.graph
    moved = {held["value"] for held in graph["parameters"] if held["grad"] is not None}
    renewed = [held for held in graph["parameters"] if "next" in held]
    lines = len(graph["ops"]) + len(renewed) + len(moved)
    if lines > _MOST_LINES:
        raise ValueError(
            f"a step of this network has {lines} lines, and TapeLens shows at most {_MOST_LINES}:"
            f" give it a smaller network. 这个网络的一步有 {lines} 行，TapeLens 最多显示"
            f" {_MOST_LINES} 行：请给它一个更小的网络。"
        )
    numbers = sum(math.prod(at_batch(value["shape"], n)) for value in graph["values"])
    if numbers > _MOST_NUMBERS:
        raise ValueError(
            f"a step of this network on this batch makes {numbers:,} numbers, and TapeLens shows at"
            f" most {_MOST_NUMBERS:,}: give it fewer samples or a smaller network."
            f" 这个网络在这个批量上的一步有 {numbers:,} 个数，TapeLens 最多显示"
            f" {_MOST_NUMBERS:,} 个：请少给几个样本，或者给它一个更小的网络。"
        )
    return lines


def _want_computable(recorded: tape.Tape, net: nn.Module, example: Tensor, target: Tensor) -> None:
    """Refuse what torch itself cannot compute the loss of, as of a label beyond the last class."""
    graph, held = recorded.graph, net.state_dict()
    given = {part["value"]: held[part["name"]] for part in graph["parameters"]}
    for part in graph["inputs"]:
        given[part["value"]] = {"input": example, "target": target}[part["name"]]
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        try:
            replay(graph, graph["constants"], given, len(example), wanted=graph["loss"])
        except (IndexError, RuntimeError, ValueError) as error:
            reason = str(error).strip().splitlines()[0].rstrip(".")
            raise ValueError(f"the loss cannot be computed of this batch: {reason}.") from error
