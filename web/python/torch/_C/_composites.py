"""Operations that torch composes of others, above autograd, composed the same way here."""

import functools
import itertools
import math

from . import _native as native
from . import _table, _write
from ._base import layout, replace, share, take, wrap_dim
from ._dispatch import by_name, composites
from ._nodes import check_inplace, wrapped_node
from ._schema import exists, overloads
from ._state import G, grad_mode
from ._types import bool_, float16, float32, int64, preserve_format, uint8

ops = G["OPS"]


def composite(*names):
    """Register a function as what the operations of these names do."""

    def register(function):
        for name in names or (function.__name__,):
            composites[name] = function
        return function

    return register


def kernel(function, name=None):
    """Register a function as what stands below autograd: its own steps are not recorded."""

    @functools.wraps(function)
    def unrecorded(*args):
        with _no_grad():
            found = function(*args)
        if isinstance(found, tuple):
            return found
        # What is returned must be no view of what was made on the way.
        return share(found) if found._base is not None and found is not args[0] else found

    unrecorded.below_autograd = True
    composites[name or function.__name__] = unrecorded
    return unrecorded


def T():
    import torch

    return torch


@composite("_local_scalar_dense")
def local_scalar(self):
    try:
        value = native.item(self._h)
    except native.JsException as raised:
        raise native.error(raised) from None
    kind = self.dtype
    if kind.is_floating_point:
        return float(value)
    return bool(value) if kind is bool_ else int(value)


local_scalar.below_autograd = True


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


@composite("flatten.using_ints")
def flatten(self, start_dim=0, end_dim=-1):
    rank = self.dim()
    start, end = wrap_dim(start_dim, rank), wrap_dim(end_dim, rank)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if rank == 0:
        return self.reshape((1,))
    if start == end:
        return self
    shape = self.shape
    return self.reshape((*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


@composite("unflatten.int")
def unflatten(self, dim, sizes):
    dim = wrap_dim(dim, self.dim())
    shape = self.shape
    if not len(sizes):
        raise RuntimeError("unflatten: sizes must be non-empty")
    known = math.prod(s for s in sizes if s != -1)
    if -1 in sizes:
        if known == 0 or shape[dim] % known:
            raise RuntimeError(
                f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim"
                f" {dim}"
                f" ({shape[dim]}) in the input tensor"
            )
        sizes = [shape[dim] // known if s == -1 else s for s in sizes]
    elif known != shape[dim]:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {dim}"
            f" ({shape[dim]}) in the input tensor"
        )
    return self.view((*shape[:dim], *sizes, *shape[dim + 1 :]))


def infer_size(shape, count):
    """Return a shape whose -1, if any, is worked out; torch's message where none fits."""
    shape = list(shape)
    known = 1
    unknown = None
    for at, size in enumerate(shape):
        if size == -1:
            if unknown is not None:
                raise RuntimeError("only one dimension can be inferred")
            unknown = at
        elif size < -1:
            raise RuntimeError(f"invalid shape dimension {size} at index {at} of shape {shape}")
        else:
            known *= size
    if known == count or (unknown is not None and known and count % known == 0):
        if unknown is not None:
            if not known:
                raise RuntimeError(
                    f"cannot reshape tensor of 0 elements into shape {shape} because the"
                    " unspecified"
                    f" dimension size -1 can be any value and is ambiguous"
                )
            shape[unknown] = count // known
        return shape
    raise RuntimeError(f"shape '{shape}' is invalid for input of size {count}")


def view_strides(old_shape, old_strides, shape):
    """Return the strides of a view of another shape, or None where only a copy will do."""
    if not math.prod(old_shape):
        return [1] * len(shape) if tuple(shape) != tuple(old_shape) else list(old_strides)
    strides = [0] * len(shape)
    at = len(shape) - 1
    chunk = old_strides[-1] if old_strides else 1
    old_count = new_count = 1
    for dim in range(len(old_shape) - 1, -1, -1):
        old_count *= old_shape[dim]
        if dim == 0 or (old_shape[dim - 1] != 1 and old_strides[dim - 1] != old_count * chunk):
            while at >= 0 and (new_count < old_count or shape[at] == 1):
                strides[at] = new_count * chunk
                new_count *= shape[at]
                at -= 1
            if new_count != old_count:
                return None
            if dim > 0:
                chunk = old_strides[dim - 1]
                old_count = new_count = 1
    if not old_shape:
        return [1] * len(shape)
    return strides if at == -1 else None


@composite()
def reshape(self, shape):
    known = layout(self)
    if known.contiguous:
        wanted = infer_size(shape, known.numel)
        return ops["view"](self, wanted)
    wanted = infer_size(shape, known.numel)
    if view_strides(known.shape, known.strides, wanted) is not None:
        return ops["view"](self, wanted)
    return ops["_unsafe_view"](self.clone(memory_format=G["contiguous_format"]), wanted)


@composite()
def reshape_as(self, other):
    return self.reshape(other.shape)


@composite()
def view_as(self, other):
    return self.view(other.shape)


@composite()
def expand_as(self, other):
    return self.expand(other.shape)


@composite()
def contiguous(self, memory_format=None):
    format = memory_format or G["contiguous_format"]
    if self.is_contiguous(memory_format=format):
        return self
    return self.clone(memory_format=format)


# As C++ names the types of elements.
_C_NAMES = {
    "uint8": "unsigned char", "int8": "signed char", "int16": "short", "int32": "int",
    "int64": "long", "float16": "c10::Half", "bfloat16": "c10::BFloat16", "float32": "float",
    "float64": "double", "bool": "bool",
}  # fmt: skip


def _convolution(rank):
    def conv(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        stride, dilation = _many(stride, rank), _many(dilation, rank)
        if bias is not None and bias.dtype is not input.dtype:
            raise RuntimeError(
                f"Input type ({_C_NAMES[input.dtype.name]}) and bias type"
                f" ({_C_NAMES[bias.dtype.name]}) should be the same"
            )
        batched = input.dim() == rank + 2
        if not batched and input.dim() != rank + 1:
            raise RuntimeError(
                f"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input to"
                f" conv{rank}d, but"
                f" got input of size: {list(input.shape)}"
            )
        if not batched:
            input = input.unsqueeze(0)
        if isinstance(padding, str):
            result = _string_padding(input, weight, bias, stride, padding, dilation, groups, rank)
        else:
            result = ops["convolution"](
                input,
                weight,
                bias,
                stride,
                _many(padding, rank),
                dilation,
                False,
                [0] * rank,
                groups,
            )
        return result if batched else result.squeeze(0)

    return conv


def _string_padding(input, weight, bias, stride, padding, dilation, groups, rank):
    if padding == "valid":
        amounts = [0] * rank
    elif padding == "same":
        if any(one != 1 for one in stride):
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        totals = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:], strict=True)]
        amounts = [total // 2 for total in totals]
        if any(total % 2 for total in totals):
            pad = [p for total in reversed(totals) for p in (0, total % 2)]
            input = ops["constant_pad_nd"](input, pad, 0)
    else:
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    return ops["convolution"](
        input, weight, bias, stride, amounts, dilation, False, [0] * rank, groups
    )


def _many(value, count):
    if isinstance(value, int):
        return [value] * count
    return list(value) * count if len(value) == 1 else list(value)


for _rank in (1, 2, 3):
    composites[f"conv{_rank}d"] = composites[f"conv{_rank}d.padding"] = _convolution(_rank)


def _transposed(rank):
    def conv(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
        batched = input.dim() == rank + 2
        result = ops["convolution"](
            input if batched else input.unsqueeze(0), weight, bias, _many(stride, rank),
            _many(padding, rank), _many(dilation, rank), True, _many(output_padding, rank), groups,
        )  # fmt: skip
        return result if batched else result.squeeze(0)

    return conv


for _rank, _overload in ((1, ""), (2, ".input"), (3, ".input")):
    composites[f"conv_transpose{_rank}d{_overload}"] = _transposed(_rank)


@composite()
def max_pool2d(self, kernel_size, stride=(), padding=0, dilation=1, ceil_mode=False):
    return ops["max_pool2d_with_indices"](self, kernel_size, stride, padding, dilation, ceil_mode)[
        0
    ]


@composite()
def max_pool3d(self, kernel_size, stride=(), padding=0, dilation=1, ceil_mode=False):
    return ops["max_pool3d_with_indices"](self, kernel_size, stride, padding, dilation, ceil_mode)[
        0
    ]


@composite()
def max_pool1d(self, kernel_size, stride=(), padding=0, dilation=1, ceil_mode=False):
    return max_pool1d_with_indices(self, kernel_size, stride, padding, dilation, ceil_mode)[0]


@composite()
def max_pool1d_with_indices(self, kernel_size, stride=(), padding=0, dilation=1, ceil_mode=False):
    def one(value, filler):
        value = value if isinstance(value, int) else (value[0] if len(value) else None)
        return [] if value is None else [filler, value]

    values, indices = ops["max_pool2d_with_indices"](
        self.unsqueeze(-2),
        one(kernel_size, 1),
        one(stride, 1),
        one(padding, 0),
        one(dilation, 1),
        ceil_mode,
    )
    return values.squeeze(-2), indices.squeeze(-2)


@composite()
def avg_pool1d(self, kernel_size, stride=(), padding=0, ceil_mode=False, count_include_pad=True):
    def one(value, filler):
        value = value if isinstance(value, int) else (value[0] if len(value) else None)
        return [] if value is None else [filler, value]

    return ops["avg_pool2d"](
        self.unsqueeze(-2),
        one(kernel_size, 1),
        one(stride, 1),
        one(padding, 0),
        ceil_mode,
        count_include_pad,
        None,
    ).squeeze(-2)


@composite()
def adaptive_avg_pool2d(self, output_size):
    if tuple(_many(output_size, 2)) == (1, 1):
        out = self.mean([-1, -2], keepdim=True)
        return out
    return ops["_adaptive_avg_pool2d"](self, _many(output_size, 2))


@composite()
def adaptive_avg_pool1d(self, output_size):
    return adaptive_avg_pool2d(self.unsqueeze(-2), (1, *_many(output_size, 1))).squeeze(-2)


@composite()
def adaptive_max_pool1d(self, output_size):
    values, indices = ops["adaptive_max_pool2d"](self.unsqueeze(-2), (1, *_many(output_size, 1)))
    return values.squeeze(-2), indices.squeeze(-2)


@composite("softmax.int")
def softmax(self, dim, dtype=None):
    return ops["_softmax"](self if dtype is None else self.to(dtype), dim, False)


@composite("log_softmax.int")
def log_softmax(self, dim, dtype=None):
    return ops["_log_softmax"](self if dtype is None else self.to(dtype), dim, False)


@composite("softmin.int")
def softmin(self, dim, dtype=None):
    return softmax(-self, dim, dtype)


@composite()
def log_sigmoid(self):
    return ops["log_sigmoid_forward"](self)[0]


@composite()
def cross_entropy_loss(
    self, target, weight=None, reduction=1, ignore_index=-100, label_smoothing=0.0
):
    if self.shape == target.shape and target.dtype.is_floating_point:
        return _soft_cross_entropy(self, target, weight, reduction, label_smoothing)
    if label_smoothing > 0.0:
        return _smooth_cross_entropy(self, target, weight, reduction, ignore_index, label_smoothing)
    if self.shape == target.shape and not target.dtype.is_floating_point and self.dim() > 0:
        raise RuntimeError(
            "Expected floating point type for target with class probabilities, got"
            f" {G['SCALAR_NAMES'][target.dtype]}"
        )
    class_dim = 0 if self.dim() == 1 else 1
    return nll_loss_nd(log_softmax(self, class_dim), target, weight, reduction, ignore_index)


def _soft_cross_entropy(self, target, weight, reduction, smoothing):
    class_dim = 0 if self.dim() == 1 else 1
    classes = self.shape[class_dim]
    if smoothing > 0.0:
        target = target * (1 - smoothing) + smoothing / classes
    inputs = log_softmax(self, class_dim)
    if weight is not None:
        if (self.dim() > 1 and self.dim() > 2) or self.dim() == 2:
            weight = weight.view([1, -1, *[1] * (self.dim() - 2)])
        product = inputs * target * weight
    else:
        product = inputs * target
    if reduction == 1:
        if self.dim() == 1 or not self.numel():
            return (
                -product.sum() / 1 if self.dim() == 1 else -product.sum() / (self.numel() / classes)
            )
        return -product.sum() / (self.numel() // classes)
    return -product.sum() if reduction == 2 else -product.sum(class_dim)


def _smooth_cross_entropy(self, target, weight, reduction, ignore_index, smoothing):
    torch = T()
    class_dim = 0 if self.dim() == 1 else 1
    classes = self.shape[class_dim]
    inputs = log_softmax(self, class_dim)
    loss = nll_loss_nd(inputs, target, weight, reduction, ignore_index)
    if weight is not None:
        shape = [1] * inputs.dim()
        shape[class_dim] = weight.numel()
        smooth = -(inputs * weight.view(shape)).sum(class_dim)
    else:
        smooth = -inputs.sum(class_dim)
    mask = target == ignore_index
    smooth = smooth.masked_fill(mask, 0.0)
    if reduction == 1:
        if weight is not None:
            kept = torch.where(mask, torch.zeros((), dtype=target.dtype), target)
            total = weight.gather(0, kept.flatten()).masked_fill(mask.flatten(), 0).sum()
            smooth = smooth.sum() / total
        else:
            smooth = smooth.sum() / (mask.numel() - mask.sum())
    elif reduction == 2:
        smooth = smooth.sum()
    return loss * (1 - smoothing) + smooth * (smoothing / classes)


@composite()
def nll_loss_nd(self, target, weight=None, reduction=1, ignore_index=-100):
    if self.dim() < 1:
        raise ValueError(f"Expected 1 or more dimensions (got {self.dim()})")
    if self.dim() != 1 and self.shape[0] != target.shape[0] if target.dim() else self.dim() != 1:
        got = target.shape[0] if target.dim() else "0"
        if not target.dim():
            raise IndexError("Dimension specified as 0 but tensor has no dimensions")
        raise ValueError(
            f"Expected input batch_size ({self.shape[0]}) to match target batch_size ({got})."
        )
    if self.dim() in (1, 2):
        return nll_loss(self, target, weight, reduction, ignore_index)
    if self.dim() == 4:
        return nll_loss2d(self, target, weight, reduction, ignore_index)
    n, c = self.shape[:2]
    out = (n, *self.shape[2:])
    if target.shape[1:] != self.shape[2:]:
        raise RuntimeError(f"Expected target size {list(out)}, got {list(target.shape)}")
    flat = self.contiguous().view([n, c, 1, -1] if self.numel() else [n, c, 0, 0])
    result = nll_loss2d(flat, target.contiguous().view([n, 1, -1] if target.numel() else [n, 0, 0]),
                        weight, reduction, ignore_index)  # fmt: skip
    return result if reduction else result.view(out)


def _want_labels(target):
    if target.dtype not in (int64, uint8):
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {G['SCALAR_NAMES'][target.dtype]}"
        )


@composite()
def nll_loss(self, target, weight=None, reduction=1, ignore_index=-100):
    _want_labels(target)
    return ops["nll_loss_forward"](self, target, weight, reduction, ignore_index)[0]


@composite()
def nll_loss2d(self, target, weight=None, reduction=1, ignore_index=-100):
    _want_labels(target)
    return ops["nll_loss2d_forward"](self, target, weight, reduction, ignore_index)[0]


def _reduced(loss, reduction):
    return loss.mean() if reduction == 1 else loss.sum() if reduction == 2 else loss


@composite()
def l1_loss(self, target, reduction=1):
    return _reduced((self - target).abs(), reduction)


@composite()
def poisson_nll_loss(input, target, log_input, full, eps, reduction):
    loss = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        loss = loss + stirling.masked_fill(target <= 1, 0)
    return _reduced(loss, reduction)


@composite()
def kl_div(self, target, reduction=1, log_target=False):
    if log_target:
        loss = target.exp() * (target - self)
    else:
        loss = T().xlogy(target, target) - target * self
    return _reduced(loss, reduction)


@composite()
def hinge_embedding_loss(self, target, margin=1.0, reduction=1):
    torch = T()
    zeros = torch.zeros_like(self)
    first = torch.where(target == 1, self, zeros)
    second = torch.where(target == -1, (margin - self).clamp_min(0), zeros)
    return _reduced(first + second, reduction)


@composite()
def margin_ranking_loss(input1, input2, target, margin=0.0, reduction=1):
    return _reduced((-target * (input1 - input2) + margin).clamp_min(0), reduction)


@composite()
def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction=1):
    torch = T()
    dim = target.dim()
    eps = 1e-12
    dot = (input1 * input2).sum(dim)
    cos = dot / ((input1 * input1).sum(dim) + eps).mul((input2 * input2).sum(dim) + eps).sqrt()
    zeros = torch.zeros_like(cos)
    loss = torch.where(target == 1, 1 - cos, zeros) + torch.where(
        target == -1, (cos - margin).clamp_min(0), zeros
    )
    return _reduced(loss, reduction)


@composite()
def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2.0, eps=1e-6, swap=False, reduction=1
):
    torch = T()
    near = torch.pairwise_distance(anchor, positive, p, eps)
    far = torch.pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = torch.min(far, torch.pairwise_distance(positive, negative, p, eps))
    return _reduced((margin + near - far).clamp_min(0), reduction)


@composite()
def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    return T().norm(x1 - x2 + eps, p, -1 if max(x1.dim(), x2.dim()) else 0, keepdim)


@composite()
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    torch = T()
    x1, x2 = torch.broadcast_tensors(x1, x2)
    first = torch.linalg.vector_norm(x1, 2, dim, True)
    second = torch.linalg.vector_norm(x2, 2, dim, True)
    return ((x1 / first.clamp_min(eps)) * (x2 / second.clamp_min(eps))).sum(dim)


@composite()
def binary_cross_entropy_with_logits(self, target, weight=None, pos_weight=None, reduction=1):
    torch = T()
    low = torch.nn.functional.logsigmoid(self)
    if pos_weight is not None:
        loss = (1 - target) * self - ((pos_weight - 1) * target + 1) * low
    else:
        loss = (1 - target).mul_(self).sub_(low) if not target._r else (1 - target) * self - low
    return _reduced(loss if weight is None else loss * weight, reduction)


@composite()
def dropout(input, p, train):
    if not 0 <= p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {p}")
    if p == 0 or not train or not input.numel():
        return input
    if p == 1:
        return input * T().zeros((), dtype=input.dtype)
    noise = T().empty_like(input)
    with _no_grad():
        noise.bernoulli_(1 - p)
        noise.div_(1 - p)
    return input * noise


def _feature(input, p, train):
    if p == 0 or not train or not input.numel():
        return input
    if p == 1:
        return input * T().zeros((), dtype=input.dtype)
    noise = input.new_empty((input.shape[0], input.shape[1], *[1] * (input.dim() - 2)))
    noise.bernoulli_(1 - p).div_(1 - p)
    return input * noise


composites["feature_dropout"] = _feature


@composite("dropout_")
def dropout_(self, p, train):
    if p == 0 or not train or not self.numel():
        return self
    if p == 1:
        return self.mul_(T().zeros((), dtype=self.dtype))
    noise = T().empty_like(self)
    noise.bernoulli_(1 - p).div_(1 - p)
    return self.mul_(noise)


class _no_grad:
    def __enter__(self):
        self.before, grad_mode.on = grad_mode.on, False

    def __exit__(self, *error):
        grad_mode.on = self.before


@composite()
def batch_norm(
    input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled=True
):
    return ops["native_batch_norm"](
        input, weight, bias, running_mean, running_var, training, momentum, eps
    )[0]


@kernel
def _native_batch_norm_legit_functional(input, weight, bias, mean, var, training, momentum, eps):
    mean, var = mean.clone(), var.clone()
    found = ops["native_batch_norm"](input, weight, bias, mean, var, training, momentum, eps)
    return (*found, mean, var)


@kernel
def _native_batch_norm_legit_no_training(input, weight, bias, mean, var, momentum, eps):
    return ops["native_batch_norm"](input, weight, bias, mean, var, False, momentum, eps)


def _batch_norm_no_stats(input, weight, bias, training, momentum, eps):
    return ops["native_batch_norm"](input, weight, bias, None, None, training, momentum, eps)


kernel(_batch_norm_no_stats, "_native_batch_norm_legit.no_stats")


@kernel
def _amp_update_scale_(self, growth_tracker, found_inf, growth, backoff, interval):
    """Grow a scale after so many steps without inf or nan, shrink it after one with them."""
    if found_inf.item():
        self.mul_(backoff)
        growth_tracker.fill_(0)
        return self
    steps = int(growth_tracker.item()) + 1
    if steps < interval:
        growth_tracker.fill_(steps)
        return self
    grown = self * growth
    if math.isfinite(grown.item()):
        self.copy_(grown)
    growth_tracker.fill_(0)
    return self


def _turning(name, of):
    """Register what makes a tensor, in place, the view of itself that another operation gives."""

    @composite(name)
    def turn(self, *args):
        if name == "t_" and self.dim() > 2:
            raise RuntimeError(
                f"t_() expects a tensor with <= 2 dimensions, but self is {self.dim()}D"
            )
        check_inplace(self, self.requires_grad)
        view = ops[of](self, *args)
        take(self, view)
        self._v[0] += 1
        if view._r:
            if name in _table.DERIVATIVES:  # its node has a name of its own
                schema = by_name(*name.partition(".")[::2]).schema
                known = _table.DERIVATIVES[name]
                view._fn.__class__ = G[_write.node_class(schema, known, schema.args[:1])]
            wrapped_node(self, view._fn)
        return self


for _name, _of in {
    "squeeze_": "squeeze", "squeeze_.dim": "squeeze.dim", "squeeze_.dims": "squeeze.dims",
    "unsqueeze_": "unsqueeze", "t_": "t", "transpose_": "transpose.int",
    "swapaxes_": "transpose.int", "swapdims_": "transpose.int", "as_strided_": "as_strided",
}.items():  # fmt: skip
    _turning(_name, _of)


@composite("tensor_split.sections", "tensor_split.indices")
def tensor_split(self, indices_or_sections, dim=0):
    return T().tensor_split(self, indices_or_sections, dim)


@composite("resize_")
def resize_(self, size, memory_format=None):
    """Let a tensor have another shape; what its memory gains holds anything."""
    if self._r:
        raise RuntimeError("cannot resize variables that require grad")
    if min(size, default=0) < 0:
        raise RuntimeError("numel: integer multiplication overflow")
    if tuple(size) == tuple(self.shape):
        return self
    steps, step = [], 1
    for one in reversed(size):
        steps.insert(0, step)
        step *= max(one, 1)
    offset = self.storage_offset()
    needed = (offset + math.prod(size)) * self.itemsize
    if needed > native.nbytes(self._h):
        native.resize(self._h, needed)
    replace(self, native.strided(self._h, self.dtype.code, offset, len(size), *size, *steps))
    return self


@composite("resize_as_")
def resize_as_(self, the_template, memory_format=None):
    return resize_(self, [*the_template.shape])


def _split_along(name, least, pick):
    @composite(f"{name}.int", f"{name}.array")
    def split(self, parts):
        dim = pick(self.dim())
        if self.dim() < least:
            raise RuntimeError(
                f"torch.{name} requires a tensor with at least {least} dimension"
                f"{'' if least == 1 else 's'}, but got a tensor with {self.dim()} dimensions!"
            )
        if isinstance(parts, int) and (parts == 0 or self.shape[dim] % parts):
            raise RuntimeError(
                f"torch.{name} attempted to split along dimension {dim}, but the size of the"
                f" dimension {self.shape[dim]} is not divisible by the split_size {parts}!"
            )
        return tensor_split(self, parts, dim)


_split_along("hsplit", 1, lambda rank: min(rank - 1, 1))
_split_along("vsplit", 2, lambda rank: 0)
_split_along("dsplit", 3, lambda rank: 2)


@kernel
def diag_embed(self, offset=0, dim1=-2, dim2=-1):
    rank = self.dim() + 1
    first, second = wrap_dim(dim1, rank), wrap_dim(dim2, rank)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    size = self.shape[-1] + abs(offset)
    shape = list(self.shape[:-1])
    for at in sorted((first, second)):
        shape.insert(at, size)
    result = self.new_zeros(shape)
    result.diagonal(offset, first, second).copy_(self)
    return result


def _steps(size, dilation, count, stride):
    """Return for each place of a window the slice of what its `count` steps meet."""
    starts = range(0, size * dilation, dilation)
    return [slice(at, at + stride * (count - 1) + 1, stride) for at in starts]


@kernel
def im2col(self, kernel_size, dilation, padding, stride):
    """Lay windows of an image side by side, each a column: views of its padded rows."""
    flat = self.dim() == 3
    x = self.unsqueeze(0) if flat else self
    top, left = padding
    x = T().nn.functional.pad(x, (left, left, top, top)) if top or left else x
    n, c, height, width = x.shape
    (kh, kw), (dh, dw), (sh, sw) = kernel_size, dilation, stride
    rows, columns = (height - dh * (kh - 1) - 1) // sh + 1, (width - dw * (kw - 1) - 1) // sw + 1
    if rows < 1 or columns < 1:
        raise RuntimeError(
            f"Given input with spatial size ({self.shape[-2]}, {self.shape[-1]}),"
            f" kernel_size=({kh}, {kw}), dilation=({dh}, {dw}), padding=({top}, {left}),"
            f" stride=({sh}, {sw}), calculated shape of the array of sliding blocks as ({rows},"
            f" {columns}), but its components must be at least one."
        )
    down, across = _steps(kh, dh, rows, sh), _steps(kw, dw, columns, sw)
    parts = [x[:, :, i, j] for i in down for j in across]
    out = T().stack(parts, 2).reshape((n, c * kh * kw, rows * columns))
    return out.squeeze(0) if flat else out


@kernel
def col2im(self, output_size, kernel_size, dilation, padding, stride):
    """Sum what im2col laid out, each number where it came from."""
    flat = self.dim() == 2
    x = self.unsqueeze(0) if flat else self
    (height, width), (kh, kw), (dh, dw) = output_size, kernel_size, dilation
    (top, left), (sh, sw) = padding, stride
    n, count = x.shape[:2]
    if count % (kh * kw):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size,"
            f" but got input.size(1)={count} and kernel_size=({kh}, {kw})."
        )
    rows = (height + 2 * top - dh * (kh - 1) - 1) // sh + 1
    columns = (width + 2 * left - dw * (kw - 1) - 1) // sw + 1
    if x.shape[2] != rows * columns:
        raise RuntimeError(
            f"Given output_size=({height}, {width}), kernel_size=({kh}, {kw}), dilation=({dh},"
            f" {dw}), padding=({top}, {left}), stride=({sh}, {sw}), expected size of input's"
            f" dimension 2 to match the calculated number of sliding blocks {rows} * {columns} ="
            f" {rows * columns}, but got input.size(2)={x.shape[2]}."
        )
    parts = x.reshape((n, count // (kh * kw), kh * kw, rows, columns))
    out = x.new_zeros((n, count // (kh * kw), height + 2 * top, width + 2 * left))
    down, across = _steps(kh, dh, rows, sh), _steps(kw, dw, columns, sw)
    for at, (i, j) in enumerate(itertools.product(down, across)):
        out[:, :, i, j] += parts[:, :, at]
    out = out[:, :, top : top + height, left : left + width]
    out = out.contiguous()
    return out.squeeze(0) if flat else out


@composite()
def instance_norm(
    input,
    weight,
    bias,
    running_mean,
    running_var,
    use_input_stats,
    momentum,
    eps,
    cudnn_enabled=True,
):
    shape = input.shape
    n, c = shape[:2]

    def repeat(one):
        return None if one is None else one.repeat(n)

    mean, var = repeat(running_mean), repeat(running_var)
    out = batch_norm(input.contiguous().view((1, n * c, *shape[2:])), repeat(weight), repeat(bias),
                     mean, var, use_input_stats, momentum, eps)  # fmt: skip
    if running_mean is not None and use_input_stats:
        running_mean.copy_(mean.view((n, c)).mean(0))
        running_var.copy_(var.view((n, c)).mean(0))
    return out.view(shape)


@composite()
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5, cudnn_enable=True):
    return ops["native_layer_norm"](input, normalized_shape, weight, bias, eps)[0]


@composite()
def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5, cudnn_enabled=True):
    n, c = input.shape[:2]
    size = math.prod(input.shape[2:])
    if c % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of"
            f" shape {list(input.shape)} and num_groups={num_groups}"
        )
    return ops["native_group_norm"](input.contiguous(), weight, bias, n, c, size, num_groups, eps)[
        0
    ]


@composite()
def relu6(self):
    return ops["hardtanh"](self, 0.0, 6.0)


@composite()
def selu(self):
    return ops["elu"](
        self, 1.6732632423543772848170429916717, 1.0507009873554804934193349852946, 1.0
    )


@composite()
def prelu(self, weight):
    if weight.numel() != 1 and self.dim() > 1:
        weight = weight.reshape([1, -1, *[1] * (self.dim() - 2)])
    elif weight.dim() != self.dim():
        weight = weight.reshape([1] * self.dim())
    return ops["_prelu_kernel"](self, weight)


@composite()
def chunk(self, chunks, dim=0):
    if self.dim() == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    dim = wrap_dim(dim, self.dim())
    size = self.shape[dim]
    part = (size + chunks - 1) // chunks
    if part == 0 and size == 0:
        return ops["split_with_sizes"](self, [0] * chunks, dim)
    return ops["split.Tensor"](self, part, dim)


@composite("split.sizes")
def split_sizes(self, split_size, dim=0):
    return ops["split_with_sizes"](self, split_size, dim)


@composite("narrow", "narrow.Tensor")
def narrow(self, dim, start, length):
    if isinstance(start, G["Tensor"]):
        start = int(start.item())
    rank = self.dim()
    if rank == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    size = self.shape[wrap_dim(dim, rank)]
    if not -size <= start <= size:
        raise IndexError(
            f"start out of range (expected to be in range of [{-size}, {size}], but got {start})"
        )
    start = start + size if start < 0 else start
    if start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return ops["slice.Tensor"](self, dim, start, start + length, 1)


def _turned(name, said):
    @composite(name)
    def turned(self):
        rank = self.dim()
        if rank == 1 or (name == "matrix_H" and rank > 2):
            more = " For batches of matrices, consider using tensor.mH" if rank > 2 else ""
            kind = (
                "matrices (2-D tensors)"
                if name == "matrix_H"
                else "matrices or batches of matrices"
            )
            raise RuntimeError(
                f"tensor.{said} is only supported on {kind}. Got {rank}-D tensor.{more}"
            )
        return self.transpose(-2, -1) if rank else self


for _name, _said in (("mT", "mT"), ("mH", "mH"), ("adjoint", "adjoint()"), ("matrix_H", "H")):
    _turned(_name, _said)


@composite("swapaxes", "swapdims")
def swapaxes(self, a, b):
    return self.transpose(a, b)


@composite("moveaxis.intlist", "movedim.intlist")
def movedim(self, source, destination):
    rank = self.dim()
    if len(source) != len(destination):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({[*source]} dims) should contain"
            f" the same number of dims as destination ({[*destination]} dims)"
        )
    wrapped = [[wrap_dim(one, rank) for one in dims] for dims in (source, destination)]
    for name, given, dims in zip(
        ("source", "destination"), (source, destination), wrapped, strict=True
    ):
        if len({*dims}) < len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({[*given]})")
    if not rank:
        return ops["alias"](self)
    source, destination = wrapped
    order = [None] * rank
    for s, d in zip(source, destination, strict=True):
        order[d] = s
    rest = iter(at for at in range(rank) if at not in source)
    return self.permute([next(rest) if one is None else one for one in order])


@composite("moveaxis.int", "movedim.int")
def movedim_int(self, source, destination):
    return movedim(self, [source], [destination])


@composite()
def ravel(self):
    return self.contiguous().view(-1)


@composite("square")
def square(self):
    return self.pow(2)


@composite("true_divide.Tensor", "divide.Tensor")
def divide(self, other):
    return ops["div.Tensor"](self, other)


@composite("divide.Tensor_mode")
def divide_mode(self, other, rounding_mode=None):
    return ops["div.Tensor_mode"](self, other, rounding_mode)


@composite("multiply.Tensor")
def multiply(self, other):
    return ops["mul.Tensor"](self, other)


@composite("subtract.Tensor")
def subtract(self, other, alpha=1):
    return ops["sub.Tensor"](self, other, alpha)


for _name, _real in {
    "greater": "gt", "greater_equal": "ge", "less": "lt", "less_equal": "le", "not_equal": "ne",
}.items():  # fmt: skip
    for _end in ("Tensor", "Scalar"):
        composites[f"{_name}.{_end}"] = lambda self, other, key=f"{_real}.{_end}": ops[key](
            self, other
        )


def _alias(name, real):
    """Let each overload of a name be that of another."""
    if not exists(name):
        return
    base, _, chosen = real.partition(".")
    there = {one.overload_name for one in overloads(base)} if exists(base) else set()
    for one in overloads(name):
        overload = chosen or one.overload_name
        if overload in there:
            key = f"{base}.{overload}" if overload else base
            composites[one.name] = lambda *args, key=key: ops[key](*args)


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
}.items():
    _alias(_name, _real)
    _alias(_name + "_", _real + "_")


@composite()
def positive(self):
    if self.dtype is bool_:
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return self


@composite("type_as")
def type_as(self, other):
    return self.to(other.dtype)


def convert(self, dtype, copy=False, memory_format=None, device=None):
    """Return a tensor of another dtype, layout or device: itself where nothing changes."""
    same = (dtype is None or dtype is self.dtype) and device in (None, self.device)
    if (
        same
        and not copy
        and (
            memory_format in (None, preserve_format)
            or self.is_contiguous(memory_format=memory_format)
        )
    ):
        return self
    if device is not None and self.is_meta and device.type != "meta":
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    return ops["_to_copy"](self, dtype, None, device, None, False, memory_format)


@composite("to.dtype_layout")
def to_layout(
    self,
    dtype=None,
    layout=None,
    device=None,
    pin_memory=None,
    non_blocking=False,
    copy=False,
    memory_format=None,
):
    return convert(self, dtype, copy, memory_format, device)


@composite("to.dtype")
def to_dtype(self, dtype, non_blocking=False, copy=False, memory_format=None):
    return convert(self, dtype, copy, memory_format)


@composite("is_nonzero")
def is_nonzero(self):
    return bool(self)


@composite("one_hot")
def one_hot(self, num_classes=-1):
    torch = T()
    if self.dtype is not int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if not self.numel():
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return torch.zeros((*self.shape, num_classes), dtype=int64)
    if self.min().item() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(self.max().item()) + 1
    else:
        if num_classes <= 0:
            raise RuntimeError("num_classes should be positive")
        if num_classes <= self.max().item():
            raise RuntimeError("Class values must be smaller than num_classes.")
    result = torch.zeros((*self.shape, num_classes), dtype=int64)
    result.scatter_(-1, self.unsqueeze(-1), 1)
    return result


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


@composite("isreal")
def isreal(self):
    return T().ones_like(self, dtype=bool_)


@composite()
def outer(self, vec2):
    for name, one in (("self", self), ("vec2", vec2)):
        if one.dim() != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {one.dim()}-D")
    return self.reshape((self.shape[0], 1)) * vec2


@composite("vstack")
def vstack(tensors):
    return T().cat(T().atleast_2d(list(tensors)), 0)


@composite("hstack")
def hstack(tensors):
    every = T().atleast_1d(list(tensors))
    return T().cat(every, 0 if every[0].dim() == 1 else 1)


@composite("dstack")
def dstack(tensors):
    return T().cat(T().atleast_3d(list(tensors)), 2)


@composite("column_stack")
def column_stack(tensors):
    return T().cat([one.reshape((one.numel(), 1)) if one.dim() < 2 else one for one in tensors], 1)


@composite("diff")
def diff(self, n=1, dim=-1, prepend=None, append=None):
    parts = [one for one in (prepend, self, append) if one is not None]
    out = T().cat(parts, dim) if len(parts) > 1 else self
    for _ in range(n):
        size = out.shape[dim]
        out = out.narrow(dim, 1, size - 1) - out.narrow(dim, 0, size - 1)
    return out


@composite("cov")
def cov(self, correction=1, fweights=None, aweights=None):
    x = self if self.dim() >= 2 else self.view((1, -1))
    count = x.shape[1]
    x = x.to(float32) if not x.dtype.is_floating_point else x
    average = x.mean(1, True)
    x = x - average
    return (x.mm(x.t()) / (count - correction)).squeeze()


@composite("corrcoef")
def corrcoef(self):
    c = cov(self)
    if c.dim() == 0:
        return c / c
    spread = c.diagonal().sqrt()
    return (c / spread.view((-1, 1)) / spread.view((1, -1))).clamp_(-1, 1)


@composite("cdist")
def cdist(x1, x2, p=2.0, compute_mode=None):
    rows = max(x1.shape[-2], x2.shape[-2])
    if (
        p == 2
        and (compute_mode == 1 or (compute_mode in (None, 0) and rows > 25))
        and native.has("_euclidean_dist")
    ):
        return ops["_euclidean_dist"](x1, x2)
    if p == 2 and (compute_mode == 1 or (compute_mode in (None, 0) and rows > 25)):
        norms = x1.pow(2).sum(-1, True)
        others = x2.pow(2).sum(-1, True)
        left = T().cat([x1.mul(-2), norms, T().ones_like(norms)], -1)
        right = T().cat([x2, T().ones_like(others), others], -1)
        return left.matmul(right.mT).clamp_min_(0).sqrt_()
    if native.has("_cdist_forward"):
        return ops["_cdist_forward"](x1, x2, p, compute_mode)
    return (x1.unsqueeze(-2) - x2.unsqueeze(-3)).norm(p, -1)


@composite("diag")
def diag(self, diagonal=0):
    if self.dim() == 1:
        return T().diag_embed(self, diagonal)
    if self.dim() != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {self.dim()}D")
    return self.diagonal(diagonal).clone()


@composite("std", "std.dim")
def std(self, dim=None, unbiased=True, keepdim=False):
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    return ops["std.correction"](self, dim, 1 if unbiased else 0, keepdim)


@composite("var", "var.dim")
def var(self, dim=None, unbiased=True, keepdim=False):
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    return ops["var.correction"](self, dim, 1 if unbiased else 0, keepdim)


@composite("var_mean", "var_mean.dim")
def var_mean(self, dim=None, unbiased=True, keepdim=False):
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    return ops["var_mean.correction"](self, dim, 1 if unbiased else 0, keepdim)


@composite("std_mean", "std_mean.dim")
def std_mean(self, dim=None, unbiased=True, keepdim=False):
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    return ops["std_mean.correction"](self, dim, 1 if unbiased else 0, keepdim)


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
    make = T().tensor
    if not isinstance(self, G["TensorBase"]):
        self = make(self, dtype=_like(self, other) or kind)
    if not isinstance(other, G["TensorBase"]):
        other = make(other, dtype=_like(other, self) or kind)
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


@composite("tile")
def tile(self, dims):
    missing = self.dim() - len(dims)
    return self.repeat([1] * missing + list(dims))


@composite("repeat_interleave.self_int")
def repeat_interleave(self, repeats, dim=None, output_size=None):
    x = self if dim is not None else self.flatten()
    at = wrap_dim(dim or 0, x.dim())
    x = x.unsqueeze(at + 1)
    shape = list(x.shape)
    shape[at + 1] = repeats
    return x.expand(shape).clone(memory_format=G["contiguous_format"]).flatten(at, at + 1)


@composite("repeat_interleave.self_Tensor")
def repeat_interleave_tensor(self, repeats, dim=None, output_size=None):
    torch = T()
    x = self if dim is not None else self.flatten()
    at = dim or 0
    counts = repeats.reshape(-1).tolist()
    counts = counts * x.shape[at] if len(counts) == 1 else counts
    index = [i for i, times in enumerate(counts) for _ in range(times)]
    return x.index_select(at, torch.tensor(index, dtype=int64))


@composite("take_along_dim")
def take_along_dim(self, indices, dim=None):
    if dim is None:
        return self.view(-1).gather(0, indices.view(-1))
    said = "torch.take_along_dim():"
    if self.dim() != indices.dim():
        raise RuntimeError(
            f"{said} input and indices should have the same number of dimensions, but got"
            f" {self.dim()} dimensions for input, and {indices.dim()} dimensions for indices"
        )
    if indices.dtype is not int64:
        raise RuntimeError(
            f"{said} dtype of indices should be Long but got {G['SCALAR_NAMES'][indices.dtype]}"
        )
    dim = wrap_dim(dim, self.dim())
    shape = [max(a, b) for a, b in zip(self.shape, indices.shape, strict=True)]
    wide = [[*shape] for _ in range(2)]
    wide[0][dim], wide[1][dim] = self.shape[dim], indices.shape[dim]
    return self.expand(wide[0]).gather(dim, indices.expand(wide[1]))


@composite("unsafe_chunk")
def unsafe_chunk(self, chunks, dim=0):
    dim = wrap_dim(dim, self.dim())
    each = -(-self.shape[dim] // chunks)
    if not each:
        return ops["unsafe_split_with_sizes"](self, [0] * chunks, dim)
    return ops["unsafe_split.Tensor"](self, each, dim)


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


@composite("pixel_shuffle")
def pixel_shuffle(self, upscale_factor):
    *batch, c, h, w = self.shape
    r = upscale_factor
    out = self.reshape((*batch, c // (r * r), r, r, h, w))
    rank = len(batch)
    out = out.permute((*range(rank), rank, rank + 3, rank + 1, rank + 4, rank + 2))
    return out.reshape((*batch, c // (r * r), h * r, w * r))


@composite("pixel_unshuffle")
def pixel_unshuffle(self, downscale_factor):
    *batch, c, h, w = self.shape
    r = downscale_factor
    out = self.reshape((*batch, c, h // r, r, w // r, r))
    rank = len(batch)
    out = out.permute((*range(rank), rank, rank + 2, rank + 4, rank + 1, rank + 3))
    return out.reshape((*batch, c * r * r, h // r, w // r))


@composite("pad")
def pad(self, pad, mode="constant", value=None):
    if mode == "constant":
        return ops["constant_pad_nd"](self, pad, 0 if value is None else value)
    rank = len(pad) // 2
    if mode == "circular":
        return _circular(self, pad)
    kind = {"reflect": "reflection", "replicate": "replication"}.get(mode)
    if kind is None:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if value not in (None, 0):
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if self.dim() not in (rank + 1, rank + 2):
        raise NotImplementedError(
            "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now"
        )
    return ops[f"{kind}_pad{rank}d"](self, pad)


def _circular(self, pad):
    out = self
    for at in range(len(pad) // 2):
        dim = self.dim() - 1 - at
        before, after = pad[2 * at], pad[2 * at + 1]
        size = out.shape[dim]
        parts = [out.narrow(dim, size - before, before)] if before else []
        parts.append(out)
        if after:
            parts.append(out.narrow(dim, 0, after))
        out = T().cat(parts, dim)
    return out


@composite("_pad_enum")
def _pad_enum(self, pad, mode, value=None):
    return pad_(self, pad, ("constant", "reflect", "replicate", "circular")[mode], value)


pad_ = pad


@composite("upsample_nearest2d.vec")
def upsample_nearest2d(input, output_size, scale_factors):
    return ops["upsample_nearest2d"](input, *_scaled(input, output_size, scale_factors, 2))


@composite("upsample_nearest1d.vec")
def upsample_nearest1d(input, output_size, scale_factors):
    return ops["upsample_nearest1d"](input, *_scaled(input, output_size, scale_factors, 1))


@composite("upsample_bilinear2d.vec")
def upsample_bilinear2d(input, output_size, align_corners, scale_factors):
    size, *scales = _scaled(input, output_size, scale_factors, 2)
    return ops["upsample_bilinear2d"](input, size, align_corners, *scales)


@composite("upsample_bicubic2d.vec")
def upsample_bicubic2d(input, output_size, align_corners, scale_factors):
    size, *scales = _scaled(input, output_size, scale_factors, 2)
    return ops["upsample_bicubic2d"](input, size, align_corners, *scales)


@composite("upsample_linear1d.vec")
def upsample_linear1d(input, output_size, align_corners, scale_factors):
    size, *scales = _scaled(input, output_size, scale_factors, 1)
    return ops["upsample_linear1d"](input, size, align_corners, *scales)


def _scaled(input, output_size, factors, rank):
    if output_size is not None:
        return [list(output_size), *[None] * rank]
    sizes = [math.floor(s * f) for s, f in zip(input.shape[2:], factors, strict=True)]
    return [sizes, *factors]


@composite("scaled_dot_product_attention")
def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    torch = T()
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    root = math.sqrt(factor)
    if is_causal:
        attn_mask = torch.ones(query.shape[-2], key.shape[-2], dtype=bool_).tril()
    scores = (query * root).matmul(key.mT * root)
    if attn_mask is not None:
        if attn_mask.dtype is bool_:
            attn_mask = torch.zeros(attn_mask.shape, dtype=query.dtype).masked_fill(
                attn_mask.logical_not(), -math.inf
            )
        scores = scores + attn_mask
    weights = scores.softmax(-1)
    if dropout_p:
        weights = dropout(weights, dropout_p, True)
    return weights.matmul(value)


@composite("item")
def item(self):
    return self.item()


@composite("nanmean")
def nanmean(self, dim=None, keepdim=False, dtype=None):
    count = self.isnan().logical_not().sum(dim, keepdim=keepdim)
    return self.nansum(dim, keepdim=keepdim) / count


@composite("trapezoid.dx", "trapz.dx")
def trapezoid(y, dx=1, dim=-1):
    size = y.shape[dim]
    return ((y.narrow(dim, 1, size - 1) + y.narrow(dim, 0, size - 1)) * (dx / 2)).sum(dim)


@composite("logdet")
def logdet(self):
    return self.det().log()


@composite("matrix_power", "linalg_matrix_power")
def matrix_power(self, n):
    out = T().eye(self.shape[-1], dtype=self.dtype)
    for _ in range(n):
        out = out.matmul(self)
    return out


@composite("broadcast_to")
def broadcast_to(self, size):
    return self.expand(size)


@composite("sum_to_size")
def sum_to_size(self, size):
    return G["sum_to"](self, tuple(size))


@composite("data")
def data(self):
    return self.data


@composite("_foreach_norm.Scalar", "_foreach_norm")
def foreach_norm(tensors, ord=2, dtype=None):
    return [ops["linalg_vector_norm"](one, ord, None, False, dtype) for one in tensors]


@composite("_foreach_mul_.Tensor", "_foreach_mul_.Scalar")
def foreach_mul_(tensors, factor):
    for one in tensors:
        one.mul_(factor)


@composite("_foreach_zero_")
def foreach_zero_(tensors):
    for one in tensors:
        one.zero_()


def half_to_float(self):
    return self.to(float32) if self.dtype is float16 else self


@composite("quantile", "quantile.scalar")
def quantile(self, q, dim=None, keepdim=False, interpolation="linear"):
    """Sort, and take what stands at a part of the way, between two numbers as is asked."""
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest,"
            f" but got {interpolation}"
        )
    if not isinstance(q, G["Tensor"]):
        q = T().tensor(q, dtype=self.dtype)
    if not bool(((q >= 0) & (q <= 1)).all()):
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    if not self.numel():
        raise RuntimeError("quantile() input tensor must be non-empty")
    rank = self.dim()
    at = None if dim is None else wrap_dim(dim, rank)
    x = (self.flatten() if at is None else self.movedim(at, -1)).sort(-1).values
    ranks = (q.reshape((-1,)) * (x.shape[-1] - 1)).expand((*x.shape[:-1], q.numel()))
    ranks = ranks.masked_fill(x.isnan().any(-1, keepdim=True), x.shape[-1] - 1)
    if interpolation in ("lower", "higher", "nearest"):
        way = {"lower": ranks.floor, "higher": ranks.ceil, "nearest": ranks.round}[interpolation]
        found = x.gather(-1, way().long())
    else:
        below = ranks.floor().long()
        part = T().full_like(ranks, 0.5) if interpolation == "midpoint" else ranks - below
        found = x.gather(-1, below).lerp(x.gather(-1, ranks.ceil().long()), part)
    found = found.movedim(-1, 0) if q.dim() else found.squeeze(-1)
    if not keepdim:
        return found
    if at is None:
        return found.reshape((*q.shape, *[1] * rank))
    return found.unsqueeze(at + q.dim())
