"""Autocast: which operations are computed in a lower dtype, which in float32, as torch has it."""

import weakref

from ._state import G, autocast, look_at_modes
from ._table import AUTOCAST
from ._types import bfloat16, float16, float32, float64

#: In the lower dtype; of what autocast knows the rest is computed in float32, but for _WIDEST.
_LOWER = {
    "_addmm_activation", "_convolution", "_native_multi_head_attention", "addbmm", "addmm",
    "baddbmm", "bmm", "conv1d", "conv2d", "conv3d", "conv_tbc", "conv_transpose1d",
    "conv_transpose2d", "conv_transpose3d", "linalg_vecdot", "linear", "matmul", "mm", "prelu",
    "scaled_dot_product_attention",
}  # fmt: skip
_WIDEST = {"cat", "index_copy", "stack"}
_cache = {}
_dtypes = {"cpu": bfloat16, "cuda": float16}
_enabled = {}
_nesting = [0]
_caching = [True]


def policy(schema):
    """Return what autocast does to the arguments of an operation, or None."""
    if schema.name not in AUTOCAST:
        return None
    return _lower if schema.base in _LOWER else _widest if schema.base in _WIDEST else _single


def run(chosen, operation, values):
    """Call an operation with its arguments cast; what it calls in turn is not cast again."""
    cast = chosen(values)
    values = [_map(cast, one) for one in values]
    on = autocast.pop("on")
    look_at_modes()
    try:
        return operation.call(*values)
    finally:
        autocast["on"] = on
        look_at_modes()


def _map(cast, value):
    if isinstance(value, G["TensorBase"]):
        return cast(value)
    if isinstance(value, list | tuple):
        return type(value)(_map(cast, one) for one in value)
    return value


def _eligible(tensor):
    return tensor.dtype.is_floating_point and tensor.dtype is not float64


def _to(kind):
    def cast(tensor):
        if not _eligible(tensor) or tensor.dtype is kind:
            return tensor
        # A leaf's twin is kept until autocast ends: several layers may share it.
        keeps = (
            _caching[0] and kind is not float32 and tensor.dtype is float32 and tensor._r
            and tensor._fn is None and tensor._base is None
        )  # fmt: skip
        if not keeps:
            return tensor.to(kind)
        held = _cache.get(id(tensor))
        if held is None or held[0]() is not tensor:
            held = _cache[id(tensor)] = weakref.ref(tensor), tensor.to(kind)
        return held[1]

    return cast


def _lower(values):
    return _to(_dtypes["cpu"])


def _single(values):
    return _to(float32)


def _widest(values):
    found = [one for one in _tensors(values) if _eligible(one)]
    return _to(float32 if any(one.dtype is float32 for one in found) else _dtypes["cpu"])


def _tensors(values):
    for one in values:
        if isinstance(one, list | tuple):
            yield from _tensors(one)
        elif isinstance(one, G["TensorBase"]):
            yield one


def set_autocast_enabled(*args):
    """Turn it on or off: `(device_type, on)`; `(on)` alone means CUDA."""
    kind, on = args if len(args) == 2 else ("cuda", args[0])
    _enabled[kind] = bool(on)
    autocast["on"] = _enabled.get("cpu", False)
    look_at_modes()


def is_autocast_enabled(device_type="cuda"):
    return _enabled.get(device_type, False)


def set_autocast_dtype(device_type, dtype):
    _dtypes[device_type] = dtype


def get_autocast_dtype(device_type):
    return _dtypes.get(device_type, float16)


def set_autocast_cache_enabled(on):
    _caching[0] = bool(on)


def is_autocast_cache_enabled():
    return _caching[0]


def autocast_increment_nesting():
    _nesting[0] += 1
    return _nesting[0]


def autocast_decrement_nesting():
    _nesting[0] -= 1
    return _nesting[0]


def clear_autocast_cache():
    _cache.clear()


def is_any_autocast_enabled():
    return any(_enabled.values())
