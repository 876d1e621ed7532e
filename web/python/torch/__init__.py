"""torch on the page: PyTorch's own Python files over the book's engine.

The files beside this one are PyTorch's, copied from the installed wheel when the site is built;
those of `web/python/torch` in the repository stand in for what they need of C++.
"""

# isort: skip_file

import builtins as _builtins
import math as _math
import sys as _sys
from importlib import import_module as _import_module

from torch.version import __version__ as __version__
from torch import _elsewhere

_elsewhere.install()
from torch import _C  # noqa: E402
from torch._C import _types  # noqa: E402
from torch._C._types import device, dtype, finfo, iinfo, layout, memory_format, Size  # noqa: E402

globals().update(_types.NAMED)
globals().update(_types.LAYOUTS)
globals().update(_types.FORMATS)
DispatchKey = type("DispatchKey", (), {"__module__": "torch"})
qscheme = type("qscheme", (), {"__module__": "torch"})
per_tensor_affine, per_tensor_symmetric, per_channel_affine = "pta", "pts", "pca"
per_channel_symmetric, per_channel_affine_float_qparams = "pcs", "pcf"
SymInt = SymFloat = SymBool = object
from torch._compile import _disable_dynamo  # noqa: E402

inf, nan, pi, e = _math.inf, _math.nan, _math.pi, _math.e
newaxis = None
Generator, default_generator = _C.Generator, _C.default_generator
_sentinel = object()


def typename(obj, /):
    """Return the name of the type of an object, as torch writes it."""
    if isinstance(obj, Tensor):
        return obj.type()
    module = getattr(obj, "__module__", "") or ""
    module = "" if module == "builtins" else module + "."
    if hasattr(obj, "__qualname__"):
        return module + obj.__qualname__
    if hasattr(obj, "__name__"):
        return module + obj.__name__
    kind = type(obj)
    module = getattr(kind, "__module__", "") or ""
    return ("" if module == "builtins" else module + ".") + kind.__qualname__


def is_tensor(obj, /):
    return isinstance(obj, Tensor)


def is_storage(obj, /):
    return type(obj) in (UntypedStorage, TypedStorage)


def _import_dotted_name(name):
    from torch._utils import _import_dotted_name as imported

    return imported(name)


def set_default_dtype(d, /):
    """Set the dtype of new floating point tensors."""
    _C.set_default_dtype(d)


_default_device = []


def set_default_device(device):
    """Set the device of new tensors: the CPU, or meta."""
    from torch.utils._device import DeviceContext

    _C._methods.check_device(device)
    if _default_device:
        _default_device.pop().__exit__(None, None, None)
    if device is not None:
        _default_device.append(DeviceContext(_types.device(device)))
        _default_device[0].__enter__()


def get_default_device():
    return _default_device[0].device if _default_device else _types.CPU


def set_default_tensor_type(t, /):
    if isinstance(t, str):
        t = globals()[t.removeprefix("torch.")]
    _C._set_default_tensor_type(t)


get_default_dtype = _C.get_default_dtype
_deterministic = [False, False]


def use_deterministic_algorithms(mode, *, warn_only=False):
    _deterministic[:] = [mode, warn_only]


def are_deterministic_algorithms_enabled():
    return _deterministic[0]


def is_deterministic_algorithms_warn_only_enabled():
    return _deterministic[1]


def set_float32_matmul_precision(precision):
    _deterministic.append(precision)


def get_float32_matmul_precision():
    return "highest"


def set_deterministic_debug_mode(debug_mode):
    number = {"default": 0, "warn": 1, "error": 2}.get(debug_mode, debug_mode)
    use_deterministic_algorithms(number > 0, warn_only=number == 1)


def get_deterministic_debug_mode():
    return (1 if _deterministic[1] else 2) if _deterministic[0] else 0


def get_device_module(device=None):
    """Return the module of a device, torch.cpu where none is named."""
    kind = "cpu" if device is None else _types.device(device).type
    return _sys.modules.get(f"torch.{kind}") or _elsewhere.named(f"torch.{kind}")


def set_warn_always(on, /):
    pass


def is_warn_always_enabled():
    return False


def _check(condition, message=None):
    if not condition:
        raise RuntimeError(message() if message else "Expected cond to be True, but got False.")


def _check_with(error_type, condition, message=None):
    if not condition:
        raise error_type(message() if callable(message) else message)


def _check_value(condition, message=None):
    _check_with(ValueError, condition, message)


def _check_index(condition, message=None):
    _check_with(IndexError, condition, message)


def _check_type(condition, message=None):
    _check_with(TypeError, condition, message)


def _check_not_implemented(condition, message=None):
    _check_with(NotImplementedError, condition, message)


def _check_is_size(i, message=None, *, max=None):
    _check(i >= 0, message)


class SymInt:
    """Sizes are plain numbers on the page; no value is of this type."""


class SymFloat:
    """As SymInt."""


class SymBool:
    """As SymInt."""


def sym_int(a):
    return _math.ceil(a) if a < 0 else _math.floor(a)


sym_float, sym_max, sym_min = _builtins.float, _builtins.max, _builtins.min


def sym_not(a):
    return not a


_threads = [1, 1]


def set_num_threads(number):
    """A page computes with one thread, as the book does."""
    if not isinstance(number, _builtins.int):
        raise TypeError(
            f"set_num_threads expects an int, but got {_builtins.type(number).__name__}"
        )
    if number <= 0:
        raise RuntimeError("set_num_threads expects a positive integer")
    _threads[0] = number


def get_num_threads():
    return _threads[0]


def set_num_interop_threads(number):
    _threads[1] = number


def get_num_interop_threads():
    return _threads[1]


def compile(model=None, **options):
    """Refuse: torch.compile writes code for a machine, and a page has none to give it to."""
    raise NotImplementedError(
        "torch.compile writes C++ for your processor, and a page has no compiler. Take the notebook"
        " to run this cell in Jupyter or Colab."
    )


def vmap(*args, **kwargs):
    """Refuse: the transforms of torch.func stand on C++ of their own."""
    raise NotImplementedError(
        "torch.vmap is not there in the page's torch. Take the notebook to run this cell in Jupyter"
        " or Colab."
    )


from torch._C._autograd_here import *  # noqa: E402, F403
from torch._tensor import Tensor  # noqa: E402

_C._state.G["Tensor"] = Tensor
_C._state.G["EXACT"].add(Tensor)
Tensor.__module__ = "torch"
from torch import _functions_here, _refs  # noqa: E402


# Most cells do without, and they would add a sixth to `import torch`: 0.19 s to 1.19 s of one core
# in Node.js (medians of five, in turns).
_LATER = {
    "_subclasses": "torch._subclasses",
    "distributions": "torch.distributions",
    "optim": "torch.optim",
    "serialization": "torch.serialization",
    "load": "torch.serialization",
    "save": "torch.serialization",
}


def __getattr__(name):
    if name in _LATER:
        module = _import_module(_LATER[name])
        globals()[name] = found = module.__dict__.get(name, module)
        return found
    if name in _elsewhere.MODULES or f"torch.{name}" in _sys.modules:
        return _sys.modules[f"torch.{name}"]
    if name.startswith("__"):
        raise AttributeError(f"module 'torch' has no attribute '{name}'")
    try:
        found = _functions_here.lookup(name)
    except AttributeError:
        if name not in _C._table.NAMES:
            raise
        found = _elsewhere.named(f"torch.{name}")
    globals()[name] = found
    return found


def __dir__():
    return sorted({*globals(), *_LATER, *_functions_here.names()})


from torch._C._factories import (  # noqa: E402
    as_tensor, asarray, from_numpy, frombuffer, legacy_types, scalar_tensor, tensor,
)  # fmt: skip

globals().update(legacy_types())
from torch.storage import TypedStorage, UntypedStorage  # noqa: E402
from torch import _storages  # noqa: E402
from torch._storages import *  # noqa: E402, F403
from torch.random import (  # noqa: E402
    get_rng_state, initial_seed, manual_seed, seed, set_rng_state,
)  # fmt: skip
from torch._tensor_str import set_printoptions  # noqa: E402
from torch import _ops, ops, return_types  # noqa: E402
from torch._ops import Tag as Tag  # noqa: E402
from torch.autograd.grad_mode import (  # noqa: E402
    enable_grad, inference_mode, no_grad, set_grad_enabled,
)  # fmt: skip
from torch import _VF  # noqa: E402
from torch import types  # noqa: E402
from torch import functional, nn  # noqa: E402
from torch.functional import *  # noqa: E402, F403
from torch.functional import norm, split, unique  # noqa: E402
from torch import autograd, cuda, linalg, overrides, random, special, testing, utils  # noqa: E402
from torch.amp import autocast, GradScaler  # noqa: E402
from torch.utils.dlpack import from_dlpack as from_dlpack  # noqa: E402

_tensor_classes = set(legacy_types().values())
_storage_classes = {UntypedStorage, TypedStorage, *[globals()[name] for name in _storages.__all__]}
_C._state.G["EXACT"].update((nn.Parameter, nn.Buffer))
_functions_here.install(globals())
autograd.graph.Node.register(_C._nodes.Node)
is_grad_enabled = _C._get_grad_enabled
is_inference_mode_enabled = _C.is_inference_mode_enabled
is_anomaly_enabled = _C.is_anomaly_enabled
is_anomaly_check_nan_enabled = _C.is_anomaly_check_nan_enabled
set_anomaly_enabled = _C.set_anomaly_enabled
from torch._C._autocast import (  # noqa: E402
    autocast_decrement_nesting, autocast_increment_nesting, clear_autocast_cache,
    get_autocast_dtype, is_autocast_cache_enabled, is_autocast_enabled, set_autocast_cache_enabled,
    set_autocast_dtype, set_autocast_enabled,
)  # fmt: skip

_add_docstr = _C._add_docstr


del device, dtype, finfo, iinfo, layout, memory_format, Size
from torch._C._types import device, dtype, finfo, iinfo, layout, memory_format, Size  # noqa: E402
