"""MNIST from disk, offline, as LeNet saw it: 28×28 digits padded to 32×32.

Source of the data and its licence: ``assets/data/README.md``.
"""

import hashlib
import lzma
from functools import cache
from typing import NamedTuple

import torch
from torch import Tensor

from livenet import _arguments, resources

# Each split: how its files begin, how many digits it has, and the sha256 of its two unpacked
# IDX files, images and labels, as their authors published them.
_SPLITS = {
    "train": (
        "train",
        60_000,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    "test": (
        "t10k",
        10_000,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
}


# Bytes that are unpacked at once, and written where they will lie: a page's Python never gives back
# the memory that a file as a whole has taken.
_PART = 1 << 20


class DataError(RuntimeError):
    """A data file is missing, or is not the one that the book was written with."""


class Digits(NamedTuple):
    """Handwritten digits and what they are.

    images: float32, shape (N, 1, 32, 32), 0 for paper to 1 for full ink.
    labels: int64, shape (N,), the digit 0 to 9.
    """

    images: Tensor
    labels: Tensor


def load(split: str = "train", n: int | None = None, seed: int = 0) -> Digits:
    """Read one split of MNIST, or ``n`` of its digits drawn without replacement.

    Bytes become float32 by division by 255, then two rows of paper are added on each side:
    28×28 is padded, not resized, to the 32×32 that LeNet was given in 1998.

    Args:
        split: ``"train"`` (60,000 digits) or ``"test"`` (10,000).
        n: how many digits; all of them, in the order of the file, when None.
        seed: the same seed draws the same digits, in the same order.

    Raises:
        TypeError: ``split`` is no text, or ``n`` or ``seed`` is no integer.
        ValueError: there is no such split, or it does not have ``n`` digits.
        DataError: a data file is missing, truncated or altered.

    >>> images, labels = load("test", n=100)
    >>> images.shape, labels.dtype
    (torch.Size([100, 1, 32, 32]), torch.int64)
    """
    pixels, labels = read_bytes(split)
    size = len(labels)
    seed = _arguments.want_int("seed", seed, *_arguments.SEEDS)
    if n is not None:
        n = _arguments.want_int("n", n, 1, size)
        chosen = _order(size, seed)[:n]
        pixels, labels = pixels[chosen], labels[chosen]
    # Written once, where they will lie: 60,000 digits are 246 MB, and so would be each copy.
    images = pixels.new_zeros(len(pixels), 1, 32, 32, dtype=torch.float32)
    images[:, 0, 2:-2, 2:-2] = pixels
    return Digits(images.div_(255), labels.long())


def hold_out(digits: Digits, n: int, seed: int = 0) -> tuple[Digits, Digits]:
    """Set ``n`` digits aside, for validation say, and return (the rest, those set aside).

    The two share no digit and together hold every one of ``digits``.

    Raises:
        TypeError: ``digits`` are no digits, or ``n`` or ``seed`` is no integer.
        ValueError: ``n`` would leave one side empty, or there is not a label for each image.

    >>> train, validation = hold_out(load("train"), 5_000)
    >>> len(train.labels), len(validation.labels)
    (55000, 5000)
    """
    images, labels = _arguments.want_digits("digits", digits)
    size = len(labels)
    if size < 2:
        raise ValueError("digits must be at least two, for neither side may be empty.")
    n = _arguments.want_int("n", n, 1, size - 1)
    seed = _arguments.want_int("seed", seed, *_arguments.SEEDS)
    order = _order(size, seed)
    kept, held = order[n:], order[:n]
    return Digits(images[kept], labels[kept]), Digits(images[held], labels[held])


def _order(size: int, seed: int) -> Tensor:
    """Return the numbers below ``size`` in an order, on the CPU whatever device is the default."""
    generator = torch.Generator("cpu").manual_seed(seed)
    return torch.randperm(size, generator=generator, device="cpu")


def read_bytes(split: str) -> tuple[Tensor, Tensor]:
    """Read one split as MNIST's own bytes: uint8 of shape (N, 28, 28) and of shape (N,).

    The tensors are shared between calls: copy before you change them.

    Raises:
        TypeError: ``split`` is no text.
        ValueError: there is no such split.
        DataError: a data file is missing, truncated or altered.
    """
    return _read(_arguments.want_choice("split", split, _SPLITS))


@cache
def _read(split: str) -> tuple[Tensor, Tensor]:
    prefix, size, images_sha256, labels_sha256 = _SPLITS[split]
    # An IDX file opens with a magic number and its dimensions, four bytes each.
    images = _unpack(f"{prefix}-images-idx3-ubyte.xz", 16 + size * 28 * 28, images_sha256)
    labels = _unpack(f"{prefix}-labels-idx1-ubyte.xz", 8 + size, labels_sha256)
    return images[16:].view(size, 28, 28), labels[8:]


def _unpack(name: str, size: int, sha256: str) -> Tensor:
    """Return the ``size`` unpacked bytes of a file, which must have the checksum ``sha256``."""
    path = resources.DATA / name
    content = torch.empty(size, dtype=torch.uint8, device="cpu")
    digest, at = hashlib.sha256(), 0
    try:
        with lzma.open(path) as file:
            while part := file.read(min(_PART, size - at)):
                digest.update(part)
                content[at : at + len(part)] = torch.frombuffer(bytearray(part), dtype=torch.uint8)
                at += len(part)
            digest.update(file.read(1))  # there is nothing more
    except FileNotFoundError:
        raise DataError(f"{path.name} is missing from {path.parent}. {_MEND}") from None
    except OSError as error:
        reason = error.strerror
        raise DataError(f"{path.name} in {path.parent} cannot be read: {reason}. {_MEND}") from None
    except (lzma.LZMAError, EOFError):
        raise DataError(f"{path.name} in {path.parent} is truncated or altered. {_MEND}") from None
    if digest.hexdigest() != sha256:
        raise DataError(f"{path.name} in {path.parent} is not MNIST's own file. {_MEND}")
    return content


_MEND = (
    "Bring the file back with `git checkout -- assets/data`, or install livenet again"
    " if you have no checkout."
)
