"""torch._C._autograd."""

from torch._elsewhere import refusal

from ._nodes import SavedTensor as SavedTensor
from ._nodes import make_saved_tensor as _make_saved_tensor


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

    _C._push_saved_tensors_default_hooks(pack, unpack)


def _pop_saved_tensors_default_hooks():
    from torch import _C

    _C._pop_saved_tensors_default_hooks()


def _unsafe_set_version_counter(tensors, versions):
    for one, version in zip(tensors, versions, strict=True):
        one._v[0] = version


def _saved_tensors_hooks_disable(message, fail_if_non_empty=True):
    pass


def _saved_tensors_hooks_enable():
    pass


def _saved_tensors_hooks_get_disabled_error_message():
    return None


def _saved_tensors_hooks_is_enabled():
    return True


def _set_view_replay_enabled(on):
    pass


def _is_view_replay_enabled():
    return False


def kineto_available():
    return False


def _supported_activities():
    return set()
