"""Lines of equal height through numbers in rows and columns."""

import math

from matplotlib._svg import dashes
from matplotlib.artist import Artist
from matplotlib.colors import Normalize, to_rgba
from matplotlib.ticker import MaxNLocator

# The sides of a square between four numbers that a line joins, by which corners lie above its
# height: 1 lower left, 2 lower right, 4 upper right, 8 upper left. Sides: 0 below, 1 right,
# 2 above, 3 left.
_JOINED = {
    **{1: [(3, 0)], 2: [(0, 1)], 3: [(3, 1)], 4: [(1, 2)], 6: [(0, 2)], 7: [(3, 2)]},
    **{8: [(2, 3)], 9: [(2, 0)], 11: [(2, 1)], 12: [(1, 3)], 13: [(1, 0)], 14: [(0, 3)]},
}
_SADDLES = {5: ([(3, 2), (1, 0)], [(3, 0), (1, 2)]), 10: ([(0, 3), (2, 1)], [(0, 1), (2, 3)])}


class QuadContourSet(Artist):
    """Lines of equal height.

    x, y: places of columns and rows; levels: the heights, or how many of them at most.
    """

    zorder = 2.0
    properties = ("linewidth", "linestyle")

    def __init__(self, x, y, z, levels, colours, cmap, **options):
        self.xs, self.ys, self.z = x, y, z
        flat = [one for row in z for one in row if math.isfinite(one)]
        low, high = min(flat, default=0.0), max(flat, default=1.0)
        self.levels = levels if isinstance(levels, list) else _heights(levels, low, high)
        norm = Normalize(min(self.levels), max(self.levels))
        self.colours = colours or [cmap(norm(level)) for level in self.levels]
        self.one_colour = len(set(self.colours)) == 1 and colours is not None
        self.linewidth, self.linestyle = 1.5, None
        super().__init__(**options)
        self.lines = [_lines(x, y, z, level) for level in self.levels]

    def points(self):
        """See Artist."""
        return [min(self.xs), max(self.xs)], [min(self.ys), max(self.ys)]

    def sticky(self):
        """Axes may end where the numbers end."""
        return self.points()

    def draw(self, canvas, axes, clip):
        """Draw the lines of each height."""
        canvas.open("QuadContourSet")
        for i, (level, lines) in enumerate(zip(self.levels, self.lines, strict=True)):
            style = self.linestyle or ("--" if level < 0 and self.one_colour else "-")
            steps = []
            for line in lines:
                closed = line[0] == line[-1]
                places = [(axes.xaxis.place(x), axes.yaxis.place(y)) for x, y in line]
                for k, place in enumerate(places[:-1] if closed else places):
                    steps.append(("L" if k else "M", *place))
                if closed:
                    steps.append(("z",))
            if steps:
                canvas.path(
                    steps,
                    clip,
                    fill="none",
                    stroke=to_rgba(self.colours[i % len(self.colours)], self.alpha),
                    stroke_width=float(self.linewidth),
                    stroke_dasharray=dashes(style, self.linewidth),
                )
        canvas.close()


def _heights(count, low, high):
    """Return about so many round heights between the least and the greatest number."""
    levels = MaxNLocator((7 if count is None else int(count)) + 1, min_n_ticks=1).values(low, high)
    under = [i for i, level in enumerate(levels) if level < low]
    over = [i for i, level in enumerate(levels) if level > high]
    begin, end = (under[-1] if under else 0), (over[0] + 1 if over else len(levels))
    return levels[begin:end] if end - begin >= 3 else levels


def _lines(xs, ys, z, level):
    """Return the lines of one height: places (x, y), the first again at the end of a closed one."""
    ends = {}  # an edge's crossing, and the crossings that lines lead to from it
    places = {}

    def crossing(a, b):
        """Name the edge between two numbers, and keep where the height crosses it."""
        key = (a, b) if a < b else (b, a)
        if key not in places:
            (r0, c0), (r1, c1) = key
            part = (level - z[r0][c0]) / (z[r1][c1] - z[r0][c0])
            places[key] = (xs[c0] + part * (xs[c1] - xs[c0]), ys[r0] + part * (ys[r1] - ys[r0]))
        return key

    for r in range(len(z) - 1):
        for c in range(len(z[0]) - 1):
            corners = ((r, c), (r, c + 1), (r + 1, c + 1), (r + 1, c))
            heights = [z[row][column] for row, column in corners]
            if not all(math.isfinite(height) for height in heights):
                continue
            above = sum(1 << i for i, height in enumerate(heights) if height > level)
            if above in _SADDLES:
                joined = _SADDLES[above][0 if sum(heights) / 4 > level else 1]
            else:
                joined = _JOINED.get(above, [])
            for one, other in joined:
                a = crossing(corners[one], corners[(one + 1) % 4])
                b = crossing(corners[other], corners[(other + 1) % 4])
                ends.setdefault(a, []).append(b)
                ends.setdefault(b, []).append(a)
    open_ends = [key for key, others in ends.items() if len(others) == 1]
    lines = []
    for begin in [*open_ends, *ends]:
        while ends[begin]:
            line, here = [begin], begin
            while ends[here]:
                after = ends[here].pop()
                ends[after].remove(here)
                line.append(after)
                here = after
            lines.append([places[key] for key in line])
    return lines
