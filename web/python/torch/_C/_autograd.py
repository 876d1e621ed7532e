"""torch._C._autograd."""

from torch._elsewhere import refusal

from ._nodes import SavedTensor as SavedTensor
from ._nodes import make_saved_tensor as _make_saved_tensor
from ._state import saved_hooks


def _missing(name):
    return type(name, (), {"__init__": refusal(f"torch.autograd.{name}")})


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    made = _missing(name)
    globals()[name] = made
    return made


def _push_saved_tensors_default_hooks(pack, unpack):
    from torch import _C

    if _disabled[0] is not None:
        raise RuntimeError(_disabled[0])
    _C._push_saved_tensors_default_hooks(pack, unpack)


def _pop_saved_tensors_default_hooks():
    from torch import _C

    _C._pop_saved_tensors_default_hooks()


def _unsafe_set_version_counter(tensors, versions):
    for one, version in zip(tensors, versions, strict=True):
        one._v[0] = version


# What is said to hooks while they are not wanted.
_disabled = [None]


def _saved_tensors_hooks_disable(message, fail_if_non_empty=True):
    if saved_hooks and fail_if_non_empty:
        raise RuntimeError(message)
    _disabled[0] = message


def _saved_tensors_hooks_enable():
    _disabled[0] = None


def _saved_tensors_hooks_get_disabled_error_message():
    return _disabled[0]


def _saved_tensors_hooks_is_enabled():
    return _disabled[0] is None


def kineto_available():
    return False


def _supported_activities():
    return set()
