"""What several of these tests run: optimizers, networks, and images that no rounding decides on."""

import copy
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet.lenet import LeNet


class Case(NamedTuple):
    """An optimizer as torch spells it, as the engine does, and a learning rate for it."""

    make: Any
    options: dict[str, Any]
    ours: dict[str, Any]
    lr: float


CASES = {
    "SGD": Case(torch.optim.SGD, {}, {"name": "SGD"}, 0.05),
    "SGD momentum": Case(
        torch.optim.SGD, {"momentum": 0.9}, {"name": "SGD", "momentum": 0.9}, 0.02
    ),
    "SGD Nesterov, weight decay": Case(
        torch.optim.SGD,
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        {"name": "SGD", "momentum": 0.9, "nesterov": True, "weightDecay": 0.01},
        0.02,
    ),
    # RMSprop divides a gradient by its own running size, so where a gradient is little but rounding
    # its step is, too, and goes with the learning rate: the worst weight was measured 1.8e-5 off at
    # a rate of 0.001 and 1.8e-4 at torch's default, 0.01.
    "RMSprop": Case(torch.optim.RMSprop, {}, {"name": "RMSprop"}, 0.0002),
    "Adam": Case(torch.optim.Adam, {}, {"name": "Adam"}, 0.001),
    "Adam betas, weight decay": Case(
        torch.optim.Adam,
        {"betas": (0.8, 0.99), "eps": 1e-6, "weight_decay": 0.01},
        {"name": "Adam", "betas": [0.8, 0.99], "eps": 1e-6, "weightDecay": 0.01},
        0.001,
    ),
    # At AdamW's default, 0.01, a step shrinks a weight by less than the tolerance; that default is
    # held against torch in double by tests/site/test_optimizer_race.py.
    "AdamW": Case(
        torch.optim.AdamW,
        {"weight_decay": 0.3},
        {"name": "AdamW", "weightDecay": 0.3},
        0.001,
    ),
}


def settled(net: LeNet, images: Tensor) -> Tensor:
    """Which images ``net`` treats the same whatever the rounding: bool of shape (N,).

    Every sign before a ReLU, and every lead of a maximum over the next, is more than 5e-7 of the
    layer's largest value, computed in double; a tie that is exact is one on both sides.
    """
    sure = torch.ones(len(images), dtype=torch.bool)

    def far(margins: Tensor, scale: Tensor) -> Tensor:
        relative = margins / scale
        return ((relative < 1e-12) | (relative > 5e-7)).flatten(1).all(1)

    with torch.no_grad():
        net = copy.deepcopy(net).double()
        x = images.double()
        for conv in (net.conv1, net.conv2):
            z = conv(x)
            c = F.relu(z)
            rows = (
                torch.maximum(c[..., ::2], c[..., 1::2]),
                torch.minimum(c[..., ::2], c[..., 1::2]),
            )
            high, low = rows[0][..., ::2, :], rows[0][..., 1::2, :]
            first = torch.maximum(high, low)
            # the second largest: the lesser of the two row maxima, or one of the row minima
            rest = torch.maximum(rows[1][..., ::2, :], rows[1][..., 1::2, :])
            second = torch.maximum(torch.minimum(high, low), rest)
            sure &= far(z.abs(), z.abs().max()) & far(first - second, z.abs().max())
            x = F.max_pool2d(c, 2)
        x = x.flatten(1)
        for fc in (net.fc1, net.fc2):
            z = fc(x)
            sure &= far(z.abs(), z.abs().max())
            x = F.relu(z)
    return sure


def mlp() -> nn.Module:
    return nn.Sequential(
        nn.Flatten(), nn.Linear(1024, 32), nn.ReLU(), nn.Linear(32, 17), nn.Linear(17, 10)
    )


def tanh_and_average_pooling() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.Sigmoid(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 10),
    )


def padding_and_stride() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, stride=2, padding=1),
        nn.LeakyReLU(0.1),
        nn.Conv2d(8, 5, 3, stride=2, padding=1, bias=False),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, stride=2, padding=1),
        nn.Flatten(),
        nn.Linear(5 * 4 * 4, 10),
    )


def three_convolutions() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 7, 3, padding=2, dilation=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(7, 12, 3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(12 * 6 * 6, 10),
    )
