"""Wrong answers that learners of chapter 8 give, and the sentence meant for each."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from livenet.exercises.judging import judge


def trainer(
    mode: bool = True,
    clear: str = "before",
    softmax: bool = False,
    keep: str = "item",
    result: str = "mean",
) -> Any:
    """Return a loop with a mistake; without any, it is right."""

    def train(net: Any, optimizer: Any, batches: Any) -> Any:
        total: Any = 0
        net.train(mode)
        for x, y in batches:
            if clear == "before":
                optimizer.zero_grad()
            out = net(x)
            loss = F.cross_entropy(out.softmax(1) if softmax else out, y)
            loss.backward()
            if clear == "between":
                optimizer.zero_grad()
            optimizer.step()
            total += loss.item() if keep == "item" else loss
        return {"mean": total / len(batches), "sum": total, "text": str(total)}[result]

    return train


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (trainer(mode=False), "trains in eval mode"),
        (trainer(clear="never"), "old gradients still pile up"),
        (trainer(clear="never", softmax=True), "old gradients still pile up"),
        (trainer(clear="between"), "zero_grad comes before backward"),
        (trainer(softmax=True), "the softmax is still there"),
        (trainer(keep="loss"), "add up loss.item()"),
        (trainer(result="sum"), "the mean loss of the three batches is"),
        (trainer(result="text"), "one number is wanted, and this is a str"),
        (lambda net, optimizer, batches: 0.0, "was never run"),
        (
            lambda net, optimizer, batches: trainer()(net, optimizer, batches[:2]),
            "one step for each batch",
        ),
    ],
)
def test_mend(answer: Any, message: str) -> None:
    assert message in judge("08-mend", answer)[1]


def test_a_mended_loop_may_return_its_loss_detached() -> None:
    def train(net: Any, optimizer: Any, batches: Any) -> Any:
        return torch.tensor(trainer()(net, optimizer, batches))

    assert judge("08-mend", train)[1] == "Right."


def moved(images: Tensor) -> Tensor:
    shifts = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]
    return torch.cat([images.roll(shift, (2, 3)) for shift in shifts])


def divider(
    shuffle: str = "both", first: str = "divide", labels_by: str = "repeat", move: str = "train"
) -> Any:
    """Return a function that divides with a mistake; without any, it is right."""

    def divide(images: Tensor, labels: Tensor, n: int) -> Any:
        order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
        if shuffle != "none":
            images = images[order]
        if shuffle == "both":
            labels = labels[order]
        if first == "move":
            images, labels = moved(images), labels.repeat(5)
            order = torch.randperm(len(images), generator=torch.Generator().manual_seed(1))
            return images[order[n:]], labels[order[n:]], images[order[:n]], labels[order[:n]]
        held, held_labels, kept, kept_labels = images[-n:], labels[-n:], images[:-n], labels[:-n]
        if move != "none":
            kept = moved(kept)
            repeat = labels_by == "repeat"
            kept_labels = kept_labels.repeat(5) if repeat else kept_labels.repeat_interleave(5)
        if move == "both":
            held, held_labels = moved(held), held_labels.repeat(5)
        return kept, kept_labels, held, held_labels

    return divide


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (divider(first="move"), "a leak: "),
        (divider(shuffle="none"), "the test has but 4 classes"),
        (divider(shuffle="images"), "shuffle both with one permutation"),
        (divider(labels_by="repeat_interleave"), "repeat labels in that order"),
        (divider(move="both"), "40 images as they were, and has 200"),
        (divider(move="none"), "there are 60"),
        (lambda images, labels, n: (moved(images[n:]), images[:n]), "return four tensors"),
        (
            lambda images, labels, n: (moved(images[n:]), labels[n:], images[:n], labels[:n]),
            "not as many labels",
        ),
        (
            lambda images, labels, n: divider()(images, labels.float(), n),
            "the dtype should be torch.int64",
        ),
    ],
)
def test_divide(answer: Any, message: str) -> None:
    assert message in judge("08-divide", answer)[1]


def diagnose(net: Any, x: Tensor, y: Tensor) -> str:
    """Return the right diagnosis."""
    out = net(x)
    if torch.allclose(out.sum(1), torch.ones(len(x))):
        return "softmax"
    if torch.equal(out, out[:1].expand_as(out)):
        return "dead"
    net.zero_grad()
    F.cross_entropy(out, y).backward()
    return "cut" if any(p.grad is None for p in net.parameters()) else "healthy"


def by_the_loss(net: Any, x: Tensor, y: Tensor) -> str:
    return "softmax" if F.cross_entropy(net(x), y) > 1.46 else diagnose(net, x, y)


def by_old_gradients(net: Any, x: Tensor, y: Tensor) -> str:
    diagnosis = diagnose(net, x, y)
    return "healthy" if diagnosis == "cut" else diagnosis


def blind_to_the_dead(net: Any, x: Tensor, y: Tensor) -> str:
    diagnosis = diagnose(net, x, y)
    return "healthy" if diagnosis == "dead" else diagnosis


def by_the_sign(net: Any, x: Tensor, y: Tensor) -> str:
    """Call softmax whatever has no scores on both sides of 0."""
    diagnosis = diagnose(net, x, y)
    return "softmax" if diagnosis == "healthy" and (net(x) <= 0).all() else diagnosis


def by_a_step(net: Any, x: Tensor, y: Tensor) -> str:
    with torch.no_grad():
        for p in net.parameters():
            p -= 0.1
    return "healthy"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (by_the_loss, 'one patient is "healthy", and you say "softmax": it is a LeNet just made'),
        (lambda net, x, y: "healthy", "the rows of its output do"),
        (blind_to_the_dead, "its output is the same for each image"),
        (by_old_gradients, "so clear them first"),
        (by_the_sign, "does no harm"),
        (by_a_step, "take no step"),
        (lambda net, x, y: "fine", "this is 'fine'"),
        (lambda net, x, y: True, "a diagnosis is text, and this is a bool"),
    ],
)
def test_doctor(answer: Any, message: str) -> None:
    assert message in judge("08-doctor", answer)[1]
