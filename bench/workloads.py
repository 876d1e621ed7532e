"""What is trained to measure speed: a few networks, as PyTorch writes them, and their digits.

The names of their parameters are what `step_onnx.py` and `tensorflow.ts` know them by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from livenet import digits
from livenet.lenet import LeNet


class Convolutions(nn.Module):
    """LeNet with a batch norm behind each convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.bn1 = nn.BatchNorm2d(6)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.bn2 = nn.BatchNorm2d(16)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x: Tensor) -> Tensor:
        """Take (N, 1, 32, 32), give (N, 10)."""
        x = self.pool(self.bn1(self.conv1(x)).relu())
        x = self.pool(self.bn2(self.conv2(x)).relu())
        return self.fc3(self.fc2(self.fc1(x.flatten(1)).relu()).relu())


class Perceptron(nn.Module):
    """784-512-512-10."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(784, 512)
        self.fc2 = nn.Linear(512, 512)
        self.fc3 = nn.Linear(512, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Take (N, 1, 28, 28), give (N, 10)."""
        return self.fc3(self.fc2(self.fc1(x.flatten(1)).relu()).relu())


class Encoder(nn.Module):
    """A transformer encoder over the 32 rows of a digit: two layers of four heads."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Linear(32, 64)
        self.position = nn.Parameter(torch.randn(32, 64) * 0.02)
        layer = nn.TransformerEncoderLayer(64, 4, 128, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Take (N, 1, 32, 32), give (N, 10)."""
        h = self.embed(x.flatten(1, 2)) + self.position
        return self.head(self.encoder(h).mean(1))


@dataclass(frozen=True)
class Workload:
    """A network, trained with one optimizer on batches of one size."""

    network: str
    optimizer: str
    batch: int

    @property
    def net(self) -> nn.Module:
        """Return a network with first weights, the same each time."""
        torch.manual_seed(0)
        return NETWORKS[self.network]()

    @property
    def digits(self) -> tuple[Tensor, Tensor]:
        """Return images and labels of one batch."""
        images, labels = digits.load("train", n=self.batch)
        return (images[..., 2:30, 2:30].contiguous() if self.network == "MLP" else images), labels


NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "LeNet": LeNet,
    "MLP": Perceptron,
    "LeNet+BN": Convolutions,
    "Transformer": Encoder,
}


def workloads() -> Iterator[Workload]:
    """Yield what is measured, in the order of the table."""
    for optimizer in ("momentum", "adam"):
        for batch in (32, 64, 128):
            yield Workload("LeNet", optimizer, batch)
    for network in list(NETWORKS)[1:]:
        yield Workload(network, "momentum", 64)
