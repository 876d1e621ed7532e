"""How the gradients of a batch's parts become its own: as their mean, their sum, or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import tape
from livenet.lenet import LeNet

IMAGE = torch.zeros(1, 1, 8, 8)


def layers(*more: nn.Module) -> nn.Module:
    """A small network with some layers in its middle."""
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), *more, nn.ReLU(), nn.Flatten(), nn.Linear(256, 10)
    )


class Written(nn.Module):
    """A small network whose middle is a function."""

    def __init__(self, middle: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(64, 12), nn.Linear(12, 10)
        self.middle = middle

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.last(self.middle(self.first(x.flatten(1))))
        return y


class Sequence(nn.Module):
    """The batch is the second axis of what the recurrent layer sees, and dropout falls there."""

    def __init__(self) -> None:
        super().__init__()
        self.rnn, self.fc = nn.GRU(8, 6), nn.Linear(6, 10)

    def forward(self, x: Tensor) -> Tensor:
        out, _ = self.rnn(F.dropout(x.squeeze(1).transpose(0, 1), 0.3, self.training))
        y: Tensor = self.fc(out[-1])
        return y


def centred(h: Tensor) -> Tensor:
    return h - h.mean(0)


def barely_centred(h: Tensor) -> Tensor:
    return h - 0.001 * h.mean(0)


def shuffled(h: Tensor) -> Tensor:
    return 0.7 * h + 0.3 * h[torch.randperm(len(h))]


def noisy(h: Tensor) -> Tensor:
    return torch.relu(h + torch.randn_like(h))


def apart(output: Tensor, target: Tensor) -> Tensor:
    """Samples are compared with one another."""
    alike = F.normalize(output) @ F.normalize(output).T
    same = (target[:, None] == target[None, :]).float()
    return ((alike - same) ** 2).sum()


NETWORKS = {
    "LeNet": (LeNet, "mean"),
    "batch norm": (lambda: layers(nn.BatchNorm2d(4)), "mean"),
    "batch norm without running statistics": (
        lambda: layers(nn.BatchNorm2d(4, track_running_stats=False)),
        "mean",
    ),
    "instance norm": (lambda: layers(nn.InstanceNorm2d(4, affine=True)), "mean"),
    "group norm": (lambda: layers(nn.GroupNorm(2, 4)), "mean"),
    "dropout": (lambda: layers(nn.Dropout(0.4)), "mean"),
    "dropout of whole channels": (lambda: layers(nn.Dropout2d(0.4)), "mean"),
    "a batch along the second axis": (Sequence, "mean"),
    "noise": (lambda: Written(noisy), "mean"),
    "less the mean of the batch": (lambda: Written(centred), None),
    "less a thousandth of it": (lambda: Written(barely_centred), None),
    "with a share of other samples": (lambda: Written(shuffled), None),
    "slopes drawn for what is negative": (lambda: layers(nn.RReLU()), None),
}

LOSSES: dict[str, tuple[Any, str | None]] = {
    "mean": (nn.CrossEntropyLoss(), "mean"),
    "smoothed": (nn.CrossEntropyLoss(label_smoothing=0.1), "mean"),
    "sum": (nn.CrossEntropyLoss(reduction="sum"), "sum"),
    "numbers": ("mse", "mean"),
    "sum of numbers": (nn.L1Loss(reduction="sum"), "sum"),
    "class weights": (nn.CrossEntropyLoss(weight=torch.linspace(1, 2, 10)), None),
    "class weights in turn": (nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0] * 5)), None),
    "their sum": (nn.CrossEntropyLoss(weight=torch.linspace(1, 2, 10), reduction="sum"), "sum"),
    **{f"class {c} ignored": (nn.CrossEntropyLoss(ignore_index=c), None) for c in (0, 4, 9)},
    "contrastive": (apart, None),
    "the largest": (
        lambda output, target: F.nll_loss(output, target, reduction="none").max(),
        None,
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_in_which_samples_see_one_another_stay_whole(name: str) -> None:
    make, how = NETWORKS[name]
    torch.manual_seed(0)
    net = make()
    example = torch.zeros(1, 1, 32, 32) if name == "LeNet" else IMAGE
    assert tape.record(net, example).graph["shards"] == how


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_a_mean_over_samples_or_their_sum_or_neither(name: str) -> None:
    loss, how = LOSSES[name]
    torch.manual_seed(0)
    assert tape.record(Written(torch.tanh), IMAGE, loss).graph["shards"] == how


def test_what_is_only_predicted_has_no_parts_to_learn_from() -> None:
    assert tape.record(Written(torch.tanh), IMAGE, None).graph["shards"] is None
