"""The stored LeNet is the one its log tells of, and a checkpoint that does not fit says why."""

import math
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from livenet import LeNet, digits, resources, weights


def state_of(net: nn.Module, path: Path) -> Path:
    torch.save(net.state_dict(), path)
    return path


def test_the_log_tells_of_three_seeds_and_each_reads_99_of_100() -> None:
    runs = weights.log()["runs"]
    assert [run["seed"] for run in runs] == [0, 1, 2]
    assert min(run["test_accuracy"] for run in runs) >= 0.99
    assert max(run["cpu_seconds"] for run in runs) <= 300


def test_the_log_was_made_by_the_pinned_torch_on_one_thread() -> None:
    log = weights.log()
    assert log["torch"] == torch.__version__.split("+")[0]
    assert (log["threads"], log["device"]) == (1, "cpu")


def test_the_checkpoint_is_small_and_has_the_logged_checksum() -> None:
    path = resources.WEIGHTS / "lenet.pt"
    assert weights.sha256(path) == weights.log()["sha256"]
    assert path.stat().st_size <= 300_000


def test_the_checkpoint_reads_as_many_test_digits_as_the_log_says() -> None:
    images, labels = digits.load("test")
    net = weights.trained()
    assert not net.training
    with torch.no_grad():
        logits = net(images)
    run = weights.log()["runs"][0]
    assert int((logits.argmax(1) == labels).sum()) == round(10_000 * run["test_accuracy"])
    # Cross-entropy from its formula.
    loss = (logits.exp().sum(1).log() - logits[range(10_000), labels]).mean()
    assert math.isclose(float(loss), run["test_loss"], rel_tol=1e-4)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the folder of weights, which livenet then reads."""
    folder = tmp_path / "weights"
    shutil.copytree(resources.WEIGHTS, folder)
    monkeypatch.setattr(resources, "WEIGHTS", folder)
    return folder


def test_an_altered_checkpoint_is_refused(copied: Path) -> None:
    state_of(LeNet(), copied / "lenet.pt")
    with pytest.raises(weights.CheckpointError, match="not the file that its log tells of"):
        weights.trained()


def test_a_missing_checkpoint_is_named(copied: Path) -> None:
    (copied / "lenet.pt").unlink()
    with pytest.raises(weights.CheckpointError, match=r"lenet\.pt is missing from"):
        weights.trained()


@pytest.mark.parametrize("read", [weights.log, weights.trained])
def test_a_missing_log_is_named(copied: Path, read: Callable[[], object]) -> None:
    (copied / "log.json").unlink()
    with pytest.raises(weights.CheckpointError, match=r"log\.json is missing from .*git checkout"):
        read()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff"])
def test_a_log_that_is_none_is_named(copied: Path, content: bytes) -> None:
    (copied / "log.json").write_bytes(content)
    with pytest.raises(
        weights.CheckpointError, match=r"log\.json in .* is altered\. .*git checkout"
    ):
        weights.trained()


def test_what_is_no_tensor_is_named(tmp_path: Path) -> None:
    torch.save({"weight": 3, "bias": torch.zeros(1)}, tmp_path / "net.pt")
    with pytest.raises(weights.CheckpointError, match="weight is 3, not a tensor"):
        weights.load(nn.Linear(2, 1), str(tmp_path / "net.pt"))


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    saved, other = LeNet(), LeNet()
    weights.load(other, state_of(saved, tmp_path / "net.pt"))
    assert all(
        torch.equal(p, q) for p, q in zip(saved.parameters(), other.parameters(), strict=True)
    )


def test_all_that_does_not_fit_is_said_at_once_and_nothing_is_loaded(tmp_path: Path) -> None:
    saved = LeNet()
    saved.fc3 = nn.Linear(84, 26, bias=False)
    saved.extra = nn.Linear(1, 1, bias=False)
    path = state_of(saved, tmp_path / "letters.pt")
    net = LeNet()
    before = [p.detach().clone() for p in net.parameters()]
    with pytest.raises(weights.CheckpointError) as refused:
        weights.load(net, path)
    assert str(refused.value) == (
        "letters.pt does not fit this network: fc3.weight is (26, 84), not (10, 84);"
        " fc3.bias is missing; extra.weight belongs to no layer."
    )
    assert all(torch.equal(p, q) for p, q in zip(before, net.parameters(), strict=True))


def test_a_truncated_file_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    path = state_of(LeNet(), tmp_path / "net.pt")
    for content in (path.read_bytes()[:-1000], b"", b"not a checkpoint at all"):
        path.write_bytes(content)
        with pytest.raises(weights.CheckpointError, match=r"net\.pt cannot be read"):
            weights.load(LeNet(), path)


def test_a_whole_network_is_refused(tmp_path: Path) -> None:
    torch.save(LeNet(), tmp_path / "net.pt")
    with pytest.raises(weights.CheckpointError, match="holds more than tensors"):
        weights.load(LeNet(), tmp_path / "net.pt")


def test_a_tensor_is_no_state_dict(tmp_path: Path) -> None:
    torch.save(torch.zeros(3), tmp_path / "net.pt")
    with pytest.raises(weights.CheckpointError, match="holds a Tensor, not a state_dict"):
        weights.load(LeNet(), tmp_path / "net.pt")
