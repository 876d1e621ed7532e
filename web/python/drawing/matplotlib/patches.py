"""Filled shapes: the rectangles of bars and spans, and what lies between two lines."""

import math

from matplotlib._settings import rcParams
from matplotlib._svg import dashes
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba


class Patch(Artist):
    """A filled shape with corners in the units of its axes."""

    properties = ("facecolor", "edgecolor", "linewidth", "linestyle", "hatch")

    def __init__(self, **options):
        self.facecolor, self.edgecolor = "C0", "none"
        self.linewidth, self.linestyle = rcParams["patch.linewidth"], "-"
        super().__init__(**options)

    def set_color(self, colour):
        """Colour the inside and the edge."""
        self.facecolor = self.edgecolor = colour

    def style(self):
        """Return how it is filled and drawn, as SVG has it."""
        pattern = dashes(self.linestyle, self.linewidth)
        edged = self.edgecolor != "none" and self.linewidth and pattern != "none"
        return {
            "fill": "none" if self.facecolor == "none" else to_rgba(self.facecolor, self.alpha),
            "stroke": to_rgba(self.edgecolor, self.alpha) if edged else None,
            "stroke_width": float(self.linewidth) if edged else None,
            "stroke_dasharray": pattern if edged else None,
            "stroke_linejoin": "miter",
        }

    def draw(self, canvas, axes, clip):
        """Draw it."""
        places = [(axes.xaxis.place(x), axes.yaxis.place(y)) for x, y in self.corners(axes)]
        steps = [("L" if i else "M", *place) for i, place in enumerate(places)]
        canvas.open("patch")
        canvas.path([*steps, ("z",)], clip, **self.style())
        canvas.close()


class Rectangle(Patch):
    """A rectangle; `across` as a line has it. `grows` is the way that a bar grows from its base."""

    def __init__(self, xy, width, height, *, across=None, grows=None, **options):
        self.xy, self.width, self.height = xy, width, height
        self.across, self.grows = across, grows
        super().__init__(**options)

    def get_x(self):
        """Return its left edge."""
        return self.xy[0]

    def get_y(self):
        """Return its lower edge."""
        return self.xy[1]

    def get_width(self):
        """Return how wide it is."""
        return self.width

    def get_height(self):
        """Return how high it is."""
        return self.height

    def set_height(self, height):
        """Make it so high."""
        self.height = height

    def _edges(self):
        (x, y), width, height = self.xy, self.width, self.height
        return (x, x + width), (y, y + height)

    def points(self):
        """See Artist."""
        along, up = self._edges()
        return ([] if self.across == "x" else along), ([] if self.across == "y" else up)

    def sticky(self):
        """A bar's base is where the axes may end."""
        return ([self.xy[0]] if self.grows == "x" else []), (
            [self.xy[1]] if self.grows == "y" else []
        )

    def corners(self, axes):
        """Return the corners, in the units of the axes."""
        along, up = self._edges()
        if self.across == "x":
            along = axes.get_xlim()
        if self.across == "y":
            up = axes.get_ylim()
        (x0, x1), (y0, y1) = along, up
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


class Polygon(Patch):
    """A shape with any corners."""

    def __init__(self, corners, **options):
        self._corners = [(float(x), float(y)) for x, y in corners]
        super().__init__(**options)

    def points(self):
        """See Artist."""
        return tuple(zip(*self._corners, strict=True)) if self._corners else ([], [])

    def corners(self, axes):
        """Return the corners, in the units of the axes."""
        return [(x, y) for x, y in self._corners if not (math.isnan(x) or math.isnan(y))]


class BarContainer(list):
    """The bars of one call."""

    def __init__(self, patches, label):
        super().__init__(patches)
        self.patches, self.label = patches, label
