"""Random numbers that are not torch's: the page cannot draw them again."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn

from livenet.tape._errors import TapeError


@contextmanager
def dice(net: nn.Module) -> Iterator[None]:
    """Refuse a network that draws from Python's or NumPy's generator, and put both back.

    Raises:
        TapeError: one of the two has drawn.
    """
    # Who has not imported NumPy, as on a page that has none, draws nothing from it.
    numpy = sys.modules.get("numpy")
    before = random.getstate(), numpy and numpy.random.get_state()
    try:
        yield
    except (TapeError, RuntimeError):
        _refuse_dice(net, *before)  # which is why two recordings differ, if they do
        raise
    else:
        _refuse_dice(net, *before)
    finally:
        random.setstate(before[0])
        if numpy:
            numpy.random.set_state(before[1])


def _refuse_dice(net: nn.Module, pythons: Any, numpys: Any) -> None:
    drawn = {
        "random": random.getstate() != pythons,
        "numpy.random": numpys and not _alike(sys.modules["numpy"].random.get_state(), numpys),
    }
    for module, moved in drawn.items():
        if moved:
            raise TapeError(
                f"the network ({type(net).__name__}) draws numbers from Python's {module}, which"
                " the page cannot draw again: draw them by torch.",
                f"网络（{type(net).__name__}）用 Python 的 {module} 抽随机数，网页无法重新抽出这些"
                "数："
                "请用 torch 抽。",
            )


def _alike(one: Any, other: Any) -> bool:
    """Whether two states of NumPy's generator, its name, its words and where it stands, agree."""
    return bool((one[1] == other[1]).all()) and one[2:] == other[2:]
