"""Products of matrices and their norms, composed of others."""

import math

from .._base import layout
from ._register import T, composite, ops


@composite()
def linear(input, weight, bias=None):
    if input.dim() == 2 and bias is not None:
        return ops["addmm"](bias, input, ops["t"](weight))
    if bias is not None and input.dim() == 3 and layout(input).contiguous:
        shape = input.shape
        flat = ops["view"](input, [shape[0] * shape[1], shape[2]])
        return ops["view"](
            ops["addmm"](bias, flat, ops["t"](weight)),
            [shape[0], shape[1], -1 if weight.shape[0] and flat.shape[0] else weight.shape[0]],
        )
    result = ops["matmul"](input, ops["t"](weight) if weight.dim() == 2 else weight)
    return result if bias is None else ops["add.Tensor"](result, bias)


@composite()
def matmul(self, other):
    left, right = self.dim(), other.dim()
    if left == 0 or right == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {left}D and {right}D"
        )
    if left == 1 and right == 1:
        return ops["dot"](self, other)
    if left == 2 and right == 1:
        return ops["mv"](self, other)
    if left == 1 and right == 2:
        return ops["squeeze.dim"](ops["mm"](ops["unsqueeze"](self, 0), other), 0)
    if left == 2 and right == 2:
        return ops["mm"](self, other)
    if max(left, right) >= 3 and min(left, right) <= 2 and _folds(self, other):
        return _fold(self, other)
    n = self.shape[-2] if left > 1 else 1
    m1 = self.shape[-1]
    m2 = other.shape[-2] if right > 1 else other.shape[-1]
    batch = T().broadcast_shapes(self.shape[:-2], other.shape[:-2])
    count = math.prod(batch)
    shape = [*batch, *([n] if left > 1 else []), *([other.shape[-1]] if right > 1 else [])]
    a = self.expand((*batch, n, m1)).reshape((count, n, m1))
    if right == 1:
        b = other.expand((*batch, m2)).reshape((count, m2)).unsqueeze(2)
        return ops["_unsafe_view"](ops["bmm"](a, b).squeeze(-1), shape)
    b = other.expand((*batch, m2, other.shape[-1])).reshape((count, m2, other.shape[-1]))
    return ops["_unsafe_view"](ops["bmm"](a, b), shape)


def _folds(self, other):
    """Whether torch's matmul takes batches of the larger tensor for rows of one matrix."""
    tall, flat = (self, other) if self.dim() >= other.dim() else (other.mT, self)
    if flat.requires_grad:
        return True
    if self.dim() == 2:
        return False
    shape, strides = tall.shape, layout(tall).strides
    if math.prod(shape) == 0:
        return True
    return all(strides[at] == strides[at + 1] * shape[at + 1] for at in range(len(shape) - 2))


def _fold(self, other):
    turned = other.dim() > self.dim()
    tall = other.mT if turned else self
    flat = other if not turned else self.t() if self.dim() == 2 else self
    shape = tall.shape
    rows = tall.reshape((math.prod(shape[:-1]), shape[-1]))
    if flat.dim() == 1:
        return ops["_unsafe_view"](ops["mv"](rows, flat), [*shape[:-1]])
    result = ops["_unsafe_view"](ops["mm"](rows, flat), [*shape[:-1], flat.shape[1]])
    return result.mT.contiguous() if turned else result


@composite()
def outer(self, vec2):
    for name, one in (("self", self), ("vec2", vec2)):
        if one.dim() != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {one.dim()}-D")
    return self.reshape((self.shape[0], 1)) * vec2


@composite("chain_matmul", "linalg_multi_dot")
def multi_dot(matrices):
    out = matrices[0]
    for one in matrices[1:]:
        out = out.matmul(one)
    return out


@composite("linalg_matmul")
def linalg_matmul(self, other):
    return matmul(self, other)


@composite("inner")
def inner(self, other):
    if self.dim() == 0 or other.dim() == 0:
        return self * other
    return matmul(self, other.mT if other.dim() > 1 else other)


@composite("linalg_norm")
def linalg_norm(self, ord=None, dim=None, keepdim=False, dtype=None):
    if (
        ord is None
        or self.dim() == 1
        or (dim is not None and (isinstance(dim, int) or len(dim) == 1))
    ):
        x = self
        if dim is None and ord is None:
            x = self.flatten()
            result = ops["linalg_vector_norm"](x, 2, [0], keepdim, dtype)
            return result.reshape([1] * self.dim()) if keepdim else result
        return ops["linalg_vector_norm"](x, 2 if ord is None else ord, dim, keepdim, dtype)
    return linalg_matrix_norm(self, ord, dim or (-2, -1), keepdim, dtype)


@composite("linalg_matrix_norm", "linalg_norm.ord_str", "linalg_matrix_norm.str_ord")
def linalg_matrix_norm(self, ord="fro", dim=(-2, -1), keepdim=False, dtype=None):
    dim = tuple(dim or (-2, -1))
    if ord == "fro":
        return ops["linalg_vector_norm"](self, 2, dim, keepdim, dtype)
    if abs(ord) in (1, math.inf):
        first, second = dim if abs(ord) == 1 else dim[::-1]
        sums = self.abs().sum(first, keepdim=True)
        out = sums.amax(second, keepdim=True) if ord > 0 else sums.amin(second, keepdim=True)
        return out if keepdim else out.squeeze(dim)
    values = T().linalg.svdvals(self)
    return values.amax(-1) if ord == 2 else values.amin(-1)


@composite("logdet")
def logdet(self):
    return self.det().log()


@composite("matrix_power", "linalg_matrix_power")
def matrix_power(self, n):
    out = T().eye(self.shape[-1], dtype=self.dtype)
    for _ in range(n):
        out = out.matmul(self)
    return out
