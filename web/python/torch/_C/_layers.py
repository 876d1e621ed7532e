"""What layers are made of that few networks have: weight norm, bilinear, unpooling, rrelu."""

import math

from ._composites._register import composite, kernel
from ._formulas import TABLE, formula
from ._state import G

ops = G["OPS"]


def _torch():
    import torch

    return torch


@composite()
def norm_except_dim(v, pow=2, dim=0):
    if dim == -1:
        return v.norm(pow)
    rank = v.dim()
    if dim == 0:
        shape = [v.shape[0], *[1] * (rank - 1)]
        return v.contiguous().view(v.shape[0], -1).norm(pow, 1).view(shape)
    if dim == rank - 1:
        shape = [*[1] * (rank - 1), v.shape[-1]]
        return v.contiguous().view(-1, v.shape[-1]).norm(pow, 0).view(shape)
    return norm_except_dim(v.transpose(0, dim), pow, 0).transpose(0, dim)


@composite()
def _weight_norm(v, g, dim=0):
    if dim in (0, v.dim() - 1):
        return ops["_weight_norm_interface"](v.contiguous(), g.contiguous(), dim)[0]
    return v * (g / norm_except_dim(v, 2, dim))


@kernel
def _weight_norm_interface(v, g, dim=0):
    norms = norm_except_dim(v, 2, dim)
    return v * (g / norms), norms


@formula
def _weight_norm_differentiable_backward(grad, v, g, norms, dim):
    if grad is None:
        return None, None
    norms = norm_except_dim(v, 2, dim)
    others = [at for at in range(v.dim()) if at != dim]
    sums = (grad * v).sum(others, True)
    return (g / norms) * (grad - v * (sums / (norms * norms))), sums / norms


TABLE["_weight_norm_interface_backward"] = _weight_norm_differentiable_backward


@composite()
def bilinear(input1, input2, weight, bias=None):
    if input1.dim() != input2.dim():
        raise RuntimeError(
            f"bilinear(): input dimensions do not match: got {input1.dim()} and {input2.dim()}"
        )
    for at, (one, other) in enumerate(zip(input1.shape[:-1], input2.shape[:-1], strict=True)):
        if one != other:
            raise RuntimeError(
                f"bilinear(): input batch dimensions do not match at dim {at}: got {one} and"
                f" {other}"
            )
    for at, one in ((1, input1), (2, input2)):
        if one.shape[-1] != weight.shape[at]:
            raise RuntimeError(
                f"bilinear(): input{at} size does not match weight size: got"
                f" {one.shape[-1]} but expected {weight.shape[at]}"
            )
    flat = [one.reshape(-1, one.shape[-1]) for one in (input1, input2)]
    found = ops["_trilinear"](flat[0], weight, flat[1], [1, 3], [0], [1, 2], [2, 3])
    found = found.reshape([*input1.shape[:-1], weight.shape[0]])
    return found if bias is None else found + bias


@kernel
def _trilinear(i1, i2, i3, expand1, expand2, expand3, sumdim, unroll_dim=1):
    parts = [i1, i2, i3]
    for at, expand in enumerate((expand1, expand2, expand3)):
        for dim in expand:
            parts[at] = parts[at].unsqueeze(dim)
    product = parts[0] * parts[1] * parts[2]
    return product.sum(sumdim) if sumdim else product


@formula
def _trilinear_backward(grad, i1, i2, i3, expand1, expand2, expand3, sumdim, mask):
    if grad is None:
        return None, None, None
    three = ops["_trilinear"]
    return (
        three(grad, i2, i3, sumdim, expand2, expand3, expand1) if mask[0] else None,
        three(i1, grad, i3, expand1, sumdim, expand3, expand2) if mask[1] else None,
        three(i1, i2, grad, expand1, expand2, sumdim, expand3) if mask[2] else None,
    )


def _grid(theta, size, align_corners):
    """Return the places of a grid from -1 to 1 with a 1 after each, flat: (N, places, 3 or 4)."""
    torch = _torch()
    spaces = size[2:]
    kind = {"dtype": theta.dtype, "device": theta.device}
    base = torch.ones([size[0], *spaces, len(spaces) + 1], **kind)
    for at, count in enumerate(spaces):
        line = torch.linspace(-1, 1, count, **kind) if count > 1 else torch.zeros(count, **kind)
        if not align_corners:
            line = line * (count - 1) / count
        shape = [count if axis == at else 1 for axis in range(len(spaces))]
        base.select(-1, len(spaces) - 1 - at).copy_(line.view(shape))
    return base.view(size[0], -1, len(spaces) + 1)


@kernel
def affine_grid_generator(theta, size, align_corners):
    found = _grid(theta, size, align_corners).bmm(theta.transpose(1, 2))
    return found.view([size[0], *size[2:], len(size) - 2])


@formula
def affine_grid_generator_backward(grad, size, align_corners):
    base = _grid(grad, size, align_corners)
    return base.transpose(1, 2).bmm(grad.reshape(size[0], -1, len(size) - 2)).transpose(1, 2)


def _unpooled(self, indices, output_size):
    rank = len(output_size)
    if indices.dtype is not _torch().int64:
        title = G["SCALAR_NAMES"][indices.dtype]
        raise RuntimeError(f"elements in indices should be type int64 but got: {title}")
    if self.shape != indices.shape:
        raise RuntimeError(
            "Expected shape of indices to be same as that of the input tensor"
            f" ({[*self.shape]}) but got indices tensor with shape: {[*indices.shape]}"
        )
    kept = self.shape[:-rank]
    found = self.new_zeros([*kept, math.prod(output_size)])
    flat = [one.reshape([*kept, math.prod(one.shape[-rank:])]) for one in (self, indices)]
    wrong = flat[1][(flat[1] < 0) | (flat[1] >= found.shape[-1])]
    if wrong.numel():
        raise RuntimeError(
            f"Found an invalid max index: {wrong[-1].item()} (output volumes are of size"
            f" {'x'.join(map(str, output_size))})"
        )
    return found.scatter_(-1, flat[1], flat[0]).view([*kept, *output_size])


@kernel
def max_unpool2d(self, indices, output_size):
    return _unpooled(self, indices, output_size)


@kernel
def max_unpool3d(self, indices, output_size, stride, padding):
    if min(stride) <= 0:
        raise RuntimeError(f"strides should be greater than zero, but got stride: {[*stride]}")
    return _unpooled(self, indices, output_size)


@composite()
def rrelu(self, lower=1 / 8, upper=1 / 3, training=False, generator=None):
    noise = _torch().empty_like(self)
    return ops["rrelu_with_noise"](self, noise, lower, upper, training, generator)


@composite()
def rrelu_(self, lower=1 / 8, upper=1 / 3, training=False, generator=None):
    return self.copy_(rrelu(self, lower, upper, training, generator))


@kernel
def rrelu_with_noise(self, noise, lower=1 / 8, upper=1 / 3, training=False, generator=None):
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    torch = _torch()
    if not training:
        return torch.nn.functional.leaky_relu(self, (lower + upper) / 2)
    below = self <= 0
    drawn = torch.empty(int(below.sum()), dtype=torch.float64)
    drawn.uniform_(lower, upper, generator=generator)
    noise.fill_(1)
    noise[below] = drawn.to(noise.dtype)
    return self * noise


@formula
def rrelu_with_noise_backward(grad, self, noise, lower, upper, training, is_result):
    if training and upper - lower > 1e-6:
        return noise * grad
    return ops["leaky_relu_backward"](grad, self, (lower + upper) / 2, is_result)


def _spatial_noise(self):
    """Return a noise that is the same for all of a channel."""
    if self.dim() < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    return self.new_empty([*self.shape[:2], *[1] * (self.dim() - 2)])


def _alpha(name, noise_of, times):
    @composite(name)
    def alpha_dropout(self, p, train):
        if not 0 <= p <= 1:
            raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {p}")
        if p == 0 or not train or not self.numel():
            return self
        if p == 1:
            return times(self, self.new_zeros(()))
        alpha = 1.7580993408473766
        a = 1 / math.sqrt((alpha * alpha * p + 1) * (1 - p))
        with _torch().no_grad():
            noise = noise_of(self).bernoulli_(1 - p)
            b = noise.add(-1).mul_(alpha * a).add_(alpha * a * p)
            noise.mul_(a)
        return times(self, noise).add_(b)


for _name, _noise_of in (
    ("alpha_dropout", lambda self: _torch().empty_like(self)),
    ("feature_alpha_dropout", _spatial_noise),
):
    _alpha(_name, _noise_of, lambda self, noise: self * noise)
    _alpha(f"{_name}_", _noise_of, lambda self, noise: self.mul_(noise))


@composite()
def feature_dropout_(self, p, train):
    if not 0 <= p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {p}")
    if p == 0 or not train or not self.numel():
        return self
    if p == 1:
        return self.mul_(self.new_zeros(()))
    with _torch().no_grad():
        noise = _spatial_noise(self).bernoulli_(1 - p).div_(1 - p)
    return self.mul_(noise)


@kernel
def masked_scatter(self, mask, source):
    if self.dtype is not source.dtype:
        one, other = (G["SCALAR_NAMES"][t.dtype] for t in (self, source))
        raise RuntimeError(
            f"masked_scatter: expected self and source to have same dtypes but got{one} and {other}"
        )
    torch = _torch()
    if mask.dtype is not torch.bool:
        raise RuntimeError(
            "masked_scatter_ only supports boolean masks, but got mask with dtype "
            + G["SCALAR_NAMES"][mask.dtype]
        )
    given, mask = torch.broadcast_tensors(self, mask)
    found = given.clone(memory_format=torch.contiguous_format)
    many = int(mask.sum())
    if source.numel() < many:
        raise RuntimeError("Number of elements of source < number of ones in mask")
    found[mask] = source.reshape(-1)[:many]
    return found


@kernel
def masked_scatter_backward(grad_output, mask, sizes):
    found = grad_output.new_zeros(math.prod(sizes))
    taken = grad_output.masked_select(mask)
    found[: len(taken)] = taken
    return found.view(sizes)


@formula
def infinitely_differentiable_native_group_norm_backward(
    dy, dmean, drstd, x, mean, rstd, weight, n, c, many, group, eps, mask
):
    each = c // group
    shape = (n, group, each, many)
    mean, rstd = (one.reshape(n, group, 1, 1) for one in (mean, rstd))
    apart = x.reshape(shape) - mean
    grad = of_weight = of_bias = None
    of_mean = 0 if dmean is None else dmean.reshape(n, group, 1, 1)
    of_rstd = 0 if drstd is None else drstd.reshape(n, group, 1, 1)
    if dy is not None:
        dy = dy.reshape(shape)
        scaled = dy if weight is None else dy * weight.reshape(1, group, each, 1)
        grad = rstd * scaled
        of_mean = of_mean - rstd * scaled.sum((2, 3), True)
        of_rstd = of_rstd + (scaled * apart).sum((2, 3), True)
        if mask[1]:
            of_weight = (dy * apart * rstd).sum((0, 3)).reshape(c)
        if mask[2]:
            of_bias = dy.sum((0, 3)).reshape(c)
    if not mask[0]:
        return None, of_weight, of_bias
    through = (of_mean - of_rstd * rstd**3 * apart) / (each * many)
    grad = through if grad is None else grad + through
    return grad.reshape(x.shape), of_weight, of_bias


@composite()
def fliplr(self):
    if self.dim() < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return self.flip([1])


@composite()
def flipud(self):
    if self.dim() < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return self.flip([0])


@kernel
def rot90(self, k=1, dims=(0, 1)):
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    rank = self.dim()
    if rank < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {rank}")
    a, b = dims
    if a == b or abs(a - b) == rank:
        raise RuntimeError(
            f"expected rotation dims to be different, but got dim0 = {a} and dim1 = {b}"
        )
    if k % 4 == 1:
        return self.flip([b]).transpose_(a, b)
    if k % 4 == 3:
        return self.flip([a]).transpose_(a, b)
    return self.flip([a, b]) if k % 4 else self.clone()
