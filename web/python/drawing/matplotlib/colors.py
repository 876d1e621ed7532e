"""Colours, colour maps, and how numbers become either."""

import math
import re

from matplotlib._refusal import refuse
from matplotlib._settings import rcParams
from matplotlib._tables import COLOURS, MAPS

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}){1,2}$")


def to_rgba(colour, alpha=None):
    """Return (red, green, blue, alpha) from 0 to 1 of a colour as matplotlib takes it.

    Raises:
        ValueError: it is none.
    """
    if isinstance(colour, tuple) and len(colour) == 2:
        colour, alpha = colour[0], colour[1] if alpha is None else alpha
    found = _rgba(colour)
    if found is None:
        raise ValueError(f"Invalid RGBA argument: {colour!r}")
    return (*found[:3], alpha) if alpha is not None else found


def _rgba(colour):
    if isinstance(colour, str):
        if colour.lower() == "none":
            return 0.0, 0.0, 0.0, 0.0
        if re.fullmatch(r"C\d+", colour):
            return _rgba(rcParams["axes.prop_cycle"][int(colour[1:])]["color"])
        colour = COLOURS.get(colour, COLOURS.get(colour.lower(), colour))
        if _HEX.match(colour):
            digits = colour[1:]
            digits = digits if len(digits) > 4 else "".join(2 * one for one in digits)
            parts = [int(digits[at : at + 2], 16) / 255 for at in range(0, len(digits), 2)]
            return tuple(parts) if len(parts) == 4 else (*parts, 1.0)
        try:
            grey = float(colour)
        except ValueError:
            return None
        return (grey, grey, grey, 1.0) if 0 <= grey <= 1 else None
    try:
        parts = [float(part) for part in colour]
    except (TypeError, ValueError):
        return None
    if len(parts) not in (3, 4) or not all(0 <= part <= 1 for part in parts):
        return None
    return (*parts, 1.0) if len(parts) == 3 else tuple(parts)


def to_hex(colour, keep_alpha=False):
    """Return a colour as #rrggbb."""
    parts = to_rgba(colour)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts[: 4 if keep_alpha else 3])


def is_color_like(colour):
    """Whether something is a colour."""
    return _rgba(colour) is not None


class Normalize:
    """Numbers from vmin to vmax as 0 to 1; what is not given is the least or the largest seen."""

    def __init__(self, vmin=None, vmax=None):
        self.vmin, self.vmax = vmin, vmax

    def autoscale_None(self, values):
        """Take what was not given from numbers."""
        finite = [one for one in values if math.isfinite(one)]
        if self.vmin is None:
            self.vmin = min(finite, default=0.0)
        if self.vmax is None:
            self.vmax = max(finite, default=1.0)
        if self.vmin > self.vmax:
            raise ValueError("minvalue must be less than or equal to maxvalue")

    def __call__(self, value):
        span = self.vmax - self.vmin
        return (value - self.vmin) / span if span else 0.0


class Colormap:
    """256 colours: `table` has (red, green, blue, alpha) as bytes, one after another."""

    N = 256

    def __init__(self, name, table):
        self.name, self.table = name, table

    def index(self, fraction):
        """Return which of the colours 0 to 1 has; what lies beyond has the first or the last."""
        return min(max(int(fraction * self.N), 0), self.N - 1)

    def __call__(self, value):
        at = value if isinstance(value, int) else self.index(float(value))
        return tuple(part / 255 for part in self.table[4 * at : 4 * at + 4])

    def reversed(self):
        """Return the same colours the other way round."""
        rows = [self.table[at : at + 4] for at in range(0, len(self.table), 4)]
        return Colormap(f"{self.name}_r", b"".join(reversed(rows)))


class LinearSegmentedColormap(Colormap):
    """Colours between given ones."""

    @staticmethod
    def from_list(name, colors, N=256, gamma=1.0):
        """Return a map of colours at equal distances, or of (place, colour) from 0 to 1."""
        if N != 256 or gamma != 1.0:
            refuse("LinearSegmentedColormap.from_list(N=…, gamma=…)")
        colors = list(colors)
        if isinstance(colors[0], tuple) and len(colors[0]) == 2:
            stops = [(float(place), to_rgba(colour)) for place, colour in colors]
        else:
            stops = [(i / (len(colors) - 1), to_rgba(one)) for i, one in enumerate(colors)]
        table = bytearray()
        for i in range(N):
            at = i / (N - 1)
            upper = next(
                k for k in range(1, len(stops)) if at <= stops[k][0] or k == len(stops) - 1
            )
            (x0, low), (x1, high) = stops[upper - 1], stops[upper]
            part = (at - x0) / (x1 - x0)
            table += bytes(int((a + (b - a) * part) * 255) for a, b in zip(low, high, strict=True))
        return LinearSegmentedColormap(name, bytes(table))


def colormap(which=None):
    """Return a colour map by its name, or the setting's.

    Raises:
        NotImplementedError: a page does not have it.
    """
    if isinstance(which, Colormap):
        return which
    name = which or rcParams["image.cmap"]
    base = name.removesuffix("_r")
    if base not in MAPS:
        refuse(f"the colour map {name!r}", f"{', '.join(MAPS)}, and each with _r")
    rows = MAPS[base]
    table = b"".join(rows[at : at + 3] + b"\xff" for at in range(0, len(rows), 3))
    found = Colormap(base, table)
    return found.reversed() if name != base else found


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'matplotlib.colors' has no attribute {name!r}")
    refuse(f"matplotlib.colors.{name}")
