"""torch._C._functions: nodes that PyTorch's files make by hand."""

from torch._C import _nodes
from torch._C._base import layout
from torch._C._nodes import AccumulateGrad as AccumulateGrad
from torch._C._nodes import edges_of


class _Wrapping(_nodes.Node):
    """A node between tensors and what is the same but for its gradient."""

    @classmethod
    def between(cls, tensors):
        node = cls()
        found = []
        for at, one in enumerate(tensors):
            twin = None if one is None else one.detach()
            if twin is not None and one._r:
                twin._fn, twin._nr, twin._r = node, at, True
            found.append(twin)
        node.edges = edges_of(tensors)
        node.outputs = tuple(None if one is None else layout(one) for one in found)
        return node, found[0] if len(found) == 1 else tuple(found)


class UndefinedGradBackward(_Wrapping):
    """A node that hands on no gradient."""

    __module__ = "builtins"

    def apply(self, grads):
        return (None,) * len(self.edges)


class UndefinedGrad:
    """Lets no gradient pass to the tensors that it is called with."""

    def __call__(self, *tensors):
        return UndefinedGradBackward.between(tensors)[1]


class Error(_Wrapping):
    """A node that refuses to be differentiated."""

    __module__ = "builtins"
    __slots__ = ("message",)

    def apply(self, grads):
        raise RuntimeError(self.message)


class DelayedError(_nodes.Node):
    """Lets a gradient of the tensors that it is called with be an error."""

    __module__ = "builtins"
    __slots__ = ("message",)

    def __init__(self, message, count):
        super().__init__((), (None,) * count)
        self.message = message

    def apply(self, tensors):
        node, found = Error.between(tensors)
        node.message = self.message
        return (found,) if len(tensors) == 1 else found
