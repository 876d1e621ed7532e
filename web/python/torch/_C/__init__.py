"""What stands in for torch._C on the page: PyTorch's own Python files above, `web/aten` below."""

# isort: skip_file

from . import _arguments, _autocast, _dispatch, _engine, _native, _nodes, _state, _types
from ._base import TensorBase, TensorMeta as _TensorMeta
from ._state import G
from ._table import DERIVATIVES as _DERIVATIVES, SCHEMAS as _SCHEMAS

G["SCHEMAS"], G["TensorBase"], G["EXACT"] = _SCHEMAS, TensorBase, set()
G["contiguous_format"] = _types.contiguous_format
G["SCALAR_NAMES"], G["TYPE_NAMES"] = _types.SCALAR_NAMES, _types.TYPE_NAMES

from . import _composites, _formulas, _layers, _recurrent  # noqa: E402
from . import _factories, _indexing, _methods, _modes  # noqa: E402

_ImperativeEngine = _engine.ImperativeEngine
from ._function import _FunctionBase  # noqa: E402
from ._generator import default_generator, Generator  # noqa: E402
from ._storage import PyTorchFileReader, PyTorchFileWriter, StorageBase  # noqa: E402
from ._types import device, dtype, finfo, iinfo, layout, memory_format, Size  # noqa: E402

_methods.install()
_indexing.install()
_factories.install()

DisableTorchFunctionSubclass = _modes.DisableTorchFunctionSubclass
DisableTorchFunction = _modes.DisableTorchFunction
_has_torch_function = _modes.has_torch_function
_has_torch_function_unary = _modes.has_torch_function_unary
_has_torch_function_variadic = _modes.has_torch_function_variadic
_push_on_torch_function_stack = _modes.push_function_mode
_pop_torch_function_stack = _modes.pop_function_mode


def _is_torch_function_mode_enabled():
    return bool(_state.function_modes) and not _modes.all_off[0]


def _is_torch_function_enabled():
    return not _state.subclass_off[0]


def _len_torch_function_stack():
    return len(_state.function_modes)


def _get_function_stack_at(at):
    return _state.function_modes[at]


def _len_torch_dispatch_stack():
    return len(_state.dispatch_modes)


def _get_dispatch_stack_at(at):
    return _state.dispatch_modes[at]


_push_on_torch_dispatch_stack = _modes.push_dispatch_mode
_pop_torch_dispatch_stack = _modes.pop_dispatch_mode


def _disabled_torch_function_impl(cls, func, types, args=(), kwargs=None):
    with DisableTorchFunctionSubclass():
        return func(*args, **(kwargs or {}))


def _disabled_torch_dispatch_impl(*args, **kwargs):
    return NotImplemented


G["disabled"] = _disabled_torch_function_impl


def _add_docstr(function, text):
    return function


def _set_grad_enabled(on):
    _state.grad_mode.on = bool(on)


def _get_grad_enabled():
    return _state.grad_mode.on


is_grad_enabled = torch_is_grad_enabled = _get_grad_enabled


class _InferenceMode:
    def __init__(self, on):
        self.on = on

    def __enter__(self):
        self.before = _state.grad_mode.on, _state.grad_mode.inference
        _state.grad_mode.on, _state.grad_mode.inference = not self.on, self.on

    def __exit__(self, *error):
        _state.grad_mode.on, _state.grad_mode.inference = self.before


def is_inference_mode_enabled():
    return _state.grad_mode.inference


def is_anomaly_enabled():
    return _state.anomaly[0]


def is_anomaly_check_nan_enabled():
    return _state.anomaly[1]


def set_anomaly_enabled(on, check_nan=True):
    _state.anomaly[:] = [bool(on), check_nan]


def _push_saved_tensors_default_hooks(pack, unpack):
    _state.saved_hooks.append((pack, unpack))
    _state.look_at_hooks()


def _pop_saved_tensors_default_hooks():
    _state.saved_hooks.pop()
    _state.look_at_hooks()


def _autograd_init():
    return True


def _is_multithreading_enabled():
    return False


_is_view_replay_enabled = _is_fwd_grad_enabled = _is_multithreading_enabled


class _MultithreadingEnabled:
    def __init__(self, on):
        pass


class _ViewReplayEnabled:
    def __init__(self, on):
        _set_view_replay_enabled(on)


_stashed = {}


def _stash_obj_in_tls(key, value):
    _stashed[key] = value


def _get_obj_in_tls(key):
    return _stashed[key]


def _is_key_in_tls(key):
    return key in _stashed


def _remove_obj_from_tls(key):
    _stashed.pop(key, None)


def _current_autograd_node():
    return _engine._running[0]


def _current_graph_task_id():
    return _engine._task[0]


_graph_exec_group = [None]


def _set_graph_exec_group(group):
    _graph_exec_group[0] = group


def _get_graph_exec_group():
    return _graph_exec_group[0]


_will_engine_execute_node = _engine.will_run


def _increment_version(tensors):
    for one in (tensors,) if isinstance(tensors, TensorBase) else tensors:
        one._v[0] += 1


_is_any_autocast_enabled = _autocast.is_any_autocast_enabled


def _is_autocast_available(device_type):
    return device_type == "cpu"


def _is_grad_layout_enforcement_enabled():
    return True


def _set_nothing(*args):
    pass


def _set_view_replay_enabled(on):
    from torch._elsewhere import refusal

    if on:
        refusal("torch.autograd._force_original_view_tracking(True)")()


_set_multithreading_enabled = _set_nothing
_set_grad_layout_enforcement_enabled = _set_fwd_grad_enabled = _set_tensor_metadata = _set_nothing


def _get_tensor_metadata(tensor):
    return {}


class _TorchFunctionState:
    """What DisableTorchFunction changes; torch_dispatch asks for it by name."""

    ENABLED, SUBCLASSES_DISABLED, ALL_DISABLED = range(3)


def _get_torch_function_state():
    return 2 if _modes.all_off[0] else 1 if _state.subclass_off[0] else 0


def _get_dispatch_mode(key):
    return None


class _TorchDispatchModeKey:
    """Modes of torch's own, none of which is on a page."""

    FUNCTIONAL, PROXY, FAKE = range(3)


class _DisableFuncTorch:
    """Nothing of torch.func is on, so there is nothing to turn off."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


_AutoDispatchBelowAutograd = _DisableTorchDispatch = _DisableFuncTorch


def _has_storage(tensor):
    return True


def _get_privateuse1_backend_name():
    return "privateuseone"


def _get_tracing_state():
    return None


def _is_tracing():
    return False


def _are_functorch_transforms_active():
    return False


def _get_default_device():
    return "cpu"


def get_default_dtype():
    return _types.default_dtype()


def set_default_dtype(kind):
    if not isinstance(kind, dtype):
        raise TypeError("invalid dtype object")
    if not kind.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    _types._default[0] = kind
    _native.set_default_dtype(kind.code)


def _set_default_tensor_type(kind):
    set_default_dtype(kind.dtype)


def _dlpack_exchange_api():
    return None


def _log_api_usage_once(*args):
    pass


_log_api_usage_metadata = _log_api_usage_once


def _get_nnpack_enabled():
    return False


def _jit_set_profiling_executor(*args):
    return False


def _has_distributed():
    return False


def _show_config():
    return "The page's torch: PyTorch's Python layer over WebAssembly kernels."


def _parallel_info():
    return "one thread"


def _group_tensors_by_device_and_dtype(lists, with_indices=False):
    """Return {(device, dtype): (lists, indices)}, by the first list's tensors."""
    found = {}
    for at, one in enumerate(lists[0]):
        key = (one.device, one.dtype)
        group = found.setdefault(key, ([[] for _ in lists], []))
        for into, source in zip(group[0], lists, strict=True):
            if source:
                into.append(source[at])
        group[1].append(at)
    return found


class _VariableFunctionsClass:
    """Holds torch's functions, as `torch._C._VariableFunctions` does."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        from torch._functions_here import lookup

        return lookup(name)


_VariableFunctions = _VariableFunctionsClass()


class _LegacyVariableBase:
    def __new__(cls, data=None, requires_grad=False, **rest):
        return data.detach().requires_grad_(requires_grad)


class _Missing(type):
    """A name of torch._C that the page does not have: it can be imported, not used."""

    def __call__(cls, *args, **kwargs):
        raise NotImplementedError(
            f"torch._C.{cls.__name__} is not there in the page's torch. Take the notebook to"
            " run this"
            " cell in Jupyter or Colab."
        )


def __getattr__(name):
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    if name in ("_te", "_jit_pass_inline"):
        raise AttributeError(name)
    made = _Missing(name, (), {"__module__": "torch._C"})
    globals()[name] = made
    return made


__all__ = [
    "Generator",
    "PyTorchFileReader",
    "PyTorchFileWriter",
    "Size",
    "StorageBase",
    "TensorBase",
]

# By name, as a mere `from . import` would find `__getattr__` first.
import torch._C._autograd  # noqa: E402
import torch._C._functions  # noqa: E402
import torch._C._functorch  # noqa: E402
import torch._C._linalg  # noqa: E402
import torch._C._nn  # noqa: E402
import torch._C._special  # noqa: E402
import torch._C._profiler  # noqa: E402
