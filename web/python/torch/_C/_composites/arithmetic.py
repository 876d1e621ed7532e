"""Arithmetic, comparison and order, composed of others, and other names for them."""

import math

from .. import _native as native
from .._dispatch import composites
from .._schema import exists, variants
from .._state import G
from .._types import bool_, int64
from ._register import T, _no_grad, composite, ops


@composite("square")
def square(self):
    return self.pow(2)


def _alias(name, real):
    """Let each overload of a name be that of another."""
    if not exists(name):
        return
    base, _, chosen = real.partition(".")
    there = {overload for overload, _ in variants(base)} if exists(base) else set()
    for own, _ in variants(name):
        overload = chosen or own
        if overload in there:
            key = f"{base}.{overload}" if overload else base
            composites[f"{name}.{own}" if own else name] = lambda *args, key=key: ops[key](*args)


for _name, _real in {
    "arccos": "acos",
    "arcsin": "asin",
    "arctan": "atan",
    "arccosh": "acosh",
    "arcsinh": "asinh",
    "arctanh": "atanh",
    "absolute": "abs",
    "fix": "trunc",
    "negative": "neg",
    "clip": "clamp",
    "special_expit": "sigmoid",
    "special_exp2": "exp2",
    "special_log1p": "log1p",
    "det": "linalg_det",
    "special_erf": "erf",
    "special_softmax": "softmax.int",
    "special_log_softmax": "log_softmax.int",
    "row_stack": "vstack",
    "concat": "cat",
    "concatenate": "cat",
    "inverse": "linalg_inv",
    "special_expm1": "expm1",
    "special_gammaln": "lgamma",
    "special_digamma": "digamma",
    "special_logsumexp": "logsumexp",
    "special_round": "round",
    "special_sinc": "sinc",
    "ger": "outer",
    "divide": "div",
    "true_divide": "div",
    "multiply": "mul",
    "subtract": "sub",
    "greater": "gt",
    "greater_equal": "ge",
    "less": "lt",
    "less_equal": "le",
    "not_equal": "ne",
    "arctan2": "atan2",
}.items():
    _alias(_name, _real)
    _alias(_name + "_", _real + "_")


@composite()
def positive(self):
    if self.dtype is bool_:
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return self


@composite()
def allclose(self, other, rtol=1e-5, atol=1e-8, equal_nan=False):
    return bool(isclose(self, other, rtol, atol, equal_nan).all().item())


@composite()
def isclose(self, other, rtol=1e-5, atol=1e-8, equal_nan=False):
    if self.dtype is not other.dtype:
        raise RuntimeError(
            f"{G['SCALAR_NAMES'][self.dtype]} did not match {G['SCALAR_NAMES'][other.dtype]}"
        )
    with _no_grad():
        close = self == other
        if equal_nan and self.dtype.is_floating_point:
            close = close.logical_or(self.isnan().logical_and(other.isnan()))
        if rtol == 0 and atol == 0:
            return close
        if not self.dtype.is_floating_point:
            self, other = self.to(T().float64), other.to(T().float64)
        allowed = atol + (rtol * other).abs()
        error = (self - other).abs()
        return close.logical_or(error.isfinite().logical_and(error <= allowed))


@composite()
def _is_all_true(self):
    return self.all()


@composite()
def _is_any_true(self):
    return self.any()


@composite("equal")
def equal(self, other):
    if not isinstance(other, G["TensorBase"]):
        raise TypeError(
            f"equal(): argument 'other' (position 2) must be Tensor, not {type(other).__name__}"
        )
    if self.shape != other.shape:
        return False
    return native.equal(self._h, other._h)


@composite()
def isfinite(self):
    if not self.dtype.is_floating_point:
        return T().ones_like(self, dtype=bool_)
    return (self == self).logical_and(self.abs() != math.inf)


@composite("real")
def real(self):
    return self


def _complex_alone(name, said):
    """Register an operation that only complex numbers have, which a page has not."""

    @composite(name)
    def refuse(self):
        raise RuntimeError(said)


_complex_alone("imag", "imag is not implemented for tensors with non-complex dtypes.")
_complex_alone("view_as_real", "view_as_real is only supported for complex tensors")


@composite("isreal")
def isreal(self):
    return T().ones_like(self, dtype=bool_)


@composite("max.other")
def max_other(self, other):
    return ops["maximum"](self, other)


@composite("min.other")
def min_other(self, other):
    return ops["minimum"](self, other)


@composite("argsort")
def argsort(self, dim=-1, descending=False):
    return ops["sort"](self, dim, descending)[1]


@composite("argsort.stable")
def argsort_stable(self, *, stable, dim=-1, descending=False):
    return ops["sort.stable"](self, stable, dim, descending)[1]


composites["argsort.stable"] = lambda self, stable, dim=-1, descending=False: ops["sort.stable"](
    self, stable, dim, descending
)[1]


@composite("msort")
def msort(self):
    return ops["sort"](self, 0, False)[0]


@composite("where.Scalar", "where.ScalarSelf", "where.ScalarOther")
def where_scalar(condition, self, other):
    kind = None
    if not isinstance(self, G["TensorBase"]) and not isinstance(other, G["TensorBase"]):
        whole = isinstance(self, bool) and isinstance(other, bool)
        if not whole and not isinstance(self, float) and not isinstance(other, float):
            kind = int64
    make = T().full
    if not isinstance(self, G["TensorBase"]):
        self = make((), self, dtype=_like(self, other) or kind)
    if not isinstance(other, G["TensorBase"]):
        other = make((), other, dtype=_like(other, self) or kind)
    return ops["where.self"](condition, self, other)


def _like(number, tensor):
    if not isinstance(tensor, G["TensorBase"]):
        return None
    kind = tensor.dtype
    if (
        kind.is_floating_point
        or (isinstance(number, int) and kind is not bool_)
        or isinstance(number, bool)
    ):
        return kind
    return None


@composite("where")
def where_condition(condition):
    return ops["nonzero_numpy"](condition)


@composite("nonzero_numpy")
def nonzero_numpy(self):
    return list(self.nonzero().unbind(1)) if self.dim() else [self.reshape(1).nonzero().reshape(-1)]
