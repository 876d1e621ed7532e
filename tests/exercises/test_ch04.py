"""Wrong answers that learners of chapter 4 give, and the sentence meant for each."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from livenet.exercises.judging import judge


def ds(a: float, b: float) -> float:
    return 2 * (a * b + b)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda a, b: (ds(a, b) * b, ds(a, b) * a), "dy_db has only the first"),
        (lambda a, b: (b, a + 1), "multiply by that of the square"),
        (lambda a, b: (ds(a, b) * (a + 1), ds(a, b) * b), "are exchanged"),
        (lambda a, b: (ds(a, b), ds(a, b) * (a + 1)), "dy_da is 200.0, and your function gives 40"),
        (lambda a, b: ds(a, b) * b, "this is a float"),
    ],
)
def test_by_hand(answer: Any, message: str) -> None:
    assert message in judge("04-by-hand", answer)[1]


def parts(clear: str, share: str) -> Any:
    """Return a function that clears and scales as told, rightly or not."""

    def in_parts(net: Any, images: Tensor, labels: Tensor, size: int) -> None:
        if clear == "first":
            net.zero_grad()
        pieces = list(zip(images.split(size), labels.split(size), strict=True))
        for part, answers in pieces:
            if clear == "each":
                net.zero_grad()
            loss = F.cross_entropy(net(part), answers)
            scales = {"size": len(part) / len(images), "number": 1 / len(pieces), "none": 1.0}
            (loss * scales[share]).backward()
        if clear == "last":
            net.zero_grad()

    return in_parts


@pytest.mark.parametrize(
    ("clear", "share", "message"),
    [
        ("first", "none", "2 times too large"),
        ("first", "number", "in parts of 4, 4 and 2 it is wrong"),
        ("never", "size", "clear them first"),
        ("each", "size", "not the gradients of the whole batch"),
        ("last", "size", "is None"),
    ],
)
def test_in_parts(clear: str, share: str, message: str) -> None:
    torch.manual_seed(0)
    assert message in judge("04-in-parts", parts(clear, share))[1]


def scaled_behind_its_back(x: Tensor) -> Tensor:
    y = x**2
    x.data.mul_(1.5)
    return y


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda x: x**2, "and it was not deceived"),
        (lambda x: x.abs() + x.relu(), "and it was not deceived"),
        (lambda x: (x**2).detach(), "has no grad_fn"),
        (lambda x: x.detach().requires_grad_() * 1, "the result is not computed from x"),
        (lambda x: torch.tensor(3.0, requires_grad=True) ** 2, "the result is not computed from x"),
        (lambda x: x * torch.rand(()), "no random numbers"),
        (lambda x: x.item() ** 2, "a tensor of no dimensions"),
    ],
)
def test_disagree(answer: Any, message: str) -> None:
    assert message in judge("04-disagree", answer)[1]


@pytest.mark.parametrize("answer", [lambda x: x.detach() * x, scaled_behind_its_back])
def test_every_way_to_deceive_is_right(answer: Any) -> None:
    assert judge("04-disagree", answer)[1] == "Right."
