"""A network of the table through the engine, beside torch in double precision."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map

from livenet import tape
from tests.lockstep.draws import WithoutMkl
from tests.lockstep.machine import Machine

from .table import Entry, first

BATCH = 6
RATE = 0.1


@dataclass
class Case:
    """What makes a network, always alike, and numbers for it."""

    make: Callable[[], nn.Module]
    inputs: Tensor
    target: Tensor
    loss: Callable[[nn.Module], Any]  # of the network, as TrainLab takes it
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
    return Case(make, inputs, target, entry.loss_of or (lambda _: entry.loss), seed)


class _DrawnInFloat32(TorchDispatchMode):
    """Random numbers of a network in double are those of the same network in float32."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        attention = "attention" in func.__name__  # which draws only where there is dropout in it
        if torch.Tag.nondeterministic_seeded not in func.tags or attention:
            return func(*args, **kwargs)
        if func.__name__.partition(".")[0] in ("rand", "randn"):
            kwargs.setdefault("dtype", torch.float32)
        single = [_cast(a, torch.float32) for a in args]
        out = func(*single, **{k: _cast(v, torch.float32) for k, v in kwargs.items()})
        if func._schema.is_mutable:
            for given, drawn in zip(args, single, strict=True):
                if isinstance(given, Tensor):
                    given.copy_(drawn)
            return args[0] if out is single[0] else _cast(out, torch.get_default_dtype())
        return _cast(out, torch.get_default_dtype())


class _InDouble(TorchFunctionMode):
    """Constants in float32 and casts to it become double."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is Tensor.float:
            func = Tensor.double
        args, kwargs = tree_map(lambda a: _cast(a, torch.float64), (args, kwargs or {}))
        return func(*args, **kwargs)


def _cast(value: Any, dtype: torch.dtype) -> Any:
    """A float tensor, or a dtype of floats, in that dtype; else the value itself."""
    if isinstance(value, torch.dtype) and value.is_floating_point:
        return dtype
    if isinstance(value, Tensor) and value.is_floating_point() and value.dtype != dtype:
        return value.to(dtype)
    return value


@dataclass
class Torchs:
    """What comes of a prediction and of two steps: values of the first, the state after both."""

    values: dict[str, Tensor]
    state: dict[str, Tensor]
    predicted: Tensor
    scored: float


@contextmanager
def in_double(double: bool = True) -> Iterator[None]:
    """A network in double draws what the same network in float32 draws, and its constants fit."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64 if double else torch.float32)
    try:
        with WithoutMkl(), _DrawnInFloat32(), _InDouble() if double else nullcontext():
            yield
    finally:
        torch.set_default_dtype(before)


def torchs(given: Case, double: bool) -> Torchs:
    """Take the steps with torch."""
    net, judged = given.make(), given.make().eval()
    inputs, target = given.inputs, given.target
    if double:
        net, judged = net.double(), judged.double()
        inputs = inputs.double() if inputs.is_floating_point() else inputs
        target = target.double() if target.is_floating_point() else target
    loss = given.loss(net)
    if isinstance(loss, str):
        loss = tape.LOSSES[loss]
    with in_double(double):
        torch.manual_seed(given.seed)
        with torch.no_grad():
            out = judged(inputs.clone())
            scored = float(loss(out, target))
        torch.manual_seed(given.seed)
        named = {k: v for k, v in net.named_parameters() if v.requires_grad}
        values: dict[str, Tensor] = {}
        for step in ("", " of the second step"):
            output = net(inputs.clone())
            value = loss(output, target)
            grads = torch.autograd.grad(value, list(named.values()), allow_unused=True)
            values[f"loss{step}"] = value.detach()
            if not step:
                values["output"] = values["scores"] = first(output).detach()
            with torch.no_grad():
                for (name, parameter), grad in zip(named.items(), grads, strict=True):
                    if grad is None:
                        continue
                    if not step:
                        values[f"grad:{name}"] = grad
                    parameter.sub_(RATE * grad)
    return Torchs(values, net.state_dict(), first(out), scored)


def engines(machine: Machine, kernels: str, given: Case, graph: dict[str, Any]) -> Torchs:
    """Take the steps with the engine."""
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
    parts = [tape.pack(net), words(given.inputs), words(given.target)]
    result, buffers = machine.call("judge", request, parts)
    *buffers, state = buffers
    found = [
        torch.from_numpy(np.frombuffer(data, np.int32 if whole else np.float32).copy()).view(shape)
        for data, shape, whole in zip(buffers, result["shapes"], result["integers"], strict=True)
    ]
    predicted, scores, *found = found
    values = dict(zip(names, found, strict=True))
    # what accuracy is counted from
    values["scores"] = scores.view(values["output"].shape)
    for step, loss in zip(("", " of the second step"), result["losses"], strict=True):
        values[f"loss{step}"] = torch.tensor(float(loss))
    return Torchs(values, tape.unpack(state, net), predicted, float(result["scored"]))


def words(tensor: Tensor) -> bytes:
    """Little-endian words as the engine keeps them."""
    tensor = tensor.detach().contiguous()
    return (tensor if tensor.is_floating_point() else tensor.int()).numpy().tobytes()


def apart(ours: Torchs, theirs: Torchs) -> dict[str, float]:
    """Largest differences, as fractions of the largest number of each tensor.

    A gradient that is all rounding (of a bias before batch norm) has no largest: there a
    thousandth of the largest gradient of the network counts, or of 1.
    """
    grads = [
        float(g.abs().max())
        for k, g in theirs.values.items()
        if k.startswith("grad:") and g.numel()
    ]
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
    net = given.make()
    try:
        recorded = tape.record(net, given.inputs[:1], given.loss(net), given.target[:1])
    except (tape.TapeError, TypeError, ValueError, RuntimeError) as error:
        return Verdict(f"{type(error).__name__}: {error}")
    ours = engines(machine, kernels, given, recorded.graph)
    theirs = torchs(given, double=True)
    verdict = Verdict(None, apart(ours, theirs))
    if verdict.faults():  # how much of it is rounding?
        verdict.rounding = apart(torchs(given, double=False), theirs)
    return verdict


def refusal(entry: Entry) -> str | None:
    """Record a network that is to be refused; the sentence, or None if it is taken."""
    torch.manual_seed(0)
    net = entry.make()
    example = torch.rand(1, *entry.shape)
    target = None if entry.target is None else entry.target(example, None)
    loss = entry.loss if entry.loss_of is None else entry.loss_of(net)
    try:
        tape.record(net, example, loss, target)
    except (tape.TapeError, TypeError, ValueError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}"
    return None
