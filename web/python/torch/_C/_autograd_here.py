"""Names that torch/__init__.py takes straight from torch._C."""

from torch._C import DisableTorchFunction, DisableTorchFunctionSubclass

__all__ = ["DisableTorchFunction", "DisableTorchFunctionSubclass"]
