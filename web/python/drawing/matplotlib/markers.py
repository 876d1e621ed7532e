"""Markers as paths about the origin, y downwards."""

import math

from matplotlib._refusal import refuse
from matplotlib._svg import number

#: Those that are lines alone.
OPEN = ("x", "+", "|", "_")


def path(marker, size):
    """Return the path of a marker of so many points in height."""
    half = size / 2
    if marker in ("o", "."):
        half *= 0.5 if marker == "." else 1
        r = number(half)
        turn = number(2 * half)
        return f"M -{r} 0 a {r} {r} 0 1 0 {turn} 0 a {r} {r} 0 1 0 -{turn} 0 z"
    corners = _CORNERS.get(marker)
    if corners:
        return _closed([(x * half, y * half) for x, y in corners])
    if marker == "*":
        ring = range(10)
        radii = [half if i % 2 == 0 else half * 0.381966 for i in ring]
        return _closed([_on_circle(radius, i / 10) for i, radius in zip(ring, radii, strict=True)])
    if marker in ("p", "h"):
        sides = 5 if marker == "p" else 6
        return _closed([_on_circle(half, i / sides) for i in range(sides)])
    if marker in OPEN:
        strokes = {
            "x": ((-1, -1, 1, 1), (-1, 1, 1, -1)),
            "+": ((-1, 0, 1, 0), (0, -1, 0, 1)),
            "|": ((0, -1, 0, 1),),
            "_": ((-1, 0, 1, 0),),
        }[marker]
        return " ".join(
            "M {} {} L {} {}".format(*(number(part * half) for part in stroke))
            for stroke in strokes
        )
    refuse(f"the marker {marker!r}")


_CORNERS = {
    "s": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "D": ((0, -math.sqrt(2)), (math.sqrt(2), 0), (0, math.sqrt(2)), (-math.sqrt(2), 0)),
    "d": ((0, -1), (0.6, 0), (0, 1), (-0.6, 0)),
    "^": ((0, -1), (1, 1), (-1, 1)),
    "v": ((0, 1), (1, -1), (-1, -1)),
    "<": ((-1, 0), (1, -1), (1, 1)),
    ">": ((1, 0), (-1, -1), (-1, 1)),
}


def _on_circle(radius, turn):
    return radius * math.sin(2 * math.pi * turn), -radius * math.cos(2 * math.pi * turn)


def _closed(corners):
    return "M " + " L ".join(f"{number(x)} {number(y)}" for x, y in corners) + " z"
