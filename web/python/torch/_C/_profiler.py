"""torch._C._profiler."""

from torch._elsewhere import refusal


def _missing(name):
    return type(name, (), {"__init__": refusal(f"torch.autograd.{name}")})


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    made = _missing(name)
    globals()[name] = made
    return made


def _set_view_replay_enabled(on):
    pass


def _is_view_replay_enabled():
    return False


def kineto_available():
    return False


def _supported_activities():
    return set()
