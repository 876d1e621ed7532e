"""What can be wrong with an argument: one sentence that names it, what it is and what is wanted.

A thing of another kind is a ``TypeError``; the right kind with a wrong shape, dtype, device or
value is a ``ValueError``. Each function returns what it was given, as what it was checked to be.
"""

import math
import numbers
import operator
import reprlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

SEEDS = (-(2**63), 2**64 - 1)  # what a generator of torch takes


def describe(value: object) -> str:
    """Return what a value is, in a few words on one line."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if isinstance(value, Tensor):
        return f"a tensor of {value.dtype} and shape {tuple(value.shape)}"
    if value is None or isinstance(value, bool | int | float):
        return reprlib.repr(value)
    if isinstance(value, str):
        return f"the text {reprlib.repr(value)}"
    return f"a {type(value).__name__}"


def want_text(name: str, value: object) -> str:
    """Refuse what is no text."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text, not {describe(value)}.")
    return value


def want_choice(name: str, value: object, choices: Iterable[str]) -> str:
    """Refuse what is not one of some words; ``name`` is what they are names of."""
    if want_text(f"the {name}", value) not in choices:
        raise ValueError(f"there is no {name} {value!r}: choose from {', '.join(choices)}.")
    return str(value)


def want_int(name: str, value: object, least: int, most: int | None = None) -> int:
    """Refuse what is no whole number from ``least`` to ``most``; NumPy's become Python's."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be a whole number, not {describe(value)}.")
    number = operator.index(value)
    _want_within(name, number, least, most)
    return number


def want_number(name: str, value: object, least: float, most: float | None = None) -> float:
    """Refuse what is no finite real number from ``least`` to ``most``."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, not {describe(value)}.")
    number = float(value)
    _want_within(name, number, least, most)
    return number


def _want_within(name: str, number: float, least: float, most: float | None) -> None:
    if not math.isfinite(number) or number < least or (most is not None and number > most):
        bounds = f"at least {_brief(least)}"
        if most is not None:
            bounds = f"from {_brief(least)} to {_brief(most)}"
        raise ValueError(f"{name} must be {bounds}, not {_brief(number)}.")


def _brief(number: float) -> str:
    return f"{number:g}" if isinstance(number, float) else str(number)


def want_positive(name: str, value: object) -> float:
    """Refuse what is no finite number above 0."""
    number = want_number(name, value, 0)
    if number == 0:
        raise ValueError(f"{name} must be above 0.")
    return number


def want_tensor(name: str, value: object, *shape: int | str) -> Tensor:
    """Refuse what is no tensor with numbers; and, where a shape is named, one of another shape.

    Args:
        name: the argument.
        value: what was given.
        shape: an integer where there is one size only, a letter where any size will do, and "…"
            at the end for any dimensions that follow.
    """
    if not isinstance(value, Tensor):
        raise TypeError(f"{name} must be a tensor, not {describe(value)}.")
    if shape and not _fits(tuple(value.shape), shape):
        wanted = f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
        raise ValueError(f"{name} must have shape {wanted}, not {tuple(value.shape)}.")
    if value.is_meta:
        raise ValueError(f"{name} has no numbers, for it is on the device meta.")
    if value.layout != torch.strided:
        raise ValueError(f"{name} is {value.layout}: give {name}.to_dense().")
    return value


def _fits(size: tuple[int, ...], shape: tuple[int | str, ...]) -> bool:
    if shape[-1] == "…":
        shape = shape[:-1]
        size = size[: len(shape)]
    return len(size) == len(shape) and all(
        isinstance(wanted, str) or n == wanted for n, wanted in zip(size, shape, strict=True)
    )


def want_real(name: str, tensor: Tensor) -> Tensor:
    """Refuse a tensor whose numbers are not real."""
    if tensor.is_complex() or tensor.is_quantized:
        raise ValueError(f"{name} must hold real numbers, not {tensor.dtype}.")
    return tensor


def want_labels(name: str, value: object, count: int, classes: int | None = None) -> Tensor:
    """Refuse what is not ``count`` integers from 0, below ``classes`` where that is known."""
    labels = want_tensor(name, value, "N")
    if len(labels) != count:
        raise ValueError(f"{name} must be one for each of {count} images, not {len(labels)}.")
    if labels.is_floating_point() or labels.is_complex() or labels.dtype == torch.bool:
        raise ValueError(f"{name} must be integers, not {labels.dtype}.")
    want_classes(name, labels, classes)
    return labels


def want_classes(name: str, labels: Tensor, classes: int | None) -> None:
    """Refuse labels below 0, or beyond the last class where that is known."""
    if labels.numel():
        low, high = int(labels.min()), int(labels.max())
        wrong = low if low < 0 else high
        if low < 0 or (classes is not None and high >= classes):
            bounds = "at least 0" if classes is None else f"from 0 to {classes - 1}"
            raise ValueError(f"{name} must be {bounds}, and one is {wrong}.")


def want_digits(name: str, value: object) -> tuple[Tensor, Tensor]:
    """Refuse what is not a pair of images (N, …), at least one, and their labels (N,)."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise TypeError(
            f"{name} must be Digits, a pair of images and labels, not {describe(value)}."
        )
    images = want_tensor(f"{name}.images", value[0], "N", "…")
    if len(images) == 0:
        raise ValueError(f"{name} must have at least one image.")
    return images, want_labels(f"{name}.labels", value[1], len(images))


def want_module(name: str, value: object) -> nn.Module:
    """Refuse what is no network, or one whose shapes are not known yet."""
    if isinstance(value, type) and issubclass(value, nn.Module):
        raise TypeError(
            f"{name} must be a network, and this is the class {value.__name__} itself:"
            f" give {value.__name__}()."
        )
    if not isinstance(value, nn.Module):
        raise TypeError(f"{name} must be an nn.Module, not {describe(value)}.")
    for path, held in value.state_dict(keep_vars=True).items():
        if is_lazy(held):
            raise ValueError(f"{path} of {name} has no shape yet: run the network once.")
    return value


def want_network(name: str, value: object) -> nn.Module:
    """Refuse what is no network, or one whose parameters have no numbers."""
    net = want_module(name, value)
    for path, held in net.state_dict(keep_vars=True).items():
        if not isinstance(held, Tensor) or held.is_quantized:
            raise ValueError(
                f"{path} of {name} is quantized: give the network as it was before."
                f" {name} 的 {path} 量化过：请传入量化之前的网络。"
            )
        if held.is_meta:
            raise ValueError(
                f"{path} of {name} has no numbers, for it is on the device meta."
                f" {name} 的 {path} 在 meta 设备上，没有数值。"
            )
    return net


def want_device(name: str, value: object) -> torch.device:
    """Refuse what is no device, or one where this machine can keep no numbers."""
    if not isinstance(value, str | torch.device):
        raise TypeError(f'{name} must be a torch.device or a name such as "cpu", not {value!r}.')
    try:
        device = torch.device(value)
        usable = device.type != "meta"
        if usable:
            torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError):
        usable = False
    if not usable:
        raise ValueError(f'{name} "{value}" cannot be used on this machine: "cpu" always can.')
    return device


def want_batches(name: str, value: object) -> Iterator[tuple[Tensor, Tensor]]:
    """Pass on pairs of inputs and labels; refuse what is none, and that there is not a single one.

    What can be looped over is looked at once, and no sooner than the loop does.
    """
    if not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a DataLoader or other batches, not {describe(value)}.")
    return _passed_on(name, value)


def _passed_on(name: str, batches: Iterable[Any]) -> Iterator[tuple[Tensor, Tensor]]:
    empty = True
    for batch in batches:
        empty = False
        if not isinstance(batch, tuple | list) or len(batch) != 2:
            raise TypeError(
                f"a batch of {name} must be a pair of images and labels, not {describe(batch)}."
            )
        inputs = want_tensor(f"the images of {name}", batch[0], "N", "…")
        yield inputs, want_labels(f"the labels of {name}", batch[1], len(inputs))
    if empty:
        raise ValueError(f"{name} must have at least one batch, and there is none.")


def want_path(name: str, value: object) -> Path:
    """Refuse what is no path of a file."""
    if not isinstance(value, str | Path):
        raise TypeError(f"{name} must be the path of a file, not {describe(value)}.")
    return Path(value)
