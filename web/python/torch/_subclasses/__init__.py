"""Tensors without numbers, and functionalization: what records a network stands on."""

from torch._subclasses import functional_tensor
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode

__all__ = ["FakeTensor", "FakeTensorMode", "functional_tensor"]
