"""The tape: one training step of a PyTorch network, written down as plain data.

PyTorch runs a network by dispatching small operations: ``aten.convolution``, ``aten.relu``,
``aten.addmm``. :func:`record` lets it run forward, loss and backward once on tensors without
data and writes every call down. What comes out is JSON that needs no PyTorch to be read; the
page's engine (``web/engine``) executes it.

    >>> net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(1024, 10))
    >>> tape = record(net, torch.zeros(1, 1, 32, 32), "cross_entropy")
    >>> [op["op"] for op in tape.graph["ops"]][:3]
    ['view', 't', 'addmm']
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from livenet import _arguments
from livenet.tape._check import check
from livenet.tape._dice import dice
from livenet.tape._errors import TapeError, UnfitError
from livenet.tape._evaluating import evaluating
from livenet.tape._graph import plain
from livenet.tape._losses import LOSSES, want_loss
from livenet.tape._merge import SIZES, merge
from livenet.tape._operations import draws
from livenet.tape._packing import pack, unpack
from livenet.tape._parts import combination
from livenet.tape._recording import Given, Recording
from livenet.tape._refusals import want_no_hooks, want_python

__all__ = ["LOSSES", "Tape", "TapeError", "UnfitError", "pack", "record", "unpack"]


@dataclass(frozen=True)
class Tape:
    """A recorded network.

    ``graph`` is plain data, ready for ``json.dumps``:

    - ``inputs``: name and value number of ``input`` and ``target``
    - ``parameters``, in ``state_dict`` order: name, value, and the value of its gradient (None for
      a buffer, a frozen or an unused parameter; tied weights have one value, and the first name
      has the gradient); ``next``, where training changes it otherwise, as running statistics: the
      value that it takes after the step
    - ``constants``: value number, and its words as base64, of tensors that were there before
    - ``values``: shape and dtype (float32, int64 or bool) of each value; strides, unless its
      numbers lie in reading order; its offset in the memory that the root of a view owns, unless
      it is 0. A size that depends on the batch is the string ``"N"`` or a multiple, ``"6N"``
    - ``ops``, in order: aten name, inputs by argument name (a list of numbers and None where torch
      takes a list of tensors), other args that are not as the schema has them anyway, outputs,
      and the path of the module that called it. What views other memory has no args. An arg that
      is not finite is the text "NaN", "Infinity" or "-Infinity", a dtype is its name
    - ``loss``, ``output``: value numbers
    - ``names``: what a reader may ask for: local variables of ``forward`` (``c1``), module paths
      (``conv1``), parameters, and gradients (``grad:c1``)
    - ``shards``: how the gradients of a batch's parts become its own, ``"mean"`` (weighted by
      samples) or ``"sum"``; None where they do not, or nothing is trained
    - ``evaluation``: None, or, where the network predicts by other operations than it trains by
      (dropout, running statistics), a graph of these with values, ops, loss, output and names of
      its own; inputs, parameters and constants have the same numbers in both
    """

    graph: dict[str, Any]

    @property
    def draws(self) -> bool:
        """Whether a training step draws random numbers, as dropout does."""
        return any(draws(op["op"]) for op in self.graph["ops"])

    def json(self) -> str:
        """The tape as compact JSON text."""
        return json.dumps(self.graph, separators=(",", ":"), allow_nan=False)


def record(
    net: nn.Module,
    example: Tensor,
    loss: str | Callable[[Any, Tensor], Any] | None = "cross_entropy",
    target: Tensor | None = None,
) -> Tape:
    """Record one training step of ``net``: forward, loss and backward, in the mode that it is in.

    The network is left as it was. The batch size of ``example`` does not matter: the tape fits
    any. Before it is returned, it is run once on numbers by chance and compared with the network.

    Args:
        net: its parameters and buffers are float32, int64 or bool; ``forward`` takes one tensor
            whose first dimension is the batch, and returns a tensor, or several in a tuple or
            dict, the first of which is the output.
        example: float32 or int64, shape (N, …), shaped as the network will be fed.
        loss: ``"cross_entropy"``, ``"mse"``, or a callable of (what the network returned, target)
            that returns a scalar, such as ``nn.CrossEntropyLoss(label_smoothing=0.1)`` or
            ``F.l1_loss``. None: nothing is trained; what the network predicts is recorded, as in
            ``net.eval()``, and it may be frozen.
        target: an example target, shape (N, …), float32 or int64. Left out: int64 labels of shape
            (N,) for cross-entropy and its kin, float32 shaped like the output for torch's other
            losses; of a callable of your own, what it takes of the two.

    Raises:
        TapeError: the network does something that the engine cannot run as torch does; the message
            names the operation or argument, and the module it came from.
        TypeError: ``net`` is no network, ``example`` or ``target`` no tensor, or ``loss`` neither
            a name nor a function.
        ValueError: there is no such loss, or a shape of ``net`` is not known yet.
        UnfitError: ``net`` does not take an input of this shape; names the module.
    """
    _arguments.want_module("net", net)
    for name, value in (("example", example), ("target", target)):
        if not isinstance(value, Tensor) and not (name == "target" and value is None):
            raise TypeError(f"{name} must be a tensor, not {_arguments.describe(value)}.")
    if target is not None and target.dim() < 1:
        raise TapeError(
            "the target must have shape (N, …), and this one has ().",
            "target 的形状必须是 (N, …)，而这一个是 ()。",
        )
    if example.dtype not in (torch.float32, torch.int64) or example.dim() < 1:
        raise TapeError(
            f"the example must be float32 or int64 of shape (N, …), not {example.dtype} "
            f"of shape {tuple(example.shape)}.",
            f"example 必须是 float32 或 int64，形状是 (N, …)；而这一个是 {example.dtype}，形状是"
            f" {tuple(example.shape)}。",
        )
    want_python(net)
    want_no_hooks(net)
    given = Given(example, None if loss is None else want_loss(loss), target)
    with dice(net):
        small = _recorded(net, given, SIZES[0])
        most = 2 * len(small["ops"]) + 200
        graph = merge(small, _recorded(net, given, SIZES[1], most))
        check(net, graph, given)
        graph["shards"] = combination(net, graph, given)
    return Tape(graph)


def _recorded(
    net: nn.Module, given: Given, batch_size: int, most: int | None = None
) -> dict[str, Any]:
    """Return the graph at one batch size."""
    if given.loss is None:
        with evaluating(net):
            return plain(Recording(net, given, batch_size, backward=False, most=most), None)
    training = Recording(net, given, batch_size, backward=True, most=most)
    if not any(module.training for module in net.modules()):
        return plain(training, None)
    with evaluating(net):
        return plain(training, Recording(net, given, batch_size, backward=False, most=most))
