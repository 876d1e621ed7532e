"""Random numbers that are not torch's: the page cannot draw them again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from torch import nn

from livenet.tape._errors import TapeError


@contextmanager
def dice(net: nn.Module) -> Iterator[None]:
    """Refuse a network that draws from Python's or NumPy's generator, and put both back.

    Raises:
        TapeError: one of the two has drawn.
    """
    before = random.getstate(), np.random.get_state()
    try:
        yield
        drawn = {
            "random": random.getstate() != before[0],
            "numpy.random": not _alike(np.random.get_state(), before[1]),
        }
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])
    for module, moved in drawn.items():
        if moved:
            raise TapeError(
                f"the network ({type(net).__name__}) draws numbers from Python's {module}, which"
                " the page cannot draw again: draw them by torch."
            )


def _alike(one: Any, other: Any) -> bool:
    """Whether two states of NumPy's generator, its name, its words and where it stands, agree."""
    return bool(np.array_equal(one[1], other[1])) and one[2:] == other[2:]
