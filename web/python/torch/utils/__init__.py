"""torch.utils as far as a page has it."""

import importlib


def set_module(obj, mod):
    """Let an object say that it is of another module."""
    if not isinstance(mod, str):
        raise TypeError("The mod argument should be a string")
    obj.__module__ = mod


def swap_tensors(t1, t2):
    """Refuse: two Python tensors cannot change places here."""
    raise NotImplementedError("torch.utils.swap_tensors is not there in the page's torch.")


cmake_prefix_path = ""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    try:
        return importlib.import_module(f"torch.utils.{name}")
    except ModuleNotFoundError as missing:
        if missing.name != f"torch.utils.{name}":
            raise
        raise AttributeError(f"module 'torch.utils' has no attribute '{name}'") from None
