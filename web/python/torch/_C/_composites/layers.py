"""What layers do besides, composed of others: activations, dropout, norms, attention."""

import math

from .._dispatch import composites
from .._types import SCALAR_NAMES, bool_, float32, float64
from ._register import T, _no_grad, composite, kernel, ops


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


@composite()
def batch_norm(
    input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled=True
):
    if not input.numel() and input.dim() > 1 and input.shape[1]:
        out = input.clone()
        out = out if weight is None else out * weight[0]
        return out if bias is None else out + bias[0]
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
def rms_norm(input, normalized_shape, weight=None, eps=None):
    _check_normalized(input, normalized_shape, weight)
    if not input.dtype.is_floating_point:
        name = SCALAR_NAMES[input.dtype]
        raise NotImplementedError(f"\"rms_norm\" not implemented for '{name}'")
    kind = float64 if input.dtype is float64 else float32
    wide = input.to(kind)
    eps = T().finfo(kind).eps if eps is None else eps
    dims = tuple(range(input.dim() - len(normalized_shape), input.dim()))
    out = wide * (wide.pow(2).mean(dims, True) + eps).rsqrt()
    return (out if weight is None else out * weight).to(input.dtype)


def _check_normalized(input, shape, weight):
    shape = list(shape)
    if not shape:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one"
            f" element, but got normalized_shape = {shape}"
        )
    if weight is not None and list(weight.shape) != shape:
        raise RuntimeError(
            "Expected weight to be of same shape as normalized_shape, but got weight of shape"
            f" {list(weight.shape)} and normalized_shape = {shape}"
        )
    if list(input.shape[-len(shape) :]) != shape:
        wanted = ", ".join(map(str, shape))
        raise RuntimeError(
            f"Given normalized_shape={shape}, expected input with shape [*{wanted}], but got input"
            f" of size{list(input.shape)}"
        )


@composite()
def grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners):
    sizes, places = list(input.shape), list(grid.shape)
    both = f"input with sizes {sizes} and grid with sizes {places}"
    if sizes[:1] != places[:1]:
        raise RuntimeError(
            f"grid_sampler(): expected grid and input to have same batch size, but got {both}"
        )
    if places[-1] != len(sizes) - 2:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {len(sizes) - 2} in last dimension, but"
            f" got grid with sizes {places}"
        )
    for at, size in enumerate(sizes[2:], 2):
        if not size:
            raise RuntimeError(
                "grid_sampler(): expected input to have non-empty spatial dimensions, but input"
                f" has sizes {sizes} with dimension {at} being empty"
            )
    if len(sizes) != len(places) or len(sizes) not in (4, 5):
        raise RuntimeError(
            f"grid_sampler(): expected {4 if len(sizes) == 4 else 5}D input and grid with same"
            f" number of dimensions, but got {both}"
        )
    sampler = ops[f"grid_sampler_{len(sizes) - 2}d"]
    return sampler(input, grid, interpolation_mode, padding_mode, align_corners)


@composite()
def relu6(self):
    return ops["hardtanh"](self, 0.0, 6.0)


_SELU = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946, 1.0


@composite()
def selu(self):
    return ops["elu"](self, *_SELU)


@composite()
def selu_(self):
    return ops["elu_"](self, *_SELU)


@composite()
def prelu(self, weight):
    if weight.numel() != 1 and self.dim() > 1:
        weight = weight.reshape([1, -1, *[1] * (self.dim() - 2)])
    elif weight.dim() != self.dim():
        weight = weight.reshape([1] * self.dim())
    return ops["_prelu_kernel"](self, weight)


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
