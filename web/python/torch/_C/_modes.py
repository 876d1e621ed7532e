"""__torch_function__ and __torch_dispatch__: who else may have a say in a call."""

from ._state import (
    G,
    below_autograd,
    dispatch_modes,
    function_modes,
    grad_mode,
    look_at_modes,
    subclass_off,
)

all_off = [0]


def overloaded(args, kwargs):
    """Return the arguments whose class has a `__torch_function__` of its own, subclasses first."""
    found = []
    for one in (*args, *kwargs.values()):
        if one.__class__ in _SIMPLE:
            continue
        many = one if isinstance(one, list | tuple) else (one,)
        for item in many:
            kind = type(item)
            if kind in _SIMPLE or kind in G["EXACT"] or isinstance(item, type):
                continue
            method = getattr(kind, "__torch_function__", None)
            if method is None or method is G["disabled"]:
                continue
            if any(type(other) is kind for other in found):
                continue
            at = next(
                (i for i, other in enumerate(found) if issubclass(kind, type(other))), len(found)
            )
            found.insert(at, item)
    return found


_SIMPLE = {int, float, bool, str, type(None)}


def torch_function(public, args, kwargs, given=None):
    """Ask modes and subclasses for the result of a call; NotImplemented where none has a say."""
    if all_off[0]:
        return NotImplemented
    special = [] if subclass_off[0] else overloaded(given or args, {} if given else kwargs)
    if not special and not function_modes:
        return NotImplemented
    types = tuple(type(one) for one in special)
    public = G.get("OPERATORS_BACK", {}).get(public, public)
    if function_modes:
        mode = function_modes.pop()
        look_at_modes()
        try:
            result = mode.__torch_function__(public, types, args, kwargs)
        finally:
            function_modes.append(mode)
            look_at_modes()
        if result is not NotImplemented:
            return result
    for one in special:
        result = type(one).__torch_function__(public, types, args, kwargs)
        if result is not NotImplemented:
            return result
    if not special:
        return NotImplemented
    raise TypeError(
        "Multiple dispatch failed for"
        f" 'torch.{getattr(public, '__name__', public)}'; all __torch_function__ handlers returned"
        " NotImplemented:\n\n"
        + "\n".join(f"  - tensor subclass {kind}" for kind in types)
        + "\n\nFor more information, try re-running with TORCH_LOGS=not_implemented"
    )


def watch_sizes(on):
    """Let modes be asked for shapes too, which are plain attributes while there is none."""
    base = G["TensorBase"]
    if not _sizes:
        _sizes.update({name: vars(base)[name] for name in ("shape", "size", "numel", "nelement")})
    for name, plain in _sizes.items():
        if not on:
            setattr(base, name, plain)
        elif isinstance(plain, property):
            setattr(base, name, property(_asking(plain.__get__)))
        else:
            setattr(base, name, _asking(plain))


_sizes = {}
G["watch_sizes"] = watch_sizes


def _asking(public):
    def ask(self, *args, **kwargs):
        found = torch_function(public, (self, *args), kwargs)
        return public(self, *args, **kwargs) if found is NotImplemented else found

    return ask


def dispatch(operation, args):
    """Hand an operation, below autograd, to the mode on top."""
    from torch._ops import overload_of

    mode = dispatch_modes.pop()
    look_at_modes()
    before = below_autograd[0], grad_mode.on
    below_autograd[0], grad_mode.on = True, False
    try:
        names = operation.schema.args
        args = [
            [value] * arg.size if arg.is_list and arg.size and value.__class__ in (int, float)
            else value
            for arg, value in zip(names, args, strict=False)
        ]  # fmt: skip
        positional, keyword = [], {}
        count = len(names)
        while (
            count
            and not names[count - 1].kwarg_only
            and _default(names[count - 1], args[count - 1])
        ):
            count -= 1
        for at, (arg, value) in enumerate(zip(names, args, strict=False)):
            if arg.kwarg_only:
                if not _default(arg, value):
                    keyword[arg.name] = value
            elif at < count or any(
                not a.kwarg_only and not _default(a, v)
                for a, v in zip(names[at:], args[at:], strict=False)
            ):
                positional.append(list(value) if isinstance(value, tuple) else value)
        kinds = tuple(
            {
                type(one)
                for one in args
                if isinstance(one, G["TensorBase"]) and type(one) not in G["EXACT"]
            }
        )
        return mode.__torch_dispatch__(overload_of(operation), kinds, tuple(positional), keyword)
    finally:
        below_autograd[0], grad_mode.on = before
        dispatch_modes.append(mode)
        look_at_modes()


def _default(arg, value):
    if arg.required:
        return False
    if isinstance(value, G["TensorBase"]):
        return False
    default = arg.default
    if isinstance(value, list | tuple):
        value = list(value)
        default = [default] * len(value) if isinstance(default, int) else default
    return value == default and type(value) is type(default)


class DisableTorchFunctionSubclass:
    def __enter__(self):
        subclass_off[0] += 1

    def __exit__(self, *error):
        subclass_off[0] -= 1


class DisableTorchFunction:
    def __enter__(self):
        all_off[0] += 1

    def __exit__(self, *error):
        all_off[0] -= 1


def has_torch_function(args):
    if all_off[0]:
        return False
    return bool(function_modes) or (not subclass_off[0] and bool(overloaded(args, {})))


def has_torch_function_unary(one):
    if one.__class__ in G["EXACT"] and not function_modes:
        return False
    return has_torch_function((one,))


def has_torch_function_variadic(*args):
    if not function_modes:
        exact = G["EXACT"]
        for one in args:
            if one.__class__ not in exact and one is not None:
                return has_torch_function(args)
        return False
    return has_torch_function(args)


def push_function_mode(mode):
    function_modes.append(mode)
    look_at_modes()


def pop_function_mode():
    mode = function_modes.pop()
    look_at_modes()
    return mode


def push_dispatch_mode(mode):
    dispatch_modes.append(mode)
    look_at_modes()


def pop_dispatch_mode(*args):
    mode = dispatch_modes.pop()
    look_at_modes()
    return mode
