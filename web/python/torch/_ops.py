"""Operations as TorchDispatchMode sees them: packets, their overloads, and schemas."""

import enum
import types

from torch._C import _dispatch, _schema

_made = {}


class Tag(enum.Enum):
    """What torch says of an operation besides its schema; a page knows one thing."""

    nondeterministic_seeded = 1


class OpOverload:
    """One operation of aten with its overload, as torch.ops.aten.add.Tensor."""

    def __init__(self, operation):
        self._operation = operation
        self._schema = _SchemaView(operation.schema)
        schema = operation.schema
        self._name = f"aten::{schema.name}"
        self._overloadname = schema.overload_name or "default"
        self._opname = schema.base
        self.namespace = "aten"
        self.__name__ = f"{schema.base}.{self._overloadname}"
        self.__qualname__ = self._name
        self.__module__ = "torch._ops.aten"

    @property
    def overloadpacket(self):
        return namespaces("aten").packet(self._opname)

    @property
    def is_view(self):
        return self._operation.schema.view

    @property
    def tags(self):
        return {Tag.nondeterministic_seeded} if "r" in self._operation.schema.flags else set()

    def name(self):
        return self._name

    def __call__(self, *args, **kwargs):
        values = _dispatch._ordered(self._operation.schema, args, kwargs)
        return self._operation.call(*values)

    def redispatch(self, *args, **kwargs):
        return self(*args, **kwargs)

    def _can_decompose(self):
        return self._operation.schema.composite

    def decompose(self, *args, **kwargs):
        return self(*args, **kwargs) if self._operation.is_composite else NotImplemented

    def __hash__(self):
        return hash(self._name)

    def __eq__(self, other):
        return self is other

    def __str__(self):
        return f"aten.{self._opname}.{self._overloadname}"

    def __repr__(self):
        return f"<OpOverload(op='aten.{self._opname}', overload='{self._overloadname}')>"


class OpOverloadPacket:
    """A name of aten with all its overloads."""

    def __init__(self, base):
        self._base = base
        self.__name__ = base
        self._qualified_op_name = f"aten::{base}"

    def overloads(self):
        return [one.overload_name or "default" for one in _schema.overloads(self._base)]

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            found = overload_of(_dispatch.by_name(self._base, "" if name == "default" else name))
        except AttributeError:
            raise AttributeError(
                f"The underlying op of 'aten.{self._base}' has no overload name '{name}'"
            ) from None
        return found

    def __call__(self, /, *args, **kwargs):
        if "self" in kwargs:  # which Python's functions call `input`
            kwargs["input"] = kwargs.pop("self")
        return _dispatch.packet(self).resolve(args, kwargs)

    def __str__(self):
        return f"aten.{self._base}"

    def __repr__(self):
        return f"<OpOverloadPacket(op='aten.{self._base}')>"


class _SchemaView:
    """The schema of an operation, as much of it as Python asks."""

    def __init__(self, schema):
        self.name, self.overload_name = f"aten::{schema.base}", schema.overload_name
        self.arguments = [_ArgumentView(one) for one in schema.args]
        self.returns = [_ReturnView(one) for one in schema.returns if one != "()"]
        self.is_mutable = schema.inplace or schema.out
        self._text = schema.text

    def __str__(self):
        return f"aten::{self._text}"

    __repr__ = __str__


class _ArgumentView:
    def __init__(self, arg):
        self.name, self.kwarg_only = arg.name, arg.kwarg_only
        self.default_value = arg.default
        self._required = arg.required
        self.type = self.real_type = _TypeView(arg.type)
        self.alias_info = _Alias(arg.writes) if arg._alias else None
        self.is_out = arg.writes and arg.kwarg_only
        self.is_write = arg.writes

    def has_default_value(self):
        return not self._required


class _Alias:
    def __init__(self, writes):
        self.is_write = writes
        self.before_set = self.after_set = {"a"}


class _ReturnView:
    def __init__(self, text):
        self.type = _TypeView(text.split(" ")[0])
        self.name = text.split(" ")[1] if " " in text else ""
        self.alias_info = _Alias("!" in text) if "(" in text else None


class _TypeView:
    def __init__(self, text):
        self._text = text

    def __str__(self):
        return self._text

    def kind(self):
        return f"{self._text}Type"


class _Namespace:
    def __init__(self, name):
        self.__name__ = f"torch.ops.{name}"
        self._packets = {}

    def packet(self, base):
        if base not in self._packets:
            if not _schema.exists(base):
                raise AttributeError(f"'_OpNamespace' 'aten' object has no attribute '{base}'")
            self._packets[base] = OpOverloadPacket(base)
        return self._packets[base]

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.packet(name)


class _NoNamespace:
    def __init__(self, name):
        self._name = name

    def __getattr__(self, name):
        if (self._name, name) == ("prim", "device"):  # PyTorch's files name it, none calls it
            return types.SimpleNamespace(default="prim.device.default")
        raise AttributeError(f"'_OpNamespace' '{self._name}' object has no attribute '{name}'")


_aten = _Namespace("aten")


def namespaces(name):
    return _aten if name == "aten" else _NoNamespace(name)


def overload_of(operation):
    """Return the one OpOverload of an operation."""
    found = _made.get(operation.name)
    if found is None:
        found = _made[operation.name] = OpOverload(operation)
    return found


class HigherOrderOperator:
    """torch.cond and its like, which a page does not have."""

    def __init__(self, *args, **kwargs):
        self._name = args[0] if args else ""


class OperatorBase:
    """The base of operators; nothing on a page is made of it alone."""
