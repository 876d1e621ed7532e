"""Which overload a call means, and torch's sentences where it means none.

A call is bound to text: for each argument of the schema an expression over the call's own
arguments. The text is made into a function once, so that the next call alike costs one look-up.
"""

from . import _native as native
from ._state import G
from ._types import PYTHON, Size, device, dtype, layout, memory_format

_LISTS = (list, tuple, Size)
_ALIASES = {"dim": "axis", "keepdim": "keepdims", "input": "x", "other": "x2"}
_NAMES = {
    "ScalarType": "torch.dtype", "Scalar": "Number", "Layout": "torch.layout",
    "Device": "torch.device", "MemoryFormat": "torch.memory_format",
    "Generator": "torch.Generator", "int": "int", "float": "float", "bool": "bool", "str": "str",
    "Tensor": "Tensor", "Storage": "Storage", "Stream": "Stream",
}  # fmt: skip


class Misfit(Exception):
    """An overload does not take these arguments; `wrong` marks those of a wrong type."""

    def __init__(self, message, wrong=(), names=False):
        super().__init__(message)
        self.wrong, self.names = wrong, names


def is_tensor(value):
    return isinstance(value, G["TensorBase"])


def kind_of(value):
    """Return a type as torch's messages name it."""
    if is_tensor(value):
        return type(value).__name__
    if isinstance(value, tuple) and type(value) in (tuple, Size):
        if type(value) is Size:
            return "torch.Size"
        return (
            "tuple of ("
            + ", ".join(kind_of(one) for one in value)
            + ("," if len(value) == 1 else "")
            + ")"
        )
    if isinstance(value, list):
        return (
            "list of ["
            + ", ".join(kind_of(one) for one in value)
            + ("," if len(value) == 1 else "")
            + "]"
        )
    if isinstance(value, dtype):
        return "torch.dtype"
    if isinstance(value, device):
        return "torch.device"
    return type(value).__name__


def _is_int(value):
    if value.__class__ is int:
        return True
    if isinstance(value, bool):
        return True
    if is_tensor(value):
        kind = value.dtype
        return (
            value.numel() == 1
            and not value._r
            and not kind.is_floating_point
            and kind.name != "bool"
            and value.ndim == 0
        )
    return hasattr(value, "__index__") and not isinstance(value, type)


def fits(arg, value, base, text):
    """Return the expression by which `value`, whose own is `text`, is handed on; None: no fit."""
    kind = arg.kind
    if value is None:
        if arg.default == []:
            return "[]"
        return text if arg.optional or (arg.default is None and not arg.required) else None
    if arg.is_list:
        return _fits_list(arg, value, text)
    if kind == "Tensor":
        if is_tensor(value):
            return text
        if base in _NUMBERS and value.__class__ in native.KIND:
            return text
        return None
    if kind == "Scalar":
        if value.__class__ in native.KIND:
            return text
        if is_tensor(value):
            return f"{text}.item()" if value.ndim == 0 and not value._r else None
        return f"number({text})" if isinstance(value, int | float) else None
    if kind == "int":
        if value.__class__ is int:
            return text
        return f"int({text})" if not isinstance(value, bool) and _is_int(value) else None
    if kind == "float":
        if value.__class__ is float or value.__class__ is int:
            return text
        if is_tensor(value):
            return f"{text}.item()" if value.ndim == 0 and not value._r else None
        return f"float({text})" if isinstance(value, int | float) else None
    if kind == "bool":
        return text if value.__class__ is bool else None
    if kind == "str":
        return text if isinstance(value, str) else None
    if kind == "ScalarType":
        if isinstance(value, dtype):
            return text
        return f"PYTYPES[{text}]" if isinstance(value, type) and value in PYTHON else None
    if kind == "MemoryFormat":
        return text if isinstance(value, memory_format) else None
    if kind == "Layout":
        return text if isinstance(value, layout) else None
    if kind == "Device":
        if isinstance(value, device):
            return text
        return f"Device({text})" if isinstance(value, str | int) else None
    if kind == "Generator":
        return text if hasattr(value, "_js") else None
    return text


def _fits_list(arg, value, text):
    if arg.kind in ("Tensor", "Tensor?"):
        if not isinstance(value, _LISTS):
            return None
        allowed = arg.kind == "Tensor?"
        if all(is_tensor(one) or (allowed and one is None) for one in value):
            return text
        return None
    if isinstance(value, tuple | list):
        if arg.kind == "int":
            if all(one.__class__ is int for one in value):
                return text
            if all(_is_int(one) and not isinstance(one, bool) for one in value):
                return f"[int(one) for one in {text}]"
            return None
        if arg.kind == "Scalar":
            return text if all(one.__class__ in native.KIND for one in value) else None
        return text if all(isinstance(one, int | float) for one in value) else None
    if arg.size and arg.kind == "int" and value.__class__ is int:
        return f"({text},) * {arg.size}"
    if arg.size and arg.kind == "float" and value.__class__ in (int, float):
        return f"({text},) * {arg.size}"
    if arg.size and arg.kind == "int" and not isinstance(value, bool) and _is_int(value):
        return f"(int({text}),) * {arg.size}"
    return None


class Signature:
    """How Python may call an overload: the schema's arguments and what Python adds."""

    def __init__(self, schema, method):
        self.schema, self.method = schema, method
        self.params = list(schema.args)
        if method:  # it comes first, wherever the schema has it
            self.params.sort(key=lambda arg: arg.name != "self")
        self.order = [self.params.index(arg) for arg in schema.args]
        self.names = []
        for at, arg in enumerate(self.params):
            name = "input" if arg.name == "self" and not method else arg.name
            self.names.append(name)
            del at
        self.factory = any(arg.kind == "Layout" for arg in self.params)
        self.positional = [
            at for at, arg in enumerate(self.params) if not arg.kwarg_only
        ]  # fmt: skip
        own = self.positional[1:] if method else self.positional
        self.varargs = (
            len(own) == 1 and self.params[own[0]].is_list and self.params[own[0]].kind == "int"
        )

    def bind(self, args, kwargs):
        """Return the text of the call, for arguments `a0, a1 …` and keywords `k_name`.

        Raises:
            Misfit: these arguments are not for this overload.
        """
        params, names = self.params, self.names
        base = self.schema.base
        texts = {}
        count = len(args)
        places = self.positional
        start = 1 if self.method else 0
        if (
            self.varargs and count > start and (_is_int(args[start]) or count > start + 1)
            and not isinstance(args[start], bool)
            and (count > start + 1 or _is_int(args[start]))
        ):  # fmt: skip
            rest = args[start:]
            if not all(_is_int(one) for one in rest):
                raise Misfit("types", tuple(range(start, count)))
            at = places[start]
            if start and fits(params[0], args[0], base, "a0") is None:
                raise Misfit("types", (0,))
            if start:
                texts[0] = "a0"
            texts[at] = "(" + "".join(
                f"a{i}, " if args[i].__class__ is int else f"int(a{i}), "
                for i in range(start, count)
            ) + ")"  # fmt: skip
        else:
            if count > len(places):
                raise Misfit("count", names=True)
            wrong = []
            for i in range(count):
                at = places[i]
                text = fits(params[at], args[i], base, f"a{i}")
                if text is None:
                    wrong.append(i)
                texts[at] = text
            if wrong:
                raise Misfit("types", tuple(wrong))
        extra = None
        bad = []
        for name, value in kwargs.items():
            at = self._place(name)
            if at is None or at in texts:
                if name == "requires_grad" and self.factory:
                    continue
                if name == "out" and value is None:
                    continue
                if extra is None:
                    extra = name
                continue
            text = fits(params[at], value, base, f"k_{name}")
            if text is None:
                bad.append(name)
            texts[at] = text
        if extra is not None:
            raise Misfit(f"extra {extra}", names=True)
        if bad:
            raise Misfit("types", tuple(bad))
        parts = []
        for at, arg in enumerate(params):
            if at in texts:
                parts.append(texts[at])
            elif arg.required and not (arg.kwarg_only and arg.optional):
                raise Misfit(f"missing {names[at]}", names=True)
            else:
                parts.append("None" if arg.required else repr(arg.default))
        return ", ".join(parts[at] for at in self.order)

    def _place(self, name):
        for at, own in enumerate(self.names):
            if own == name and not (self.method and at == 0):
                return at
            if _ALIASES.get(own) == name:
                return at
        return None

    def __str__(self):
        """Return the signature as torch's messages print it."""
        parts, star = [], False
        for at, (name, arg) in enumerate(zip(self.names, self.params, strict=True)):
            if self.method and at == 0:
                continue
            if arg.kwarg_only and not star:
                parts.append("*")
                star = True
            parts.append(_printed(arg, name))
        out = G["out_of"](self.schema)
        if out is not None and not self.method:
            if not star:
                parts.append("*")
                star = True
            parts.append("Tensor out = None")
        if self.factory:
            parts.append("bool requires_grad = False")
        return f"({', '.join(parts)})"


def _printed(arg, name):
    kind = _NAMES.get(arg.kind.rstrip("?"), arg.kind)
    if arg.is_list:
        kind = {"Tensor": "tuple of Tensors", "int": "tuple of ints", "float": "tuple of floats",
                "bool": "tuple of bools", "Number": "tuple of Scalars"}[kind]  # fmt: skip
        if arg.kind == "Tensor?":
            kind = "tuple of Tensors"
    if arg.required:
        return f"{kind} {name}"
    value = arg.default
    shown = value
    if isinstance(shown, list):
        shown = "(" + ",".join(map(str, shown)) + ")"
    if isinstance(shown, str):
        shown = f'"{shown}"'
    if (arg.kind == "Layout" and value is None) or (arg.kind == "Device" and value is None):
        shown = "None"
    return f"{kind} {name} = {shown}"


_NUMBERS = frozenset()


def set_numbers(names):
    global _NUMBERS
    _NUMBERS = frozenset(names)


def refuse(name, signatures, args, kwargs, method):
    """Raise the TypeError that torch raises where no overload takes the arguments."""
    shown = args[1:] if method else args
    if len(signatures) == 1:
        _refuse_one(name, signatures[0], args, kwargs, method)
    given = [kind_of(one) for one in shown]
    given += [f"{key}={kind_of(value)}" for key, value in kwargs.items()]
    lines = [
        f"{name}() received an invalid combination of arguments - got ({', '.join(given)}),"
        " but expected one of:"
    ]
    for signature in signatures:
        lines.append(f" * {signature}")
        try:
            signature.bind(args, kwargs)
        except Misfit as why:
            lines += _why(why, shown, kwargs, method)
    raise TypeError("\n".join(lines) + "\n")


def _why(why, shown, kwargs, method):
    if why.names:
        keys = list(kwargs)
        if str(why).startswith("extra"):
            return [
                "      didn't match because some of the keywords were incorrect: "
                + ", ".join([str(why)[6:]] if keys else [])
            ]
        return []
    marked = []
    shift = 1 if method else 0
    for at, value in enumerate(shown):
        kind = kind_of(value)
        marked.append(f"!{kind}!" if at + shift in why.wrong else kind)
    for key, value in kwargs.items():
        kind = kind_of(value)
        marked.append(f"!{key}={kind}!" if key in why.wrong else f"{key}={kind}")
    return [
        "      didn't match because some of the arguments have invalid types:"
        f" ({', '.join(marked)}{',' if len(marked) == 1 else ''})"
    ]


def _refuse_one(name, signature, args, kwargs, method):
    names, params = signature.names, signature.params
    places = signature.positional
    if len(args) > len(places):
        least = sum(params[at].required for at in places)
        most = len(places)
        shift = 1 if method else 0
        wanted = f"{most - shift}" if least == most else f"from {least - shift} to {most - shift}"
        if least == most or (method and least - shift <= 0):
            wanted = f"{most - shift}"
        plural = "" if most - shift == 1 else "s"
        raise TypeError(
            f"{name}() takes {wanted} positional argument{plural} but {len(args) - shift}"
            f" {'was' if len(args) - shift == 1 else 'were'} given"
        )
    seen = set()
    for i, value in enumerate(args):
        at = places[i]
        seen.add(at)
        if fits(params[at], value, signature.schema.base, "") is None:
            where = i + (0 if method else 1)
            raise TypeError(
                f"{name}(): argument '{names[at]}' (position {where}) must be"
                f" {_wanted(params[at])}, not {_short(value, params[at])}"
            )
    for at, arg in enumerate(params):
        if at in seen:
            continue
        key = names[at] if names[at] in kwargs else _ALIASES.get(names[at])
        if key in kwargs:
            if fits(arg, kwargs[key], signature.schema.base, "") is None:
                raise TypeError(
                    f"{name}(): argument '{names[at]}' must be {_wanted(arg)}, not"
                    f" {_short(kwargs[key], arg)}"
                )
        elif arg.required and not (arg.kwarg_only and arg.optional):
            missing = [
                names[i] for i, one in enumerate(params)
                if one.required and i not in seen and names[i] not in kwargs
                and not (one.kwarg_only and one.optional)
            ]  # fmt: skip
            quoted = ", ".join(f'"{one}"' for one in missing)
            raise TypeError(
                f"{name}() missing {len(missing)} required positional"
                f" argument{'s' if len(missing) > 1 else ''}: {quoted}"
            )
    for key in kwargs:
        place = signature._place(key)
        if place in seen and place is not None:
            raise TypeError(f"{name}() got multiple values for argument '{key}'")
        raise TypeError(f"{name}() got an unexpected keyword argument '{key}'")


def _short(value, arg):
    return type(value).__name__ if isinstance(value, tuple | list) else kind_of(value)


def _wanted(arg):
    kind = arg.kind
    if arg.is_list:
        return {
            "Tensor": "tuple of Tensors",
            "int": "tuple of ints",
            "float": "tuple of floats",
            "Tensor?": "tuple of Tensors",
            "bool": "tuple of bools",
        }.get(kind, "tuple of Scalars")
    return _NAMES.get(kind, kind)
