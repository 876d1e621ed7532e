"""A digit's strokes, as a pen would go: its skeleton, cut into lines."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Point = tuple[float, float]
_SCALE = 3  # the skeleton is sought in finer pixels
_INK = 110
# Clockwise from the pixel above.
_AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def strokes(image: Tensor) -> list[list[Point]]:
    """Return lines of points (x, y) that follow the ink of a digit, uint8 of shape (28, 28)."""
    left = {(int(y), int(x)) for y, x in np.argwhere(_thinned(image))}
    every = set(left)
    lines = []
    while left:
        # From an end, if there is one.
        start = min(left, key=lambda p: (len(_near(p, left)) > 1, p))
        line = [start]
        left.discard(start)
        while onward := _near(line[-1], left):
            line.append(onward[0])
            left.discard(onward[0])
        # Strokes that end beside another one meet it.
        before = [p for p in _near(line[0], every) if p not in line][:1]
        after = [p for p in _near(line[-1], every) if p not in line][:1]
        whole = before + line + after
        lines.append([((x + 0.5) / _SCALE, (y + 0.5) / _SCALE) for y, x in whole])
    return lines


def _near(point: tuple[int, int], among: set[tuple[int, int]]) -> list[tuple[int, int]]:
    y, x = point
    straight_first = sorted(_AROUND, key=lambda step: abs(step[0]) + abs(step[1]))
    return [(y + dy, x + dx) for dy, dx in straight_first if (y + dy, x + dx) in among]


def _thinned(image: Tensor) -> NDArray[np.bool_]:
    """Return the ink worn down to lines, by the method of Zhang and Suen, 1984."""
    fine = torch.nn.functional.interpolate(
        image[None, None].float(), scale_factor=_SCALE, mode="bilinear"
    )[0, 0]
    ink = np.pad((fine > _INK).numpy().astype(np.int8), 1)
    worn = True
    while worn:
        worn = False
        for first in (True, False):
            p = [np.roll(ink, (-dy, -dx), (0, 1)) for dy, dx in _AROUND]
            inked = sum(p)
            turns = sum((p[i] == 0) & (p[(i + 1) % 8] == 1) for i in range(8))
            n, e, s, w = p[0], p[2], p[4], p[6]
            open_ = (n * e * s == 0, e * s * w == 0) if first else (n * e * w == 0, n * s * w == 0)
            gone = (ink == 1) & (inked >= 2) & (inked <= 6) & (turns == 1) & open_[0] & open_[1]
            worn |= bool(gone.any())
            ink = np.where(gone, 0, ink)
    result: NDArray[np.bool_] = ink[1:-1, 1:-1] == 1
    return result
