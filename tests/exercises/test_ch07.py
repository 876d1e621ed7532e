"""Wrong answers that learners of chapter 7 give, and the sentence meant for each."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import digits, weights
from livenet.exercises import ch07
from livenet.exercises.judging import judge


def test_the_digit_asked_about_is_the_one_of_the_chapter() -> None:
    net = weights.trained()
    images, labels = digits.load("test")
    with torch.no_grad():
        losses = F.cross_entropy(net(images), labels, reduction="none")
        read = net(ch07._image()).argmax()
    assert torch.equal(ch07._image()[0], images[losses.argmax()])
    assert (int(labels[losses.argmax()]), int(read)) == (2, 7)


def slope(of: Any, image: Tensor) -> Tensor:
    """Return the gradient of a function of an image, of shape (32, 32)."""
    x = image.clone().requires_grad_()
    slope: Tensor = torch.autograd.grad(of(x), x)[0]
    return slope[0, 0]


def with_backward(net: Any, image: Tensor, digit: int) -> Tensor:
    x = image.clone().requires_grad_()
    net(x)[0, digit].backward()
    assert x.grad is not None
    return x.grad[0, 0]


def without_clone(net: Any, image: Tensor, digit: int) -> Tensor:
    image.requires_grad_()
    (slope,) = torch.autograd.grad(net(image)[0, digit], image)
    return slope[0, 0]


def of_weights(net: Any, image: Tensor, digit: int) -> Tensor:
    slope: Tensor = torch.autograd.grad(net(image)[0, digit], net.conv1.weight)[0]
    return slope


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            lambda net, image, digit: slope(lambda x: net(x).softmax(dim=1)[0, digit], image),
            "the gradient of the probability",
        ),
        (
            lambda net, image, digit: slope(
                lambda x: F.cross_entropy(net(x), torch.tensor([digit])), image
            ),
            "the gradient of the loss",
        ),
        (
            lambda net, image, digit: slope(lambda x: net(x)[0, digit], image).abs(),
            "keep the signs",
        ),
        (lambda net, image, digit: slope(lambda x: net(x).max(), image), "asked for 2, it tells"),
        (lambda net, image, digit: slope(lambda x: net(x).sum(), image), "this is not the gradi"),
        (with_backward, "gradients were left in the parameters' .grad"),
        (without_clone, "now requires a gradient"),
        (of_weights, "the shape should be (32, 32), and is (6, 1, 5, 5)"),
        (lambda net, image, digit: net(image)[0, digit], "and is ()"),
    ],
)
def test_saliency(answer: Any, message: str) -> None:
    assert message in judge("07-saliency", answer)[1]


def occluding(change: str) -> Any:
    """Return an occlusion map that makes one mistake."""

    @torch.no_grad()
    def occlusion(net: Any, image: Tensor, digit: int, size: int) -> Tensor:
        side = 28 if change == "five" else 33 - size
        covers = image.clone() if change == "piles" else None
        left = []
        for place in range(side * side):
            row, column = divmod(place, side)
            if change == "exchanged":
                row, column = column, row
            if covers is not None:
                covered = covers
            else:
                covered = image if change == "in place" else image.clone()
            paper = 0.5 if change == "grey" else 0.0
            covered[0, 0, row : row + size, column : column + size] = paper
            left.append(covered.clone())
        scores, before = net(torch.cat(left)), net(image)
        if change == "probability":
            scores, before = scores.softmax(dim=1), before.softmax(dim=1)
        falls: Tensor = before[0, digit] - scores[:, digit]
        if change == "scores":
            falls = scores[:, digit]
        return (-falls if change == "sign" else falls).view(side, side)

    return occlusion


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("scores", "these are the scores when covered"),
        ("sign", "the wrong way round"),
        ("probability", "these are probabilities"),
        ("piles", "the paper piles up"),
        ("in place", "clone() it before you cover it"),
        ("exchanged", "rows and columns are exchanged"),
        ("grey", "with 8×8 of paper"),
        ("five", "the shape should be (25, 25), and is (28, 28)"),
        ("nothing", "Right."),
    ],
)
def test_occlusion(change: str, message: str) -> None:
    assert message in judge("07-occlusion", occluding(change))[1]


def stepping(change: str) -> Any:
    """Return a step towards a digit that makes one mistake."""

    def toward(net: Any, image: Tensor, digit: int, eps: float) -> Tensor:
        x = image.clone().requires_grad_()
        loss = F.cross_entropy(net(x), torch.tensor([digit]))
        of = net(x)[0, digit] if change == "score" else loss
        (slope,) = torch.autograd.grad(of, x)
        step = slope if change == "no sign" else slope.sign()
        moved = x + eps * step if change in ("away", "score") else x - eps * step
        if change == "nowhere":
            moved = image
        if change == "attached":
            return moved.clamp(0, 1)
        return (moved if change == "no clamp" else moved.clamp(0, 1)).detach()

    return toward


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("away", "the wrong way: so the loss rises"),
        ("no clamp", "some pixels left 0 to 1"),
        ("no sign", "sign() is missing"),
        ("score", "this follows the score alone"),
        ("attached", "detach() it at the end"),
        ("nowhere", "a step towards 2 is image - eps"),
        ("nothing", "Right."),
    ],
)
def test_toward(change: str, message: str) -> None:
    assert message in judge("07-toward", stepping(change))[1]


def fgsm(eps: float) -> Any:
    def deceive(net: Any, images: Tensor, labels: Tensor) -> Tensor:
        x = images.clone().requires_grad_()
        (slope,) = torch.autograd.grad(F.cross_entropy(net(x), labels), x)
        return (images + eps * slope.sign()).clamp(0, 1)

    return deceive


def without_bounds(net: Any, images: Tensor, labels: Tensor) -> Tensor:
    for _ in range(5):
        images = fgsm(0.05)(net, images, labels)
    return images


def without_clamp(net: Any, images: Tensor, labels: Tensor) -> Tensor:
    return images - 0.1


def at_random(net: Any, images: Tensor, labels: Tensor) -> Tensor:
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(0)).sign()
    return (images + 0.15 * noise).clamp(0, 1)


@torch.no_grad()
def spoilt(net: Any, images: Tensor, labels: Tensor) -> Tensor:
    nn.init.zeros_(net.fc3.weight)
    return images


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (fgsm(0.15), "are still read rightly, and 30% is the most"),
        (at_random, "are still read rightly, and 30% is the most"),
        (fgsm(0.5), "one pixel changed by 0.50"),
        (without_bounds, "one pixel changed by 0.25"),
        (without_clamp, "not between 0 and 1"),
        (spoilt, "you changed the network"),
        (lambda net, images, labels: images[:1], "the shape should be (100, 1, 32, 32)"),
        (lambda net, images, labels: images.fill_(float("nan")), "not between 0 and 1"),
    ],
)
def test_deceive(answer: Any, message: str) -> None:
    assert message in judge("07-deceive", answer)[1]
