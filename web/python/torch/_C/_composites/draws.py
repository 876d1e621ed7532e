"""torch.normal, which draws with a mean and a spread of its own for each number."""

from .._types import SCALAR_NAMES
from ._register import T, kernel


def _drawn(like, shape, std, generator):
    if not like.is_floating_point:
        name = SCALAR_NAMES[like]
        raise NotImplementedError(f"\"normal_kernel_cpu\" not implemented for '{name}'")
    return T().empty(shape, dtype=like).normal_(0, std, generator=generator)


def _check(std):
    if std.numel() and bool((std < 0).any()):
        raise RuntimeError("normal expects all elements of std >= 0.0")


def _by_both(mean, std, generator=None):
    _check(std)
    return _drawn(mean.dtype, (mean + std).shape, 1, generator).mul_(std).add_(mean)


def _by_mean(mean, std=1.0, generator=None):
    return _drawn(mean.dtype, mean.shape, std, generator).add_(mean)


def _by_std(mean, std, generator=None):
    _check(std)
    return _drawn(std.dtype, std.shape, 1, generator).mul_(std).add_(mean)


def _by_numbers(mean, std, size, generator=None, dtype=None, *rest):
    made = T().empty(size, dtype=dtype or T().get_default_dtype())
    return made.normal_(mean, std, generator=generator)


kernel(_by_both, "normal.Tensor_Tensor")
kernel(_by_mean, "normal.Tensor_float")
kernel(_by_std, "normal.float_Tensor")
kernel(_by_numbers, "normal.float_float")
