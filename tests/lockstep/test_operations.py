"""Every operation of the engine against torch's own: one line says how to draw its arguments."""

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch

from livenet import resources

from . import fuzz
from .fuzz import Draw
from .machine import Node

Arguments = Callable[[Draw], list[Any]]


def one(d: Draw) -> list[Any]:
    return [d.expanded(d.tensor(d.shape()))]


def positive(d: Draw) -> list[Any]:
    return [d.tensor(d.shape(), -0.2, 4)]


def unit(d: Draw) -> list[Any]:
    return [d.tensor(d.shape(), -1.1, 1.1)]


def two(d: Draw) -> list[Any]:
    s = d.shape()
    return [d.expanded(d.tensor(s)), d.tensor(d.smaller(s))]


def number(d: Draw) -> list[Any]:
    return [d.tensor(d.shape()), d.number()]


def ints(d: Draw) -> list[Any]:
    s = d.shape()
    return [d.ints(s, -5, 6), d.ints(d.smaller(s), 1, 4)]


def bools(d: Draw) -> list[Any]:
    s = d.shape()
    return [d.bools(s), d.bools(d.smaller(s))]


def mixed(d: Draw) -> list[Any]:
    """Whole numbers, and numbers or truths beside them."""
    s = d.shape()
    return [d.ints(s, -5, 6), d.one(d.tensor(d.smaller(s)), d.number(), d.bools(d.smaller(s)))]


def gradient(*more: Any) -> Arguments:
    """A gradient and what it was computed from, of one shape."""

    def draw(d: Draw) -> list[Any]:
        s = d.shape()
        return [d.expanded(d.tensor(s)), d.tensor(s), *(m(d) if callable(m) else m for m in more)]

    return draw


def pair(d: Draw, special: bool = True) -> list[Any]:
    s = d.shape(1, empty=False)
    return [d.tensor(s, special=special), d.tensor(s, special=special)]


def gradient_of_elu(d: Draw) -> list[Any]:
    g, x = pair(d)
    return [g, 1.3, 1.1, 0.9, d.flag(), x]


def nonempty(d: Draw) -> list[Any]:
    return [d.tensor(d.shape(empty=False))]


def one_axis(d: Draw) -> list[Any]:
    s = d.shape(1, empty=False)
    return [d.expanded(d.tensor(s)), d.dim(len(s)), d.flag()]


def some_axes(d: Draw) -> list[Any]:
    s = d.shape(1, empty=False)
    return [d.expanded(d.tensor(s)), d.dims(len(s)), d.flag()]


def matrix(d: Draw, *shape: int) -> torch.Tensor:
    """Numbers to be multiplied, with no infinity among them."""
    return d.expanded(d.tensor(shape, special=False))


def maps(d: Draw) -> torch.Tensor:
    return d.tensor([d.whole(1, 3), d.whole(1, 3), d.whole(4, 9), d.whole(4, 9)])


def convolution(d: Draw) -> list[Any]:
    axes, groups, transposed = d.whole(1, 3), d.whole(1, 3), d.flag()
    c, o = groups * d.whole(1, 3), groups * d.whole(1, 3)
    kernel = [d.whole(1, 3) for _ in range(axes)]
    stride, dilation = ([d.whole(1, 2) for _ in range(axes)] for _ in range(2))
    padding = [d.whole(0, 1) for _ in range(axes)]
    x = d.tensor([d.whole(1, 3), c, *(d.whole(5, 7) for _ in range(axes))], special=False)
    w = d.tensor(
        [c, o // groups, *kernel] if transposed else [o, c // groups, *kernel], special=False
    )
    bias = d.one(None, d.tensor([o], special=False))
    more = [d.whole(0, s - 1) if transposed else 0 for s in stride]
    return [x, w, bias, stride, padding, dilation, transposed, more, groups]


def convolution_backward(d: Draw) -> list[Any]:
    x, w, bias, *rest = convolution(d)
    y = torch.ops.aten.convolution(x, w, bias, *rest)
    g = d.tensor(y.shape, special=False)
    mask = [d.flag(), d.flag(), bias is not None]
    return [
        g,
        x,
        w,
        None if bias is None else list(bias.shape),
        *rest,
        mask if any(mask) else [True, True, False],
    ]


def pool(d: Draw) -> list[Any]:
    kernel = [d.whole(1, 3), d.whole(1, 3)]
    window = [
        kernel,
        d.one([], [2], [d.whole(1, 3), d.whole(1, 3)]),
        [k // 2 * d.whole(0, 1) for k in kernel],
    ]
    return [maps(d), *window]


def max_pool_backward(d: Draw) -> list[Any]:
    x, kernel, stride, padding = pool(d)
    y, places = torch.ops.aten.max_pool2d_with_indices(x, kernel, stride, padding)
    return [d.tensor(y.shape), x, kernel, stride or kernel, padding, [1, 1], False, places]


def avg_pool_backward(d: Draw) -> list[Any]:
    x, kernel, stride, padding = pool(d)
    y = torch.ops.aten.avg_pool2d(x, kernel, stride, padding)
    rest = [stride or kernel, padding, False, d.flag(), d.one(None, 3)]
    return [d.tensor(y.shape), x, kernel, *rest]


def adaptive_max_backward(d: Draw) -> list[Any]:
    x = maps(d)
    y, places = torch.ops.aten.adaptive_max_pool2d(x, [3, 2])
    return [d.tensor(y.shape), x, places]


def batch(d: Draw) -> list[Any]:
    shape = [4, 3, *(d.whole(1, 5) for _ in range(d.whole(0, 2)))]
    return [d.tensor(shape), *d.one((None, None), (d.tensor([3]), d.tensor([3])))]


def statistics(d: Draw, channels: int) -> list[Any]:
    return [d.tensor([channels], special=False), d.tensor([channels], 0.1, 3, special=False)]


def batch_norm_backward(d: Draw) -> list[Any]:
    x = d.tensor([4, 3, 5], special=False)
    train = d.flag()
    means = statistics(d, 3)
    _, mean, rstd = torch.ops.aten.native_batch_norm(x, None, None, *means, train, 0.1, 1e-5)
    w = d.one(None, d.tensor([3]))
    masks = [True, w is not None, w is not None]
    return [d.tensor([4, 3, 5], special=False), x, w, *means, mean, rstd, train, 1e-5, masks]


def layer_norm_backward(d: Draw) -> list[Any]:
    x, shape = d.tensor([3, 4, 5], special=False), d.one([5], [4, 5])
    w = d.one(None, d.tensor(shape, special=False))
    _, mean, rstd = torch.ops.aten.native_layer_norm(x, shape, None, None, 1e-5)
    mask = [True, w is not None, w is not None]
    return [d.tensor([3, 4, 5], special=False), x, shape, mean, rstd, w, w, mask]


def group_norm_backward(d: Draw) -> list[Any]:
    x, groups = d.tensor([2, 6, 5], special=False, layout=False), d.one(1, 2, 3, 6)
    w = d.tensor([6], special=False)
    _, mean, rstd = torch.ops.aten.native_group_norm(x, w, w, 2, 6, 5, groups, 1e-5)
    g = d.tensor([2, 6, 5], special=False, layout=False)
    return [g, x, mean, rstd, w, 2, 6, 5, groups, [True, True, True]]


def nll(d: Draw, inner: Sequence[int] = ()) -> list[Any]:
    weight = d.one(None, d.tensor([5], 0.1, 2, special=False))
    return [
        d.tensor([6, 5, *inner], special=False, layout=not inner),
        d.ints([6, *inner], 0, 5),
        weight,
        d.whole(0, 2),
        d.one(-100, 2),
    ]


def nll_backward(d: Draw, inner: Sequence[int] = ()) -> list[Any]:
    x, target, weight, reduction, ignore = nll(d, inner)
    name = "nll_loss2d_forward" if inner else "nll_loss_forward"
    y, total = getattr(torch.ops.aten, name)(x, target, weight, reduction, ignore)
    return [d.tensor(y.shape, special=False), x, target, weight, reduction, ignore, total]


def loss_backward(d: Draw) -> list[Any]:
    x, t = pair(d, special=False)
    reduction = d.whole(0, 2)
    return [d.tensor([] if reduction else x.shape, special=False), x, t, reduction]


def probabilities(d: Draw) -> list[Any]:
    s = d.shape(1, empty=False)
    weight = d.one(None, d.tensor(s, 0, 2, special=False))
    return [d.tensor(s, 0, 1, special=False), d.tensor(s, 0, 1, special=False), weight]


def bce_backward(d: Draw) -> list[Any]:
    x, t, w = probabilities(d)
    reduction = d.whole(0, 2)
    return [d.tensor([] if reduction else x.shape, special=False), x, t, w, reduction]


def margins(d: Draw) -> list[Any]:
    weight = d.one(None, d.tensor([5], 0.1, 2, special=False))
    return [d.tensor([6, 5], special=False), d.ints([6], 0, 5), d.whole(1, 2), 0.7, weight]


def margins_backward(d: Draw) -> list[Any]:
    reduction = d.whole(0, 2)
    return [d.tensor([] if reduction else [6], special=False), *margins(d), reduction]


def vectors(d: Draw) -> list[Any]:
    return [d.tensor([2, 4, 3], special=False), d.tensor([2, 5, 3], special=False)]


def cdist_backward(d: Draw) -> list[Any]:
    x1, x2, p = *vectors(d), d.one(1.0, 2.0, 3.5, math.inf)
    x1, x2 = x1.contiguous(), x2.contiguous()
    far = torch.ops.aten._cdist_forward(x1, x2, p, None)
    return [d.tensor([2, 4, 5], special=False, layout=False), x1, x2, p, far]


def grid(d: Draw) -> list[Any]:
    return [d.tensor([2, 3, 5, 6], special=False), d.tensor([2, 4, 5, 2], -1.5, 1.5, special=False)]


def volume(d: Draw) -> list[Any]:
    kernel = [d.whole(1, 3) for _ in range(3)]
    padding = [k // 2 * d.whole(0, 1) for k in kernel]
    return [d.tensor([2, 2, 5, 4, 6]), kernel, d.one([], [2], [1, 2, 3]), padding]


def avg_pool3d_backward(d: Draw) -> list[Any]:
    x, kernel, stride, padding = volume(d)
    y = torch.ops.aten.avg_pool3d(x, kernel, stride, padding)
    rest = [stride or kernel, padding, False, d.flag(), d.one(None, 3)]
    return [d.tensor(y.shape), x, kernel, *rest]


def max_pool3d_backward(d: Draw) -> list[Any]:
    x, kernel, stride, padding = volume(d)
    y, places = torch.ops.aten.max_pool3d_with_indices(x, kernel, stride, padding)
    return [d.tensor(y.shape), x, kernel, stride or kernel, padding, [1, 1, 1], False, places]


def bag(d: Draw) -> list[Any]:
    mode = d.whole(0, 2)
    shares = d.tensor([9], special=False) if mode == 0 and d.flag() else None
    weight = d.tensor([6, 4], special=False)
    return [
        weight,
        d.ints([9], 0, 6).contiguous(),
        torch.tensor([0, 2, 2 if mode < 2 else 3, 7]),
        False,
        mode,
        False,
        shares,
    ]


def bag_backward(d: Draw) -> list[Any]:
    weight, indices, offsets, _, mode, _, shares = bag(d)
    found = torch.ops.aten._embedding_bag(weight, indices, offsets, False, mode, False, shares)
    g = d.tensor([4, 4], special=False)
    return [g, indices, offsets, *found[1:], 6, False, mode, False, shares]


def hidden(d: Draw) -> torch.Tensor:
    """Scores, of which some are hidden, and now and then all of a line."""
    x = d.tensor([3, 4, 9], special=False)
    return x.masked_fill(torch.rand(3, 4, 9) < 0.5, -math.inf).where(
        torch.rand(3, 4, 1) < 0.8, -math.inf
    )


def permuted_places(d: Draw) -> torch.Tensor:
    """Six of nine places along axis 1, none twice."""
    return torch.rand(3, 9, 4).argsort(1)[:, :6]


def indices(d: Draw) -> list[Any]:
    found: list[Any] = d.one(
        [d.ints([2, 3], -3, 3)],
        [None, d.ints([6], -4, 4)],
        [d.ints([2, 1], 0, 3), d.ints([3], 0, 4)],
        [d.ints([4], 0, 3), None, d.ints([4], 0, 5)],
        [None, d.ints([2], 0, 4), d.ints([3, 1], 0, 5)],
    )
    return found


ONE = [
    *("abs", "asinh", "atan", "ceil", "cos", "cosh", "erf", "erfc", "exp", "exp2", "expm1"),
    *("floor", "frac", "isfinite", "isinf", "isnan", "neg", "reciprocal", "round", "sgn"),
    *("sign", "sin", "sinh", "square", "tan", "trunc", "relu", "tanh", "sigmoid", "clone"),
    *("silu", "mish", "hardsigmoid", "hardswish", "log_sigmoid_forward", "ones_like"),
    *("zeros_like", "logical_not", "leaky_relu", "gelu", "elu", "celu", "softplus"),
    *("hardtanh", "softshrink", "hardshrink"),
]

# how to draw the arguments of each operation, in the order of its schema; the overload after a dot
OPERATIONS: dict[str, Arguments] = {
    # functions of one number
    **dict.fromkeys(ONE, one),
    **dict.fromkeys(("acosh", "log", "log10", "log1p", "log2", "rsqrt", "sqrt"), positive),
    **dict.fromkeys(("acos", "asin", "atanh"), unit),
    "round.decimals": lambda d: [d.tensor(d.shape()), d.whole(-1, 2)],
    "bitwise_not": lambda d: [d.one(d.bools, lambda s: d.ints(s, -5, 6))(d.shape())],
    "neg": lambda d: [d.ints(d.shape(), -5, 6)],
    "_to_copy": lambda d: [d.tensor(d.shape(), special=False), d.one(torch.int64, torch.float32)],
    "copy": two,
    # arithmetic
    **{
        f"{name}.Tensor": two
        for name in ("add", "sub", "mul", "div", "remainder", "fmod", "rsub", "eq", "ne")
    },
    **{f"{name}.Tensor": two for name in ("lt", "le", "gt", "ge")},
    **{
        f"{name}.Scalar": number
        for name in ("add", "sub", "mul", "div", "remainder", "fmod", "rsub", "eq", "ne")
    },
    **{f"{name}.Scalar": number for name in ("lt", "le", "gt", "ge")},
    **dict.fromkeys(("maximum", "minimum", "fmax", "fmin", "atan2", "hypot", "logaddexp"), two),
    **dict.fromkeys(("logical_and", "logical_or", "logical_xor", "floor_divide"), two),
    "xlogy.Tensor": lambda d: [d.tensor(s := d.shape(), 0, 3), d.tensor(s, -0.2, 3)],
    "pow.Tensor_Tensor": lambda d: [d.tensor(s := d.shape()), d.tensor(d.smaller(s))],
    "pow.Tensor_Scalar": lambda d: [d.tensor(d.shape()), d.one(-1, 0, 0.5, 1, 2, 3, -2, 1.7)],
    "pow.Scalar": lambda d: [d.number(), d.tensor(d.shape())],
    "clamp": lambda d: [d.tensor(d.shape()), d.one(None, -1, 0), d.one(1, 0.5)],
    "clamp.Tensor": lambda d: [
        d.tensor(s := d.shape()),
        d.tensor(d.smaller(s)),
        d.one(None, d.tensor(d.smaller(s))),
    ],
    "clamp_min": number,
    "clamp_max": number,
    "clamp_min.Tensor": two,
    "clamp_max.Tensor": two,
    "addcmul": lambda d: [d.tensor(s := d.shape()), d.tensor(d.smaller(s)), d.tensor(s)],
    "addcdiv": lambda d: [d.tensor(s := d.shape()), d.tensor(d.smaller(s)), d.tensor(s)],
    "lerp.Scalar": lambda d: [*pair(d), d.number(0, 1)],
    "lerp.Tensor": lambda d: [*pair(d), d.tensor([], 0, 1)],
    "where.self": lambda d: [d.bools(s := d.shape()), d.tensor(d.smaller(s)), d.tensor(s)],
    "masked_fill.Scalar": lambda d: [
        d.tensor(s := d.shape()),
        d.bools(d.smaller(s)),
        d.one(-math.inf, 0.1),
    ],
    "masked_fill.Tensor": lambda d: [d.tensor(s := d.shape()), d.bools(d.smaller(s)), d.tensor([])],
    **{f"bitwise_{name}.Tensor": lambda d: d.one(ints, bools)(d) for name in ("and", "or", "xor")},
    # activations
    "threshold": lambda d: [d.tensor(d.shape()), d.number(), d.number()],
    "threshold_backward": gradient(lambda d: d.one(0, 0.5)),
    "tanh_backward": gradient(),
    "sigmoid_backward": gradient(),
    "leaky_relu_backward": gradient(0.2, False),
    "elu_backward": gradient_of_elu,
    "gelu_backward": gradient(),
    "silu_backward": gradient(),
    "mish_backward": gradient(),
    "hardtanh_backward": gradient(-1, 0.5),
    "hardsigmoid_backward": gradient(),
    "hardswish_backward": gradient(),
    "softplus_backward": gradient(2, 1),
    "softshrink_backward": gradient(0.5),
    "hardshrink_backward": gradient(0.5),
    "log_sigmoid_backward": lambda d: [*(p := pair(d)), (-p[1].abs()).exp()],
    "_prelu_kernel": two,
    "_prelu_kernel_backward": lambda d: [d.tensor(s := d.shape()), d.tensor(s), d.tensor(s)],
    "glu": lambda d: [d.tensor([4, 3, 6], special=False), d.one(-1, 0)],
    "glu_backward": lambda d: [d.tensor([2, 3, 6]), d.tensor([4, 3, 6]), 0],
    # softmax
    **{
        name: lambda d: [d.tensor(s := d.shape(empty=False), -9, 9), d.dim(len(s)), False]
        for name in ("_softmax", "_log_softmax")
    },
    "_safe_softmax": lambda d: [hidden(d), d.dim(3)],
    "_softmax_backward_data": lambda d: [*pair(d), -1, torch.float32],
    "_log_softmax_backward_data": lambda d: [*pair(d, special=False), 0, torch.float32],
    # reductions
    **dict.fromkeys(("sum", "mean", "prod", "any", "all", "std", "var"), one),
    **dict.fromkeys(("max", "min", "amax", "amin", "argmax", "argmin"), nonempty),
    **{f"{name}.dim": one_axis for name in ("max", "min", "any", "all")},
    "prod.dim_int": one_axis,
    "sum.dim_IntList": some_axes,
    "mean.dim": some_axes,
    "amax": some_axes,
    "amin": some_axes,
    "logsumexp": some_axes,
    "argmax": one_axis,
    "argmin": one_axis,
    **{f"{name}.correction": lambda d: [*some_axes(d)[:2]] for name in ("var", "std")},
    **{
        f"{name}.correction": lambda d: [d.tensor([4, 5, 3], special=False), d.dims(3)]
        for name in ("var_mean", "std_mean")
    },
    "linalg_vector_norm": lambda d: [
        d.tensor(s := d.shape(empty=False)),
        d.one(2, 1, 0, 3, math.inf, -math.inf),
        d.one(None, d.dims(len(s))),
    ],
    "norm.ScalarOpt_dim": lambda d: [
        d.tensor(s := d.shape(1, empty=False)),
        d.one(None, 1, 2),
        d.dims(len(s)),
    ],
    "cumsum": lambda d: [d.tensor(s := d.shape(1), special=False), d.dim(len(s))],
    "cumprod": lambda d: [d.tensor(s := d.shape(1), special=False), d.dim(len(s))],
    "count_nonzero.dim_IntList": lambda d: [d.ints(s := d.shape(1), 0, 3), d.dims(len(s))],
    # products
    "mm": lambda d: [matrix(d, d.size(), k := d.size()), matrix(d, k, d.size())],
    "addmm": lambda d: [
        d.tensor(d.smaller([m := d.size(), n := d.size()])),
        matrix(d, m, k := d.size()),
        matrix(d, k, n),
    ],
    "bmm": lambda d: [
        matrix(d, b := d.whole(0, 3), d.size(), k := d.size()),
        matrix(d, b, k, d.size()),
    ],
    "baddbmm": lambda d: [
        d.tensor(d.smaller([b := d.whole(1, 3), m := d.size(), n := d.size()])),
        matrix(d, b, m, k := d.size()),
        matrix(d, b, k, n),
    ],
    "mv": lambda d: [matrix(d, d.size(), k := d.size()), matrix(d, k)],
    "addmv": lambda d: [d.tensor([m := d.size()]), matrix(d, m, k := d.size()), matrix(d, k)],
    "addr": lambda d: [
        d.tensor([m := d.size(), n := d.size()], special=False),
        matrix(d, m),
        matrix(d, n),
    ],
    "dot": lambda d: [matrix(d, k := d.size()), matrix(d, k)],
    "vdot": lambda d: [matrix(d, k := d.size()), matrix(d, k)],
    # convolutions and poolings
    "convolution": convolution,
    "convolution_backward": convolution_backward,
    "max_pool2d_with_indices": lambda d: [*pool(d)[:4], 1, d.flag()],
    "max_pool2d_with_indices_backward": max_pool_backward,
    "avg_pool2d": lambda d: [*pool(d), d.flag(), d.flag(), d.one(None, 3)],
    "avg_pool2d_backward": avg_pool_backward,
    "_adaptive_avg_pool2d": lambda d: [maps(d), [d.whole(1, 4), d.whole(1, 4)]],
    "_adaptive_avg_pool2d_backward": lambda d: [d.tensor([2, 3, 4, 2]), d.tensor([2, 3, 7, 5])],
    "adaptive_max_pool2d": lambda d: [maps(d), [d.whole(1, 4), d.whole(1, 4)]],
    "adaptive_max_pool2d_backward": adaptive_max_backward,
    # normalization
    "native_batch_norm": lambda d: [*batch(d), *statistics(d, 3), d.flag(), 0.2, 1e-5],
    "_native_batch_norm_legit_functional": lambda d: [
        *batch(d),
        *statistics(d, 3),
        True,
        0.2,
        1e-5,
    ],
    "_native_batch_norm_legit.no_stats": lambda d: [*batch(d), True, 0.2, 1e-5],
    "_native_batch_norm_legit_no_training": lambda d: [*batch(d), *statistics(d, 3), 0.2, 1e-5],
    "native_batch_norm_backward": batch_norm_backward,
    "native_layer_norm": lambda d: [
        d.tensor([3, 4, 5], special=False),
        d.one([5], [4, 5]),
        None,
        None,
        1e-5,
    ],
    "native_layer_norm_backward": layer_norm_backward,
    "native_group_norm": lambda d: [
        d.tensor([2, 6, 5], layout=False),
        d.tensor([6]),
        d.tensor([6]),
        2,
        6,
        5,
        d.one(1, 2, 3, 6),
        1e-5,
    ],
    "native_group_norm_backward": group_norm_backward,
    # losses
    "nll_loss_forward": nll,
    "nll_loss_backward": nll_backward,
    "nll_loss2d_forward": lambda d: nll(d, [2, 3]),
    "nll_loss2d_backward": lambda d: nll_backward(d, [2, 3]),
    **{
        name: lambda d: [*pair(d, special=False), d.whole(0, 2)]
        for name in ("mse_loss", "soft_margin_loss")
    },
    **{
        name: lambda d: [*pair(d, special=False), d.whole(0, 2), 0.7]
        for name in ("huber_loss", "smooth_l1_loss")
    },
    **{
        name: lambda d: loss_backward(d)
        for name in ("mse_loss_backward", "soft_margin_loss_backward")
    },
    **{
        name: lambda d: [*loss_backward(d), 0.7]
        for name in ("huber_loss_backward", "smooth_l1_loss_backward")
    },
    "multi_margin_loss": lambda d: [*margins(d), d.whole(0, 2)],
    "multi_margin_loss_backward": margins_backward,
    "binary_cross_entropy": lambda d: [*probabilities(d), d.whole(0, 2)],
    "binary_cross_entropy_backward": bce_backward,
    "binary_cross_entropy_with_logits": lambda d: [
        *pair(d, special=False),
        None,
        d.one(None, d.tensor([])),
        d.whole(0, 2),
    ],
    # places
    "gather": lambda d: [d.tensor([3, 4, 5]), 1, d.ints([3, 6, 4], 0, 4)],
    "scatter.src": lambda d: [d.tensor([3, 9, 5]), 1, permuted_places(d), d.tensor([3, 7, 5])],
    "scatter.value": lambda d: [d.tensor([3, 9, 5]), -2, permuted_places(d), d.number()],
    "scatter_add": lambda d: [
        d.tensor([3, 9, 5], special=False),
        1,
        d.ints([3, 6, 4], 0, 9),
        d.tensor([3, 7, 5], special=False),
    ],
    "index_select": lambda d: [d.tensor([3, 4, 5]), d.dim(3), d.ints([6], 0, 3)],
    "index_add": lambda d: [
        d.tensor([3, 4, 5], special=False),
        1,
        d.ints([6], 0, 4),
        d.tensor([3, 6, 5], special=False),
    ],
    "index_copy": lambda d: [
        d.tensor([3, 9, 5]),
        1,
        torch.randperm(9)[:6],
        d.tensor([3, 6, 5]),
    ],
    "index_fill.int_Scalar": lambda d: [d.tensor([3, 4, 5]), -2, d.ints([2], 0, 4), d.number()],
    "index.Tensor": lambda d: [d.tensor([3, 4, 5]), indices(d)],
    "index_put": lambda d: [
        d.tensor([3, 4, 5], special=False),
        i := indices(d),
        d.one(
            d.tensor([]),
            torch.randn(
                torch.ones(3, 4, 5)[tuple(slice(None) if x is None else x for x in i)].shape
            ),
        ),
        True,
    ],
    "embedding": lambda d: [d.tensor([6, 4]), d.ints(d.shape(0, 2), 0, 6)],
    "embedding_dense_backward": lambda d: [
        d.tensor([3, 2, 4], special=False),
        d.ints([3, 2], 0, 6),
        6,
        d.one(-1, 2),
        d.flag(),
    ],
    # pieces
    "cat": lambda d: [
        [d.tensor([2, d.whole(0, 3), 4]) for _ in range(d.whole(1, 4))],
        d.one(1, -2),
    ],
    "stack": lambda d: [[d.tensor([2, 3]) for _ in range(d.whole(1, 4))], d.one(0, 1, 2, -1)],
    "slice_scatter": lambda d: [d.tensor([7, 5]), d.tensor([3, 5]), 0, 1, 7, 2],
    "select_scatter": lambda d: [d.tensor([3, 4, 5]), d.tensor([3, 5]), 1, d.one(0, -1, 2)],
    "diagonal_scatter": lambda d: [d.tensor([3, 4, 5]), d.tensor([4, 3]), d.one(0, 2), 0, 2],
    "as_strided_scatter": lambda d: [
        d.tensor([20], layout=False),
        d.tensor([2, 3]),
        [2, 3],
        [9, 2],
        1,
    ],
    "slice_backward": lambda d: [d.tensor([3, 5]), [7, 5], 0, 1, 7, 2],
    "select_backward": lambda d: [d.tensor([3, 5]), [3, 4, 5], 1, -1],
    "diagonal_backward": lambda d: [d.tensor([4, 3]), [3, 4, 5], 0, 0, 2],
    "flip": lambda d: [d.tensor(s := d.shape(1)), d.dims(len(s))],
    "roll": lambda d: [d.tensor([3, 4, 5]), *d.one(([2], [1]), ([1, -7], [0, 2]), ([4], []))],
    "repeat": lambda d: [
        d.tensor(s := d.shape(0, 3)),
        [d.whole(0, 3) for _ in range(len(s) + d.whole(0, 1))],
    ],
    "constant_pad_nd": lambda d: [
        d.tensor([2, 4, 5]),
        [d.whole(-1, 3) for _ in range(d.one(2, 4))],
        d.number(),
    ],
    "tril": lambda d: [d.tensor([2, 4, 5]), d.whole(-3, 4)],
    "triu": lambda d: [d.tensor([4, 3]), d.whole(-3, 4)],
    "pixel_shuffle": lambda d: [d.tensor([2, 12, 3, 4]), 2],
    "pixel_unshuffle": lambda d: [d.tensor([3, 6, 4]), 2],
    "channel_shuffle": lambda d: [d.tensor([2, 6, 3, 4]), 3],
    # resampling
    "reflection_pad1d": lambda d: [d.tensor([3, 5, 4]), [1, 2]],
    "reflection_pad2d": lambda d: [d.tensor([2, 3, 5, 4]), [1, 2, 0, 3]],
    "replication_pad1d": lambda d: [d.tensor([3, 5, 4]), [1, 6]],
    "replication_pad2d": lambda d: [d.tensor([2, 3, 5, 4]), [1, 2, 0, 6]],
    "reflection_pad2d_backward": lambda d: [
        d.tensor([2, 3, 8, 7]),
        d.tensor([2, 3, 5, 4]),
        [1, 2, 0, 3],
    ],
    "reflection_pad1d_backward": lambda d: [d.tensor([2, 3, 7]), d.tensor([2, 3, 4]), [1, 2]],
    "replication_pad2d_backward": lambda d: [
        d.tensor([2, 3, 11, 7]),
        d.tensor([2, 3, 5, 4]),
        [1, 2, 0, 6],
    ],
    "upsample_nearest1d_backward": lambda d: [d.tensor([2, 3, 7]), [7], [2, 3, 4]],
    "upsample_linear1d_backward": lambda d: [
        d.tensor([2, 3, 7], special=False),
        [7],
        [2, 3, 4],
        d.flag(),
    ],
    "upsample_bicubic2d_backward": lambda d: [
        d.tensor([2, 3, 8, 7], special=False),
        [8, 7],
        [2, 3, 5, 4],
        d.flag(),
    ],
    "replication_pad1d_backward": lambda d: [d.tensor([2, 3, 7]), d.tensor([2, 3, 4]), [1, 2]],
    "upsample_nearest1d": lambda d: [d.tensor([2, 3, 5]), [d.whole(1, 12)]],
    "upsample_nearest2d": lambda d: [d.tensor([2, 3, 5, 4]), [d.whole(1, 12), d.whole(1, 12)]],
    "upsample_nearest2d_backward": lambda d: [d.tensor([2, 3, 8, 7]), [8, 7], [2, 3, 5, 4]],
    "upsample_linear1d": lambda d: [d.tensor([2, 3, 5]), [d.whole(1, 12)], d.flag()],
    "upsample_bilinear2d": lambda d: [
        d.tensor([2, 3, 5, 4], special=False),
        [d.whole(1, 12), d.whole(1, 12)],
        d.flag(),
    ],
    "upsample_bilinear2d_backward": lambda d: [
        d.tensor([2, 3, 8, 7], special=False),
        [8, 7],
        [2, 3, 5, 4],
        d.flag(),
    ],
    "upsample_bicubic2d": lambda d: [
        d.tensor([2, 3, 5, 4], special=False),
        [d.whole(1, 12), d.whole(1, 12)],
        d.flag(),
    ],
    "grid_sampler_2d": lambda d: [*grid(d), d.whole(0, 1), d.whole(0, 2), d.flag()],
    "grid_sampler_2d_backward": lambda d: [
        d.tensor([2, 3, 4, 5], special=False),
        *grid(d),
        d.whole(0, 1),
        d.whole(0, 2),
        d.flag(),
        [True, True],
    ],
    # order
    "sort": lambda d: [d.tensor(s := d.shape(1, empty=False)), d.dim(len(s)), d.flag()],
    "topk": lambda d: [d.tensor([4, 6, 3]), d.whole(1, 6), 1, d.flag()],
    "kthvalue": lambda d: [d.tensor([4, 6, 3]), d.whole(1, 6), 1],
    "median": nonempty,
    "median.dim": one_axis,
    # distances and products of three
    "_cdist_forward": lambda d: [*vectors(d), d.one(0, 1, 2, 3.5, math.inf), None],
    "_cdist_backward": cdist_backward,
    "_trilinear": lambda d: [
        d.tensor([4, 3], special=False),
        d.tensor([2, 3, 5], special=False),
        d.tensor([4, 5], special=False),
        [1, 3],
        [0],
        [1, 2],
        [2, 3],
    ],
    # volumes
    "avg_pool3d": lambda d: [
        *volume(d),
        d.flag(),
        d.flag(),
        d.one(None, 3),
    ],
    "avg_pool3d_backward": avg_pool3d_backward,
    "max_pool3d_with_indices": lambda d: [*volume(d), [d.whole(1, 2)], d.flag()],
    "max_pool3d_with_indices_backward": max_pool3d_backward,
    # bags of rows
    "_embedding_bag": bag,
    "_embedding_bag_forward_only": bag,
    "_embedding_bag_backward": bag_backward,
    # out of nothing
    "arange.start_step": lambda d: [d.number(), d.number(3, 9), d.one(0.5, 1, 2)],
    "eye.m": lambda d: [d.whole(1, 4), d.whole(1, 4)],
    "linspace": lambda d: [d.number(), d.number(), d.whole(1, 9)],
    "full": lambda d: [d.shape(), d.number()],
    "full_like": lambda d: [d.tensor(d.shape()), d.number()],
    "fill.Scalar": number,
    "fill.Tensor": lambda d: [d.tensor(d.shape()), d.tensor([])],
    **{name: lambda d: [d.shape()] for name in ("zeros", "ones")},
    "new_full": lambda d: [d.tensor(d.shape()), d.shape(), d.number()],
    **{name: lambda d: [d.tensor(d.shape()), d.shape()] for name in ("new_zeros", "new_ones")},
    "scalar_tensor": lambda d: [d.number()],
    # random numbers
    "bernoulli.p": lambda d: [d.tensor(d.shape(1)), d.number(0, 1)],
    "bernoulli": lambda d: [d.tensor(d.shape(1), 0, 1, special=False)],
    "normal_functional": lambda d: [d.tensor([d.whole(1, 50)], layout=False), d.number(), 0.5],
    "uniform": lambda d: [d.tensor(d.shape(1), layout=False), -1, 2.0],
    "randint.low": lambda d: [-2, 9, d.shape()],
    **{name: lambda d: [d.shape()] for name in ("rand", "randn")},
    **{name: lambda d: [d.tensor(d.shape(), layout=False)] for name in ("rand_like", "randn_like")},
    "randint_like.low_dtype": lambda d: [d.ints(d.shape(), 0, 2), -2, 9],
    "rrelu_with_noise_functional": lambda d: [
        *pair(d, special=False),
        0.1,
        0.3,
        d.flag(),
    ],
    "randperm": lambda d: [d.whole(1, 30)],
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_gives_what_torch_gives(node: Node, name: str) -> None:
    for seed in range(8):
        args = OPERATIONS[name](Draw(seed))
        kernels = ("simd", "plain")[seed % 2]
        outputs = fuzz.run(node, name, args, kernels, seed)
        # of a bag's other outputs torch writes what its own gradient needs, and leaves the rest
        for single, double, ours in outputs[:1] if "bag" in name else outputs:
            assert fuzz.agree(single, double, ours, 3e-6), (
                f"{name}, seed {seed}, {kernels}: {args}\ntorch {double}\nours {ours}"
            )


@pytest.fixture(scope="module")
def page(node: Node) -> dict[str, set[str]]:
    """Return the names of operations wherever the page lists some."""
    listed: Any = node.call("operations", {})[0]
    return {place: set(names) for place, names in listed.items()}


def test_each_operation_is_a_kernel_or_a_view_and_never_both(page: dict[str, set[str]]) -> None:
    assert not page["kernels"] & page["views"]


def test_every_kernel_is_tried_here(page: dict[str, set[str]]) -> None:
    tried = {name.partition(".")[0] for name in OPERATIONS}
    unknown = {name for name in page["kernels"] if "empty" in name}  # nobody says what they hold
    assert page["kernels"] == tried | unknown


def test_the_build_says_which_operations_there_are(page: dict[str, set[str]]) -> None:
    built = json.loads(resources.OPERATIONS.read_text(encoding="utf-8"))
    assert {place: set(names) for place, names in built.items()} == {
        place: page[place] for place in ("kernels", "core", "usual", "views")
    }
    assert page["core"] < page["usual"] < page["kernels"]


def test_layer_lens_speaks_of_operations_that_there_are(page: dict[str, set[str]]) -> None:
    assert page["explained"] <= page["kernels"]
    assert page["sameOrder"] <= page["views"]
