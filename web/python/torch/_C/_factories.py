"""Tensors made of Python's data: torch.tensor, torch.Tensor(...), frombuffer and their like."""

import array
import math

from pyodide.ffi import to_js

from . import _native as native
from ._base import TensorBase, born, elements, extra, fresh, replace, share, take, wrap
from ._state import G
from ._types import TYPE_NAMES, Size, _default, bool_, default_dtype, dtype, float32, float64, int64

_UNREADABLE = "new(): invalid data type 'str'"


def _shape_of(data):
    """Return the shape of nested lists, by their first elements, as torch does."""
    shape = []
    while isinstance(data, list | tuple) or _is_sequence(data):
        shape.append(len(data))
        if not len(data) or len(shape) > 128:
            break
        data = data[0]
    if shape and isinstance(data, str):
        raise ValueError("too many dimensions 'str'")
    if isinstance(data, TensorBase):
        shape += data.shape
    return shape


def _is_sequence(data):
    return (
        hasattr(data, "__len__") and hasattr(data, "__getitem__")
        and not isinstance(data, str | bytes | dict | TensorBase | set)
    )  # fmt: skip


def _flatten(data, shape, at, into):
    if at == len(shape):
        if isinstance(data, TensorBase):
            if data.numel() != 1:
                raise ValueError("only one element tensors can be converted to Python scalars")
            data = data.item()
        if data.__class__ not in native.KIND:
            data = _number(data)
        into.append(data)
        return
    if isinstance(data, TensorBase):
        if tuple(data.shape) != tuple(shape[at:]):
            raise ValueError(
                f"expected sequence of length {shape[at]} at dim {at} (got {len(data)})"
            )
        into.extend(elements(data))
        return
    if not _is_sequence(data):
        raise TypeError("not a sequence")
    if len(data) != shape[at]:
        raise ValueError(f"expected sequence of length {shape[at]} at dim {at} (got {len(data)})")
    for one in data:
        _flatten(one, shape, at + 1, into)


def _number(value):
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str | bytes):
        raise TypeError(f"new(): invalid data type '{type(value).__name__}'")
    if isinstance(value, list | tuple):
        kind = type(value).__name__
        raise TypeError(f"'{kind}' object cannot be interpreted as an integer")
    if isinstance(value, complex):
        raise NotImplementedError(
            "The page's torch has no complex numbers. Take the notebook to run this cell in"
            " Jupyter or"
            " Colab."
        )
    if hasattr(value, "__index__"):
        return value.__index__()
    if hasattr(value, "__float__"):
        return float(value)
    if value is None:
        raise RuntimeError("Could not infer dtype of NoneType")
    raise RuntimeError(f"Could not infer dtype of {type(value).__name__}")


def _infer(values, data):
    kinds = {value.__class__ for value in values}
    if not kinds:
        return default_dtype()
    if float in kinds:
        return default_dtype()
    return int64 if int in kinds else bool_


def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False, **rest):
    """torch.tensor: a copy of data, as a leaf."""
    from ._methods import check_device

    check_device(device)
    if rest:
        raise TypeError(f"tensor() got an unexpected keyword argument '{next(iter(rest))}'")
    if isinstance(data, TensorBase):
        import warnings

        warnings.warn(
            "To copy construct from a tensor, it is recommended to use"
            " sourceTensor.detach().clone() or"
            " sourceTensor.detach().clone().requires_grad_(True), rather than"
            " torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
        made = data.detach().clone()
        if dtype is not None and dtype is not made.dtype:
            made = made.to(dtype)
    else:
        made = build(data, dtype)
    if device is not None:
        made = made.to(device)
    return born(made, requires_grad)


def build(data, kind=None):
    """Return a new tensor of nested data.

    Raises:
        TypeError, ValueError, RuntimeError: they are no numbers, or not of one length.
    """
    if isinstance(data, bytes | bytearray | memoryview | array.array):
        data = list(data)
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(data, set | dict):
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    shape = _shape_of(data) if not isinstance(data, int | float) else []
    values = []
    _flatten(data, shape, 0, values)
    first = _first_tensor(data)
    if kind is None:
        kind = first.dtype if first is not None else _infer(values, data)
    if kind is float or kind is int or kind is bool:
        kind = {float: default_dtype(), int: int64, bool: bool_}[kind]
    return of_numbers(values, kind, shape)


def _first_tensor(data):
    while isinstance(data, list | tuple) and data:
        data = data[0]
    return data if isinstance(data, TensorBase) else None


def of_numbers(values, kind, shape):
    """Return a tensor of these numbers, in reading order."""
    if kind is int64 and any(
        value.__class__ is int and not -(2**53) < value < 2**53 for value in values
    ):
        if any(not -(2**63) <= value < 2**63 for value in values):
            raise ValueError("Overflow when unpacking long long")
        data = array.array("q", [int(value) for value in values])
        return wrap(native.from_bytes(to_js(memoryview(data).cast("B")), kind.code, *shape))
    if not kind.is_floating_point and kind is not bool_:
        if not all(map(math.isfinite, values)):
            raise RuntimeError(f"value cannot be converted to type {kind.name} without overflow")
        bits = 8 * kind.itemsize
        low, high = -(2**bits) + 1, 2**bits - 1
        if kind.is_signed:
            low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        for value in values:
            # a whole number below 0 wraps where there is none, any other does not
            least = low if kind.is_signed or value.__class__ is not float else 0
            if not least <= value <= high:
                name = kind.name
                raise RuntimeError(f"value cannot be converted to type {name} without overflow")
        values = [int(value) for value in values]
    if kind is bool_:
        values = [bool(value) for value in values]
    try:
        numbers = array.array("d", values)
    except OverflowError:
        raise RuntimeError("value cannot be converted to type double without overflow") from None
    try:
        return wrap(native.from_numbers(to_js(numbers), kind.code, *shape))
    except native.JsException as raised:
        raise native.error(raised) from None


def as_tensor(data, dtype=None, device=None):
    if isinstance(data, TensorBase):
        return data.to(device, dtype)
    made = build(data, dtype)
    return made if device is None else made.to(device)


def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=False):
    """torch.asarray: the tensor itself where it may be, or a copy.

    Raises:
        ValueError: it has to be copied, and must not be.
    """
    if isinstance(obj, TensorBase):
        made = as_tensor(obj, dtype, device)
        if copy is False and made is not obj:
            raise ValueError(f"can't alias tensor with dtype {obj.dtype} into dtype {made.dtype}.")
        if copy and made is obj:
            made = obj.clone()
    elif copy is False:
        raise ValueError("can't alias arbitrary sequence into a tensor.")
    else:
        made = as_tensor(obj, dtype, device)
    return made.requires_grad_() if requires_grad else made


def scalar_tensor(value, *, dtype=None, device=None, requires_grad=False, **rest):
    """torch.scalar_tensor: a number as a tensor, of the usual dtype."""
    from ._methods import check_device

    check_device(device)
    made = of_numbers([value], dtype or default_dtype(), [])
    made = made if device is None else made.to(device)
    return born(made, requires_grad)


def of_number(value, dtype=None, **rest):
    """Return a number as a tensor of the dtype that it has itself."""
    if isinstance(dtype, dict):  # options, as formulas have them
        dtype = dtype["dtype"]
    if dtype is None:
        dtype = {bool: bool_, int: int64}.get(value.__class__, default_dtype())
    return of_numbers([value], dtype, [])


def frombuffer(buffer, *, dtype, count=-1, offset=0, requires_grad=False):
    """torch.frombuffer; the bytes are copied, as the two memories are not one."""
    view = memoryview(buffer).cast("B")
    total, size = view.nbytes, dtype.itemsize
    if total <= 0 and count:
        raise ValueError("both buffer length (0) and count (-1) must not be 0")
    if offset >= total:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length"
            f" ({total}"
            " bytes) minus 1"
        )
    if count < 0:
        if (total - offset) % size:
            raise ValueError(
                f"buffer length ({total - offset} bytes) after offset ({offset} bytes) must be a"
                f" multiple of element size ({size})"
            )
        count = (total - offset) // size
    elif offset + count * size > total:
        raise ValueError(
            f"requested buffer length ({count} * {size} bytes) after offset ({offset} bytes)"
            " must not"
            f" be greater than actual buffer length ({total} bytes)"
        )
    part = view[offset : offset + count * size]
    made = wrap(native.from_bytes(to_js(part), dtype.code, count))
    return born(made, requires_grad)


def from_numpy(array_):
    raise RuntimeError("Numpy is not available: the page's Python has no NumPy.")


def legacy_new(cls, args, kwargs):
    """torch.Tensor(...), a subclass of it, and torch.FloatTensor(...)."""
    import torch

    kind = getattr(cls, "_legacy_dtype", None) or default_dtype()
    kwargs.pop("device", None)
    if kwargs and cls is torch.Tensor:
        raise TypeError(f"new() got an unexpected keyword argument '{next(iter(kwargs))}'")
    if not args:
        made = torch.empty(0, dtype=kind)
    elif len(args) == 1 and isinstance(args[0], TensorBase):
        made = args[0] if args[0].dtype is kind else args[0].to(kind)
        made = share(made)
    elif isinstance(args[0], Size) and len(args) == 1:
        made = torch.empty(args[0], dtype=kind)
    elif isinstance(args[0], int) and not isinstance(args[0], bool):
        made = torch.empty(*args, dtype=kind)
    elif len(args) == 1 and (isinstance(args[0], list | tuple) or _is_sequence(args[0])):
        made = build(args[0], kind)
    else:
        raise TypeError(f"new(): data must be a sequence (got {type(args[0]).__name__})")
    return made if type(made) is cls else as_subclass(made, cls)


def as_subclass(self, cls):
    twin = share(self, cls)
    if self._r:
        from ._nodes import AccumulateGrad

        twin._fn, twin._nr, twin._r = self._fn, self._nr, self._r
    return twin


def make_subclass(cls, data, require_grad=False, **rest):
    """Tensor._make_subclass: a Python tensor of another class on the same memory, a leaf."""
    twin = share(data, cls)
    twin._v = fresh(data) if data._base is None else data._v
    if require_grad:
        from ._methods import check_tracked

        check_tracked(data)
        if not twin.dtype.is_floating_point:
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        twin._r = True
    return twin


class _LegacyMeta(type(TensorBase)):
    def __instancecheck__(cls, instance):
        return isinstance(instance, TensorBase) and instance.dtype is cls._legacy_dtype

    def __call__(cls, *args, **kwargs):
        kind = cls._legacy_dtype
        import torch

        if (
            len(args) == 1
            and (_is_sequence(args[0]) or isinstance(args[0], list | tuple))
            and not isinstance(args[0], Size)
        ):
            return build(args[0], kind)
        if len(args) == 1 and isinstance(args[0], TensorBase):
            return args[0].to(kind)
        return torch.empty(*args, dtype=kind) if args else torch.empty(0, dtype=kind)


def legacy_types():
    """Return torch.FloatTensor and its like, by name."""
    return {
        name: _LegacyMeta(name, (), {"_legacy_dtype": kind, "dtype": kind, "__module__": "torch"})
        for kind, name in TYPE_NAMES.items()
    }


def install():
    TensorBase.as_subclass = as_subclass
    TensorBase._make_subclass = staticmethod(make_subclass)
    TensorBase._make_wrapper_subclass = staticmethod(_no_wrapper)
    G["scalar_tensor"] = of_number


def _no_wrapper(*args, **kwargs):
    raise NotImplementedError("Wrapper subclasses of Tensor are not there in the page's torch.")


__all__ = [
    "as_tensor",
    "asarray",
    "build",
    "extra",
    "float32",
    "float64",
    "replace",
    "take",
    "tensor",
]
del _default, dtype
