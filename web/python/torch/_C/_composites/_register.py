"""How an operation that is composed of others is registered."""

import functools

from .._base import share
from .._dispatch import composites
from .._state import G, grad_mode

ops = G["OPS"]


def composite(*names):
    """Register a function as what the operations of these names do."""

    def register(function):
        for name in names or (function.__name__,):
            composites[name] = function
        return function

    return register


def kernel(function, name=None):
    """Register a function as what stands below autograd: its own steps are not recorded."""

    @functools.wraps(function)
    def unrecorded(*args):
        with _no_grad():
            found = function(*args)
        if isinstance(found, tuple):
            return found
        # What is returned must be no view of what was made on the way.
        return share(found) if found._base is not None and found is not args[0] else found

    unrecorded.below_autograd = True
    composites[name or function.__name__] = unrecorded
    return unrecorded


def T():
    import torch

    return torch


class _no_grad:
    def __enter__(self):
        self.before, grad_mode.on = grad_mode.on, False

    def __exit__(self, *error):
        grad_mode.on = self.before
