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
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch._subclasses import FakeTensorMode
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
)
from torch.func import functional_call
from torch.utils._python_dispatch import TorchDispatchMode

from livenet import _arguments

from .tape_ops import ALIASES, IN_PLACE, SUPPORTED, TapeError

__all__ = ["LOSSES", "Tape", "TapeError", "pack", "record", "unpack"]

FORMAT = "livenet-tape-2"
LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "cross_entropy": F.cross_entropy,
    "mse": F.mse_loss,
}

# Two batch sizes: whatever differs between the two recordings must be a multiple of the batch.
_SIZES = (3, 5)
_DTYPES = {torch.float32: "float32", torch.int64: "int64"}


@dataclass(frozen=True)
class Tape:
    """A recorded training step.

    ``graph`` is plain data, ready for ``json.dumps``:

    - ``inputs``: name and value number of ``input`` and ``target``
    - ``parameters``, in ``state_dict`` order: name, value, and the value of its gradient (None for
      a buffer, a frozen or an unused parameter)
    - ``values``: shape, dtype and, unless its numbers lie in reading order, strides of each value;
      a size that depends on the batch is the string ``"N"`` or a multiple, ``"6N"``
    - ``ops``, in order: aten name, inputs by argument name, other args, outputs, and the path of
      the module that called it
    - ``loss``, ``output``: value numbers
    - ``names``: what a reader may ask for: local variables of ``forward`` (``c1``), module paths
      (``conv1``), parameters, and gradients (``grad:c1``)
    """

    graph: dict[str, Any]

    def json(self) -> str:
        """The tape as compact JSON text."""
        return json.dumps(self.graph, separators=(",", ":"))

    def inference(self) -> Tape:
        """The part of the tape that computes ``output`` from ``input``, and nothing else."""
        graph = self.graph
        needed = {graph["output"]}
        ops: list[dict[str, Any]] = []
        for op in reversed(graph["ops"]):
            if needed.intersection(op["outputs"]):
                ops.insert(0, op)
                needed.update(op["inputs"].values())
                needed.update(o for o in op["outputs"] if o is not None)
        needed.update(p["value"] for p in graph["parameters"])
        kept = sorted(needed)
        number = {old: new for new, old in enumerate(kept)}
        return Tape(
            {
                "format": FORMAT,
                "inputs": [
                    {**i, "value": number[i["value"]]}
                    for i in graph["inputs"]
                    if i["value"] in needed
                ],
                "parameters": [
                    {"name": p["name"], "value": number[p["value"]], "grad": None}
                    for p in graph["parameters"]
                ],
                "values": [graph["values"][v] for v in kept],
                "ops": [
                    {
                        **op,
                        "inputs": {k: number[v] for k, v in op["inputs"].items()},
                        "outputs": [None if o is None else number[o] for o in op["outputs"]],
                    }
                    for op in ops
                ],
                "loss": None,
                "output": number[graph["output"]],
                "names": {k: number[v] for k, v in graph["names"].items() if v in needed},
            }
        )


def record(
    net: nn.Module,
    example: Tensor,
    loss: str | Callable[[Tensor, Tensor], Tensor] = "cross_entropy",
    target: Tensor | None = None,
) -> Tape:
    """Record one training step of ``net``: forward, loss and backward.

    Nothing is computed and ``net`` is left as it was. The batch size of ``example`` does not
    matter: the tape fits any.

    Args:
        net: float32 parameters; ``forward`` takes one tensor whose first dimension is the batch.
        example: float32, shape (N, …), shaped as the network will be fed.
        loss: ``"cross_entropy"``, ``"mse"``, or a callable of (output, target) that returns a
            scalar, such as ``nn.CrossEntropyLoss()``.
        target: an example target, shape (N, …). Left out: int64 labels of shape (N,) for
            cross-entropy, float32 shaped like the output for MSE.

    Raises:
        TapeError: the network does something that the engine cannot run; the message names the
            operation or argument, and the module it came from.
        TypeError: ``net`` is no network, ``example`` or ``target`` no tensor, or ``loss`` neither
            a name nor a function.
        ValueError: there is no such loss, or a shape of ``net`` is not known yet.
        RuntimeError: ``net`` does not take an input of this shape; names the module.
    """
    _arguments.want_module("net", net)
    for name, value in (("example", example), ("target", target)):
        if not isinstance(value, Tensor) and not (name == "target" and value is None):
            raise TypeError(f"{name} must be a tensor, not {_arguments.describe(value)}.")
    if isinstance(loss, str):
        loss = LOSSES[_arguments.want_choice("loss", loss, LOSSES)]
    if isinstance(loss, type) or not callable(loss):
        raise TypeError(
            f"loss must be one of {', '.join(LOSSES)}, or a function of output and target,"
            f" not {_arguments.describe(loss)}."
        )
    if target is not None and target.dim() < 1:
        raise TapeError("the target must have shape (N, …), and this one has ().")
    if example.dtype != torch.float32 or example.dim() < 1:
        raise TapeError(
            f"the example must be float32 of shape (N, …), not {example.dtype} "
            f"of shape {tuple(example.shape)}."
        )
    regression = loss is F.mse_loss or isinstance(loss, nn.MSELoss)
    first, second = (
        _record_step(net, example, loss, target, regression, batch_size) for batch_size in _SIZES
    )
    return Tape(_merge(first.graph(), second.graph(), "the tape"))


def pack(net: nn.Module) -> bytes:
    """Parameters and buffers as little-endian float32, one after another as in ``state_dict``.

    Raises:
        TypeError: ``net`` is no network.
        ValueError: a parameter or buffer is not float32, or has no numbers.
    """
    for name, held in _arguments.want_network("net", net).state_dict().items():
        if held.dtype != torch.float32:
            raise ValueError(
                f"{name} is {held.dtype}, and only float32 is packed: call float() on the network,"
                " or leave this out of it."
            )
    return b"".join(
        v.detach().cpu().contiguous().numpy().astype("<f4").tobytes()
        for v in net.state_dict().values()
    )


def unpack(data: bytes, net: nn.Module) -> dict[str, Tensor]:
    """Turn bytes back into a ``state_dict`` for ``net.load_state_dict``.

    Raises:
        TypeError: ``data`` are no bytes, or ``net`` is no network.
        ValueError: the bytes are not as many as ``net`` has numbers.
    """
    _arguments.want_module("net", net)
    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"data must be bytes, as pack gives, not {_arguments.describe(data)}.")
    state = net.state_dict()
    expected = 4 * sum(v.numel() for v in state.values())
    if len(data) != expected:
        raise ValueError(f"this network has {expected:,} bytes of parameters, not {len(data):,}.")
    flat = torch.frombuffer(bytearray(data), dtype=torch.float32) if data else torch.empty(0)
    parts = flat.split([v.numel() for v in state.values()])
    return {
        k: part.reshape(v.shape).clone() for (k, v), part in zip(state.items(), parts, strict=True)
    }


def _record_step(
    net: nn.Module,
    example: Tensor,
    loss: Callable[[Tensor, Tensor], Tensor],
    target: Tensor | None,
    regression: bool,
    batch_size: int,
) -> _Recording:
    """Run the training step once on tensors without data, and return what was written down."""
    recording = _Recording(net)
    # Tensors from outside the network are let in, so that _arguments can refuse them by name.
    # Where shapes do not fit, torch would log its own trace as well.
    with _silence("torch._subclasses.fake_tensor"), FakeTensorMode(allow_non_fake_inputs=True):
        recording.enter_state()
        recording.enter_input(torch.empty(batch_size, *example.shape[1:]))
        with _ModuleWatch(recording), recording:
            try:
                recording.run(loss, target, regression)
            except (DataDependentOutputException, DynamicOutputShapeException) as error:
                raise TapeError(
                    f"{recording.place()} lets the values of a tensor decide what happens "
                    f"({error.func}); a tape holds one course of events."
                ) from error
            except RuntimeError as error:
                shape = ", ".join(["N", *map(str, example.shape[1:])])
                reason = str(error).strip().splitlines()[0]
                raise RuntimeError(
                    f"{recording.place()} does not take what comes of an example of shape"
                    f" ({shape}): {reason}"
                ) from error
    return recording


@contextmanager
def _silence(logger: str) -> Iterator[None]:
    """Keep a logger from writing."""

    def refuse(_: logging.LogRecord) -> bool:
        return False

    logging.getLogger(logger).addFilter(refuse)
    try:
        yield
    finally:
        logging.getLogger(logger).removeFilter(refuse)


class _Recording(TorchDispatchMode):
    """What one training step at one batch size dispatched, each call written down."""

    input: Tensor
    output: Tensor
    target: Tensor
    loss: Tensor

    def __init__(self, net: nn.Module) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.net = net
        self.paths = {module: path for path, module in net.named_modules()}
        self.stack: list[str] = []  # paths of the modules whose forward is running
        self.values: list[dict[str, Any]] = []
        self.makers: list[str] = []  # the module each value came from
        self.viewed: set[int] = set()  # values that a view shares its memory with
        self.ops: list[dict[str, Any]] = []
        self.computed: set[int | None] = set()  # values that an operation has given
        self.number: dict[int, int] = {}  # id of a tensor -> number of its value
        self.alive: list[Tensor] = []  # ids stay unique while the tensors live
        self.named: dict[str, tuple[Tensor, int]] = {}
        self.state: dict[str, Tensor] = {}
        self.grads: dict[str, Tensor] = {}
        self.watch_call: Callable[[], None] = lambda: None  # what a _ModuleWatch wants to know of
        self.backward = False
        self.writing = True

    def enter_state(self) -> None:
        """Number parameters and buffers, without data, in ``state_dict`` order."""
        seen: dict[int, str] = {}
        for name, held in self.net.state_dict(keep_vars=True).items():
            if held.dtype != torch.float32:
                owner = self.net.get_submodule(name.rpartition(".")[0])
                raise TapeError(
                    f"module {self.paths[owner]} ({type(owner).__name__}) has {name} of "
                    f"{held.dtype}, and the engine knows only float32."
                )
            if id(held) in seen:
                raise TapeError(f"{name} is the same tensor as {seen[id(held)]}, tied weights.")
            seen[id(held)] = name
            self.state[name] = torch.empty(held.shape).requires_grad_(held.requires_grad)
            self._value(self.state[name])

    def enter_input(self, batch: Tensor) -> None:
        """Number what the network is fed."""
        self.input = batch
        self._value(batch)

    def run(
        self,
        loss: Callable[[Tensor, Tensor], Tensor],
        target: Tensor | None,
        regression: bool,
    ) -> None:
        """Run forward, loss and backward."""
        output = functional_call(self.net, self.state, (self.input,))
        if not isinstance(output, Tensor):
            raise TapeError("the network must return one tensor.")
        self.output = output
        self.target = self._target(target, regression)
        value = loss(self.output, self.target)
        if not isinstance(value, Tensor):
            raise TapeError(f"the loss must be a tensor, not {_arguments.describe(value)}.")
        self.loss = value
        self.grads = self._gradients()

    def _target(self, target: Tensor | None, regression: bool) -> Tensor:
        """The target without data: like the example target, or what the loss usually takes."""
        n = len(self.input)
        if target is not None:
            shape, dtype = (n, *target.shape[1:]), target.dtype
        elif regression:
            shape, dtype = tuple(self.output.shape), torch.float32
        else:
            shape, dtype = (n,), torch.int64
        self.writing = False
        empty = torch.empty(shape, dtype=dtype)
        self.writing = True
        self._value(empty)
        return empty

    def _gradients(self) -> dict[str, Tensor]:
        """Run backward: gradients of the parameters and of each named value."""
        if self.loss.dim() != 0:
            raise TapeError(f"the loss must be a scalar, not of shape {tuple(self.loss.shape)}.")
        self.backward = True
        wanted = {k: v for k, v in self.state.items() if v.requires_grad}
        if not wanted or not self.loss.requires_grad:
            raise TapeError(
                "there is nothing to train: no parameter that needs a gradient is used."
            )
        for name, (tensor, number) in self.named.items():
            # After an in-place call the tensor stands for a later value: no gradient of this one.
            if tensor.requires_grad and self.number[id(tensor)] == number:
                wanted.setdefault(name, tensor)
        gradients = torch.autograd.grad(self.loss, list(wanted.values()), allow_unused=True)
        return {k: g for k, g in zip(wanted, gradients, strict=True) if g is not None}

    def graph(self) -> dict[str, Any]:
        """The recording as plain data (see :class:`Tape`), sizes still numbers."""
        grads = {k: self.number[id(g)] for k, g in self.grads.items()}
        names = {k: number for k, (_, number) in self.named.items()}
        names |= {k: self.number[id(v)] for k, v in self.state.items()}
        names |= {"input": self.number[id(self.input)], "target": self.number[id(self.target)]}
        names |= {"output": self.number[id(self.output)], "loss": self.number[id(self.loss)]}
        names |= {f"grad:{k}": v for k, v in grads.items()}
        return {
            "format": FORMAT,
            "inputs": [{"name": k, "value": names[k]} for k in ("input", "target")],
            "parameters": [
                {"name": k, "value": names[k], "grad": grads.get(k)} for k in self.state
            ],
            "values": [_brief(value) for value in self.values],
            "ops": self.ops,
            "loss": names["loss"],
            "output": names["output"],
            "names": names,
        }

    def _value(self, tensor: Tensor) -> int:
        """Number a tensor that has not been seen."""
        if tensor.dtype not in _DTYPES:
            raise TapeError(f"{self.place()} makes a tensor of {tensor.dtype}.")
        self.alive.append(tensor)
        self.number[id(tensor)] = len(self.values)
        self.values.append(
            {
                "shape": list(tensor.shape),
                "strides": list(tensor.stride()),
                "dtype": _DTYPES[tensor.dtype],
            }
        )
        self.makers.append(self.stack[-1] if self.stack else "")
        return self.number[id(tensor)]

    def place(self, inputs: dict[str, int] | None = None) -> str:
        """The module at work, for a message; in the backward pass, the one whose op it undoes."""
        path = self.stack[-1] if self.stack else ""
        if self.backward and inputs:
            path = next((self.makers[v] for v in reversed(inputs.values()) if self.makers[v]), "")
        if not path:
            return "the loss" if not self.stack else f"the network ({type(self.net).__name__})"
        return f"module {path} ({type(self.net.get_submodule(path)).__name__})"

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        self.watch_call()
        name = func._schema.name.removeprefix("aten::")
        out = func(*args, **kwargs)
        if func.namespace == "prim" or not self.writing:
            return out
        if name in ALIASES and id(args[0]) in self.number:
            self.alive.append(out)  # the same numbers under another name for autograd
            self.number[id(out)] = self.number[id(args[0])]
            return out
        values, rest = self._arguments(func, args, kwargs)
        self._write(name, values, rest, args, out)
        return out

    def _arguments(
        self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[dict[str, int], dict[str, Any]]:
        """Split a call into tensors, by value number, and everything else, defaults filled in."""
        values: dict[str, int] = {}
        rest: dict[str, Any] = {}
        for i, spec in enumerate(func._schema.arguments):
            value = args[i] if i < len(args) else kwargs.get(spec.name, spec.default_value)
            if not isinstance(value, Tensor):
                rest[spec.name] = list(value) if isinstance(value, (list, tuple)) else value
            elif id(value) in self.number:
                values[spec.name] = self.number[id(value)]
            else:
                raise TapeError(
                    f"{self.place()} calls aten.{func._schema.name.removeprefix('aten::')} on a "
                    "tensor that is neither an input, a parameter, a buffer nor computed from them."
                )
        return values, rest

    def _write(
        self,
        name: str,
        values: dict[str, int],
        rest: dict[str, Any],
        args: tuple[Any, ...],
        out: Any,
    ) -> None:
        """Check one call against what the engine can run, and write it down."""
        name, in_place = IN_PLACE.get(name, name), name in IN_PLACE
        op = SUPPORTED.get(name)
        if op is None:
            raise TapeError(f"{self.place(values)} calls aten.{name}, which the engine cannot run.")
        ins = {k: self.values[v] for k, v in values.items()}
        try:
            kept = op.check(ins, rest)
        except TapeError as error:
            raise TapeError(f"{self.place(values)} calls aten.{name} {error}") from None
        if op.view:
            self.viewed.add(values["self"])
        if in_place and (values["self"] in self.viewed or values["self"] in self._views()):
            raise TapeError(
                f"{self.place(values)} calls aten.{name}_ on a tensor that shares its memory "
                "with another; use the version that is not in place."
            )
        outs = out if isinstance(out, (tuple, list)) else (out,)
        if op.view and any(o.storage_offset() for o in outs):
            raise TapeError(f"{self.place(values)} calls aten.{name} that starts amid a tensor.")
        path = self.stack[-1] if self.stack else ""
        self.ops.append(
            {
                "op": name,
                "inputs": values,
                "args": kept,
                "outputs": [None if o is None else self._value(o) for o in outs],
                "module": path,
            }
        )
        self.computed.update(self.ops[-1]["outputs"])
        alike = op.strided and all(v["strides"] == list(outs[0].stride()) for v in ins.values())
        if not op.view and not alike and not all(o is None or o.is_contiguous() for o in outs):
            raise TapeError(f"{self.place(values)} calls aten.{name} with permuted memory.")

    def _views(self) -> set[int]:
        """Values made by a view of another."""
        return {o for op in self.ops if SUPPORTED[op["op"]].view for o in op["outputs"]}


class _ModuleWatch:
    """While it lasts, modules announce themselves and leave their outputs and local variables.

    A value gets the path of the module that returned it (``conv1``; a module called again:
    ``pool:2``) and the local variable of the ``forward`` that holds it when it returns (``c1``,
    in a module of the reader's own within the network ``block.c1``). Where both claim one name,
    the variable has it.

    A ``forward`` that has returned still has its local variables as long as its frame is held;
    each dispatched call looks down Python's stack for it. ``sys.setprofile`` would tell of the
    return itself, but there is only one such function, and a profiler may have taken it.
    """

    def __init__(self, recording: _Recording) -> None:
        self.recording = recording
        self.handles: list[Any] = []
        self.calls: dict[str, int] = {}
        # One for each module that is running: the code of its forward, and the frame once seen.
        self.running: list[tuple[CodeType | None, FrameType | None]] = []

    def __enter__(self) -> None:
        for module in self.recording.paths:
            self.handles.append(module.register_forward_pre_hook(self._enter))
            self.handles.append(module.register_forward_hook(self._leave))
        self.recording.watch_call = self._find_frames

    def __exit__(self, *_: object) -> None:
        self.recording.watch_call = lambda: None
        for handle in self.handles:
            handle.remove()
        self.running.clear()

    def _enter(self, module: nn.Module, _args: Any) -> None:
        self.recording.stack.append(self.recording.paths[module])
        # torch's own forward methods hold nothing that a reader named
        own = not type(module).__module__.startswith("torch.")
        self.running.append(
            (getattr(type(module).forward, "__code__", None) if own else None, None)
        )

    def _leave(self, module: nn.Module, _args: Any, out: Any) -> None:
        path = self.recording.stack.pop()
        _, frame = self.running.pop()
        if frame is not None:
            for name, tensor in frame.f_locals.items():
                self._name(f"{path}.{name}" if path else name, tensor, keep=False)
        if path:
            self.calls[path] = self.calls.get(path, 0) + 1
            count = self.calls[path]
            self._name(path if count == 1 else f"{path}:{count}", out, keep=True)

    def _find_frames(self) -> None:
        """Find the frame of each forward that is running, the innermost first."""
        start: FrameType | None = sys._getframe(2)
        for depth in reversed(range(len(self.running))):
            code, known = self.running[depth]
            if known is not None:
                return  # and so are those around it
            frame = start if code is not None else None
            while frame is not None and frame.f_code is not code:
                frame = frame.f_back
            if frame is not None:
                self.running[depth] = (code, frame)
                start = frame.f_back

    def _name(self, name: str, tensor: Any, keep: bool) -> None:
        """Name a value, if it is one that the network computed."""
        recording = self.recording
        number = recording.number.get(id(tensor)) if isinstance(tensor, Tensor) else None
        if number is None or number not in recording.computed:
            return
        if not (keep and name in recording.named):
            recording.named[name] = (tensor, number)


def _brief(value: dict[str, Any]) -> dict[str, Any]:
    """A value without its strides if its numbers lie in reading order."""
    strides: list[int] = []
    step = 1
    for size in reversed(value["shape"]):
        strides.insert(0, step)
        step *= size
    return {k: v for k, v in value.items() if k != "strides" or v != strides}


def _merge(a: Any, b: Any, where: str) -> Any:
    """Two recordings into one: a number that differs becomes a multiple of the batch size N."""
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return {k: _merge(a[k], b[k], k if where == "the tape" else where) for k in a}
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [_merge(x, y, where) for x, y in zip(a, b, strict=True)]
    if a == b:
        return a
    n, m = _SIZES
    if isinstance(a, int) and isinstance(b, int) and a % n == 0 and a // n * m == b:
        return "N" if a == n else f"{a // n}N"
    raise TapeError(
        f"the network does not treat each sample alike: among {where}, "
        f"{a!r} at a batch of {n} is {b!r} at a batch of {m}."
    )
