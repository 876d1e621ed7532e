"""Each kernel against torch, at shapes that hypothesis draws."""

import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

from .gradients import compare
from .machine import Node

EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
small = st.integers(1, 3)
kernels = st.sampled_from(["simd", "plain"])
images = st.sampled_from([1, 2, 9])  # few go alone, eight together


class Through(nn.Module):
    """A trainable image, so that the layer's gradient for its input is seen, then the layer."""

    def __init__(self, layer: nn.Module, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.layer = layer
        self.shift = nn.Parameter(torch.randn(shape))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.layer(x + self.shift)
        return y.flatten(1)


def check(
    node: Node,
    kernels: str,
    layer: nn.Module,
    shape: tuple[int, ...],
    seed: int,
    floor: float = 1e-6,
) -> None:
    torch.manual_seed(seed)
    for parameter in layer.parameters():
        nn.init.normal_(parameter)
    net = Through(layer, shape[1:])
    images = torch.randn(shape)
    target = torch.randn(net(images).shape)
    assert compare(node, kernels, net, images, target, "mse", floor) <= 2e-5


@EXAMPLES
@given(kernels, images, small, st.integers(1, 17), st.data(), st.integers(0, 99))
def test_convolution(
    node: Node, kernels: str, n: int, c: int, o: int, data: st.DataObject, seed: int
) -> None:
    kernel = data.draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    stride = data.draw(st.tuples(small, small))
    padding = data.draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
    dilation = data.draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    h, w = (
        data.draw(st.integers(max(1, d * (k - 1) + 1 - 2 * p), 14))
        for k, p, d in zip(kernel, padding, dilation, strict=True)
    )
    bias = data.draw(st.booleans())
    groups = 1
    if data.draw(st.booleans()):  # a kernel for each plane
        o = groups = c
    layer = nn.Conv2d(c, o, kernel, stride, padding, dilation, groups, bias)
    check(node, kernels, layer, (n, c, h, w), seed)


@EXAMPLES
@given(kernels, small, small, st.booleans(), st.data(), st.integers(0, 99))
def test_pooling(
    node: Node, kernels: str, n: int, c: int, largest: bool, data: st.DataObject, seed: int
) -> None:
    kernel = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    stride = data.draw(st.tuples(small, small))
    padding = data.draw(st.tuples(*(st.integers(0, k // 2) for k in kernel)))
    ceil = data.draw(st.booleans())
    h, w = (data.draw(st.integers(k, 14)) for k in kernel)
    layer: nn.Module
    if largest:
        layer = nn.MaxPool2d(kernel, stride, padding, ceil_mode=ceil)
    else:
        count = data.draw(st.booleans())
        divisor = data.draw(st.none() | st.integers(1, 9))
        layer = nn.AvgPool2d(kernel, stride, padding, ceil, count, divisor)
    check(node, kernels, layer, (n, c, h, w), seed)


@EXAMPLES
@given(kernels, st.integers(1, 20), st.integers(1, 40), st.integers(1, 40), st.integers(0, 99))
def test_linear(node: Node, kernels: str, n: int, inputs: int, outputs: int, seed: int) -> None:
    check(node, kernels, nn.Linear(inputs, outputs, bias=seed % 2 > 0), (n, inputs), seed)


@EXAMPLES
@given(
    kernels,
    st.sampled_from(
        [
            *(nn.ReLU(), nn.Tanh(), nn.Sigmoid(), nn.LeakyReLU(0.2), nn.Hardtanh(), nn.ELU()),
            *(nn.Softmax(1), nn.LogSoftmax(1)),
        ]
    ),
    st.integers(1, 5),
    st.integers(1, 40),
    st.sampled_from([0.01, 1.0, 30.0]),
    st.integers(0, 99),
)
def test_activations(
    node: Node, kernels: str, layer: nn.Module, n: int, width: int, scale: float, seed: int
) -> None:
    class Scaled(nn.Module):
        """Small and large inputs alike."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y: torch.Tensor = layer(scale * x)
            return y

    # where a sigmoid is within an ulp of 1, its slope 1 - y is noise in torch as well
    check(node, kernels, Scaled(), (n, width), seed, floor=0.02)


class Turned(nn.Module):
    """An image with its axes in another order, written out so."""

    def __init__(self, order: list[int]) -> None:
        super().__init__()
        self.order = order

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.permute(0, *self.order).clone(memory_format=torch.contiguous_format)


@EXAMPLES
@given(
    kernels,
    st.permutations([1, 2, 3]),
    st.lists(st.integers(1, 9), min_size=4, max_size=4),
    st.integers(0, 99),
)
def test_copies(node: Node, kernels: str, order: list[int], shape: list[int], seed: int) -> None:
    n, c, h, w = shape
    check(node, kernels, Turned(order), (n, c, h, w), seed)


def test_no_kernel_writes_beyond_its_memory(node: Node) -> None:
    """Rows three words at most, which the plan keeps free; nothing before; and all are tried."""
    found = node.call("trespasses", {})[0]
    assert len(found) > 25
    assert {name: words for name, words in found.items() if words} == {}
