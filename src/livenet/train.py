"""Train LeNet for real, as chapter 6 does; ``python -m livenet.train`` makes ``assets/weights``.

The chapter writes `DigitSet`, `progress`, `train_epoch`, `evaluate` and `EarlyStop` before its
readers' eyes; a test compares the two. What the chapter leaves out, the check of the arguments,
stands in `_training_arguments`.
"""

import argparse
import copy
import json
import math
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn, optim
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR
from torch.utils.data import DataLoader, Dataset

from livenet import _arguments, digits, resources, weights
from livenet._training_arguments import (
    check_exam,
    check_loader,
    check_loss,
    check_patience,
    check_set,
    check_training,
    checked,
)
from livenet.digits import Digits
from livenet.lenet import LeNet

Loader = DataLoader[tuple[Tensor, Tensor]]
Batches = Iterable[tuple[Tensor, Tensor]]


class DigitSet(Dataset[tuple[Tensor, Tensor]]):
    """Digits one at a time: an image of shape (1, 32, 32) and its label.

    With ``shift``, an image is moved by up to so many pixels, each time anew.

    Args:
        images: float32, shape (N, 1, 32, 32).
        labels: int64, shape (N,).
        shift: in pixels, 0 to 2: the two rows and columns of paper around MNIST's 28×28 may go
            round the edge, ink may not.

    Raises:
        TypeError: images or labels are no tensor, or ``shift`` is no integer.
        ValueError: there is not a label for each image, or ``shift`` is not from 0 to 2.
    """

    @checked(check_set)
    def __init__(self, images: Tensor, labels: Tensor, shift: int = 0) -> None:
        self.images, self.labels, self.shift = images, labels, shift

    def __len__(self) -> int:
        """How many digits there are."""
        return len(self.labels)

    def __getitem__(self, i: int) -> tuple[Tensor, Tensor]:
        """Digit number ``i``."""
        image = self.images[i]  # (1, 32, 32)
        if self.shift:
            down, right = torch.randint(-self.shift, self.shift + 1, (2,)).tolist()
            image = image.roll((down, right), dims=(1, 2))
        return image, self.labels[i]


@checked(check_loader)
def progress(loader: Loader) -> Iterator[tuple[Tensor, Tensor]]:
    """Pass the batches of a loader on, and print a dot for each tenth of them.

    Raises:
        TypeError: ``loader`` has no batches, or does not know how many.
    """
    n = len(loader)
    for i, batch in enumerate(loader):
        yield batch
        print("." * (10 * (i + 1) // n - 10 * i // n), end="", flush=True)


@checked(check_training)
def train_epoch(
    net: nn.Module,
    batches: Batches,
    optimizer: optim.Optimizer,
    schedule: LRScheduler,
    device: torch.device,
) -> float:
    """Take a step for each batch and return the mean loss of a batch, its cross-entropy in nats.

    Args:
        net: takes images and gives logits (N, C); it is in training mode afterwards.
        batches: pairs of images, float32 of shape (N, …) as ``net`` takes them, and labels, int64
            of shape (N,), from 0 to C - 1.
        optimizer: of the parameters of ``net``.
        schedule: of ``optimizer``; it takes a step for each batch.
        device: where ``net`` is, and where each batch is brought.

    Raises:
        TypeError: an argument is of another kind.
        ValueError: there is no batch, a label is out of range, or this machine has no such device.
    """
    net.train()
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(net(images.to(device)), labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()  # after each step, not after each epoch
        losses.append(loss.item())
    return sum(losses) / len(losses)


@checked(check_exam)
@torch.no_grad()
def evaluate(net: nn.Module, loader: Batches, device: torch.device) -> tuple[float, float]:
    """Return the mean loss of a digit, in nats, and the accuracy, 0 to 1.

    Args:
        net: takes images and gives logits (N, C); no parameter changes, and it is in evaluation
            mode afterwards.
        loader: batches as ``train_epoch`` takes them.
        device: where ``net`` is, and where each batch is brought.

    Raises:
        TypeError: an argument is of another kind.
        ValueError: there is no batch, a label is out of range, or this machine has no such device.
    """
    net.eval()
    loss, right, seen = 0.0, 0, 0
    for images, labels in loader:
        labels = labels.to(device)
        logits = net(images.to(device))  # (N, 10)
        loss += F.cross_entropy(logits, labels, reduction="sum").item()
        right += int((logits.argmax(dim=1) == labels).sum())
        seen += len(labels)
    return loss / seen, right / seen


class EarlyStop:
    """Keeps the best weights so far; true once ``patience`` epochs in a row were no better.

    ``state`` is the ``state_dict`` of the best epoch, ``best`` its loss, and ``waited`` how many
    epochs have passed since.

    Raises:
        TypeError: ``net`` is no network, or ``patience`` no integer.
        ValueError: ``patience`` is not at least 1.
    """

    @checked(check_patience)
    def __init__(self, net: nn.Module, patience: int) -> None:
        self.net, self.patience = net, patience
        self.best, self.waited = math.inf, 0

    @checked(check_loss)
    def __call__(self, loss: float) -> bool:
        """Take note of an epoch's validation loss, and say whether to stop.

        Raises:
            RuntimeError: no epoch so far had a finite loss, so there are no weights to keep.
            TypeError: ``loss`` is not one number.
        """
        self.waited += 1
        if loss < self.best:
            self.best, self.waited = loss, 0
            self.state = copy.deepcopy(self.net.state_dict())
        elif self.best == math.inf:
            raise RuntimeError(f"training diverged, its loss is {loss}: lower the learning rate.")
        return self.waited == self.patience


def fit(
    net: nn.Module,
    train: Digits,
    validation: Digits,
    *,
    epochs: int,
    batch_size: int = 64,
    lr: float = 0.004,
    weight_decay: float = 0.05,
    shift: int = 1,
    patience: int = 5,
    device: torch.device | None = None,
) -> list[dict[str, Any]]:
    """Train a network as chapter 6 does and leave it with the weights that validated best.

    Args:
        net: takes digits and gives logits; it is moved to ``device``.
        train: what it learns from, moved by up to ``shift`` pixels each time.
        validation: what decides which epoch was best, and when to stop.
        epochs: how many at most; the learning rate goes up to ``lr`` and down in that time.
        batch_size: how many digits make one step.
        lr: the largest learning rate of the schedule.
        weight_decay: AdamW's.
        shift: in pixels, 0 to 2.
        patience: stop after so many epochs without a lower validation loss.
        device: the CPU when None.

    Returns:
        One row for each epoch, with its number, the learning rate at its end, both losses in nats
        and the validation accuracy, 0 to 1.

    Raises:
        RuntimeError: training diverged: no epoch had a finite validation loss.
        TypeError: an argument is of another kind.
        ValueError: a number is out of its range, a label has no score in what ``net`` returns,
            there are no digits, or this machine has no such device.
    """
    net = _arguments.want_network("net", net)
    epochs = _arguments.want_int("epochs", epochs, 1)
    batch_size = _arguments.want_int("batch_size", batch_size, 1)
    lr = _arguments.want_positive("lr", lr)
    weight_decay = _arguments.want_number("weight_decay", weight_decay, 0)
    for name, value in (("train", train), ("validation", validation)):
        _arguments.want_digits(name, value)
    device = _arguments.want_device("device", device or "cpu")
    net.to(device)
    loader = DataLoader(DigitSet(*train, shift), batch_size, shuffle=True)
    judge = DataLoader(DigitSet(*validation), batch_size=1000)
    optimizer = optim.AdamW(net.parameters(), lr=lr, weight_decay=weight_decay)
    schedule = OneCycleLR(optimizer, max_lr=lr, epochs=epochs, steps_per_epoch=len(loader))
    stop = EarlyStop(net, patience)
    history = []
    for epoch in range(1, epochs + 1):
        print(f"epoch {epoch:2}/{epochs} ", end="")
        train_loss = train_epoch(net, progress(loader), optimizer, schedule, device)
        loss, accuracy = evaluate(net, judge, device)
        print(f" loss {train_loss:.3f}, validation {loss:.3f}, accuracy {accuracy:.2%}")
        history.append(
            {
                "epoch": epoch,
                "lr": schedule.get_last_lr()[0],
                "train_loss": train_loss,
                "validation_loss": loss,
                "validation_accuracy": accuracy,
            }
        )
        if stop(loss):
            break
    net.load_state_dict(stop.state)
    return history


def main(arguments: list[str] | None = None) -> None:
    """Train on 55,000 digits, choose on 5,000, and examine on the 10,000 of the test set."""
    parser = argparse.ArgumentParser(prog="python -m livenet.train", description=main.__doc__)
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[0], help="the first one's weights are saved"
    )
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps")
    parser.add_argument(
        "--folder", type=Path, default=resources.WEIGHTS, help="where lenet.pt and log.json go"
    )
    options = parser.parse_args(arguments)
    device = _arguments.want_device("--device", options.device)
    train, validation = digits.hold_out(digits.load("train"), 5_000)
    exam = DataLoader(DigitSet(*digits.load("test")), batch_size=1000)
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / "lenet.pt"
    runs: list[dict[str, Any]] = []
    for seed in options.seed:
        print(f"seed {seed}")
        torch.manual_seed(seed)
        net = LeNet()
        began = time.process_time()
        history = fit(net, train, validation, epochs=options.epochs, device=device)
        seconds = time.process_time() - began
        loss, accuracy = evaluate(net, exam, device)
        print(f"test loss {loss:.4f}, accuracy {accuracy:.2%}, {seconds:.0f} s of CPU time")
        if not runs:
            torch.save(net.cpu().state_dict(), path)
        runs.append(
            {
                "seed": seed,
                "test_loss": loss,
                "test_accuracy": accuracy,
                "cpu_seconds": round(seconds),
                "epochs": history,
            }
        )
    log = {
        "what": "The training of lenet.pt, the first run, and its siblings; see README.md.",
        "command": " ".join(
            [
                "python -m livenet.train --seed",
                *map(str, options.seed),
                f"--epochs {options.epochs}",
            ]
        ),
        "torch": torch.__version__.split("+")[0],
        "python": ".".join(map(str, sys.version_info[:2])),
        "threads": torch.get_num_threads(),
        "device": device.type,
        "sha256": weights.sha256(path),
        "runs": runs,
    }
    text = json.dumps(log, indent=1)
    (options.folder / "log.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
