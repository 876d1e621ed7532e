"""Wrong answers that learners of chapter 3 give, and the sentence meant for each."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F

from livenet.exercises.judging import judge


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (F.mse_loss, "align the shapes first"),
        (lambda p, t: ((p - t) ** 2).mean(), "align the shapes first"),
        (lambda p, t: ((p.squeeze(1) - t) ** 2).sum(), "take the mean"),
        (lambda p, t: ((p.squeeze(1) - t) ** 2).mean().sqrt(), "you took a square root"),
        (
            lambda p, t: (p.squeeze(1) - t).abs().mean(),
            "here it is 1.67, and your function gives 1.00",
        ),
        (lambda p, t: ((p.squeeze(1) - t) ** 2).mean().item(), "this is a float"),
        (lambda p, t: ((p.squeeze(1) - t) ** 2).mean().detach(), "has no grad_fn"),
        (lambda p, t: (p.squeeze(1) - t) ** 2, "the shape should be (), and is (3,)"),
        (lambda p, t: F.mse_loss(p.squeeze(1), t.double()), "and is torch.float64"),
    ],
)
def test_mse(answer: Any, message: str) -> None:
    assert message in judge("03-mse", answer)[1]


def pick(log_p: Any, labels: Any) -> Any:
    return log_p[torch.arange(len(labels)), labels]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda z, y: -pick(z.softmax(1).log(), y).mean(), "underflows"),
        (lambda z, y: pick(z.log_softmax(1), y).mean(), "a minus sign is missing"),
        (lambda z, y: -pick(z.log_softmax(1), y).sum(), "take the mean over the batch"),
        (lambda z, y: -pick(z.log_softmax(0), y).mean(), "it goes along the classes"),
        (lambda z, y: -pick(z.softmax(1).log_softmax(1), y).mean(), "softmax was applied twice"),
        (lambda z, y: -pick(z.softmax(1), y).mean(), "your function gives"),
        (lambda z, y: -pick(z.log_softmax(1), y), "the shape should be (), and is (5,)"),
        (lambda z, y: torch.tensor((-pick(z.log_softmax(1), y).mean()).item()), "has no grad_fn"),
    ],
)
def test_cross_entropy(answer: Any, message: str) -> None:
    assert message in judge("03-cross-entropy", answer)[1]


def one_hot(labels: Any) -> Any:
    return F.one_hot(labels, 10).float()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda z, y: F.mse_loss(z.softmax(1), one_hot(y)), "it saturates"),
        (lambda z, y: F.cross_entropy(z.softmax(1), y), "it saturates"),
        (lambda z, y: F.mse_loss(z, one_hot(y)), "it charges for being sure"),
        (lambda z, y: F.cross_entropy(z, y, reduction="sum"), "the same batch twice"),
        (lambda z, y: F.cross_entropy(z, y, reduction="none"), "the shape should be ()"),
        (lambda z, y: (z.argmax(1) != y).float().mean(), "has no grad_fn"),
        (lambda z, y: -F.cross_entropy(z, y), "it saturates"),
        (F.cross_entropy, "this is cross-entropy itself"),
        (lambda z, y: -pick(z, y).mean(), "it is not bounded below"),
    ],
)
def test_own_loss(answer: Any, message: str) -> None:
    assert message in judge("03-own-loss", answer)[1]


@pytest.mark.parametrize(
    "answer",
    [
        lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1),
        F.multi_margin_loss,
    ],
)
def test_every_usable_loss_is_right(answer: Any) -> None:
    assert judge("03-own-loss", answer)[1] == "Right."
