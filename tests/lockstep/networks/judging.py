"""A network of the table through the engine, beside torch in double precision."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from livenet import tape
from tests.lockstep.machine import Machine

from .table import Entry, first

BATCH = 6
RATE = 0.1
aten = torch.ops.aten


@dataclass
class Case:
    """What makes a network, always alike, and numbers for it."""

    make: Callable[[], nn.Module]
    inputs: Tensor
    target: Tensor
    loss: Any
    seed: int


@dataclass
class Verdict:
    """What came of a network.

    ``errors``: the largest difference from torch in double, as a fraction of the largest number of
    its tensor, by what was compared; ``rounding``: the same of torch in float32.
    """

    refusal: str | None = None
    errors: dict[str, float] = field(default_factory=dict)
    rounding: dict[str, float] = field(default_factory=dict)

    def faults(self, tolerance: float = 1e-5) -> list[str]:
        """What is further off than rounding explains."""
        return [
            f"{name}: {error:.1e} (torch in float32: {self.rounding.get(name, 0):.1e})"
            for name, error in self.errors.items()
            if not error <= max(tolerance, 4 * self.rounding.get(name, 0.0))
        ]

    def worst(self, *names: str) -> float:
        """The largest of the errors so named."""
        found = [e for k, e in self.errors.items() if k.partition(" ")[0] in names]
        return max(found, default=0.0, key=lambda e: (np.isnan(e), e))


def case(name: str, entry: Entry, n: int = BATCH) -> Case:
    """Make a network of the table and numbers for it, the same each time."""
    seed = zlib.crc32(name.encode()) % 1000

    def make() -> nn.Module:
        torch.manual_seed(seed)
        net = entry.make()
        if any(nn.parameter.is_lazy(p) for p in net.parameters()):
            with torch.no_grad():
                net(inputs)  # torch draws its weights as it sees the first batch
        return net.eval() if entry.evaluating else net

    torch.manual_seed(seed)
    shape = (n, *entry.shape)
    inputs = torch.rand(shape) if entry.tokens is None else torch.randint(entry.tokens, shape)
    with torch.no_grad():
        output = make()(inputs.clone())
    if entry.target is not None:
        target = entry.target(inputs, output)
    elif isinstance(entry.loss, nn.MSELoss) or entry.loss in ("mse", F.mse_loss):
        target = torch.randn(first(output).shape)
    else:
        target = torch.randint(first(output).shape[1], (n,))
    return Case(make, inputs, target, entry.loss, seed)


class _DrawnInFloat32(TorchDispatchMode):
    """Random numbers of a network in double are those of the same network in float32."""

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = dict(kwargs or {})
        if torch.Tag.nondeterministic_seeded not in func.tags:
            return func(*args, **kwargs)
        args = [
            a.float() if isinstance(a, Tensor) and a.is_floating_point() else a for a in args
        ]
        if kwargs.get("dtype") == torch.float64:
            kwargs["dtype"] = torch.float32
        return func(*args, **kwargs)


def _double(module: Any) -> Any:
    return copy.deepcopy(module).double() if isinstance(module, nn.Module) else module


@dataclass
class Torchs:
    """What torch finds in a step: as ``Verdict.errors`` names it."""

    values: dict[str, Tensor]
    state: dict[str, Tensor]
    predicted: Tensor
    scored: float


@contextmanager
def _default(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def torchs(given: Case, double: bool) -> Torchs:
    """Take the step with torch."""
    dtype = torch.float64 if double else torch.float32
    net, judged, loss = given.make(), given.make().eval(), given.loss
    inputs, target = given.inputs, given.target
    if double:
        net, judged, loss = net.double(), judged.double(), _double(loss)
        inputs = inputs.double() if inputs.is_floating_point() else inputs
        target = target.double() if target.is_floating_point() else target
    if isinstance(loss, str):
        loss = tape.LOSSES[loss]
    with _default(dtype), _DrawnInFloat32():
        torch.manual_seed(given.seed)
        with torch.no_grad():
            out = judged(inputs.clone())
            scored = float(loss(out, target))
        torch.manual_seed(given.seed)
        output = net(inputs.clone())
        value = loss(output, target)
        named = {k: v for k, v in net.named_parameters() if v.requires_grad}
        grads = torch.autograd.grad(value, list(named.values()), allow_unused=True)
    scores = first(output).detach()
    values = {"output": scores, "scores": scores, "loss": value.detach()}
    with torch.no_grad():
        for (name, parameter), grad in zip(named.items(), grads, strict=True):
            if grad is not None:
                values[f"grad:{name}"] = grad
                parameter -= RATE * grad
    return Torchs(values, net.state_dict(), first(out), scored)


def engines(machine: Machine, kernels: str, given: Case, graph: dict[str, Any]) -> Torchs:
    """Take the step with the engine."""
    net = given.make()
    names = [
        "output",
        *(f"grad:{p['name']}" for p in graph["parameters"] if p["grad"] is not None),
    ]
    request = {
        "tape": graph,
        "batch": len(given.inputs),
        "kernels": kernels,
        "seed": given.seed,
        "lr": RATE,
        "names": names,
    }
    parts = [tape.pack(net), _words(given.inputs), _words(given.target)]
    result, buffers = machine.call("judge", request, parts)
    *buffers, state = buffers
    found = [
        torch.from_numpy(np.frombuffer(data, np.int32 if whole else np.float32).copy()).view(shape)
        for data, shape, whole in zip(
            buffers, result["shapes"], result["integers"], strict=True
        )
    ]
    predicted, scores, *found = found
    values = dict(zip(names, found, strict=True))
    # what accuracy is counted from
    values["scores"] = scores.view(values["output"].shape)
    values["loss"] = torch.tensor(float(result["loss"]))
    return Torchs(values, tape.unpack(state, net), predicted, float(result["scored"]))


def _words(tensor: Tensor) -> bytes:
    """Little-endian words as the engine keeps them."""
    tensor = tensor.detach().contiguous()
    return (tensor if tensor.is_floating_point() else tensor.int()).numpy().tobytes()


def apart(ours: Torchs, theirs: Torchs) -> dict[str, float]:
    """Largest differences, as fractions of the largest number of each tensor.

    A gradient that is all rounding (of a bias before batch norm) has no largest: there a
    thousandth of the largest gradient of the network counts, or of 1.
    """
    grads = [float(g.abs().max()) for k, g in theirs.values.items() if k.startswith("grad:") and g.numel()]
    floor = 1e-3 * max([1.0, *(g for g in grads if np.isfinite(g))])
    errors: dict[str, float] = {}

    def compare(name: str, a: Tensor, b: Tensor, floor: float = 1e-6) -> None:
        assert a.shape == b.shape, (name, a.shape, b.shape)
        if not b.is_floating_point():
            errors[name] = 0.0 if torch.equal(a.long(), b.long()) else float("inf")
            return
        a, b = a.double(), b.double()
        same = (a == b) | (a.isnan() & b.isnan())
        if not b.numel() or same.all():
            errors[name] = 0.0
            return
        finite = b[b.isfinite()]
        scale = max(float(finite.abs().max()) if finite.numel() else 0.0, floor)
        errors[name] = float(torch.where(same, 0.0, (a - b).abs()).max()) / scale

    unasked = [k for k in theirs.values if k not in ours.values and theirs.values[k].any()]
    assert not unasked, f"the engine has no {', '.join(unasked)}"
    for name, value in ours.values.items():
        compare(name, value, theirs.values[name], floor if name.startswith("grad:") else 1e-6)
    for name, value in theirs.state.items():
        compare(f"state {name}", ours.state[name], value, max(1e-6, RATE * floor))
    compare("prediction", ours.predicted, theirs.predicted)
    compare("score", torch.tensor(ours.scored), torch.tensor(theirs.scored, dtype=torch.float64))
    return errors


def judge(name: str, entry: Entry, machine: Machine, kernels: str = "wasm") -> Verdict:
    """Record a network, run it in the engine and in torch, and compare."""
    given = case(name, entry)
    try:
        recorded = tape.record(given.make(), given.inputs[:1], given.loss, given.target[:1])
    except (tape.TapeError, TypeError, ValueError, RuntimeError) as error:
        return Verdict(f"{type(error).__name__}: {error}")
    ours = engines(machine, kernels, given, recorded.graph)
    theirs = torchs(given, double=True)
    return Verdict(None, apart(ours, theirs), apart(torchs(given, double=False), theirs))
