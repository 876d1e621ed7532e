"""Networks that are not LeNet: outputs and gradients to 1e-5 of the largest."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import digits
from livenet.lenet import LeNet

from .cases import mlp, padding_and_stride, tanh_and_average_pooling, three_convolutions
from .gradients import compare, engine_values
from .machine import Chromium, Node

KERNELS = ["fused", "simd", "plain"]


class Colours(nn.Module):
    """Three input channels."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 5)
        self.fc = nn.Linear(6 * 14 * 14, 10)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.fc(F.max_pool2d(torch.relu(self.conv(x)), 2).flatten(1))
        return y


class Branches(nn.Module):
    """A residual sum, a product that broadcasts, one layer used twice, softmax as a gate."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(1024, 12)
        self.again = nn.Linear(12, 12)
        self.scale = nn.Parameter(torch.rand(12))
        self.last = nn.Linear(12, 10)

    def forward(self, x: Tensor) -> Tensor:
        h = torch.tanh(self.first(torch.flatten(x, 1)))
        h = h + self.again(h) * self.scale
        h = 2 * h + 1.5 + torch.sigmoid(self.again(h))
        y: Tensor = self.last(h * torch.softmax(h, 1))
        return y


NETWORKS: list[tuple[Callable[[], nn.Module], int, str]] = [
    (LeNet, 1, "cross_entropy"),
    (mlp, 1, "cross_entropy"),
    (mlp, 1, "mse"),
    (tanh_and_average_pooling, 1, "mse"),
    (tanh_and_average_pooling, 1, "cross_entropy"),
    (padding_and_stride, 1, "cross_entropy"),
    (three_convolutions, 1, "cross_entropy"),
    (Colours, 3, "cross_entropy"),
    (Branches, 1, "cross_entropy"),
]


def case(
    make: Callable[[], nn.Module], planes: int, loss: str, n: int
) -> tuple[nn.Module, Tensor, Tensor]:
    torch.manual_seed(1)
    images, labels = digits.load("test", n=n * planes)
    images = images.reshape(n, planes, 32, 32)
    labels = labels[:n]
    target = labels if loss == "cross_entropy" else F.one_hot(labels, 10).float()
    return make(), images, target


@pytest.mark.parametrize(("make", "planes", "loss"), NETWORKS)
def test_gradients_are_torchs(
    make: Callable[[], nn.Module],
    planes: int,
    loss: str,
    node: Node,
    chromium: Chromium,
    measured: dict[str, dict[str, float]],
) -> None:
    net, images, target = case(make, planes, loss, n=9)
    errors = {f"chromium {k}": compare(chromium, k, net, images, target, loss) for k in KERNELS}
    errors |= {f"node {k}": compare(node, k, net, images, target, loss) for k in ("wasm", "plain")}
    measured[f"gradients, {make.__name__}, {loss}"] = errors
    assert max(errors.values()) <= 1e-5, errors


@pytest.mark.parametrize("n", [1, 2, 3, 33])
def test_the_batch_size_changes_without_a_new_trace(n: int, chromium: Chromium) -> None:
    net, images, target = case(LeNet, 1, "cross_entropy", n)
    for kernels in KERNELS:
        assert compare(chromium, kernels, net, images, target, "cross_entropy") <= 1e-5


def test_every_value_of_lenet_can_be_read(chromium: Chromium) -> None:
    net, images, target = case(LeNet, 1, "cross_entropy", n=5)
    c1 = F.relu(net.get_submodule("conv1")(images))
    s2 = F.max_pool2d(c1, 2)
    s2.retain_grad()
    c3 = F.relu(net.get_submodule("conv2")(s2))
    s4 = F.max_pool2d(c3, 2)
    f5 = F.relu(net.get_submodule("fc1")(s4.flatten(1)))
    f6 = F.relu(net.get_submodule("fc2")(f5))
    F.cross_entropy(net.get_submodule("fc3")(f6), target).backward()
    assert s2.grad is not None
    wanted = {"c1": c1, "s2": s2, "c3": c3, "s4": s4, "f5": f5, "f6": f6, "grad:s2": s2.grad}
    for kernels in KERNELS:
        found = engine_values(chromium, kernels, net, images, target, "cross_entropy", list(wanted))
        for name, value in wanted.items():
            torch.testing.assert_close(found[name], value.detach(), rtol=1e-5, atol=1e-6)


def test_nan_spreads_as_in_torch(chromium: Chromium) -> None:
    net, images, target = case(LeNet, 1, "cross_entropy", n=4)
    images = images.clone()
    images[0, 0, 10, 10] = float("nan")
    images[1, 0, 3, 20] = float("inf")
    pooled = F.max_pool2d(F.relu(net.get_submodule("conv1")(images)), 2).detach()
    assert pooled.isnan().any()
    for kernels in KERNELS:
        found = engine_values(chromium, kernels, net, images, target, "cross_entropy", ["s2"])
        assert torch.equal(found["s2"].isnan(), pooled.isnan()), kernels


def test_a_tie_goes_to_the_first_maximum(chromium: Chromium) -> None:
    class Ties(nn.Module):
        """Pools a plane of equal numbers."""

        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.ones(1, 16, 16))
            self.fc = nn.Linear(64, 10)

        def forward(self, x: Tensor) -> Tensor:
            tied = x * self.scale
            y: Tensor = self.fc(F.max_pool2d(tied, 2).flatten(1))

            return y

    net, images, target = Ties(), torch.ones(2, 1, 16, 16), torch.tensor([1, 2])
    for kernels in KERNELS:
        assert compare(chromium, kernels, net, images, target, "cross_entropy") <= 1e-5
