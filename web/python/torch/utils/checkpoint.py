"""Activation checkpointing, which hooks into what autograd saves: refused by name on a page."""

from torch._elsewhere import named


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return named(f"torch.utils.checkpoint.{name}")
