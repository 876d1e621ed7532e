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
            [shape[0], shape[1], -1 if weight.shape[0] else 0],
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
    if left >= 3 and right in (1, 2) and _folds(self, other):
        return _fold(self, other)
    if left in (1, 2) and right >= 3 and _folds(other, self):
        turned = other.transpose(-1, -2)
        flat = _fold(turned, self.t() if left == 2 else self)
        return flat.transpose(-1, -2) if left == 2 else flat
    n = self.shape[-2] if left > 1 else 1
    m1 = self.shape[-1]
    m2 = other.shape[-2] if right > 1 else other.shape[-1]
    p = other.shape[-1] if right > 1 else 1
    batch = T().broadcast_shapes(self.shape[:-2], other.shape[:-2] if right > 1 else ())
    count = math.prod(batch)
    a = self if left > 1 else self.unsqueeze(0)
    b = other if right > 1 else other.unsqueeze(1)
    a = a.expand((*batch, n, m1)).reshape((count, n, m1))
    b = b.expand((*batch, m2, p)).reshape((count, m2, p))
    shape = [*batch]
    if left > 1:
        shape.append(n)
    if right > 1:
        shape.append(p)
    return (
        ops["_unsafe_view"](ops["bmm"](a, b), shape)
        if left > 1 and right > 1
        else ops["bmm"](a, b).view(shape)
    )


def _folds(tall, flat):
    if flat._r and tall.dim() >= 3 and flat.dim() == 2 and tall._r is None:
        return True
    shape, strides = tall.shape, layout(tall).strides
    if flat.dim() == 1 or tall._r or flat._r:
        return True
    if math.prod(shape) == 0:
        return True
    return all(strides[at] == strides[at + 1] * shape[at + 1] for at in range(len(shape) - 2))


def _fold(self, other):
    shape = self.shape
    flat = self.reshape((math.prod(shape[:-1]), shape[-1]))
    if other.dim() == 2:
        return ops["_unsafe_view"](ops["mm"](flat, other), [*shape[:-1], other.shape[1]])
    return ops["mv"](flat, other).view(shape[:-1])


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
