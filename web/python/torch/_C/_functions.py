"""torch._C._functions: nodes that PyTorch's files make by hand."""

from torch._C import _nodes
from torch._C._base import layout
from torch._C._nodes import AccumulateGrad as AccumulateGrad
from torch._C._nodes import edges_of


class _Wrapping(_nodes.Node):
    """A node between tensors and what is the same but for its gradient."""

    def __call__(self, *tensors):
        found = []
        for at, one in enumerate(tensors):
            twin = None if one is None else one.detach()
            if twin is not None and one._r:
                twin._fn, twin._nr, twin._r = self, at, True
            found.append(twin)
        self.edges = edges_of(tensors)
        self.outputs = tuple(None if one is None else layout(one) for one in found)
        return found[0] if len(found) == 1 else tuple(found)


class UndefinedGrad(_Wrapping):
    """A node that hands on no gradient."""

    def apply(self, grads):
        return (None,) * len(self.edges)


class DelayedError(_Wrapping):
    """A node that refuses to be differentiated."""

    __slots__ = ("message",)

    def __init__(self, message, count):
        super().__init__()
        self.message = message

    def apply(self, grads):
        raise RuntimeError(self.message)
