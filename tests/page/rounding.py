"""Whether torch adds up on this machine in the order that the page follows.

That is what MKL, oneDNN and ATen do on a processor with AVX-512, as their results tell; on another
one they may add up otherwise, and rounding then decides where a long training ends.
"""

import itertools

import torch
from torch import Tensor
from torch.nn import functional as F


def added(total: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Return total + a b, rounded to float32 once, as a fused multiply-add does."""
    return (total.double() + a.double() * b.double()).float()


def product() -> bool:
    """Whether the product of two matrices is added up in blocks of 192 steps."""
    a, b = torch.rand(16, 400), torch.rand(400, 24)
    total = torch.zeros(16, 24)
    for block in torch.arange(400).split(192):
        part = torch.zeros(16, 24)
        for step in block:
            part = added(part, a[:, step, None], b[step])
        total += part
    return torch.equal(total, a @ b)


def few() -> bool:
    """Whether that of few columns is added up in four lanes, the last two columns in eight."""
    a, b = torch.rand(16, 80), torch.rand(10, 80)
    terms = a[:, None] * b
    sums = []
    for lanes, columns in ((4, terms[:, :8]), (8, terms[:, 8:])):
        sum_ = torch.zeros(16, columns.shape[1], lanes)
        for step in columns.split(lanes, dim=2):
            sum_ += step
        four = sum_ if lanes == 4 else sum_[..., :4] + sum_[..., 4:]
        two = four[..., :2] + four[..., 2:]
        sums.append(two[..., 0] + two[..., 1])
    return torch.equal(torch.cat(sums, dim=1), a @ b.t())


def convolution() -> bool:
    """Whether a convolution goes through the kernel row by row, at each place through channels."""
    x, weight = torch.rand(2, 6, 14, 14), torch.rand(16, 6, 5, 5)
    total = torch.zeros(2, 16, 10, 10)
    for row, column, c in itertools.product(range(5), range(5), range(6)):
        under = x[:, c, None, row : row + 10, column : column + 10]
        total = added(total, under, weight[:, c, row, column].view(16, 1, 1))
    return torch.equal(total, F.conv2d(x, weight))


def alike() -> bool:
    """Return whether what LeNet needs is added up so; draws from a generator of its own."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        capability = torch.backends.cpu.get_cpu_capability()
        return capability == "AVX512" and product() and few() and convolution()
