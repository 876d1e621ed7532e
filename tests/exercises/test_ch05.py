"""Wrong answers that learners of chapter 5 give, and the sentence meant for each."""

from typing import Any

import pytest
import torch
from torch import nn

from livenet.exercises.judging import judge


def renamed(net: Any, lr: float) -> None:
    with torch.no_grad():
        for p in net.parameters():
            p = p - lr * p.grad


def exchanged(net: Any, lr: float) -> None:
    net.weight = nn.Parameter(net.weight - lr * net.weight.grad)


def uphill(net: Any, lr: float) -> None:
    with torch.no_grad():
        for p in net.parameters():
            p += lr * p.grad


def without_lr(net: Any, lr: float) -> None:
    with torch.no_grad():
        for p in net.parameters():
            p -= p.grad


def weights_only(net: Any, lr: float) -> None:
    with torch.no_grad():
        net.weight -= lr * net.weight.grad


def by_data(net: Any, lr: float) -> None:
    for p in net.parameters():
        p.data.sub_(lr * p.grad)


def recorded(net: Any, lr: float) -> None:
    for p in net.parameters():
        p -= lr * p.grad


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (renamed, "only renames the loop variable"),
        (exchanged, "the network holds new tensors"),
        (uphill, "the wrong way"),
        (without_lr, "each parameter should lose lr * p.grad"),
        (weights_only, "weights and biases both"),
        (by_data, "went behind the version counter"),
        (recorded, "your code raised an error: RuntimeError"),
    ],
)
def test_step(answer: Any, message: str) -> None:
    torch.manual_seed(0)
    assert message in judge("05-step", answer)[1]


def adagrad(keep: str, root: str) -> Any:
    """Return a rule that keeps and divides as told, rightly or not."""

    def rule(params: Any, grads: Any, state: Any, lr: float, eps: float) -> None:
        for i, (p, g) in enumerate(zip(params, grads, strict=True)):
            old = state.get(i, torch.zeros_like(p))
            sums = {"sum": old + g**2, "none": g**2, "mean": old * 0.9 + g**2}[keep]
            if keep != "none":
                state[i] = sums
            p -= lr * g / (sums.sqrt() + eps if root == "root" else sums + eps)

    return rule


@pytest.mark.parametrize(
    ("keep", "root", "message"),
    [
        ("sum", "none", "look at the square, the root, and where eps stands"),
        ("none", "root", "state is empty"),
        ("mean", "root", "adds up squares and forgets none"),
    ],
)
def test_adagrad(keep: str, root: str, message: str) -> None:
    assert message in judge("05-adagrad", adagrad(keep, root))[1]


def sgd(lr: float) -> Any:
    def rule(params: Any, grads: Any, state: Any) -> None:
        for p, g in zip(params, grads, strict=True):
            p -= lr * g

    return rule


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (sgd(0.09), "after 30 steps it is 0."),
        (sgd(10.0), "it diverged"),
        (lambda params, grads, state: [p - 0.1 for p in params], "never moved"),
        (lambda params, grads, state: params[0].zero_(), "after 30 steps it is 0.559"),
    ],
)
def test_ravine(answer: Any, message: str) -> None:
    assert message in judge("05-ravine", answer)[1]
