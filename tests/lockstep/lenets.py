"""Networks like LeNet with settings drawn by chance, and what torch says of their shapes."""

import random
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def modules(settings: dict[str, Any]) -> list[nn.Module]:
    """Return conv1, conv2, fc1, fc2 and fc3."""
    widths = [settings["fc1_in"], *settings["features"]]
    convs = [
        nn.Conv2d(c["in"], c["out"], c["kernel"], c["stride"], c["padding"], c["dilation"])
        for c in (settings["conv1"], settings["conv2"])
    ]
    return [*convs, *map(nn.Linear, widths, widths[1:])]


def build(settings: dict[str, Any]) -> list[tuple[str, Callable[[Tensor], Tensor]]]:
    """Return the layers of such a network by name, as a reader would write them."""
    conv1, conv2, *linear = modules(settings)

    def pool(p: dict[str, Any]) -> Callable[[Tensor], Tensor]:
        return lambda x: getattr(F, p["kind"])(x, p["kernel"], p["stride"], p["padding"])

    return [
        ("C1", lambda x: F.relu(conv1(x))),
        ("S2", pool(settings["pool1"])),
        ("C3", lambda x: F.relu(conv2(x))),
        ("S4", pool(settings["pool2"])),
        ("flat", lambda x: torch.flatten(x, 1)),
        *zip(("F5", "F6", "out"), linear, strict=True),
    ]


def by_torch(settings: dict[str, Any]) -> list[tuple[str, list[int] | None, str | None]]:
    """Run the network, on the CPU: the meta device has other words for some errors, or none."""
    n = settings["size"]
    x = torch.zeros(settings["batch"], settings["channels"], n, n)
    steps: list[tuple[str, list[int] | None, str | None]] = [("input", list(x.shape), None)]
    for name, layer in build(settings):
        if steps[-1][1] is None:
            steps.append((name, None, None))
            continue
        try:
            x = layer(x)
            steps.append((name, list(x.shape), None))
        except RuntimeError as error:
            steps.append((name, None, str(error)))
    return steps


def draw(chance: random.Random) -> dict[str, Any]:
    """Return settings that often fit, and fail in every layer and way now and then."""

    def conv(into: int) -> dict[str, int]:
        return {
            "in": into if chance.random() < 0.95 else chance.randint(1, 4),
            "out": chance.randint(1, 4),
            "kernel": chance.choice([1, 2, 3, 3, 5, 5, 7, 11]),
            "stride": stride([1, 1, 1, 2, 3]),
            "padding": chance.choice([0, 0, 1, 2, 5]),
            "dilation": chance.choice([1, 1, 1, 2, 4]),
        }

    def pool() -> dict[str, Any]:
        return {
            "kind": chance.choice(["max_pool2d", "avg_pool2d"]),
            "kernel": chance.choice([1, 2, 2, 2, 2, 3, 5, 9]),
            "stride": stride([1, 2, 2, 3]),
            "padding": chance.choice([0, 0, 0, 1, 2]),
        }

    def stride(usual: list[int]) -> int:
        return chance.choice(usual) if chance.random() < 0.96 else 0

    channels = chance.choice([1, 1, 1, 3])
    first = conv(channels)
    return {
        "batch": chance.choice([1, 4]),
        "channels": channels,
        "size": chance.choice([1, 4, 8, 12, 16, 20, 28, 32, 33, 40]),
        "conv1": first,
        "pool1": pool(),
        "conv2": conv(first["out"]),
        "pool2": pool(),
        "fc1_in": chance.choice([4, 16, 64, 400]),
        "features": [chance.choice([5, 12]), 4, 3],
    }
