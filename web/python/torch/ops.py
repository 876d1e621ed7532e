"""torch.ops.aten.add.Tensor and its like."""

from torch._ops import namespaces


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return namespaces(name)
