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
