"""What draws data into axes: the methods of `Axes` that do."""

import itertools
import math
import re

from matplotlib._numbers import plain, row, same_length, shape_of, table
from matplotlib._settings import rcParams
from matplotlib.collections import PathCollection
from matplotlib.colors import Normalize, colormap, is_color_like
from matplotlib.contour import QuadContourSet
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import BarContainer, Polygon, Rectangle
from matplotlib.text import Annotation, Text

_FORMAT = re.compile(r"(?P<color>[bgrcmykw]|C\d)?(?P<marker>[.ov^<>sp*hxdD+|_])?"
                     r"(?P<linestyle>--|-\.|-|:)?(?P<late>[bgrcmykw]|C\d)?$")  # fmt: skip


class Plots:
    """Mixed into Axes, which keeps the `artists` and takes turns in colours."""

    def plot(self, *args, **options):
        """Draw lines: `plot(y)`, `plot(x, y)`, `plot(x, y, "--")`; columns of y are lines."""
        lines, rest = [], list(args)
        while rest:
            values = [rest.pop(0)]
            if rest and not isinstance(rest[0], str):
                values.append(rest.pop(0))
            style = _format(rest.pop(0)) if rest and isinstance(rest[0], str) else {}
            y = plain(values[-1])
            y = y if isinstance(y, list) else [y]
            if len(shape_of(y)) > 2:
                raise ValueError(f"x and y can be no greater than 2D, but have shapes"
                                 f" {shape_of(y)}")  # fmt: skip
            x = row(values[0]) if len(values) == 2 else list(range(len(y)))
            same_length(x=x, y=y)
            columns = list(zip(*y, strict=True)) if y and isinstance(y[0], list) else [y]
            x = self.xaxis.take(x)
            for column in columns:
                given = style | options
                line = Line2D(x, self.yaxis.take(list(column)), **self._turn(given))
                lines.append(self._add(line))
        return lines

    def _turn(self, options):
        """Fill up a line's properties from the next of the cycle, as matplotlib does."""
        short = {"c": "color", "ls": "linestyle", "lw": "linewidth"}
        options = {short.get(name, name): value for name, value in options.items()}
        names = [name for name in rcParams["axes.prop_cycle"][0] if options.get(name) is None]
        if not names:
            return options
        turn = rcParams["axes.prop_cycle"][self.turns]
        self.turns += 1
        return options | {name: turn[name] for name in names}

    def _colour(self, options, *names):
        """Return the colour that was given by one of these names, or the next of the cycle."""
        given = [options.pop(name) for name in names if name in options]
        given = [one for one in given if one is not None]
        if given:
            return given[0]
        self.patch_turns += 1
        return rcParams["axes.prop_cycle"][self.patch_turns - 1]["color"]

    def semilogy(self, *args, **options):
        """Draw lines over powers of ten, upwards."""
        self.yaxis.set_scale("log")
        return self.plot(*args, **options)

    def semilogx(self, *args, **options):
        """Draw lines over powers of ten, along."""
        self.xaxis.set_scale("log")
        return self.plot(*args, **options)

    def loglog(self, *args, **options):
        """Draw lines over powers of ten, both ways."""
        self.xaxis.set_scale("log")
        return self.semilogy(*args, **options)

    def step(self, x, y, *fmt, where="pre", **options):
        """Draw a line in steps."""
        return self.plot(x, y, *fmt, drawstyle=f"steps-{where}", **options)

    def axhline(self, y=0, xmin=0, xmax=1, **options):
        """Draw a line across the axes."""
        return self._add(Line2D([xmin, xmax], [float(y)] * 2, across="x", **options))

    def axvline(self, x=0, ymin=0, ymax=1, **options):
        """Draw a line up the axes."""
        return self._add(Line2D([float(x)] * 2, [ymin, ymax], across="y", **options))

    def axhspan(self, ymin, ymax, **options):
        """Fill between two heights."""
        return self._span((0, ymin), 1, ymax - ymin, "x", options)

    def axvspan(self, xmin, xmax, **options):
        """Fill between two places."""
        return self._span((xmin, 0), xmax - xmin, 1, "y", options)

    def _span(self, corner, width, height, across, options):
        colour = self._colour(options, "color", "facecolor")
        return self._add(
            Rectangle(corner, width, height, across=across, facecolor=colour, **options)
        )

    def hlines(self, y, xmin, xmax, colors="C0", linestyles="-", **options):
        """Draw lines across from xmin to xmax."""
        options |= {"color": colors, "linestyle": linestyles}
        return [self._add(Line2D([xmin, xmax], [one] * 2, **options)) for one in row(y)]

    def vlines(self, x, ymin, ymax, colors="C0", linestyles="-", **options):
        """Draw lines up from ymin to ymax."""
        options |= {"color": colors, "linestyle": linestyles}
        return [self._add(Line2D([one] * 2, [ymin, ymax], **options)) for one in row(x)]

    def scatter(self, x, y, s=None, c=None, *, marker="o", cmap=None, vmin=None, vmax=None,
                **options):  # fmt: skip
        """Draw points; `s` is their area in square points, `c` a colour, some, or numbers."""
        x, y = self.xaxis.take(row(x)), self.yaxis.take(row(y))
        if len(x) != len(y):
            raise ValueError("x and y must be the same size")
        sizes = row(s) if s is not None else [rcParams["lines.markersize"] ** 2]
        if c is None or is_color_like(c if isinstance(c, (str, tuple)) else None):
            colours = [self._colour({"c": c, "color": options.pop("color", None)}, "c", "color")]
        else:
            colours = plain(c)
            if not isinstance(colours[0], (str, list)):
                norm, colour = Normalize(vmin, vmax), colormap(cmap)
                norm.autoscale_None(colours)
                colours = [colour(float(norm(one))) for one in colours]
        return self._add(PathCollection(x, y, sizes, colours, marker, **options))

    def bar(self, x, height, width=0.8, bottom=0, *, align="center", label=None, **options):
        """Draw bars upwards; a label for all, or one for each."""
        return self._bars(self.xaxis, x, height, width, bottom, align, label, options)

    def barh(self, y, width, height=0.8, left=0, *, align="center", label=None, **options):
        """Draw bars to the right."""
        return self._bars(self.yaxis, y, width, height, left, align, label, options)

    def _bars(self, axis, places, lengths, widths, bases, align, label, options):
        places, lengths = axis.take(row(places)), row(lengths)
        count = max(len(places), len(lengths))

        def each(values):
            values = row(values)
            return values * count if len(values) == 1 else values

        places, lengths, widths, bases = map(each, (places, lengths, widths, bases))
        same_length(x=places, height=lengths)
        colours = self._colour(options, "color", "facecolor")
        colours = [colours] if is_color_like(colours) else list(colours)
        single = label is None or isinstance(label, str)
        patches = []
        for i, (at, length, wide, base) in enumerate(
            zip(places, lengths, widths, bases, strict=True)
        ):
            at -= wide / 2 if align == "center" else 0
            grows = "y" if axis is self.xaxis else "x"
            box = ((at, base), wide, length) if grows == "y" else ((base, at), length, wide)
            patch = Rectangle(*box, grows=grows, facecolor=colours[i % len(colours)], **options)
            patch.label = None if single else label[i]
            patches.append(self._add(patch))
        container = BarContainer(patches, label if single else None)
        if single and label is not None:
            self.containers.append(container)
        return container

    def hist(self, x, bins=10, range=None, density=False, *, label=None, **options):
        """Draw how many numbers fall between edges; return counts, edges and bars."""
        values = [one for one in _flat(plain(x)) if math.isfinite(one)]
        if isinstance(bins, int):
            low, high = range or (min(values, default=0.0), max(values, default=1.0))
            low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
            edges = [low + (high - low) * i / bins for i in _range(bins + 1)]
        else:
            edges = row(bins)
        counts = [0.0] * (len(edges) - 1)
        for value in values:
            if edges[0] <= value <= edges[-1]:
                at = next((i for i in _range(len(counts)) if value < edges[i + 1]), len(counts) - 1)
                counts[at] += 1.0
        widths = [b - a for a, b in itertools.pairwise(edges)]
        if density and sum(counts):
            total = sum(counts)
            counts = [c / total / width for c, width in zip(counts, widths, strict=True)]
        bars = self.bar(edges[:-1], counts, widths, align="edge", label=label, **options)
        return counts, edges, bars

    def fill_between(self, x, y1, y2=0, **options):
        """Fill between two lines."""
        x, y1 = self.xaxis.take(row(x)), row(y1)
        y2 = row(y2)
        y2 = y2 * len(x) if len(y2) == 1 else y2
        same_length(x=x, y1=y1)
        colour = self._colour(options, "color", "facecolor")
        there = list(zip(x, y1, strict=True))
        back = list(zip(x, y2, strict=True))[::-1]
        return self._add(Polygon(there + back, facecolor=colour, linewidth=0, **options))

    def imshow(self, X, cmap=None, *, vmin=None, vmax=None, aspect=None, interpolation=None,
               **options):  # fmt: skip
        """Draw an image of numbers (rows, columns) or of colours (rows, columns, 3)."""
        image = AxesImage(X, cmap=cmap, vmin=vmin, vmax=vmax, **options)
        self.set_aspect(aspect or "equal")
        self._add(image)
        left, right, bottom, top = image.extent
        self.xaxis.inverted, self.yaxis.inverted = right < left, top < bottom
        return image

    def contour(self, *args, levels=None, colors=None, cmap=None, **options):
        """Draw lines of equal height: `contour(z)`, `contour(x, y, z)`, and levels after them."""
        if len(args) in (2, 4):
            *args, levels = args
        x, y, z = args if len(args) == 3 else (None, None, args[0])
        z = table(z, "z")
        x = _places(x, len(z[0]), lambda grid: grid[0])
        y = _places(y, len(z), lambda grid: [line[0] for line in grid])
        levels = plain(levels)
        if colors is not None:
            colors = [colors] if is_color_like(colors) else list(colors)
        return self._add(QuadContourSet(x, y, z, levels, colors, colormap(cmap), **options))

    def text(self, x, y, s, *, transform=None, **options):
        """Write a text at a place in the axes' units, or in parts of them (`ax.transAxes`)."""
        return self._add(Text(x, y, s, transform=transform, **options))

    def annotate(self, text, xy, xytext=None, **options):
        """Write of a point, with an arrow where `arrowprops` is given."""
        return self._add(Annotation(text, xy, xytext, **options))


_range = range


def _flat(values):
    return [one for part in values for one in (_flat(part) if isinstance(part, list) else [part])]


def _places(grid, count, pick):
    """Return the places of rows or columns, of a list of them or of a grid."""
    if grid is None:
        return [float(i) for i in range(count)]
    found = plain(grid)
    return pick(found) if isinstance(found[0], list) else found


def _format(text):
    """Return what a format such as "r--" or "o-" says."""
    found = _FORMAT.match(text)
    if not found:
        raise ValueError(f"{text!r} is not a valid format string")
    parts = found.groupdict()
    color = parts["color"] or parts["late"]
    style = {"color": color} if color else {}
    if parts["marker"]:
        style |= {"marker": parts["marker"], "linestyle": parts["linestyle"] or "None"}
    elif parts["linestyle"]:
        style |= {"linestyle": parts["linestyle"], "marker": "None"}
    return style
