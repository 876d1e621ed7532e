"""Operations as Python calls them: torch.add, Tensor.add and torch.ops.aten.add.Tensor."""

import types

from . import _autocast, _write
from . import _native as native
from ._arguments import Misfit, Signature, refuse, set_numbers
from ._base import born
from ._deprecated import called as deprecated
from ._schema import bases, exists, out_of, overloads, variants
from ._state import (
    G,
    autocast,
    below_autograd,
    dispatch_modes,
    function_modes,
    grad_mode,
    subclass_off,
)
from ._types import PYTHON, SCALAR_NAMES, Size, bool_, device, float64, int64

set_numbers(_write.NUMBERS)
G["born"] = born
# Types whose value says no more than the type which overload is meant.
_PLAIN = {int, float, bool, type(None), str, list, tuple, Size}
# Overloads that Python does not see: a number is a tensor there.
_HIDDEN = {
    f"{base}{end}.Scalar" for base in ("add", "sub", "mul", "div", "true_divide", "subtract",
                                       "multiply", "divide") for end in ("", "_")
} | {"div.Scalar_mode", "div_.Scalar_mode"}  # fmt: skip
composites = {}
_overloads = {}


class Operation:
    """One overload: what the kernel is, what records above it, and how a mode sees it."""

    def __init__(self, schema):
        self.schema = schema
        self.name = schema.name
        self.own = composites.get(schema.name)
        self.packet = None
        self._fast = None

    @property
    def fast(self):
        """Return the function that a plain call takes."""
        if self._fast is None:
            name = _write.function_name(self.schema)
            if self.own is not None and not getattr(self.own, "below_autograd", False):
                self._fast = self.own
            elif (
                self.schema.composite
                and not native.has(self.name)
                and _write.derivative(self.schema) is None
                and not self.schema.out
            ):
                self._fast = _write.Refused(self.name)
            else:
                G[f"K_{name}"] = self.own or _write.kernel(self.schema)
                lines = _write.recorder(self.schema)
                self._fast = _write.define(lines, name, self.name)
        return self._fast

    @property
    def kernel(self):
        self.fast  # noqa: B018 (makes it)
        return G[f"K_{_write.function_name(self.schema)}"]

    @property
    def is_composite(self):
        return isinstance(self.fast, _write.Refused) or (
            self.own is not None and not getattr(self.own, "below_autograd", False)
        )

    def call(self, *args):
        """Call it while a mode, or autocast, may be on."""
        if autocast.get("on") and not below_autograd[0]:
            chosen = _autocast.policy(self.schema)
            if chosen is not None:
                return _autocast.run(chosen, self, args)
        if self.is_composite:
            return self.fast(*args)
        if below_autograd[0]:
            self.fast  # noqa: B018 (makes the kernel)
            return self.through_modes(*args)
        if not dispatch_modes:
            return self.fast(*args)
        return self.fast(*args, _k=self.through_modes)

    def through_modes(self, *args):
        if not dispatch_modes:
            return self.kernel(*args)
        from ._modes import dispatch

        return dispatch(self, args)


def operation(schema):
    found = _overloads.get(schema.name)
    if found is None:
        found = _overloads[schema.name] = Operation(schema)
    return found


def by_name(base, overload=""):
    for schema in overloads(base):
        if schema.overload_name == overload:
            return operation(schema)
    raise AttributeError(f"aten::{base} has no overload {overload!r}.")


class Function:
    """What stands behind a name of torch or a method of Tensor: its overloads and their cache."""

    def __init__(self, base, method, packet=False):
        self.base, self.method = base, method
        flag = "m" if method else "fnls"
        self.signatures = [
            Signature(schema, method)
            for schema in overloads(base)
            if not schema.out and (packet or (
                schema.name not in _HIDDEN and any(f in schema.flags for f in flag)
            ))
        ]  # fmt: skip
        self.signatures = _sorted(self.signatures)
        self.cache = {}
        self.made = {}
        self.public = None
        self.shown = base

    def resolve(self, args, kwargs):
        """Find the overload, remember it for calls alike, and call it."""
        if function_modes or not subclass_off[0]:
            handled = self._torch_function(args, kwargs)
            if handled is not NotImplemented:
                return handled
        out = kwargs.get("out")
        if out is not None:
            return self._into(out, args, {k: v for k, v in kwargs.items() if k != "out"})
        if "out" in kwargs:
            kwargs = {k: v for k, v in kwargs.items() if k != "out"}
        if G["MODES"]:  # which may have numbers of their own
            args = tuple(_number(one) for one in args)
            kwargs = {key: _number(one) for key, one in kwargs.items()}
        for signature in self.signatures:
            try:
                text = signature.bind(args, kwargs)
            except Misfit:
                continue
            break
        else:
            found = deprecated(self, args, kwargs)
            if found is not None:
                return found
            if _is_complex(args, kwargs):
                raise NotImplementedError(
                    f"{self.shown}: the page's torch has no complex numbers. Take the notebook to"
                    " run this cell in Jupyter or Colab."
                )
            refuse(self.shown, self.signatures, args, kwargs, self.method)
        call = self._adapter(signature, text, len(args), tuple(kwargs))
        if G["MODES"]:
            return self._with_modes(signature, text, args, kwargs)
        if all(_plain(one) for one in args) and all(_plain(one) for one in kwargs.values()):
            unsure = ".item()" in text or any(arg.kind.startswith("Tensor") and arg.is_list
                                              for arg in signature.params)  # fmt: skip
            if not unsure and not (len(self.signatures) > 1 and _listed(args, kwargs)):
                key = tuple(map(type, args))
                if kwargs:
                    key = (key, tuple(kwargs), tuple(map(type, kwargs.values())))
                self.cache[key] = call
        return call(*args, **kwargs)

    def _torch_function(self, args, kwargs):
        from ._modes import torch_function

        return torch_function(self.public, args, kwargs)

    def _adapter(self, signature, text, count, keys):
        made_key = (signature.schema.name, text, count, keys)
        call = self.made.get(made_key)
        if call is None:
            one = operation(signature.schema)
            straight = ", ".join(f"a{i}" for i in range(count))
            many = _gives_many(signature.schema)
            if text == straight and not keys and not many:
                call = one.fast
            else:
                name = f"F_{_write.function_name(signature.schema)}"
                G[name] = one.fast
                params = [f"a{i}" for i in range(count)]
                inner = f"{name}({text})"
                for key in keys:
                    params.append(key)
                    inner_name = f"k_{key}"
                    inner = inner.replace(inner_name, key)
                if "requires_grad" in keys:
                    inner = f"born({inner}, requires_grad)"
                params = [_write.safe(p) for p in params]
                if any(p in _write._KEYWORDS.values() for p in params):
                    params = [f"a{i}" for i in range(count)] + ["**kw"]
                    inner = f"{name}({text})"
                    for key in keys:
                        inner = inner.replace(f"k_{key}", f"kw[{key!r}]")
                inner = f"tuple({inner})" if many else inner
                call = eval(f"lambda {', '.join(params)}: {inner}", G)
            self.made[made_key] = call
        return call

    def _with_modes(self, signature, text, args, kwargs):
        space = {f"a{i}": one for i, one in enumerate(args)}
        space |= {f"k_{key}": one for key, one in kwargs.items()}
        values = eval(f"({text},)", G, space)
        result = operation(signature.schema).call(*values)
        if kwargs.get("requires_grad"):
            born(result)
        return tuple(result) if _gives_many(signature.schema) else result

    def _into(self, out, args, kwargs):
        for signature in self.signatures:
            try:
                text = signature.bind(args, kwargs)
            except Misfit:
                continue
            other = out_of(signature.schema)
            if other is None:
                continue
            space = {f"a{i}": one for i, one in enumerate(args)}
            space |= {f"k_{key}": one for key, one in kwargs.items()}
            values = dict(
                zip(
                    [arg.name for arg in signature.schema.args],
                    eval(f"({text},)", G, space),
                    strict=True,
                )
            )
            kind = kwargs.get("dtype")
            if kind is not None and not any(arg.name == "dtype" for arg in other.args):
                check_kind(kind, out)
            outs = iter(self._outs(other, out, args, kwargs))
            given = [next(outs) if arg.writes else values[arg.name] for arg in other.args]
            return operation(other).call(*given)
        refuse(self.shown, self.signatures, args, {**kwargs, "out": out}, self.method)

    def _outs(self, schema, out, args, kwargs):
        """Return the tensors that an operation is to write, as many as it writes."""
        many = sum(arg.writes for arg in schema.args)
        if many == 1:
            if not isinstance(out, G["TensorBase"]):
                raise TypeError(
                    f"{self.shown}(): argument 'out' must be Tensor, not {type(out).__name__}"
                )
            return (out,)
        if not isinstance(out, tuple | list):
            refuse(self.shown, self.signatures, args, {**kwargs, "out": out}, self.method)
        if len(out) != many:
            raise TypeError(f"expected tuple of {many} elements but got {len(out)}")
        return out


def check_kind(kind, out):
    """Refuse a dtype that is not the one of `out`."""
    if kind is not out.dtype:
        wanted, got = SCALAR_NAMES[kind], SCALAR_NAMES[out.dtype]
        raise RuntimeError(f"dtype {wanted} does not match dtype of out parameter ({got})")


def _gives_many(schema):
    """Whether it gives a list, which torch's functions hand on as a tuple."""
    return len(schema.returns) == 1 and "[]" in schema.returns[0].split(" ")[0]


def _smaller(one, other):
    """Return whether an overload takes less than another, as torchgen has it."""
    if len(one.params) != len(other.params):
        return False
    kinds = [(a.type, b.type) for a, b in zip(one.params, other.params, strict=True)]
    return any(a != b for a, b in kinds) and all(a == b or _arg_smaller(a, b) for a, b in kinds)


def _arg_smaller(a, b):
    a, b = a.replace("SymInt", "int"), b.replace("SymInt", "int")
    if (a, b) in (("Scalar", "Tensor"), ("Scalar?", "Tensor?")):
        return True
    if a.startswith("int[") and b in ("int", "int?"):
        return True
    return a == "Tensor[]" and "[" in b


def _sorted(signatures):
    """Return overloads in the order in which torch tries them: a number last, a tensor first."""
    waiting = sorted(signatures, key=str)
    found = []
    while waiting:
        for one in waiting:
            if not any(_smaller(one, other) for other in waiting if other is not one):
                break
        found.append(one)
        waiting.remove(one)
    return found


def _number(value):
    """Return a plain number for one of a class of its own, as it becomes on its way into C++."""
    if isinstance(value, int) and value.__class__ is not bool:
        return int(value)
    if value.__class__ in (tuple, list, Size):
        return [_number(one) for one in value]
    return value


def _plain(value):
    kind = type(value)
    return kind in _PLAIN or kind in G["EXACT"] or hasattr(value, "code") or kind is device


def _listed(args, kwargs):
    return any(isinstance(one, list | tuple) for one in (*args, *kwargs.values()))


def _is_complex(args, kwargs):
    return any(isinstance(one, complex) for one in (*args, *kwargs.values()))


functions, methods, packets = {}, {}, {}


def packet(public):
    """Return what stands behind torch.ops.aten.NAME: all overloads of a name."""
    base = public.__name__
    found = packets.get(base)
    if found is None:
        found = packets[base] = Function(base, False, packet=True)
        found.public = public
    return found


def _function(*args, **kwargs):
    return FIRST("NAME", False, args, kwargs)  # noqa: F821


def _method(*args, **kwargs):
    return FIRST("NAME", True, args, kwargs)  # noqa: F821


def _stub(base, method, shown):
    code = (_method if method else _function).__code__
    code = code.replace(
        co_consts=tuple([base if one == "NAME" else one for one in code.co_consts]),
        co_name=shown, co_qualname=("Tensor." if method else "") + shown,
    )  # fmt: skip
    function = types.FunctionType(code, G, shown)
    function.__module__ = None if not method else "torch"
    function.__qualname__ = code.co_qualname
    return function


def _first(base, method, args, kwargs):
    """Put the real code where the stub was, at the first call."""
    table = methods if method else functions
    public = table[base]
    function = Function(base, method)
    function.public = public
    function.shown = public.__name__
    key = f"{'M' if method else 'T'}_{base}"
    G[f"{key}_C"], G[f"{key}_R"] = function.cache, function.resolve
    lines = [
        f"def {public.__name__}(*args, **kwargs):",
        f"    if MODES: return {key}_R(args, kwargs)",
        "    if kwargs:",
        "        kinds = tuple(map(type, kwargs.values()))",
        f"        f = {key}_C.get((tuple(map(type, args)), tuple(kwargs), kinds))",
        "        if f is not None: return f(*args, **kwargs)",
        "    else:",
        f"        f = {key}_C.get(tuple(map(type, args)))",
        "        if f is not None: return f(*args)",
        f"    return {key}_R(args, kwargs)",
    ]
    made = _write.define(lines, public.__name__, base)
    public.__code__ = made.__code__.replace(co_qualname=public.__qualname__)
    return function.resolve(args, kwargs)


def function(base):
    """Return torch's function of a name."""
    found = functions.get(base)
    if found is None:
        if not exists(base):
            raise AttributeError(f"module 'torch' has no attribute '{base}'")
        found = functions[base] = _stub(base, False, base)
    return found


def method(base, shown=None):
    found = methods.get(base)
    if found is None:
        found = methods[base] = _stub(base, True, shown or base)
    return found


def names(flags):
    """Return the names that have an overload of one of these variants."""
    wanted = set(flags)
    return [
        base for base in bases() if any(not wanted.isdisjoint(given) for _, given in variants(base))
    ]


class Ops(dict):
    """Operations by name, for formulas and composites: a name alone is its default overload."""

    def __missing__(self, name):
        base, _, overload = name.partition(".")
        one = by_name(base, overload)

        def call(*args, **kwargs):
            if G["MODES"] or kwargs:
                return one.call(*_ordered(one.schema, args, kwargs))
            return one.fast(*args)

        self[name] = call
        return call


def _ordered(schema, args, kwargs):
    given = list(args)
    for arg in schema.args[len(args) :]:
        given.append(kwargs.get(arg.name, arg.default))
    return given


def number(value):
    return value.item() if hasattr(value, "item") else float(value)


class _Structured(tuple):
    """Several results with names, which print as torch's structseq."""

    __slots__ = ()
    _fields = ()

    def __repr__(self):
        inside = ",\n".join(
            f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True)
        )
        return f"{type(self).__module__}.{type(self).__name__}(\n{inside})"

    def __reduce__(self):
        return tuple, (tuple(self),)


return_types = {}


def named(base, values, out=False):
    key = f"{base}_out" if out else base
    kind = return_types.get(key)
    if kind is None:
        fields = next(
            (
                s.return_names
                for s in overloads(base)
                if len(s.returns) == len(values) and s.return_names[0] and not s.out
            ),
            None,
        )
        clean = base.rstrip("_")
        if fields is None or clean.startswith("_") or "native" in clean or "backward" in clean:
            kind = tuple
        else:
            spaces = {"__slots__": (), "_fields": tuple(fields), "__module__": "torch.return_types"}
            for at, field in enumerate(fields):
                spaces[field] = property(lambda self, at=at: self[at])
            kind = type(clean + "_out" * out, (_Structured,), spaces)
        return_types[key] = kind
    return kind(values)


G.update(
    FIRST=_first, OPS=Ops(), KIND=native.KIND, wrapped=native.wrapped,
    JsException=native.JsException, js_error=native.error, count=native.count, named=named,
    number=number, Device=device, out_of=out_of, PYTYPES=PYTHON,
    float64=float64, INT64=int64, NOTHING=(None, None), by_name=by_name, grad_mode=grad_mode,
)  # fmt: skip
