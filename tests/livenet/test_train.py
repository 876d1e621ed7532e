"""A short training with chapter 6's code: it learns, keeps the best, repeats, and is logged."""

import json
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader

from livenet import LeNet, digits, train, weights
from livenet.digits import Digits

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def halves() -> tuple[Digits, Digits]:
    """Return 3,000 digits to learn from and 1,000 to choose by."""
    return digits.hold_out(digits.load("train", n=4000), 1000)


def test_a_short_training_reads_most_digits_it_never_saw(halves: tuple[Digits, Digits]) -> None:
    torch.manual_seed(0)
    net = LeNet()
    history = train.fit(net, *halves, epochs=3)
    loss, accuracy = train.evaluate(
        net, DataLoader(train.DigitSet(*digits.load("test")), 1000), CPU
    )
    assert accuracy >= 0.85
    assert loss <= 0.5
    assert [row["epoch"] for row in history] == [1, 2, 3]
    # One cycle: down from 0.004 to almost nothing.
    assert history[0]["lr"] > 0.002
    assert history[-1]["lr"] < 1e-5


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    some = digits.hold_out(digits.load("train", n=300), 100)

    def trained(seed: int) -> torch.Tensor:
        torch.manual_seed(seed)
        net = LeNet()
        train.fit(net, *some, epochs=1)
        return nn.utils.parameters_to_vector(net.parameters())

    assert torch.equal(trained(1), trained(1))
    assert not torch.equal(trained(1), trained(2))


def test_a_shifted_digit_is_the_digit_moved_and_loses_no_ink() -> None:
    images, labels = digits.load("train", n=50)
    plain = train.DigitSet(images, labels)
    moved = train.DigitSet(images, labels, shift=2)
    places = set()
    for i in range(50):
        assert torch.equal(plain[i][0], images[i])
        image, label = moved[i]
        assert label == labels[i]
        matches = [
            (down, right)
            for down in range(-2, 3)
            for right in range(-2, 3)
            # The paper is 2 wide, so the crop holds all the ink there is.
            if torch.equal(
                image[0, 2 + down : 30 + down, 2 + right : 30 + right], images[i, 0, 2:30, 2:30]
            )
        ]
        assert matches
        assert image.sum().isclose(images[i].sum())
        places.update(matches)
    assert {down for down, _ in places} == {right for _, right in places} == {-2, -1, 0, 1, 2}


def test_evaluate_counts_a_last_batch_by_its_size() -> None:
    # A "network" whose logits are its images: class 0 has the larger logit by 1, 5 of 7 are right.
    images = torch.tensor([[1.0, 0.0]]).repeat(7, 1)
    labels = torch.tensor([0, 0, 0, 0, 0, 1, 1])
    loss, accuracy = train.evaluate(
        nn.Identity(), DataLoader(train.DigitSet(images, labels), batch_size=4), CPU
    )
    assert accuracy == 5 / 7
    right, wrong = 0.31326, 1.31326  # ln(1 + 1/e) and 1 + ln(1 + 1/e)
    assert loss == pytest.approx((5 * right + 2 * wrong) / 7, abs=1e-4)


def test_early_stop_waits_its_patience_and_keeps_the_best() -> None:
    net = nn.Linear(1, 1)
    stop = train.EarlyStop(net, patience=2)
    answers = []
    for epoch, loss in enumerate([0.9, 0.5, 0.6, 0.4, 0.4, 0.7]):
        with torch.no_grad():
            net.weight.fill_(epoch)
        answers.append(stop(loss))
    assert answers == [False, False, False, False, False, True]
    assert stop.state["weight"].item() == 3


def test_progress_prints_ten_dots_for_any_number_of_batches(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for n in (1, 7, 10, 23):
        some = train.DigitSet(torch.zeros(n, 1), torch.zeros(n))
        assert len(list(train.progress(DataLoader(some, batch_size=1)))) == n
        assert capsys.readouterr().out == "." * 10


def test_the_command_writes_a_checkpoint_and_a_log_that_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = digits.load
    monkeypatch.setattr(digits, "load", lambda split: whole(split, n=5200))
    train.main(["--seed", "3", "4", "--epochs", "1", "--folder", str(tmp_path)])
    log = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    assert log["command"] == "python -m livenet.train --seed 3 4 --epochs 1"
    assert log["sha256"] == weights.sha256(tmp_path / "lenet.pt")
    assert [run["seed"] for run in log["runs"]] == [3, 4]
    net = LeNet()
    weights.load(net, tmp_path / "lenet.pt")
    exam = DataLoader(train.DigitSet(*whole("test", n=5200)), 1000)
    _, accuracy = train.evaluate(net, exam, CPU)
    assert accuracy == log["runs"][0]["test_accuracy"] != log["runs"][1]["test_accuracy"]
