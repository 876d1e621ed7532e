"""Wrong answers that learners of chapter 6 give, and the sentence meant for each."""

from collections.abc import Iterable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn, optim

from livenet import LeNet, weights
from livenet.exercises.judging import judge


def hits(net: Any, images: Any, labels: Any, most: int = 2) -> Tensor:
    """Return for each digit whether its label is among the highest scores."""
    within: Tensor = (net(images).topk(most, dim=1).indices == labels.unsqueeze(1)).any(dim=1)
    return within


def still_learning(net: Any, batches: Iterable[Any]) -> float:
    return torch.cat([hits(net, x, y) for x, y in batches]).float().mean().item()


def recorded(net: Any, batches: Iterable[Any]) -> float:
    net.eval()
    return still_learning(net, batches)


@torch.no_grad()
def mean_of_means(net: Any, batches: Any) -> float:
    net.eval()
    return float(sum(hits(net, x, y).float().mean() for x, y in batches)) / len(batches)


@torch.no_grad()
def highest_only(net: Any, batches: Iterable[Any]) -> float:
    net.eval()
    return torch.cat([hits(net, x, y, most=1) for x, y in batches]).float().mean().item()


@torch.no_grad()
def how_many(net: Any, batches: Iterable[Any]) -> Tensor:
    net.eval()
    return torch.cat([hits(net, x, y) for x, y in batches]).sum()


@torch.no_grad()
def percentage(net: Any, batches: Iterable[Any]) -> float:
    return 100 * recorded(net, batches)


@torch.no_grad()
def labels_in_a_row(net: Any, batches: Iterable[Any]) -> float:
    net.eval()
    return float(sum((net(x).topk(2, dim=1).indices == y).sum() for x, y in batches)) / 14


@torch.no_grad()
def each_batch(net: Any, batches: Iterable[Any]) -> list[float]:
    net.eval()
    return [hits(net, x, y).float().mean().item() for x, y in batches]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (still_learning, "call net.eval() first"),
        (recorded, "put it under torch.no_grad()"),
        (mean_of_means, "the mean of the batches' shares"),
        (highest_only, "the highest score only"),
        (how_many, "this is how many"),
        (percentage, "here it is 0.786, and your function gives 78.571"),
        (labels_in_a_row, "your code raised an error: RuntimeError"),
        (each_batch, "this is a list"),
    ],
)
def test_top_two(answer: Any, message: str) -> None:
    assert message in judge("06-top-two", answer)[1]


def divided(matrices: Any, vectors: Any) -> list[dict[str, Any]]:
    """Return two groups, where None stands for a weight decay that is not given."""
    groups = [{"params": list(matrices[0])}, {"params": list(vectors[0])}]
    for group, decay in zip(groups, (matrices[1], vectors[1]), strict=True):
        if decay is not None:
            group["weight_decay"] = decay
    return groups


def by_name(net: Any, decay: float) -> list[dict[str, Any]]:
    pairs = list(net.named_parameters())
    return divided(
        ([p for name, p in pairs if name.endswith("weight")], decay),
        ([p for name, p in pairs if not name.endswith("weight")], 0),
    )


def by_ndim(net: Any, decay: float | None, rest: float | None) -> list[dict[str, Any]]:
    return divided(
        ([p for p in net.parameters() if p.ndim > 1], decay),
        ([p for p in net.parameters() if p.ndim <= 1], rest),
    )


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (by_name, "1.weight has ndim 1, and decays"),
        (lambda net, decay: by_ndim(net, decay, decay), "0.bias has ndim 1, and decays"),
        (
            lambda net, decay: divided(
                ([p for p in net.parameters() if p.ndim > 1], decay),
                ([p for p in net.parameters() if p.ndim == 1], 0),
            ),
            "scale.factor is in no group",
        ),
        (lambda net, decay: by_ndim(net, decay, None), "gets AdamW's default of 0.01"),
        (
            lambda net, decay: by_ndim(net, None, 0),
            "0.95 at each step, and is by 0.999",
        ),
        (lambda net, decay: by_ndim(net, 0.1 * decay, 0), "0.95 at each step, and is by 0.995"),
        (lambda net, decay: by_ndim(net, decay, 0)[:1], "0.bias is in no group"),
        (lambda net, decay: by_ndim(net, decay, 0)[0], "return a list of dicts"),
        (lambda net, decay: list(net.parameters()), "return a list of dicts"),
        (lambda net, decay: by_ndim(net, decay, 0) * 2, "your code raised an error: ValueError"),
    ],
)
def test_decay_weights(answer: Any, message: str) -> None:
    assert message in judge("06-decay-weights", answer)[1]


def stripped(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix("module."): tensor for name, tensor in state.items()}


def fitting(net: Any, state: dict[str, Tensor]) -> dict[str, Tensor]:
    wants = net.state_dict()
    return {k: t for k, t in state.items() if k in wants and t.shape == wants[k].shape}


def made_to_fit(net: Any, state: dict[str, Tensor]) -> list[str]:
    net.fc3 = nn.Linear(84, 26)
    return list(net.load_state_dict(stripped(state), strict=False).missing_keys)


def cut_to_fit(net: Any, state: dict[str, Tensor]) -> list[str]:
    part = {name: t[:10] if "fc3" in name else t for name, t in stripped(state).items()}
    net.load_state_dict(part, strict=False)
    return ["fc3.weight", "fc3.bias"]


def half_of_it(net: Any, state: dict[str, Tensor]) -> list[str]:
    part = {name: t for name, t in fitting(net, stripped(state)).items() if "weight" in name}
    return list(net.load_state_dict(part, strict=False).missing_keys)


def left_over(net: Any, state: dict[str, Tensor]) -> list[str]:
    part = fitting(net, stripped(state))
    net.load_state_dict(part, strict=False)
    return [name for name in stripped(state) if name not in part]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda net, s: net.load_state_dict(s, strict=False), "the file says module.conv1.weight"),
        (lambda net, s: net.load_state_dict(s), "your code raised an error: RuntimeError"),
        (
            lambda net, s: net.load_state_dict(stripped(s), strict=False),
            "strict=False forgives names",
        ),
        (
            lambda net, s: net.load_state_dict(fitting(net, stripped(s)), strict=False),
            "return a list of names; this is a _IncompatibleKeys",
        ),
        (made_to_fit, "the output layer now has 26 scores"),
        (cut_to_fit, "fc3 does not fit, and was changed"),
        (half_of_it, "conv1.bias fits by name and shape, and was not loaded"),
        (left_over, "you returned ['fc3.weight', 'fc3.bias', 'fc4.weight']"),
    ],
)
def test_load_what_fits(answer: Any, message: str) -> None:
    assert message in judge("06-load-what-fits", answer)[1]


def by_heart(images: Tensor, labels: Tensor) -> nn.Module:
    """Train as the solution does, on images that stay where they are."""
    torch.manual_seed(0)
    net = LeNet()
    optimizer = optim.AdamW(net.parameters(), lr=0.003, weight_decay=0.05)
    schedule = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.003, total_steps=400)
    for _ in range(40):
        for batch in torch.randperm(300).split(30):
            optimizer.zero_grad()
            F.cross_entropy(net(images[batch]), labels[batch]).backward()
            optimizer.step()
            schedule.step()
    return net


class Seven(nn.Module):
    """A network that always answers 7, as one does whose ReLUs are dead."""

    def forward(self, x: Tensor) -> Tensor:
        return F.one_hot(torch.full((len(x),), 7), 10).float()


class Pixels(nn.Module):
    """The nearest of a few digits it keeps, by its pixels: it knows these, and few others."""

    def __init__(self, images: Tensor, labels: Tensor) -> None:
        super().__init__()
        self.images, self.labels = images.flatten(1), F.one_hot(labels, 10).float()

    def forward(self, x: Tensor) -> Tensor:
        return self.labels[torch.cdist(x.flatten(1), self.images).argmin(dim=1)]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (by_heart, "it learns by heart"),
        (Pixels, "this is the class Pixels itself"),
        (lambda x, y: Pixels(x, y), "it reads 100.0% of what it was given and"),
        (lambda x, y: Pixels(x[:100], y[:100]), "it has learnt too little"),
        (lambda x, y: Seven(), "so it is guessing"),
        (lambda x, y: weights.trained(), "has it seen the digits of the exam?"),
        (lambda x, y: LeNet, "the class LeNet itself"),
        (lambda x, y: 0.95, "an nn.Module is wanted"),
    ],
)
def test_few(answer: Any, message: str) -> None:
    assert message in judge("06-few", answer)[1]
