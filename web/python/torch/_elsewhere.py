"""What torch has and a page does not: each name is there, and says so when it is used."""

import contextlib
import sys
import types

_TAKE = "Take the notebook to run this cell in Jupyter or Colab."
MODULES = set()


def refusal(name):
    """Return something that can be imported and named, and refuses to be called."""

    def refuse(*args, **kwargs):
        raise NotImplementedError(f"{name} is not there in the page's torch. {_TAKE}")

    refuse.__name__ = refuse.__qualname__ = name.rsplit(".", 1)[-1]
    refuse.__module__ = name.rsplit(".", 1)[0]
    return refuse


def named(name):
    """Return what stands for a name of torch that is not there: a class for a class's name."""
    leaf = name.rsplit(".", 1)[-1]
    if not leaf[0].isupper():
        return refusal(name)
    return type(leaf, (), {"__module__": name.rsplit(".", 1)[0], "__init__": refusal(name)})


class Elsewhere(types.ModuleType):
    """A module of torch whose names are all refusals but for those that it is given."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        full = f"{self.__name__}.{name}"
        if full in sys.modules:
            return sys.modules[full]
        made = named(full)
        setattr(self, name, made)
        return made


def _no(*args, **kwargs):
    return False


def _none(*args, **kwargs):
    return None


def _zero(*args, **kwargs):
    return 0


def _same(function=None, *args, **kwargs):
    return function if callable(function) else (lambda inner: inner)


def _device_module(**more):
    return {
        "is_available": _no, "is_initialized": _no, "device_count": _zero, "manual_seed": _none,
        "manual_seed_all": _none, "_is_in_bad_fork": _no, "_is_compiled": _no, "synchronize": _none,
        "is_current_stream_capturing": _no, "current_device": _cuda_missing, "empty_cache": _none,
        "init": _cuda_missing, "set_device": _cuda_missing, "get_device_name": _cuda_missing,
        "_lazy_init": _cuda_missing, "is_bf16_supported": _no, "_initialized": False, **more,
    }  # fmt: skip


def _cuda_missing(*args, **kwargs):
    raise AssertionError("Torch not compiled with CUDA enabled")


def _ignore(fn=None, *args, **kwargs):
    return fn if callable(fn) else (lambda inner: inner)


class _Flag:
    enabled = False
    deterministic = benchmark = allow_tf32 = False
    strategy = "auto"

    @staticmethod
    def is_available():
        return False

    @staticmethod
    def is_acceptable(*args):
        return False

    @staticmethod
    @contextlib.contextmanager
    def flags(*args, **kwargs):
        yield


class _SparseInvariants(contextlib.nullcontext):
    """No tensor on a page is sparse, so nothing of one is checked."""

    is_enabled = staticmethod(_no)


class _ScriptModule:
    """No module is one on a page."""


def _script(obj=None, *args, **kwargs):
    raise NotImplementedError(f"torch.jit.script is not there in the page's torch. {_TAKE}")


_WHAT = {
    "fx": {},
    "cuda": _device_module(amp=None, _sleep=None),
    "cuda.amp": {},
    "mps": _device_module(),
    "xpu": _device_module(),
    "mtia": _device_module(),
    "cpu": _device_module(
        is_available=lambda: True, device_count=lambda: 1, current_device=lambda: "cpu"
    ),
    "accelerator": {
        "is_available": _no,
        "current_accelerator": _none,
        "device_count": _zero,
        "synchronize": _none,
        "current_device_index": _zero,
    },
    "distributed": {"is_available": _no, "is_initialized": _no, "rpc": None},
    "distributed.rpc": {"is_available": _no},
    "jit": {
        "is_scripting": _no,
        "is_tracing": _no,
        "unused": _ignore,
        "ignore": _ignore,
        "export": _ignore,
        "_overload": _ignore,
        "_overload_method": _ignore,
        "script": _script,
        "script_if_tracing": _ignore,
        "annotate": lambda kind, value: value,
        "isinstance": isinstance,
        "Final": None,
        "ScriptModule": _ScriptModule,
        "ScriptFunction": _ScriptModule,
        "RecursiveScriptModule": _ScriptModule,
        "TracerWarning": Warning,
        "interface": _ignore,
        "strict_fusion": contextlib.nullcontext,
    },
    "jit._trace": {"_trace_module_map": None},
    "compiler": {
        "set_stance": lambda *args, **kwargs: contextlib.nullcontext(),  # a page compiles nothing
        "is_compiling": _no,
        "is_dynamo_compiling": _no,
        "is_exporting": _no,
        "disable": _ignore,
        "allow_in_graph": _ignore,
        "_is_non_strict_tracing": _no,
    },
    "_dynamo": {
        "disable": _ignore,
        "graph_break": _none,
        "is_compiling": _no,
    },
    "_dynamo.config": {"error_on_nested_fx_trace": False, "suppress_errors": False},
    "_compile": {"_disable_dynamo": _same},
    "backends": {
        "cudnn": _Flag(),
        "mkldnn": _Flag(),
        "mkl": _Flag(),
        "openmp": _Flag(),
        "mps": _Flag(),
        "cuda": _Flag(),
        "opt_einsum": _Flag(),
        "xnnpack": _Flag(),
        "nnpack": _Flag(),
    },
    "backends.mha": {"get_fastpath_enabled": _no, "set_fastpath_enabled": _none},
    "backends.cudnn": {
        "enabled": False,
        "is_acceptable": _no,
        "rnn": None,
        "deterministic": False,
        "benchmark": False,
        "flags": _Flag.flags,
        "is_available": _no,
    },
    "backends.mkldnn": {"enabled": False, "is_available": _no, "flags": _Flag.flags},
    "backends.opt_einsum": {"enabled": False, "strategy": "auto", "is_available": _no},
    "backends.cuda": {"is_built": _no},
    "backends.mps": {"is_built": _no, "is_available": _no},
    "multiprocessing": {"get_all_sharing_strategies": lambda: set()},
    "fx.experimental": {},
    "fx.experimental.proxy_tensor": {"PreDispatchTorchFunctionMode": _ScriptModule},
    "fx.experimental.symbolic_shapes": {
        "expect_true": bool,
        "sym_eq": lambda a, b: a == b,
        "guard_or_false": bool,
        "guard_or_true": bool,
        "has_free_unbacked_symbols": _no,
        "is_nested_int": _no,
    },
    "fx.traceback": {},
    "export": {},
    "func": {},
    "futures": {},
    "fft": {},
    "sparse": {"check_sparse_tensor_invariants": _SparseInvariants},
    "nested": {},
    "nested._internal": {},
    "nested._internal.nested_tensor": {"NestedTensor": _ScriptModule},
    "onnx": {},
    "hub": {},
    "package": {},
    "quantization": {},
    "ao": {},
    "masked": {},
    "profiler": {},
    "library": {},
    "_library": {},
    "_library.opaque_object": {
        "is_opaque_reference_type": _no,
        "is_opaque_type": _no,
        "is_opaque_value_type": _no,
    },
    "_guards": {"active_fake_mode": _none, "detect_fake_mode": _none},
    "_utils_internal": {"justknobs_check": _no},
    "_inductor": {},
    "_prims": {},
    "_export": {},
}


def install():
    """Put these modules where `import` finds them."""
    for name, own in _WHAT.items():
        module = Elsewhere(f"torch.{name}", f"torch.{name} as far as a page has it.")
        module.__path__ = []
        module.__dict__.update(
            {
                key: value
                for key, value in own.items()
                if value is not None or key in ("Final", "rnn")
            }
        )
        sys.modules[f"torch.{name}"] = module
        MODULES.add(name)
        parent, _, leaf = f"torch.{name}".rpartition(".")
        setattr(sys.modules[parent], leaf, module)
    sys.modules["torch.jit._trace"]._trace_module_map = None
