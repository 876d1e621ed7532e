"""Wrong answers that learners of chapter 1 give, and the sentence meant for each."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from livenet import LeNet
from livenet.exercises.judging import judge


def reads(logits: Any, labels: Any) -> Any:
    return logits.argmax(dim=1) == labels


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda z, y: reads(z, y).sum(), "this is how many are right"),
        (lambda z, y: 100 * reads(z, y).float().mean(), "this is a percentage"),
        (lambda z, y: (~reads(z, y)).float().mean(), "read wrongly"),
        (lambda z, y: reads(z, y).float(), "a tensor of shape (50,)"),
        (lambda z, y: reads(z, y).tolist(), "this is a list"),
        (lambda z, y: (z.argmin(dim=1) == y).float().mean(), "the share here is 0.74"),
        (lambda z, y: (z.argmax(dim=0) == y).float().mean(), "RuntimeError"),
        (lambda z, y: reads(z, y).mean(), "RuntimeError"),
    ],
)
def test_accuracy(answer: Any, message: str) -> None:
    assert message in judge("01-accuracy", answer)[1]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda x, n: torch.roll(x, -n, dims=3), "comes in on the right"),
        (lambda x, n: F.pad(x, (n, -n)), "to the right"),
        (lambda x, n: F.pad(x, (0, 0, -n, n)), "moved the images up"),
        (lambda x, n: x[..., n:], "the shape should be (3, 1, 8, 8), and is (3, 1, 8, 7)"),
        (lambda x, n: F.pad(x, (-1, 1)), "moved by 3"),
        (lambda x, n: F.pad(x, (-n, n)).double(), "the dtype should be torch.float32"),
    ],
)
def test_shift_left(answer: Any, message: str) -> None:
    assert message in judge("01-shift-left", answer)[1]


def small(outputs: int = 10) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.MaxPool2d(4), nn.Flatten(), nn.Linear(64, outputs))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LeNet, "the class LeNet itself"),
        (LeNet(), "your network has 61,706"),
        (small(), "train it before you hand it in"),
        (small(outputs=9), "the shape should be (2000, 10), and is (2000, 9)"),
        (lambda x: x, "an nn.Module is wanted"),
    ],
)
def test_small_network(answer: Any, message: str) -> None:
    assert message in judge("01-small-network", answer)[1]
