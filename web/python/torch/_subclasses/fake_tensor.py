"""Tensors without numbers: the engine works out shape, strides and dtype, and computes nothing."""

import contextlib

from torch import Tensor
from torch._C import _native as native


class DataDependentOutputException(RuntimeError):
    """What happens next is decided by numbers, and there are none."""


class DynamicOutputShapeException(RuntimeError):
    """A shape is decided by numbers, and there are none."""


class _Without(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor) and native.is_fake(instance._h)


class FakeTensor(metaclass=_Without):
    """A tensor without numbers; it is an ordinary one otherwise."""


class FakeTensorMode:
    """While it lasts, what is made has no numbers.

    Raises:
        DataDependentOutputException: something asks for numbers.
    """

    _on = 0

    def __init__(self, *, allow_non_fake_inputs=False):
        pass

    def __enter__(self):
        FakeTensorMode._on += 1
        native.set_meta(True)
        return self

    def __exit__(self, kind, error, trace):
        FakeTensorMode._on -= 1
        native.set_meta(FakeTensorMode._on > 0)
        if isinstance(error, NotImplementedError) and "no data" in str(error):
            raise DataDependentOutputException(str(error)) from error


unset_fake_temporarily = contextlib.nullcontext
