"""What formulas of derivatives call by name: torch's own helpers of the way back, in Python.

Their originals are C++ (FunctionsManual.cpp). They are written on torch's functions, so that they
can be differentiated once more. A name that is not here is an operation of aten.
"""

import builtins
import math

from . import _schema
from ._base import wrap_dim
from ._composites.bags import refuse_sparse
from ._state import G, grad_mode

TABLE = {}


def formula(function):
    """Register a helper under its own name."""
    TABLE[function.__name__] = function
    return function


def bring(code):
    """Put what a formula names into `G`, where it is not yet."""
    for name in code.co_names:
        if name in G or (
            hasattr(builtins, name) and name not in ("pow", "sum", "abs", "max", "min")
        ):
            continue
        if name in TABLE:
            G[name] = TABLE[name]
        elif name in _FREE and _schema.exists(name):
            G[name] = _late(name)
        elif not hasattr(builtins, name):  # or the name of a method, which nobody looks up here
            G[name] = _missing(name)
    for inner in code.co_consts:
        if hasattr(inner, "co_names"):
            bring(inner)


def _missing(name):
    def refuse(*args):
        raise NotImplementedError(
            f"{name}, by which torch differentiates, is not there in the page's torch. Take the"
            " notebook to run this cell in Jupyter or Colab."
        )

    return refuse


class _Names:
    def __contains__(self, name):
        return _schema.exists(name)


_FREE = _Names()


def _late(name):
    """Return an operation that formulas call with numbers and tensors as C++ does."""
    import torch

    public = getattr(torch, name, None)
    lines = _schema.overloads(name)
    if callable(public) and len([one for one in lines if not one.out]) > 1:
        return public
    return G["OPS"][f"{lines[0].name}" if len(lines) == 1 else next(
        one.name for one in lines if not one.out)]  # fmt: skip


def T():
    import torch

    return torch


@formula
def is_grad_enabled():
    return grad_mode.on


@formula
def options(tensor):
    return {"dtype": tensor.dtype}


class _Zeros:
    def __init__(self, tensor):
        self.shape, self.dtype = tensor.shape, tensor.dtype

    def zeros(self):
        return T().zeros(self.shape, dtype=self.dtype)


@formula
def zeros_info(tensor):
    return _Zeros(tensor) if hasattr(tensor, "_h") else None


@formula
def get0(pair):
    return pair[0]


@formula
def sqrt(value):
    return math.sqrt(value) if isinstance(value, int | float) else T().sqrt(value)


@formula
def wrap_opt_if(tensor, wanted):
    return tensor if wanted else None


@formula
def not_implemented(name, reason=""):
    raise NotImplementedError(f"the derivative for '{name}' is not implemented. {reason}".rstrip())


@formula
def no_derivative(name):
    raise RuntimeError(f"derivative for aten::{name} is not implemented")


@formula
def handle_r_to_c(dtype, grad):
    return grad


@formula
def maybe_multiply(grad, factor):
    return grad if factor == 1 else grad * factor


@formula
def sum_to(grad, shape):
    if grad.shape == shape:
        return grad
    lead = grad.dim() - len(shape)
    dims = list(range(lead))
    for at in range(lead, grad.dim()):
        if shape[at - lead] == 1 and grad.shape[at] != 1:
            dims.append(at)
    if dims:
        grad = grad.sum(dims, keepdim=True)
    return grad.view(shape) if lead > 0 else grad


@formula
def mul_tensor_backward(grad, other, dtype):
    return grad * other


@formula
def div_tensor_self_backward(grad, other, dtype, rounding_mode=None):
    return grad * 0 if rounding_mode else grad / other


@formula
def div_tensor_other_backward(grad, self, other, rounding_mode=None):
    return (grad * 0) if rounding_mode else -grad * ((self / other) / other)


@formula
def pow_backward(grad, self, exponent):
    if exponent == 0:
        return T().zeros_like(self)
    return grad * (exponent * self.pow(exponent - 1))


@formula
def pow_backward_self(grad, self, exponent):
    zero = T().zeros((), dtype=grad.dtype)
    return T().where(exponent == 0, zero, grad * (exponent * self.pow(exponent - 1)))


@formula
def pow_backward_exponent(grad, self, exponent, result):
    torch = T()
    if isinstance(self, int | float):
        if self == 0:
            return torch.where(exponent >= 0, torch.zeros((), dtype=grad.dtype),
                               grad * (result * -math.inf))  # fmt: skip
        return grad * (result * math.log(self))
    condition = (self == 0) & (exponent >= 0)
    return torch.where(condition, torch.zeros((), dtype=grad.dtype), grad * (result * self.log()))


@formula
def mm_mat1_backward(grad, mat2, sizes, strides, layout, alpha):
    if len(strides) == 2 and strides[0] == 1 and strides[1] == sizes[0]:
        return maybe_multiply(mat2.mm(grad.t()).t(), alpha)
    return maybe_multiply(grad.mm(mat2.t()), alpha)


@formula
def mm_mat2_backward(grad, mat1, sizes, strides, layout, alpha):
    if len(strides) == 2 and strides[0] == 1 and strides[1] == sizes[0]:
        return maybe_multiply(grad.t().mm(mat1).t(), alpha)
    return maybe_multiply(mat1.t().mm(grad), alpha)


def unsqueeze_multiple(grad, dims, rank):
    if isinstance(dims, int):
        dims = [dims]
    for dim in sorted(wrap_dim(one, rank) for one in dims):
        grad = grad.unsqueeze(dim)
    return grad


@formula
def sum_backward(grad, sizes, dims, keepdim):
    if (
        not keepdim
        and sizes
        and dims is not None
        and not (dims.__class__ is not int and not len(dims))
    ):
        return unsqueeze_multiple(grad, dims, len(sizes)).expand(sizes)
    return grad.expand(sizes)


@formula
def nansum_backward(grad, self, dims, keepdim):
    return sum_backward(grad, self.shape, dims, keepdim) * self.isnan().logical_not()


@formula
def mean_backward(grad, sizes, dims, numel, keepdim):
    every = dims is None or (dims.__class__ is not int and not len(dims))
    listed = [] if every else [dims] if isinstance(dims, int) else list(dims)
    count = numel if every else math.prod(sizes[d] for d in listed) if sizes else 1
    return sum_backward(grad, sizes, dims, keepdim) / count


@formula
def var_backward(grad, self, dims, correction, keepdim):
    correction = 1 if correction is None else correction
    if self.dim() == 0 or dims is None:
        off = self - self.mean()
        if self.numel() <= correction:
            return grad * T().where(off == 0, math.nan, math.inf)
        return (2.0 / (self.numel() - correction)) * grad * off
    listed = [dims] if isinstance(dims, int) else list(dims)
    if not keepdim and self.dim() > 1:
        grad = unsqueeze_multiple(grad, listed, self.dim())
    dof = math.prod(self.shape[d] for d in listed) - correction
    return (2.0 / dof if dof else math.inf) * grad * (self - self.mean(listed, True))


@formula
def std_backward(result, grad, self, dims, correction, keepdim):
    spread = (grad / (result * 2)).masked_fill_(result == 0, 0)
    return var_backward(spread, self, dims, correction, keepdim)


@formula
def var_mean_backward(gvar, gmean, self, dims, correction, keepdim):
    parts = []
    if gvar is not None:
        parts.append(var_backward(gvar, self, dims, correction, keepdim))
    if gmean is not None:
        parts.append(_mean_of(gmean, self, dims, keepdim))
    return sum(parts[1:], parts[0])


@formula
def std_mean_backward(gstd, gmean, self, std, dims, correction, keepdim):
    parts = []
    if gstd is not None:
        parts.append(std_backward(std, gstd, self, dims, correction, keepdim))
    if gmean is not None:
        parts.append(_mean_of(gmean, self, dims, keepdim))
    return sum(parts[1:], parts[0])


def _mean_of(grad, self, dims, keepdim):
    if dims is None:
        return grad.expand(self.shape) / self.numel()
    return mean_backward(grad, self.shape, dims, self.numel(), keepdim)


@formula
def restore_reduced_dims(tensor, dims, keepdim):
    if keepdim:
        return tensor
    return unsqueeze_multiple(
        tensor, dims, tensor.dim() + (1 if isinstance(dims, int) else len(dims))
    )


@formula
def scale_grad_by_count(grad, mask, dims):
    return (grad * mask) / mask.sum(dims, True)


@formula
def evenly_distribute_backward(grad, self, value):
    mask = self == value
    if not grad_mode.on:
        mask = mask.logical_or(self.isnan().logical_and(value.isnan()))
    return mask * (grad / mask.sum())


@formula
def value_selecting_reduction_backward(grad, dim, indices, sizes, keepdim):
    if not keepdim and sizes:
        grad, indices = grad.unsqueeze(dim), indices.unsqueeze(dim)
    return grad.new_zeros(sizes).scatter(dim, indices, grad)


@formula
def aminmax_backward(self, dim, keepdim, grad_min, grad_max, low, high):
    parts = []
    for grad, value in ((grad_min, low), (grad_max, high)):
        if grad is not None:
            if dim is not None:
                grad = restore_reduced_dims(grad, dim, keepdim)
                value = restore_reduced_dims(value, dim, keepdim)
                mask = self == value
                parts.append(mask * (grad / mask.sum(dim, True)))
            else:
                parts.append(evenly_distribute_backward(grad, self, value))
    return sum(parts[1:], parts[0])


@formula
def norm_backward(grad, self, p, norm, dim=None, keepdim=True):
    torch = T()
    p = 2.0 if p is None else float(p)
    if (
        self.dim()
        and not keepdim
        and dim is not None
        and not (isinstance(dim, list | tuple) and not len(dim))
    ):
        grad = unsqueeze_multiple(grad, dim, self.dim())
        norm = unsqueeze_multiple(norm, dim, self.dim())
    if p == 0:
        return torch.zeros_like(self)
    if p == 1:
        return self.sgn() * grad
    if p == 2:
        return grad * (self / norm).masked_fill_(norm == 0, 0)
    if math.isinf(p):
        size = self.abs()
        mask = size.eq(norm).logical_or(size.isnan().logical_and(norm.isnan()))
        count = (
            mask.sum(dim, True)
            if dim is not None and (isinstance(dim, int) or len(dim))
            else mask.sum()
        )
        return self.sgn() * ((grad / count) * mask)
    if p < 1:
        scaled = self.sgn() * self.abs().pow(p - 1).masked_fill(self == 0, 0)
        return scaled * grad * norm.pow(1 - p)
    if p < 2:
        scaled = self.sgn() * self.abs().pow(p - 1)
        return scaled * (grad / norm.pow(p - 1)).masked_fill_(norm == 0, 0)
    scaled = self * self.abs().pow(p - 2)
    return scaled * (grad / norm.pow(p - 1)).masked_fill_(norm == 0, 0)


@formula
def linalg_vector_norm_backward(grad, self, order, norm, dim, keepdim):
    dims = [] if dim is None else dim
    return norm_backward(grad, self, order, norm, dims, keepdim)


@formula
def clamp_backward(grad, self, low, high):
    torch = T()
    zero = torch.zeros((), dtype=grad.dtype)
    if low is not None and high is not None:
        return torch.where((self >= low).logical_and_(self <= high), grad, zero)
    if low is not None:
        return torch.where(self >= low, grad, zero)
    return torch.where(self <= high, grad, zero) if high is not None else grad


@formula
def clamp_backward_min_max(grad, self, low, high, mask):
    torch = T()
    zero = torch.zeros((), dtype=grad.dtype)
    found = [None, None]
    if low is not None and high is not None:
        if mask[0]:
            found[0] = torch.where((low < high).logical_and_(self < low), grad, zero)
        if mask[1]:
            found[1] = torch.where((self > high).logical_or_(high < low), grad, zero)
    elif low is not None and mask[0]:
        found[0] = torch.where(self < low, grad, zero)
    elif high is not None and mask[1]:
        found[1] = torch.where(self > high, grad, zero)
    return tuple(found)


@formula
def log1p_backward(grad, self):
    return grad / (self + 1)


@formula
def masked_fill_backward(grad, mask):
    return grad.masked_fill(mask.logical_not(), 0).sum()


@formula
def masked_select_backward(grad, self, mask):
    torch = T()
    mask, wide = torch.broadcast_tensors(mask, torch.empty(self.shape))
    return grad.new_zeros(wide.shape).masked_scatter(mask, grad)


@formula
def masked_scatter_backward(grad, mask, sizes):
    wanted = math.prod(sizes)
    selected = grad.masked_select(mask)
    missing = wanted - selected.numel()
    if missing > 0:
        selected = T().cat([selected, selected.new_zeros(missing)], 0)
    return selected.view(sizes)


@formula
def index_backward(zeros, indices, grad):
    return T().index_put(zeros, tuple(indices), grad, True)


@formula
def take_backward(grad, self, index):
    flat = T().zeros(self.numel(), dtype=grad.dtype)
    return flat.index_put_((index.flatten(),), grad.flatten(), True).view(self.shape)


@formula
def gather_backward(grad, self, dim, index, sparse):
    return T().zeros(self.shape, dtype=grad.dtype).scatter_add(dim, index, grad)


@formula
def select_backward(grad, sizes, dim, index):
    return G["OPS"]["select_backward"](grad, sizes, dim, index)


@formula
def slice_backward_wrapper(grad, sizes, dim, start, end, step):
    start = 0 if start is None else start
    end = (1 << 63) - 1 if end is None else end
    return G["OPS"]["slice_backward"](grad, sizes, dim, start, end, step)


@formula
def unsqueeze_to(grad, *rest):
    if len(rest) == 1:
        (sizes,) = rest
        for dim, size in enumerate(sizes):
            if size == 1:
                grad = grad.unsqueeze(dim)
        return grad
    dims, sizes = rest
    dims = [dims] if isinstance(dims, int) else dims
    for dim in sorted(wrap_dim(one, len(sizes)) for one in dims):
        if sizes and sizes[dim] == 1:
            grad = grad.unsqueeze(dim)
    return grad


@formula
def permute_backwards(grad, dims):
    inverse = [0] * len(dims)
    for at, dim in enumerate(dims):
        inverse[dim] = at
    return grad.permute(inverse)


@formula
def repeat_backward(grad, repeats, shape):
    if any(one == 0 for one in repeats):
        return grad.new_zeros(shape)
    extra = len(repeats) - len(shape)
    full = [1] * extra + list(shape)
    sizes, dims = [], []
    for times, size in zip(repeats, full, strict=True):
        if times != 1:
            dims.append(len(sizes))
            sizes.append(times)
        sizes.append(size)
    if not dims and not extra:
        return grad
    grad = grad.reshape(sizes)
    if dims:
        grad = grad.sum(dims)
    return grad.reshape(shape)


@formula
def roll_backward(grad, shifts, dims):
    shifts = [shifts] if isinstance(shifts, int) else shifts
    dims = [dims] if isinstance(dims, int) else dims
    return grad.roll([-one for one in reversed(shifts)], list(reversed(dims)))


@formula
def cat_tensors_backward(grad, sizes, dtypes, dim):
    found, at = [], 0
    dim = wrap_dim(dim, grad.dim())
    for shape in sizes:
        if tuple(shape) == (0,):
            found.append(grad.new_zeros((0,)))
            continue
        found.append(grad.narrow(dim, at, shape[dim]))
        at += shape[dim]
    return found


@formula
def stack_tensors_backward(grad, dim, dtypes):
    return [grad.select(dim, at) for at in range(len(dtypes))]


@formula
def to_args_sizes(tensors):
    return [one.shape for one in tensors]


TABLE["to_args_sizes_symint"] = to_args_sizes


@formula
def to_args_scalartypes(tensors):
    return [one.dtype for one in tensors]


@formula
def unbind_backward(grads, dim):
    known = next(one for one in grads if one is not None)
    return T().stack([known.new_zeros(known.shape) if one is None else one for one in grads], dim)


@formula
def split_backward(grads, size, dim, sizes, options):
    dim = wrap_dim(dim, len(sizes))
    return _split_backward(
        grads, [min(size, sizes[dim] - at * size) for at in range(len(grads))], dim, sizes, options
    )


@formula
def split_with_sizes_backward(grads, parts, dim, sizes, options):
    return _split_backward(grads, parts, wrap_dim(dim, len(sizes)), sizes, options)


def _split_backward(grads, parts, dim, sizes, options):
    torch = T()
    found = []
    for grad, size in zip(grads, parts, strict=True):
        if grad is None:
            shape = list(sizes)
            shape[dim] = size
            grad = torch.zeros(shape, **options)
        found.append(grad)
    return torch.cat(found, dim)


@formula
def diagonal_backward(grad, sizes, offset, dim1, dim2):
    return G["OPS"]["diagonal_backward"](grad, sizes, offset, dim1, dim2)


@formula
def trace_backward(grad, sizes):
    zeros = grad.new_zeros(sizes[0] * sizes[1])
    indices = T().arange(0, min(sizes) * (sizes[1] + 1), sizes[1] + 1)
    return zeros.index_fill(0, indices, grad).view(sizes)


@formula
def index_select_backward(grad, sizes, dim, index):
    return grad.new_zeros(sizes).index_add(dim, index, grad)


@formula
def constant_pad_nd_backward(grad, pad):
    return T().constant_pad_nd(grad, [-one for one in pad], 0)


@formula
def as_strided_backward(grad, geometry, size, stride, offset):
    torch = T()
    shape, strides, start, _ = geometry
    reach = (
        1 + sum((s - 1) * st for s, st in zip(shape, strides, strict=True))
        if math.prod(shape)
        else 0
    )
    begin = start if offset is None else offset
    inner = (
        1 + sum((s - 1) * st for s, st in zip(size, stride, strict=True)) if math.prod(size) else 0
    )
    low = min(start, begin)
    total = max(start + reach, begin + inner) - low
    storage = grad.new_zeros(total)
    index = torch.arange(total).as_strided(size, stride, begin - low)
    storage.index_add_(0, index.reshape(-1), grad.reshape(-1))
    # What stands at several places of the input has its gradient once, in equal parts.
    each = torch.arange(total).as_strided(shape, strides, start - low).reshape(-1)
    if len({*each.tolist()}) < each.numel():
        storage /= torch.zeros_like(storage).index_add_(0, each, storage.new_ones(each.shape))
    return storage.as_strided(shape, strides, start - low)


@formula
def _euclidean_dist_backward(grad, x1, x2, res):
    ratio = (grad / res).masked_fill(res == 0, 0)
    return (
        x1 * ratio.sum(-1, True) - ratio.matmul(x2),
        x2 * ratio.sum(-2).unsqueeze(-1) - ratio.mT.matmul(x1),
    )


@formula
def prod_backward(grad, self, result, dim=None, keepdim=True):
    if dim is None:
        if self.dim() == 0:
            return grad.clone()
        return _safe_prod(grad, self.reshape(-1), result, 0).reshape(self.shape)
    if self.dim() == 0:
        return grad.clone()
    if not keepdim:
        grad, result = grad.unsqueeze(dim), result.unsqueeze(dim)
    return _safe_prod(grad, self, result, dim)


def _safe_prod(grad, self, result, dim):
    # Modes may follow tensors that have no numbers to look at.
    if not G["MODES"] and not grad_mode.on and not (self == 0).any().item():
        return grad * (result / self)
    torch = T()
    if self.numel() == 0:
        return torch.zeros_like(self)
    ones = torch.ones_like(self.narrow(dim, 0, 1))
    size = self.shape[dim]
    before = torch.cat([ones, self.narrow(dim, 0, size - 1)], dim).cumprod(dim)
    after = torch.cat([ones, self.narrow(dim, 1, size - 1).flip(dim)], dim).cumprod(dim).flip(dim)
    return grad * (before * after)


@formula
def cumsum_backward(grad, dim):
    return (
        grad if grad.numel() <= 1 or grad.shape[dim] == 1 else grad.flip(dim).cumsum(dim).flip(dim)
    )


@formula
def cumprod_backward(grad, self, dim, output):
    if self.numel() <= 1 or self.shape[dim] == 1:
        return grad
    if not G["MODES"] and not (self == 0).any().item():
        return cumsum_backward(output * grad, dim).div(self)
    torch = T()
    parts = []
    for at in range(self.shape[dim]):
        others = torch.cat(
            [
                self.narrow(dim, 0, at),
                torch.ones_like(self.narrow(dim, 0, 1)),
                self.narrow(dim, at + 1, self.shape[dim] - at - 1),
            ],
            dim,
        ).cumprod(dim)
        rest = self.shape[dim] - at
        parts.append((others.narrow(dim, at, rest) * grad.narrow(dim, at, rest)).sum(dim, True))
    return torch.cat(parts, dim)


@formula
def cummaxmin_backward(grad, self, indices, dim):
    return grad.new_zeros(self.shape).scatter_add_(dim, indices, grad) if self.numel() else self


@formula
def logsumexp_backward(grad, self, result, dim, keepdim):
    if not keepdim and self.dim():
        grad, result = (
            unsqueeze_multiple(grad, dim, self.dim()),
            unsqueeze_multiple(result, dim, self.dim()),
        )
    return grad * (self - result).exp()


@formula
def logcumsumexp_backward(grad, self, result, dim):
    torch = T()
    low = -math.inf
    positive = torch.where(grad > 0, grad.log(), torch.full_like(grad, low))
    negative = torch.where(grad < 0, (-grad).log(), torch.full_like(grad, low))

    def reverse(x):
        return x.flip(dim).logcumsumexp(dim).flip(dim)

    return (reverse(positive - result) + self).exp() - (reverse(negative - result) + self).exp()


@formula
def softmax_double_backward(grad, grad_output, dim, output):
    return (
        grad_output * grad
        - (output * grad_output).sum(dim, True) * grad
        - grad_output * (output * grad).sum(dim, True)
    )


@formula
def threshold_backward(grad, self, threshold):
    return G["OPS"]["threshold_backward"](grad, self, threshold)


@formula
def index_of(grad, indices):
    return G["OPS"]["index.Tensor"](grad, indices)


@formula
def max_pool_double_backward(grad, indices, dim):
    sizes = indices.shape[:-dim]
    flat = grad.contiguous().reshape((*sizes, -1))
    return flat.gather(-1, indices.reshape((*sizes, -1))).reshape(indices.shape)


@formula
def mse_loss_double_backward(grad, input, *rest):
    result = (2 if rest[-1] != 1 else 2.0 / input.numel()) * grad
    return result


def _pair_backward(name):
    """Register the way back of a loss, whose gradient has any shape on the way back of that."""

    def back(grad, input, target, reduction, *rest):
        plain, kind = G["OPS"][name], grad.dtype
        input = input if input.dtype is kind else input.to(kind)
        target = target if target.dtype is kind else target.to(kind)
        if reduction == 0 or not grad.dim():
            return plain(grad, input, target, reduction, *rest)
        return plain(grad.new_ones(()), input, target, reduction, *rest) * grad

    TABLE[name] = back


for _name in ("mse_loss_backward", "smooth_l1_loss_backward", "huber_loss_backward"):
    _pair_backward(_name)


@formula
def huber_loss_double_backward_grad_output(grad, grad_output, input, target, reduction, delta):
    return TABLE["huber_loss_backward"](grad, input, target, reduction, delta)


@formula
def smooth_l1_loss_double_backward(grad, input, target, reduction, beta):
    d = (input - target).abs()
    result = grad * (d < beta) / beta
    return result / input.numel() if reduction == 1 else result


@formula
def huber_loss_double_backward(grad, input, target, reduction, delta):
    result = grad * ((input - target).abs() < delta)
    return result / input.numel() if reduction == 1 else result


@formula
def infinitely_differentiable_silu_backward(grad, input):
    sigmoid = input.sigmoid()
    return grad * sigmoid * (1.0 + input * (1.0 - sigmoid))


@formula
def infinitely_differentiable_mish_backward(grad, input):
    sigmoid = input.sigmoid()
    tanh = T().nn.functional.softplus(input).tanh()
    return grad * (tanh + input * sigmoid * (1 - tanh * tanh))


@formula
def infinitely_differentiable_logit_backward(grad, self, eps):
    if eps is None:
        return grad / (self * (1.0 - self))
    inside = (self >= eps).logical_and(self <= 1.0 - eps)
    return T().where(inside, grad / (self * (1.0 - self)), T().zeros((), dtype=grad.dtype))


@formula
def infinitely_differentiable_native_dropout_backward(grad, mask, scale):
    return grad * (mask * scale)


@formula
def native_dropout_double_backward(ggI, grad, mask, scale):
    return ggI * (mask * scale)


@formula
def atan2_backward(grad, self, other, mask):
    recip = (self * self + other * other).reciprocal()
    return (grad * other * recip if mask[0] else None, grad * -self * recip if mask[1] else None)


@formula
def sgn_backward(x, gx, sgn):
    return T().zeros_like(sgn)


@formula
def angle_backward(grad, self):
    return T().zeros_like(self)


@formula
def deg2rad_backward(grad):
    return grad * (math.pi / 180)


@formula
def rad2deg_backward(grad):
    return grad * (180 / math.pi)


@formula
def sinc_backward(grad, self):
    pi = self * math.pi
    squared = self * self * math.pi
    out = grad * ((pi * pi.cos() - pi.sin()) / squared)
    return out.masked_fill(squared == 0, 0)


@formula
def linear_backward(self, grad, weight, mask):
    raise NotImplementedError


@formula
def matmul_backward(grad, self, other, mask):
    return (grad.matmul(other.mT) if mask[0] else None, self.mT.matmul(grad) if mask[1] else None)


@formula
def _to_copy_backward(grad, options):
    return grad.to(options["dtype"])


@formula
def warn_backwards(grad):
    return grad


@formula
def embedding_backward(grad, indices, num_weights, padding_idx, scale, sparse):
    if sparse:
        refuse_sparse()
    return G["OPS"]["embedding_dense_backward"](grad, indices, num_weights, padding_idx, scale)


@formula
def embedding_dense_double_backward(grad, indices, padding_idx):
    size = grad.shape[1:]
    weight = grad.index_select(0, indices.reshape(-1))
    out = weight.view((*indices.shape, *size))
    if padding_idx >= 0:
        out = out.masked_fill((indices == padding_idx).unsqueeze(-1), 0)
    return out


@formula
def error_for_max_pool2d_double_backward():
    raise RuntimeError("max_pool2d with `return_indices=False` is not infinitely differentiable.")


def _differentiated(way_back, tensors, grads, mask):
    """Return what flows back through a way back, which is written here as a function of tensors.

    Args:
        way_back: returns the gradients of input, weight and bias.
        tensors: input, weight and grad_out, the arguments of `way_back`.
        grads: what arrives at each of its results.
        mask: which of `tensors` want a gradient.
    """
    torch, twice = T(), is_grad_enabled()
    with torch.enable_grad():
        # Where the history goes on it goes on from a view, as these may come of one another.
        given = [
            one if one is None
            else one.view_as(one) if twice and one.requires_grad
            else one.detach().requires_grad_()
            for one in tensors
        ]  # fmt: skip
        pairs = [
            (result, grad)
            for result, grad in zip(way_back(*given), grads, strict=True)
            if result is not None and grad is not None
        ]
        wanted = [one for one, on in zip(given, mask, strict=True) if on and one is not None]
        found = iter(
            torch.autograd.grad(
                [result for result, _ in pairs],
                wanted,
                [grad for _, grad in pairs],
                create_graph=twice,
                allow_unused=True,
            )
        )
    return tuple(
        next(found) if on and one is not None else None for one, on in zip(given, mask, strict=True)
    )


def _normalized_back(x, weight, grad_out, mean, scale, own, over):
    """Return the way back of a norm: `own` are the axes of a mean, `over` those of a weight."""
    normal = (x - mean) * scale
    grad = grad_out if weight is None else grad_out * weight
    moved = grad if own is None else (
        grad - grad.mean(own, True) - normal * (grad * normal).mean(own, True)
    )  # fmt: skip
    shape = None if weight is None else weight.shape
    sums = [one.sum(over, True) if over else one for one in (grad_out * normal, grad_out)]
    return moved * scale, *(one if shape is None else one.reshape(shape) for one in sums)


@formula
def batchnorm_double_backward(
    input, weight, ggI, ggG, ggB, grad_out, running_mean, running_var, train, eps, save_mean,
    save_invstd, mask,
):  # fmt: skip
    over = [0, *range(2, input.dim())]
    around = (1, -1, *[1] * (input.dim() - 2))
    channels = [None if one is None else one.reshape(around) for one in (weight, ggG, ggB)]

    def way_back(x, gamma, grad):
        if train:
            var, mean = T().var_mean(x, over, correction=0, keepdim=True)
        else:
            var, mean = running_var.reshape(around), running_mean.reshape(around)
        own = over if train else None
        return _normalized_back(x, gamma, grad, mean, (var + eps).rsqrt(), own, over)

    gI, gG, ggO = _differentiated(
        way_back, [input, channels[0], grad_out], [ggI, *channels[1:]], mask
    )
    return gI, None if gG is None else gG.reshape(weight.shape), ggO


@formula
def layer_norm_double_backward(
    input, weight, ggI, ggG, ggB, grad_out, mean, rstd, normalized_shape, mask
):
    rank, count = input.dim(), len(normalized_shape)
    own, over = list(range(rank - count, rank)), list(range(rank - count))
    # The node has not kept eps: it is what the standard deviation has more than the numbers say.
    eps = rstd.detach().pow(-2) - input.detach().var(own, correction=0, keepdim=True)

    def way_back(x, gamma, grad):
        var, middle = T().var_mean(x, own, correction=0, keepdim=True)
        return _normalized_back(x, gamma, grad, middle, (var + eps).rsqrt(), own, over)

    return _differentiated(way_back, [input, weight, grad_out], [ggI, ggG, ggB], mask)


@formula
def glu_double_backward(grad, grad_output, input, dim):
    a, b = input.chunk(2, dim)
    s = b.sigmoid()
    first, second = grad.chunk(2, dim)
    g = s * (1 - s)
    return T().cat([second * grad_output * g,
                    grad_output * (first * g + second * a * (g * (1 - 2 * s)))], dim)  # fmt: skip


@formula
def glu_double_backward_grad_output(grad, input, dim):
    a, b = input.chunk(2, dim)
    s = b.sigmoid()
    first, second = grad.chunk(2, dim)
    return first * s + second * a * s * (1 - s)


@formula
def log_sigmoid_double_backward(grad, input):
    z = input.sigmoid()
    return grad * (z - 1) * z


@formula
def softplus_double_backward(grad, input, beta, threshold):
    x = input * beta
    return (grad * x.sigmoid() * (1 - x.sigmoid()) * beta).masked_fill(x > threshold, 0)


@formula
def elu_double_backward(grad, grad_output, alpha, scale, input_scale, is_result, x):
    torch = T()
    inner = alpha * scale * input_scale * input_scale * (x * input_scale).exp()
    if is_result:  # whose own history has the rest
        inner = input_scale
    return torch.where(x > 0, torch.zeros_like(grad), grad * grad_output * inner)


@formula
def gelu_double_backward(ggI, gO, input, approximate):
    if approximate == "tanh":
        raise NotImplementedError("gelu(approximate='tanh') is not differentiated twice here.")
    pdf = (-0.5 * input * input).exp() * (1 / math.sqrt(2 * math.pi))
    return ggI * gO * (2 * pdf - input * input * pdf)


@formula
def _convolution_double_backward(
    ggI, ggW, ggb, gO, weight, input, stride, padding, dilation, transposed, output_padding,
    groups, mask,
):  # fmt: skip
    torch, ops = T(), G["OPS"]
    ggO = gI = gW = None
    if mask[0]:
        parts = []
        if ggI is not None:
            parts.append(
                ops["convolution"](
                    ggI, weight, None, stride, padding, dilation, transposed, output_padding, groups
                )
            )
        if ggW is not None:
            parts.append(ops["convolution"](input, ggW, None, stride, padding, dilation, transposed,
                                            output_padding, groups))  # fmt: skip
        if ggb is not None:
            parts.append(ggb.reshape((1, -1, *[1] * (gO.dim() - 2))).expand(gO.shape))
        ggO = sum(parts[1:], parts[0]) if parts else None
    if mask[2] and ggI is not None:
        gW = ops["convolution_backward"](
            gO,
            ggI,
            weight,
            None,
            stride,
            padding,
            dilation,
            transposed,
            output_padding,
            groups,
            [False, True, False],
        )[1]
    if mask[1] and ggW is not None:
        gI = ops["convolution_backward"](
            gO,
            input,
            ggW,
            None,
            stride,
            padding,
            dilation,
            transposed,
            output_padding,
            groups,
            [True, False, False],
        )[0]
    del torch
    return ggO, gI, gW


G.update({name: function for name, function in TABLE.items() if name != "sqrt"})
G["TWICE"] = __import__("torch._C._nodes", fromlist=["_TWICE"])._TWICE
