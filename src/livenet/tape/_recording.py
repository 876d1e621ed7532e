"""What a network does with one batch, each operation written down as torch dispatches it.

Python's modes stand below autograd and below torch's own functionalization, which has turned
changes in place into new values by then. Below us are fake tensors: nothing is computed.
"""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch._subclasses import FakeTensor, FakeTensorMode
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
)
from torch._subclasses.functional_tensor import FunctionalTensor, FunctionalTensorMode
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode

from livenet import _arguments
from livenet.tape import _operations
from livenet.tape._batch_size import BatchSizeWatch
from livenet.tape._errors import Place, TapeError, UnfitError
from livenet.tape._lending import lent
from livenet.tape._losses import Loss
from livenet.tape._naming import ModuleWatch
from livenet.tape._values import DTYPES, describe, fits, is_dense, words

_NOTHING = (
    "there is nothing to train, for no parameter that needs a gradient is used: call"
    " requires_grad_() on what is to learn, and compute outside torch.no_grad().",
    "没有什么可以训练，因为没有用到任何需要梯度的参数：请对要学习的参数调用 requires_grad_()，"
    "并且不要在 torch.no_grad() 里计算。",
)
# What a module does, in English and in Chinese.
_BY_VALUES = (
    "lets the values of a tensor decide what happens, in Python or by a shape, and a tape holds one"
    " course of events: choose by torch.where(), or by what is known before the network runs.",
    "用张量的数值来决定接下来做什么（在 Python 里，或者通过形状），而纸带只记一种经过："
    "请用 torch.where() 选择，或者按网络运行之前就知道的东西选择。",
)
_UNREGISTERED = (
    "changes a tensor in place that is neither parameter nor buffer: register it by"
    " register_buffer.",
    "原地改变了一个张量，它既不是参数也不是缓冲区：请用 register_buffer 登记它。",
)

# Parts of torch's own errors, and what they mean here.
_MEANINGS = {
    "non-functional tensor": _UNREGISTERED,
    ".numpy()": _BY_VALUES,
    "tolist()": _BY_VALUES,
    "unallocated storage": _BY_VALUES,
}

# Constants of more numbers than this are not written into a tape.
_MOST = 65_536

# The same numbers under another name for autograd: they leave no trace on the tape.
_ALIASES = {"detach", "alias", "lift", "lift_fresh", "lift_fresh_copy"}

# An integer has one word of 32 bits.
_WORD = 2**31

# How torch lays out what these return depends on the batch's size; here it is in reading order.
_IN_ORDER = {"convolution", "convolution_backward"}

# Of an operation's arguments, what says nothing on the page.
_UNSAID = {"layout", "device", "pin_memory", "memory_format", "generator", "non_blocking"}


@dataclass
class Op:
    """A call that was written down; inputs and outputs are numbers of values."""

    name: str
    inputs: dict[str, Any]
    args: dict[str, Any]
    outputs: list[int | None]
    module: str
    place: Place  # for a message
    called: str  # for a message: what the network called, if this is a part of it
    random: bool  # draws from the generator

    def reads(self) -> Iterator[int]:
        """Yield the number of each value that it takes."""
        return _numbers(self.inputs)


def _numbers(inputs: dict[str, Any]) -> Iterator[int]:
    """Yield the number of each value among inputs, lists of which may have gaps."""
    for value in inputs.values():
        for number in value if isinstance(value, list) else [value]:
            if number is not None:
                yield number


@dataclass(frozen=True)
class Constant:
    """A tensor that was there before: shape, dtype, and its words in reading order."""

    shape: tuple[int, ...]
    dtype: str
    data: bytes


@dataclass
class Value:
    """A tensor that was met: as the tape describes it, and who made it, for a message."""

    described: dict[str, Any] | None  # None where the engine has no such dtype
    dtype: torch.dtype
    module: str
    place: Place
    constant: Constant | None = None  # what was there before the network ran


@dataclass
class Given:
    """What a network is given to be recorded: shapes beside the batch, and dtypes."""

    example: Tensor
    loss: Loss | None
    target: Tensor | None


class Recording(TorchDispatchMode):
    """One run at one batch size; with a loss the backward pass too, if ``backward``.

    With ``most``, the batch size is a large prime, and there is a recording at another size: more
    operations than this are too many, and sizes that depend on the batch's are watched.
    """

    # Fake tensors stand where this mode stands in torch's order: below functionalization.
    _mode_key = torch._C._TorchDispatchModeKey.FAKE

    def __init__(
        self,
        net: nn.Module,
        given: Given,
        batch_size: int,
        *,
        backward: bool,
        most: int | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.net = net
        self.given = given
        self.batch_size = batch_size
        self.most = most
        self.fake = FakeTensorMode(allow_non_fake_inputs=True)
        self.paths = {module: path for path, module in net.named_modules()}
        self.stack: list[str] = []  # paths of the modules whose forward is running
        self.values: list[Value] = []
        self.ops: list[Op] = []
        self.computed: set[int | None] = set()  # values that an operation has given
        self.number: dict[int, int] = {}  # id of a tensor -> number of its value
        self.alive: list[Any] = []  # ids stay unique while the tensors live
        self.constants: dict[int, Tensor] = {}  # id of a real tensor -> the fake one in its place
        self.named: dict[str, tuple[Tensor, int]] = {}
        self.held: dict[str, Tensor] = {}  # parameters and buffers, the network's own
        self.state: dict[str, int] = {}  # parameters and buffers in state_dict order
        self.next: dict[str, int] = {}  # what the state becomes, where it changes
        self.grads: dict[str, int] = {}
        self.input = self.target = self.output = self.loss = -1
        self.watch_call: Callable[[], None] = lambda: None  # what a ModuleWatch wants to know of
        self.decomposing: list[Any] = []  # operations that are being made of others
        self.undoing = False  # the backward pass runs
        self.writing = False
        self._run(batch_size, backward)

    def _run(self, batch_size: int, backward: bool) -> None:
        example = self.given.example
        with _as_for_tracing(), self, FunctionalTensorMode():
            state = _State(self, self.net)
            self.state, self.held = state.numbers, state.held
            batch = self._wrap((batch_size, *example.shape[1:]), example.dtype)
            self.input = self._known(batch)
            watch: Any = contextlib.nullcontext()
            if self.most is not None:
                watch = BatchSizeWatch(batch_size, self.place)
            with lent(self.net, state.stand_ins), ModuleWatch(self), watch:
                self.writing = True
                with self._telling(example):
                    returned = self.net(batch)
                    output = next(
                        (t for t in pytree.tree_leaves(returned) if isinstance(t, Tensor)), None
                    )
                    if output is None:
                        raise TapeError(
                            f"the network ({type(self.net).__name__}) must return a tensor, not"
                            f" {_arguments.describe(returned)}.",
                            f"网络（{type(self.net).__name__}）必须返回张量，而它返回的是"
                            f" {_arguments.describe(returned)}。",
                        )
                    self.output = self._known(output)
                    self.next = state.changes()
                    if self.given.loss is not None:
                        loss = self._lose(self.given.loss, returned, output, batch_size)
                        self.loss = self._known(loss)
                        if backward:
                            self._differentiate(loss, state.trained())
                self.writing = False

    def _lose(self, loss: Loss, returned: Any, output: Tensor, batch_size: int) -> Tensor:
        """Compute the loss of what the network returned, on a target that the loss takes."""
        tried: Exception | None = None
        for shape, dtype in loss.targets(output, batch_size, self.given.target):
            self.writing = False
            target = self._wrap(shape, dtype)
            self.target = self._known(target)
            self.writing = True
            try:
                value = loss.function(returned, target)
            except (RuntimeError, TypeError, ValueError, IndexError) as error:
                tried = tried or error
                continue
            if not isinstance(value, Tensor):
                raise TapeError(
                    f"the loss must be a tensor, not {_arguments.describe(value)}.",
                    f"损失必须是张量，而这一个是 {_arguments.describe(value)}。",
                )
            if value.dim() != 0:
                sizes = ["N" if size == batch_size else str(size) for size in value.shape]
                raise TapeError(
                    f"the loss must be one number, not of shape ({', '.join(sizes)}):"
                    " take its mean() or its sum().",
                    f"损失必须是一个数，而这一个的形状是 ({', '.join(sizes)})：请取它的 mean() 或"
                    " sum()。",
                )
            return value
        assert tried is not None
        raise tried

    def _differentiate(self, loss: Tensor, trained: dict[str, Tensor]) -> None:
        """Run backward: gradients of the parameters and of each named value."""
        self.undoing = True
        wanted = dict(trained)
        if not wanted or not loss.requires_grad:
            raise TapeError(*_NOTHING)
        for name, (tensor, number) in self.named.items():
            if name in self.state:
                continue  # a parameter has its name before a variable
            # After an in-place call the tensor stands for a later value: no gradient of this one.
            if tensor.requires_grad and self.number_of(tensor) == number:
                wanted[name] = tensor
        gradients = torch.autograd.grad(loss, list(wanted.values()), allow_unused=True)
        for name, gradient in zip(wanted, gradients, strict=True):
            if gradient is not None:
                self.grads[name] = self._known(gradient)
        if self.grads.keys().isdisjoint(trained):
            raise TapeError(*_NOTHING)

    @contextmanager
    def _telling(self, example: Tensor) -> Iterator[None]:
        """Turn what goes wrong in the reader's network into one sentence that says where."""
        try:
            yield
        except TapeError:
            raise
        except (DataDependentOutputException, DynamicOutputShapeException) as error:
            raise self._refusal(_BY_VALUES) from error
        except Exception as error:
            shape = ", ".join(["N", *map(str, example.shape[1:])])
            for part, meaning in _MEANINGS.items():
                if part in str(error):
                    raise self._refusal(meaning) from error
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            place = self.place()
            raise UnfitError(
                f"{place.english} does not take what comes of an example of shape"
                f" ({shape}): {reason}",
                f"形状为 ({shape}) 的样本传到{place.chinese}时，它接受不了：{reason}",
            ) from error

    def _refusal(self, meaning: tuple[str, str]) -> TapeError:
        """Return what a module does that is refused, with its name."""
        place, (english, chinese) = self.place(), meaning
        return TapeError(f"{place.english} {english}", f"{place.chinese}{chinese}")

    def _wrap(self, shape: Any, dtype: torch.dtype, requires_grad: bool = False) -> Tensor:
        """Make a tensor without data that functionalization follows, and number it."""
        writing, self.writing = self.writing, False
        fake = self._empty(shape, dtype).requires_grad_(requires_grad)
        wrapped: Tensor = FunctionalTensor.to_functional(fake)
        self.value(fake)
        self.writing = writing
        return wrapped

    def _empty(self, shape: Any, dtype: torch.dtype) -> Tensor:
        with _real(), self.fake:
            return torch.empty(shape, dtype=dtype)

    def number_of(self, tensor: Tensor) -> int | None:
        """Return the number of the value that a tensor has now; None if it was never met."""
        if isinstance(tensor, FunctionalTensor):
            tensor = FunctionalTensor.from_functional(tensor)
        elif not isinstance(tensor, FakeTensor) and id(tensor) in self.constants:
            tensor = self.constants[id(tensor)]
        return self.number.get(id(tensor))

    def _known(self, tensor: Tensor) -> int:
        """Return the number of a tensor; one that was never met is a constant."""
        number = self.number_of(tensor)
        if number is None:
            number = self.number[id(self._constant(tensor))]
        return number

    def value(self, tensor: Tensor) -> int:
        """Number a tensor that has not been seen."""
        self.alive.append(tensor)
        self.number[id(tensor)] = len(self.values)
        described = describe(tensor) if tensor.dtype in DTYPES else None
        module = self.stack[-1] if self.stack else ""
        self.values.append(Value(described, tensor.dtype, module, self.place()))
        return self.number[id(tensor)]

    def _constant(self, tensor: Tensor) -> Tensor:
        """Return a fake tensor for one that was there before the network ran, and number it."""
        if id(tensor) in self.constants:
            return self.constants[id(tensor)]
        place, shape = self.place(), tuple(tensor.shape)
        for name, held in self.held.items():
            with _real():
                shared = tensor.untyped_storage().data_ptr() == held.untyped_storage().data_ptr()
            if shared and tensor.numel() and not tensor.is_meta:
                raise TapeError(
                    f"{place.english} uses a tensor that shares the memory of {name} beside it: use"
                    f" {name}.detach() instead, so that it follows what is trained.",
                    f"{place.chinese}除了 {name} 还用了一个与它共用内存的张量：请改用 "
                    f"{name}.detach()，"
                    "这样它会跟着训练而变。",
                )
        if self._counts(tensor):
            return self._arange(tensor)
        if tensor.numel() > _MOST:
            raise TapeError(
                f"{place.english} uses a tensor of shape {shape} that is neither parameter nor"
                " buffer, and is too large to be written down: register it by register_buffer.",
                f"{place.chinese}用到一个形状为 {shape} 的张量，它既不是参数也不是缓冲区，又大得记"
                "不下来："
                "请用 register_buffer 登记它。",
            )
        with _real():
            if tensor.dtype not in DTYPES:
                raise TapeError(
                    f"{place.english} uses a tensor of shape {shape} of {tensor.dtype}, and the"
                    " engine knows float32, int64 and bool: convert it by float() or long().",
                    f"{place.chinese}用到一个形状为 {shape} 的 {tensor.dtype} 张量，而引擎只认得"
                    " float32、int64 和 bool：请用 float() 或 long() 转换。",
                )
            if not fits(tensor):
                raise TapeError(
                    f"{place.english} uses a tensor of shape {shape} with an integer beyond 32 "
                    "bits,"
                    " which the engine cannot keep: use smaller ones, or float().",
                    f"{place.chinese}用到一个形状为 {shape} 的张量，其中有 32 位放不下的整数，引擎"
                    "存不了："
                    "请改用小一些的整数，或者 float()。",
                )
            data = words(tensor)
        fake = self._empty(tensor.shape, tensor.dtype)
        constant = Constant(tuple(tensor.shape), DTYPES[tensor.dtype], data)
        self.values[self.value(fake)].constant = constant
        self.constants[id(tensor)] = fake
        self.alive.append(tensor)
        return fake

    def _counts(self, tensor: Tensor) -> bool:
        """Whether these are the numbers of the batch's samples, as ``range(len(x))`` gives them."""
        if tensor.dtype != torch.int64 or tuple(tensor.shape) != (self.batch_size,):
            return False
        with _real():
            return torch.equal(tensor.detach().cpu(), torch.arange(self.batch_size))

    def _arange(self, tensor: Tensor) -> Tensor:
        """Write down how they are made, for a constant fits one batch only."""
        fake = self._empty(tensor.shape, tensor.dtype)
        self._write(torch.ops.aten.arange.default, (self.batch_size,), {}, fake)
        self.constants[id(tensor)] = fake
        self.alive.append(tensor)
        return fake

    def place(self, inputs: Iterator[int] | None = None) -> Place:
        """The module at work, for a message; in the backward pass, the one whose op it undoes."""
        path = self.stack[-1] if self.stack else ""
        if self.undoing and inputs is not None:
            made = [self.values[number].module for number in inputs]
            path = next((module for module in reversed(made) if module), "")
        if not path:
            kind = type(self.net).__name__
            if not self.stack:
                return Place("the loss", "损失函数")
            return Place(f"the network ({kind})", f"网络（{kind}）")
        kind = type(self.net.get_submodule(path)).__name__
        return Place(f"module {path} ({kind})", f"模块 {path}（{kind}）")

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        self.watch_call()
        name = _operations.name_of(func)
        if func.namespace == "profiler":  # as of record_function, which computes nothing
            with _real():
                return func(*args, **kwargs)
        if func.namespace == "prim" or not self.writing:
            return self._without_data(func, args, kwargs)
        if name in _ALIASES:
            number = self._alias(args[0])
            out = self._without_data(func, args, kwargs)
            self.alive.append(out)
            self.number[id(out)] = number
            return out
        if func._schema.is_mutable and self.decomposing:
            raise _Impure
        if func._schema.is_mutable:
            raise self._refusal(_UNREGISTERED)
        args, kwargs = self._with_constants(args), self._with_constants(kwargs)
        if not _operations.runs(func):
            made = self._decomposed(func, args, kwargs)
            if made is not NotImplemented:
                return made
        out = self._without_data(func, args, kwargs)
        if isinstance(out, bool | int | float):
            return out  # of a tensor whose numbers were there before, as a range is looked at
        if not _operations.is_view(_operations.written_name(func)):
            in_order = name in _IN_ORDER
            out = pytree.tree_map_only(Tensor, lambda t: self._owned(t, in_order), out)
        if func is torch.ops.aten.bernoulli.p:
            # eager torch fills memory that is laid out as its input, word after word
            out = self._without_data(torch.ops.aten.empty_like.default, args[:1], {})
        self._write(func, args, kwargs, out)
        return out

    def _without_data(self, func: Any, args: Any, kwargs: Any) -> Any:
        with self.fake:
            return func(*args, **kwargs)

    def _owned(self, tensor: Tensor, in_order: bool) -> Tensor:
        """Return what was computed in memory of its own, each word of it used once."""
        usable = tensor.is_contiguous() if in_order else is_dense(tensor)
        if id(tensor) in self.number or (usable and not tensor.storage_offset()):
            return tensor
        return self._empty(tensor.shape, tensor.dtype)

    def _alias(self, tensor: Tensor) -> int:
        number = self.number_of(tensor)
        return self.number[id(self._constant(tensor))] if number is None else number

    def _with_constants(self, given: Any) -> Any:
        """Put fake tensors in the place of real ones."""

        def exchange(tensor: Tensor) -> Tensor:
            return tensor if id(tensor) in self.number else self._constant(tensor)

        return pytree.tree_map_only(Tensor, exchange, given)

    def _decomposed(self, func: Any, args: Any, kwargs: Any) -> Any:
        """Do it by operations that the engine has; NotImplemented if there is no such way."""
        if func in self.decomposing:
            return NotImplemented  # it is made of itself
        if _operations.is_seeded(func) and not func._can_decompose():
            return NotImplemented  # eager torch draws other numbers than what it is made of here
        table = _operations.decompositions()
        self.decomposing.append(func)
        try:
            with self:
                if func.namespace == "prims":
                    return func.impl_aten(*args, **kwargs)
                if func in table:
                    return table[func](*args, **kwargs)
                return func.decompose(*args, **kwargs)
        except (_Impure, NotImplementedError):
            return NotImplemented
        finally:
            self.decomposing.pop()

    def _write(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], out: Any) -> None:
        """Write a call down: tensors by their numbers, and what else is not as usual."""
        inputs: dict[str, Any] = {}
        rest: dict[str, Any] = {}
        for i, spec in enumerate(func._schema.arguments):
            if i >= len(args) and spec.name not in kwargs:
                continue
            value = args[i] if i < len(args) else kwargs[spec.name]
            if isinstance(value, Tensor):
                inputs[spec.name] = self.number[id(value)]
            elif isinstance(value, (list, tuple)) and any(isinstance(v, Tensor) for v in value):
                inputs[spec.name] = [None if v is None else self.number[id(v)] for v in value]
            elif spec.name not in _UNSAID and not _is_default(spec, value):
                rest[spec.name] = _plain(value)
            # where a slice ends, any large number says "at the end"
            if type(value) is int and spec.name != "end" and not -_WORD <= value < _WORD:
                place = self.place()
                raise TapeError(
                    f"{place.english} computes with {value}, an integer beyond 32 bits, which the"
                    " engine cannot keep: use a smaller one, or float().",
                    f"{place.chinese}用 {value} 计算，这个整数 32 位放不下，引擎存不了：请改用小一"
                    "些的"
                    "整数，或者 float()。",
                )
        name = _operations.written_name(func)
        view = _operations.is_view(name)
        op = Op(
            name=name,
            inputs=inputs,
            args={} if view else rest,
            outputs=[],
            module=self.stack[-1] if self.stack else "",
            place=self.place(_numbers(inputs)),
            called=_operations.name_of((*self.decomposing, func)[0]),
            random=_operations.is_seeded(func),
        )
        outs = out if isinstance(out, (tuple, list)) else (out,)
        if "output_mask" in rest:  # fake tensors stand for gradients that are not computed, too
            outs = [o if m else None for o, m in zip(outs, rest["output_mask"], strict=True)]
        op.outputs = [None if o is None else self._output(o) for o in outs]
        if self.most is not None and len(self.ops) >= self.most:
            raise TapeError(
                f"{op.place.english} does more the larger the batch is, as a loop over samples"
                " does: treat all samples at once, by operations on the whole batch.",
                f"批量越大，{op.place.chinese}做的运算就越多，例如逐个样本循环：请用对整个批量的运算，"
                "一次处理所有样本。",
            )
        self.ops.append(op)
        self.computed.update(op.outputs)

    def _output(self, tensor: Tensor) -> int:
        # an operation may return what it was given
        return self.number[id(tensor)] if id(tensor) in self.number else self.value(tensor)


class _Impure(Exception):
    """A decomposition changes a tensor in place."""


class _State:
    """Parameters and buffers of a network, as a recording has them in their place."""

    def __init__(self, recording: Recording, net: nn.Module) -> None:
        self.recording = recording
        self.numbers: dict[str, int] = {}
        self.stand_ins: dict[int, Tensor] = {}
        self.net = net
        self.held = held = net.state_dict(keep_vars=True)
        _want_own_memory(held)
        for name, tensor in held.items():
            if tensor.dtype not in DTYPES:
                owner = net.get_submodule(name.rpartition(".")[0])
                raise TapeError(
                    f"module {recording.paths[owner]} ({type(owner).__name__}) has {name} of "
                    f"{tensor.dtype}, and the engine knows float32, int64 and bool: call float()"
                    " on the network.",
                    f"模块 {recording.paths[owner]}（{type(owner).__name__}）的 {name} 是"
                    f" {tensor.dtype}，而引擎只认得 float32、int64 和 bool：请对网络调用 float()。",
                )
            if id(tensor) not in self.stand_ins:
                self.stand_ins[id(tensor)] = recording._wrap(
                    tensor.shape, tensor.dtype, tensor.requires_grad
                )
            self.numbers[name] = recording._known(self.stand_ins[id(tensor)])
        self.parameters = {name: self.stand_ins[id(tensor)] for name, tensor in held.items()}
        self.places = [
            (f"{path}.{key}" if path else key, module, key)
            for path, module in net.named_modules()
            for key, buffer in module._buffers.items()
            if buffer is not None and id(buffer) in self.stand_ins
        ]

    def trained(self) -> dict[str, Tensor]:
        """Return what needs a gradient, each tensor under its first name."""
        first: dict[int, str] = {}
        for name, tensor in self.parameters.items():
            if tensor.requires_grad and id(tensor) not in first:
                first[id(tensor)] = name
        return {name: self.parameters[name] for name in first.values()}

    def changes(self) -> dict[str, int]:
        """Return what became of the state: changed in place, or assigned anew."""
        now = dict(self.parameters)
        for name, module, key in self.places:
            assigned = module._buffers.get(key)
            if assigned is not None and name in now:
                now[name] = assigned
        changed: dict[str, int] = {}
        for name, tensor in now.items():
            number = self.recording._known(tensor)
            if number == self.numbers[name]:
                continue
            before = self.recording.values[self.numbers[name]].described
            after = self.recording.values[number].described
            if self.parameters[name].requires_grad:
                raise TapeError(
                    f"the network changes its parameter {name} while it runs: change it between"
                    " steps, or make it a buffer by register_buffer.",
                    f"网络在运行时改变了自己的参数 {name}：请在两步之间改变它，或者用 "
                    "register_buffer"
                    " 把它变成缓冲区。",
                )
            if before is None or after is None or before["shape"] != after["shape"]:
                raise TapeError(
                    f"the network gives its buffer {name} another shape: keep one shape and dtype.",
                    f"网络改变了缓冲区 {name} 的形状：请让它的形状和 dtype 保持不变。",
                )
            changed[name] = number
        return changed


def _want_own_memory(held: dict[str, Tensor]) -> None:
    """Refuse two tensors of one memory: a step of one would move the other unseen."""
    ends: list[tuple[int, int, str, Tensor]] = []
    for name, tensor in held.items():
        if tensor.is_meta or not tensor.numel() or any(tensor is known for *_, known in ends):
            continue
        reach = sum(
            (size - 1) * step for size, step in zip(tensor.shape, tensor.stride(), strict=True)
        )
        start = tensor.data_ptr()
        ends.append((start, start + (reach + 1) * tensor.element_size(), name, tensor))
    ends.sort(key=lambda entry: entry[:2])
    for (_, end, first, _), (start, _, second, _) in pairwise(ends):
        if start < end:
            raise TapeError(
                f"{second} and {first} are two tensors in one memory: assign the parameter itself"
                " to both, or a clone() of it to one.",
                f"{second} 和 {first} 是同一块内存里的两个张量：请把同一个参数赋给两者，或者给其中"
                "一个赋"
                " clone()。",
            )


def _is_default(spec: Any, value: Any) -> bool:
    """Whether an argument is what the schema says anyway; ``[0, 0]`` is as ``0``."""
    if not spec.has_default_value():
        return False
    default = spec.default_value
    if isinstance(value, (list, tuple)) and not isinstance(default, (list, tuple)):
        return len(value) > 0 and all(item == default for item in value)
    if isinstance(value, (list, tuple)):
        return list(value) == list(default)
    return bool(value == default) and (value is None) == (default is None)


def _plain(value: Any) -> Any:
    """Return an argument as JSON has it; what is not finite as JavaScript's Number() reads it."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)  # and no more a size that is watched
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    if isinstance(value, float) and value != value:
        return "NaN"
    if isinstance(value, float) and value in (float("inf"), -float("inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


@contextmanager
def _real() -> Iterator[None]:
    """Let tensors have data while torch's modes are active."""
    with torch.utils._python_dispatch._disable_current_modes():
        yield


@contextmanager
def _as_for_tracing() -> Iterator[None]:
    """Keep to operations that are written down one by one, with gradients, and quietly.

    Fused kernels (oneDNN's LSTM, flash attention, the fast paths of transformers) compute the
    same in one call that no engine has. What the network prints and torch logs is not for the
    reader, who sees it where the network is run for real.
    """
    fast = torch.backends.mha.get_fastpath_enabled()
    loggers = [n for n in logging.root.manager.loggerDict if n.partition(".")[0] == "torch"]
    with contextlib.ExitStack() as stack:
        torch.backends.mha.set_fastpath_enabled(False)
        stack.callback(torch.backends.mha.set_fastpath_enabled, fast)
        for name in loggers:
            logger = logging.getLogger(name)
            logger.addFilter(_refuse)
            stack.callback(logger.removeFilter, _refuse)
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(torch.enable_grad())
        stack.enter_context(torch.backends.mkldnn.flags(enabled=False))
        stack.enter_context(torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH))
        yield


def _refuse(_: logging.LogRecord) -> bool:
    return False
