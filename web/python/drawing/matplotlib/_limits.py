"""The limits of an axis, from what is drawn or as they were set, and where a value stands."""

import math

from matplotlib._refusal import refuse
from matplotlib.ticker import nonsingular


class Limits:
    """Mixed into Axis, which has `axes`, `name` and `scale`."""

    def limits(self):
        """Return both limits as the axis runs."""
        low, high = self.fixed or self._automatic()
        if self.fixed is None and self.extended:
            low, high = min(low, *self.extended), max(high, *self.extended)
        return (high, low) if self.inverted and self.fixed is None else (low, high)

    def _automatic(self):
        at = 0 if self.name == "x" else 1
        partners = self.axes.partners[self.name]
        artists = [one for axes in partners for one in axes.artists if one.visible]
        values = [v for one in artists for v in one.points()[at] if math.isfinite(v)]
        sticky = sorted(v for one in artists for v in one.sticky()[at])
        log = self.scale == "log"
        if log:
            values, sticky = [v for v in values if v > 0], [v for v in sticky if v > 0]
        if not values:
            return (1.0, 10.0) if log else (0.0, 1.0)
        low, high = min(values), max(values)
        if log and low == high:
            low, high = (
                10.0 ** (math.ceil(math.log10(low)) - 1),
                10.0 ** (math.floor(math.log10(high)) + 1),
            )
        elif not log:
            low, high = nonsingular(low, high, 0.05)
        near = 1e-5 * (high - low)
        floor = max((v for v in sticky if v < low + near), default=-math.inf)
        ceiling = min((v for v in sticky if v >= high - near), default=math.inf)
        if log:
            first, last = math.log10(low), math.log10(high)
            more = (last - first) * self.margin
            low, high = 10.0 ** (first - more), 10.0 ** (last + more)
        else:
            more = (high - low) * self.margin
            low, high = low - more, high + more
        return nonsingular(max(low, floor), min(high, ceiling), 1e-12, 1e-13)

    def set_limits(self, low, high):
        """Fix the limits; None keeps what it is."""
        now = self.limits()
        low, high = (now[i] if one is None else float(one) for i, one in enumerate((low, high)))
        if not (math.isfinite(low) and math.isfinite(high)):
            raise ValueError("Axis limits cannot be NaN or Inf")
        if low == high:
            low, high = nonsingular(low, high, 0.05)
        self.fixed, self.inverted = (low, high), high < low

    def set_scale(self, scale):
        """Choose "linear" or "log"."""
        if scale not in ("linear", "log"):
            refuse(f"the scale {scale!r}")
        self.scale, self.locator, self.texts = scale, None, None

    def place(self, value):
        """Return where a value stands, in points of the figure."""
        begin, end = self.axes.span(self.name)
        low, high = self.axes.frozen[self.name] if self.axes.frozen else self.limits()
        if self.scale == "log":
            value = math.log10(value) if value > 0 else -1000.0
            low, high = math.log10(max(low, 1e-300)), math.log10(max(high, 1e-300))
        return begin + (value - low) / (high - low) * (end - begin)
