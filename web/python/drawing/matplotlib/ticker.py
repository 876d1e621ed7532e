"""Where ticks stand and what is written at them, by matplotlib's rules."""

import math

_STEPS = (1, 2, 2.5, 5, 10)
_EPS = 1e-10


def nonsingular(low, high, expander=0.001, tiny=1e-15):
    """Return limits that are apart: those of one point are moved off it."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return -expander, expander
    if high < low:
        low, high = high, low
    most = max(abs(low), abs(high))
    if most < 2.2250738585072014e-308 * 1e6 / tiny:
        return -expander, expander
    if high - low <= most * tiny:
        return low - expander * abs(low), high + expander * abs(high)
    return low, high


class MaxNLocator:
    """At most so many intervals between round numbers.

    nbins: how many; "auto" asks the axis how many have room.
    """

    def __init__(self, nbins="auto", steps=None, integer=False, min_n_ticks=2):
        self.steps = tuple(steps or (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10))
        self.nbins, self.integer, self.min_n_ticks = nbins, integer, min_n_ticks

    def set_params(self, nbins=None, integer=None, steps=None, min_n_ticks=None):
        """Change what is given."""
        given = {"nbins": nbins, "integer": integer, "steps": steps, "min_n_ticks": min_n_ticks}
        for name, value in given.items():
            if value is not None:
                setattr(self, name, value)

    def values(self, low, high, room=9):
        """Return where ticks stand, one beyond either limit included.

        room: how many intervals the axis has room for.
        """
        low, high = nonsingular(low, high, 1e-13, 1e-14)
        bins = min(max(room, 1, self.min_n_ticks - 1), 9) if self.nbins == "auto" else self.nbins
        span, middle = high - low, (high + low) / 2
        offset = 0.0
        if abs(middle) / span >= 100:
            offset = math.copysign(10.0 ** (math.log10(abs(middle)) // 1), middle)
        scale = 10.0 ** (math.log10(span / bins) // 1)
        low, high = low - offset, high - offset
        staircase = (*(0.1 * s for s in self.steps[:-1]), *self.steps, 10 * self.steps[1])
        steps = [scale * s for s in staircase]
        if self.integer:
            steps = [s for s in steps if s < 1 or abs(s - round(s)) < 0.001]
        wanted = (high - low) / bins
        largest = next((i for i, step in enumerate(steps) if step >= wanted), len(steps) - 1)
        ticks = []
        for step in reversed(steps[: largest + 1]):
            if self.integer and math.floor(high) - math.ceil(low) >= self.min_n_ticks - 1:
                step = max(1, step)
            first = low // step * step
            begin, end = _at_most(low - first, step, offset), _at_least(high - first, step, offset)
            ticks = [n * step + first for n in range(int(begin), int(end) + 1)]
            if sum(low <= tick <= high for tick in ticks) >= self.min_n_ticks:
                break
        return [tick + offset for tick in ticks]


class AutoLocator(MaxNLocator):
    """Round numbers, as many as have room."""

    def __init__(self):
        super().__init__("auto", _STEPS)


def _near(one, other, step, offset):
    slop = _EPS
    if offset:
        slop = min(0.4999, max(_EPS, 10 ** (math.log10(abs(offset) / step) - 12)))
    return abs(one - other) < slop


def _at_most(x, step, offset):
    times, rest = divmod(x, step)
    return times + 1 if _near(rest / step, 1, step, offset) else times


def _at_least(x, step, offset):
    times, rest = divmod(x, step)
    return times if _near(rest / step, 0, step, offset) else times + 1


class FixedLocator:
    """Ticks where they were put."""

    def __init__(self, locs):
        self.locs = [float(one) for one in locs]

    def values(self, low, high, room=9):
        """Return where ticks stand."""
        return self.locs


class LogLocator:
    """Powers of ten, or what lies between them.

    minor: the multiples of powers instead of the powers.
    """

    def __init__(self, minor=False):
        self.minor = minor

    def values(self, low, high, room=9):
        """Return where ticks stand, beyond the limits included."""
        request = min(max(room, 2), 9)
        low, high = min(low, high), max(low, high)
        first, last = math.log10(low), math.log10(high)
        least, most = math.ceil(first), math.floor(last)
        powers = most - least + 1
        between = [] if powers >= 10 else range(2, 10)
        stride = powers // (request + 1) + 1
        count = math.ceil(powers / stride)
        request = count if count <= request else request
        if request == 0:
            decades = [least - 1, most + 1]
            stride = decades[1] - decades[0]
        elif request == 1:
            middle = round((first + last) / 2)
            stride = max(middle - (least - 1), (most + 1) - middle)
            decades = [middle - stride, middle, middle + stride]
        else:
            stride = (powers - 1) // (request - 1)
            if stride < powers / request:
                stride = powers // request
            lowest = max(powers - stride * request, 0)
            beyond = min(powers - stride * (request - 1), stride)
            offset = -least % stride
            offset = offset if lowest <= offset < beyond else lowest
            decades = list(range(least + offset - stride, most + stride + 1, stride))
        if not self.minor:
            return [10.0**decade for decade in decades]
        found = []
        if between and (stride == 1 or powers <= 1):
            found = [sub * 10.0**decade for decade in range(least - 1, most + 1) for sub in between]
        seen = sum(low <= one <= high for one in found)
        if between and stride == 1 and len(decades) - 2 + seen <= 1:
            return AutoLocator().values(low, high, room)
        return found


def scalar_labels(locs, low, high, limits=(-5, 6)):
    """Return the texts of numbers, and the text at the axis's end: a power or what is added.

    locs: where ticks stand; low, high: the limits of the axis.
    """
    if not locs:
        return [], ""
    low, high = min(low, high), max(low, high)
    seen = [loc for loc in locs if low <= loc <= high]
    offset = _offset(seen)
    largest = max((abs(loc) for loc in seen), default=0.0)
    if offset:
        power = math.floor(math.log10(high - low))
    else:
        power = math.floor(math.log10(largest)) if largest else 0
    if limits[0] < power < limits[1]:
        power = 0
    known = list(locs) if len(locs) > 1 else [*locs, low, high]
    shown = [(loc - offset) / 10.0**power for loc in known]
    span = max(shown) - min(shown) or max(map(abs, shown)) or 1
    magnitude = math.floor(math.log10(span))
    shown = shown[: len(locs)]
    digits = max(0, 3 - magnitude)
    while digits >= 0 and max(abs(x - round(x, digits)) for x in shown) < 1e-3 * 10.0**magnitude:
        digits -= 1
    texts = [f"{0 if abs(x) < 1e-8 else x:.{digits + 1}f}" for x in shown]
    end = (f"1e{power}" if power else "") + (_added(offset) if offset else "")
    return [minus(text) for text in texts], minus(end)


def _offset(seen):
    """Return what is taken off all numbers because it saves four digits or more, or 0."""
    if len(seen) < 2 or min(seen) <= 0 <= max(seen) or min(seen) == max(seen):
        return 0.0
    small, large = sorted((abs(min(seen)), abs(max(seen))))
    top = math.ceil(math.log10(large))

    def first(differs):
        power = top
        while not differs(small // 10.0**power, large // 10.0**power):
            power -= 1
        return power + 1

    power = first(lambda a, b: a != b)
    if (large - small) / 10.0**power <= 1e-2:
        power = first(lambda a, b: b - a > 1)
    kept = large // 10.0**power
    return math.copysign(kept * 10.0**power, min(seen)) if kept >= 1000 else 0.0


def _added(offset):
    """Return what is taken off all numbers as it is written: +1e4."""
    power = math.floor(math.log10(abs(offset)))
    factor = f"{round(offset / 10.0**power, 10):+.10g}"
    return f"{factor}e{power}" if power else factor


def log_labels(locs, low, high, minor=False):
    """Return the texts of ticks on an axis of logarithms, in matplotlib's mathtext."""
    low, high = min(low, high), max(low, high)
    lowest, highest = math.log10(low), math.log10(high)
    ticks = math.floor(highest) - math.floor(math.nextafter(lowest, -math.inf))
    if ticks > 1:
        labelled = {1}
    elif highest - lowest > 0.4:
        labelled = {1, 2, 3, 4, 6, 10}
    else:
        labelled = set(range(1, 11))
    texts = []
    for loc in locs:
        power = math.log10(loc)
        whole = math.isclose(power, round(power))
        exponent = round(power) if whole else math.floor(power)
        factor = 10.0 ** (power - exponent)
        if (round(factor) not in labelled) or (minor and ticks > 1):
            texts.append("")
        elif whole:
            texts.append(f"$\\mathdefault{{10^{{{exponent}}}}}$")
        else:
            near = round(factor) if math.isclose(factor, round(factor)) else factor
            texts.append(f"$\\mathdefault{{{near:g}\\times10^{{{exponent}}}}}$")
    return texts


def minus(text):
    """Write a minus sign for each hyphen."""
    return text.replace("-", "\N{MINUS SIGN}")
