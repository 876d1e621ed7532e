"""MNIST as livenet reads it: shapes, counts, splits, and files that are not as they should be."""

import lzma
import shutil
from pathlib import Path

import pytest
import torch

from livenet import digits, resources

# How often each digit stands among the labels, as counted from the published files.
TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@pytest.mark.parametrize(
    ("split", "counts"), [("train", TRAIN_COUNTS), ("test", TEST_COUNTS)], ids=["train", "test"]
)
def test_a_split_has_mnists_digits(split: str, counts: list[int]) -> None:
    images, labels = digits.load(split)
    assert images.shape == (sum(counts), 1, 32, 32)
    assert (images.dtype, labels.dtype) == (torch.float32, torch.int64)
    assert labels.bincount().tolist() == counts


def test_digits_are_padded_not_resized() -> None:
    images, _ = digits.load("test")
    pixels, _ = digits.read_bytes("test")
    assert torch.equal((images[:, 0, 2:-2, 2:-2] * 255).round().byte(), pixels)
    frame = images.clone()
    frame[:, 0, 2:-2, 2:-2] = 0
    assert frame.abs().max() == 0
    assert (images.min().item(), images.max().item()) == (0, 1)


def test_the_first_test_digit_is_the_well_known_seven() -> None:
    images, labels = digits.load("test")
    assert labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert images[0].sum() > 50


def test_a_subset_is_seeded_and_holds_no_digit_twice() -> None:
    first, again, other = (digits.load("test", n=500, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first.images, again.images)
    assert torch.equal(first.labels, again.labels)
    assert not torch.equal(first.labels, other.labels)
    assert len(first.images.flatten(1).unique(dim=0)) == 500


def test_a_whole_split_as_subset_is_that_split_in_another_order() -> None:
    assert digits.load("test", n=10_000).labels.bincount().tolist() == TEST_COUNTS


def test_hold_out_shares_nothing_and_loses_nothing() -> None:
    whole = digits.load("test", n=1000)
    kept, held = digits.hold_out(whole, 200, seed=3)
    assert (len(kept.labels), len(held.labels)) == (800, 200)
    together = torch.cat([kept.images, held.images]).flatten(1).unique(dim=0)
    assert torch.equal(together, whole.images.flatten(1).unique(dim=0))


def test_a_loaded_split_is_the_callers_own() -> None:
    digits.load("test").images.fill_(9)
    assert digits.load("test").images.max() == 1


@pytest.mark.parametrize("n", [0, -1, 10_001])
def test_a_subset_of_impossible_size_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="n must be from 1 to 10000, not"):
        digits.load("test", n=n)


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(ValueError, match="no split 'valid': choose from train, test"):
        digits.load("valid")


@pytest.mark.parametrize("n", [0, 100])
def test_hold_out_leaves_no_side_empty(n: int) -> None:
    with pytest.raises(ValueError, match="n must be from 1 to 99, not"):
        digits.hold_out(digits.load("test", n=100), n)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the data folder that a test may spoil."""
    folder = tmp_path / "data"
    shutil.copytree(resources.DATA, folder)
    monkeypatch.setattr(resources, "DATA", folder)
    digits._read.cache_clear()
    return folder


FILE = "t10k-images-idx3-ubyte.xz"


def refused(match: str) -> None:
    """Expect one sentence that says what is wrong, and one that says what to do."""
    with pytest.raises(digits.DataError, match=match) as caught:
        digits.load("test")
    assert "git checkout -- assets/data" in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    digits._read.cache_clear()


def test_a_missing_file_is_named(data: Path) -> None:
    (data / FILE).unlink()
    refused(f"{FILE} is missing")


@pytest.mark.parametrize("kept", [0, 3, 100_000, -1])
def test_a_truncated_file_is_named(data: Path, kept: int) -> None:
    content = (data / FILE).read_bytes()
    (data / FILE).write_bytes(content[:kept])
    refused(f"{FILE} .* is (truncated or altered|not MNIST's own file)")


def test_a_flipped_bit_in_the_file_is_found(data: Path) -> None:
    content = bytearray((data / FILE).read_bytes())
    content[500_000] ^= 1
    (data / FILE).write_bytes(content)
    refused(f"{FILE} .* is truncated or altered")


def test_a_changed_pixel_is_found(data: Path) -> None:
    pixels = bytearray(lzma.decompress((data / FILE).read_bytes()))
    pixels[1000] ^= 1
    (data / FILE).write_bytes(lzma.compress(pixels, preset=0))
    refused(f"{FILE} .* is not MNIST's own file")
