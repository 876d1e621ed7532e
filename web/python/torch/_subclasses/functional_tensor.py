"""Functionalization, as torch's own: what changes a tensor in place becomes a new value.

A tensor that is followed stands for a value below, and views of one memory know of one another:
a change of one is kept as an update, and the others are made anew when they are next asked for.
"""

import contextlib

from torch import Tensor
from torch._C import _native as native
from torch._C._base import wrap
from torch._C._dispatch import by_name
from torch._C._state import below_autograd, dispatch_modes, grad_mode, look_at_modes
from torch._ops import overload_of
from torch._subclasses._views import inverse
from torch.utils._python_dispatch import TorchDispatchMode


class _Memory:
    """What views share: the value of the whole, and what was written into views of it since."""

    def __init__(self, base):
        self.base, self.generation, self.updates = base, 0, []

    def update(self):
        for value, views in self.updates:
            whole = [self.base]
            for view in views[:-1]:
                whole.append(view.look(whole[-1]))
            for view in reversed(views):
                value = view.put(whole.pop(), value)
            self.base = value
        self.updates.clear()


class _View:
    """One look at a memory: how it is taken of the whole, and written back."""

    def __init__(self, func, args, kwargs, index):
        self.func, self.args, self.kwargs, self.index = func, args, kwargs, index

    def look(self, base):
        found = self.func(base, *self.args, **self.kwargs)
        return found if self.index is None else found[self.index]

    def put(self, base, value):
        return inverse(self.func, base, value, self.args, self.kwargs, self.index)


class _Followed:
    """What a tensor stands for."""

    def __init__(self, value, memory, views):
        self.value, self.memory, self.views, self.generation = value, memory, views, 0

    def now(self):
        """Return the value below, after all that was written into its memory."""
        if self.generation != self.memory.generation:
            self.memory.update()
            self.value = self.memory.base
            for view in self.views:
                self.value = view.look(self.value)
            self.generation = self.memory.generation
        return self.value

    def write(self, value):
        self.value = value
        self.memory.updates.append((value, self.views))
        self.memory.generation += 1
        self.generation = self.memory.generation


# By the handle of the tensor that stands for it: twins that share a handle stand for the same.
_followed: dict[int, _Followed] = {}


def _wrapped(value, memory=None, views=()):
    outer = wrap(native.alias(value._h))
    _followed[outer._h] = _Followed(value, memory or _Memory(value), views)
    return outer


class _IsFollowed(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor) and instance._h in _followed


class FunctionalTensor(metaclass=_IsFollowed):
    """A tensor that functionalization follows; it is an ordinary one otherwise."""

    metadata_fns = ()  # on a page, what asks for a shape is no operation

    @staticmethod
    def to_functional(value):
        """Return a tensor that stands for a value."""
        outer = _wrapped(value)
        return outer.requires_grad_() if value.requires_grad else outer

    @staticmethod
    def from_functional(tensor):
        """Return the value that a tensor stands for now."""
        with _below():
            return _followed[tensor._h].now()


@contextlib.contextmanager
def _below():
    """Let what is called be seen by the modes below functionalization alone."""
    modes, before = dispatch_modes[:], (below_autograd[0], grad_mode.on)
    dispatch_modes[:] = [one for one in modes if not isinstance(one, FunctionalTensorMode)]
    below_autograd[0], grad_mode.on = True, False
    look_at_modes()
    try:
        yield
    finally:
        dispatch_modes[:] = modes
        below_autograd[0], grad_mode.on = before
        look_at_modes()


class FunctionalTensorMode(TorchDispatchMode):
    """While it lasts, modes below see no operation that changes a tensor in place."""

    def __exit__(self, *error):
        super().__exit__(*error)
        _followed.clear()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        schema = func._operation.schema
        if schema.base == "native_batch_norm":
            return self._normalize(*args)
        if func._schema.is_mutable or any(one.writes for one in schema.args):
            return self._change(func, schema, args, kwargs)
        if schema.view and isinstance(args[0], FunctionalTensor):
            return self._view(func, args, kwargs)
        return _map(_wrapped, func(*_map(_now, args), **_map(_now, kwargs)))

    def _view(self, func, args, kwargs):
        one, rest = _followed[args[0]._h], _map(_now, args[1:])
        found = func(one.value, *rest, **kwargs)
        if isinstance(found, Tensor):
            return _wrapped(found, one.memory, (*one.views, _View(func, rest, kwargs, None)))
        return [
            _wrapped(value, one.memory, (*one.views, _View(func, rest, kwargs, at)))
            for at, value in enumerate(found)
        ]

    def _change(self, func, schema, args, kwargs):
        names = [one.name for one in schema.args]
        given = dict(zip(names, args, strict=False)) | kwargs
        written = [given[one.name] for one in schema.args if one.writes]
        for tensor in written:
            if tensor is not None and not isinstance(tensor, FunctionalTensor):
                raise RuntimeError(
                    "A mutable operation was given a non-functional tensor to change."
                )
        if schema.inplace:
            results = (_functional(schema)(*_map(_now, args), **_map(_now, kwargs)),)
            returned = written[0]
        else:
            outs = {one.name for one in schema.args if one.writes and one.kwarg_only}
            rest = {name: _map(_now, one) for name, one in given.items() if name not in outs}
            results = overload_of(by_name(*_beside(schema)))(**rest)
            results = results if isinstance(results, tuple | list) else (results,)
            returned = written[0] if len(written) == 1 else tuple(written)
        for tensor, value in zip(written, results, strict=True):
            _become(tensor, value)
        return returned

    def _normalize(self, input, weight, bias, mean, var, training, momentum, eps):
        """Call batch norm by the names that torch has for it where nothing changes in place."""
        now = [_map(_now, one) for one in (input, weight, bias, mean, var)]
        if mean is None:
            found = _call("_native_batch_norm_legit.no_stats", *now[:3], training, momentum, eps)
        elif training:
            *found, new_mean, new_var = _call(
                "_native_batch_norm_legit_functional", *now, True, momentum, eps
            )
            _become(mean, new_mean)
            _become(var, new_var)
        else:
            found = _call("_native_batch_norm_legit_no_training", *now, momentum, eps)
        return tuple(_map(_wrapped, list(found)))


def _call(name, *args):
    base, _, overload = name.partition(".")
    return overload_of(by_name(base, overload))(*args)


def _become(tensor, value):
    """Let a tensor stand for another value from now on."""
    if value.dtype is not tensor.dtype:
        value = _call("_to_copy", value, tensor.dtype)
    _followed[tensor._h].write(value)
    native.become(tensor._h, value._h)
    tensor._l = None


def _functional(schema):
    """Return what gives as a new value what an operation writes into its first argument."""
    base, overload = schema.base[:-1], schema.overload_name
    if schema.base.startswith("__i"):
        base = f"__{schema.base[3:-2]}__"
    twin = _TWINS.get(schema.name, (base, overload))
    return overload_of(by_name(*twin))


_TWINS = {"bernoulli_.float": ("bernoulli", "p"), "normal_": ("normal_functional", "")}


def _beside(schema):
    """Return the name of what gives as new values what another writes into `out`."""
    overload = schema.overload_name
    for end in ("_out", "out"):
        if overload.endswith(end):
            return schema.base, overload.removesuffix(end)
    raise NotImplementedError(f"aten::{schema.name} changes a tensor in place.")


def _now(tensor):
    followed = _followed.get(tensor._h)
    return tensor if followed is None else followed.now()


def _map(function, given):
    if isinstance(given, Tensor):
        return function(given)
    if isinstance(given, tuple | list):
        return type(given)([_map(function, one) for one in given])
    if isinstance(given, dict):
        return {name: _map(function, one) for name, one in given.items()}
    return given
