"""The page draws the first weights of a network as PyTorch drew them, bit for bit."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from livenet import LeNet, tape
from livenet.widgets._fresh import fresh

from .formulas import answers

NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "LeNet": LeNet,
    "without biases": lambda: nn.Sequential(
        nn.Conv2d(3, 2, (3, 5), bias=False), nn.Flatten(), nn.Linear(7, 3), nn.Linear(3, 1)
    ),
}


@pytest.mark.parametrize("seed", [0, 1, 2**31 + 7])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_page_draws_what_torch_drew(name: str, seed: int, tmp_path: Path) -> None:
    torch.manual_seed(seed)
    net = NETWORKS[name]()
    recipe = fresh(net, seed)
    assert recipe, "this machine's torch rounds otherwise: the weights then travel whole"
    [drawn] = answers("train-lab/first-weights.ts", "firstWeights", [[recipe]], tmp_path)
    assert bytes(drawn[str(i)] for i in range(len(drawn))) == tape.pack(net)


def test_other_weights_are_not_drawn() -> None:
    torch.manual_seed(0)
    net = LeNet()
    assert fresh(net, 1) is None
    assert fresh(nn.Sequential(nn.BatchNorm2d(4, track_running_stats=False)), 0) is None
