"""Lines with their markers."""

import itertools
import math

from matplotlib import markers
from matplotlib._settings import rcParams
from matplotlib._svg import dashes
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba


class Line2D(Artist):
    """A line through points, in the units of its axes.

    across: "x" or "y" for a line over the whole width or height of the axes, whose places that way
    are parts of it.
    """

    zorder = 2.0
    properties = (
        *("color", "linestyle", "linewidth", "marker", "markersize", "markerfacecolor"),
        *("markeredgecolor", "markeredgewidth", "drawstyle"),
    )

    def __init__(self, x, y, *, across=None, **options):
        self.x, self.y, self.across = x, y, across
        self.color = rcParams["axes.prop_cycle"][0]["color"]
        self.linestyle, self.linewidth = rcParams["lines.linestyle"], rcParams["lines.linewidth"]
        self.marker, self.markersize = rcParams["lines.marker"], rcParams["lines.markersize"]
        self.markerfacecolor = self.markeredgecolor = "auto"
        self.markeredgewidth, self.drawstyle = 1.0, "default"
        super().__init__(**options)
        to_rgba(self.color)  # refuses what is no colour, at once
        dashes(self.linestyle, 1.0)

    def get_xdata(self):
        """Return the places along x."""
        return self.x

    def get_ydata(self):
        """Return the places along y."""
        return self.y

    def set_data(self, x, y):
        """Take other places."""
        self.x, self.y = [float(one) for one in x], [float(one) for one in y]

    def points(self):
        """See Artist."""
        return ([] if self.across == "x" else self.x), ([] if self.across == "y" else self.y)

    def places(self, axes):
        """Return the corners in points of the figure, None where the line breaks."""
        x0, y0, x1, y1 = axes.actual
        found = []
        for x, y in zip(self.x, self.y, strict=True):
            if math.isnan(x) or math.isnan(y):
                found.append(None)
                continue
            along = x0 + x * (x1 - x0) if self.across == "x" else axes.xaxis.place(x)
            up = y0 + y * (y1 - y0) if self.across == "y" else axes.yaxis.place(y)
            found.append((along, up))
        return _stepped(found, self.drawstyle)

    def draw(self, canvas, axes, clip):
        """Draw the line, then its markers."""
        canvas.open("line2d")
        places = self.places(axes)
        self.stroke(canvas, places, clip)
        if self.drawstyle != "default":
            places = self.places_of_data(axes)
        self.mark(canvas, [place for place in places if place], clip)
        canvas.close()

    def places_of_data(self, axes):
        """Return where the points themselves are."""
        return [
            (axes.xaxis.place(x), axes.yaxis.place(y))
            for x, y in zip(self.x, self.y, strict=True)
            if not (math.isnan(x) or math.isnan(y))
        ]

    def stroke(self, canvas, places, clip=None):
        """Draw the line alone through places in points."""
        pattern = dashes(self.linestyle, self.linewidth)
        steps, down = [], False
        for place in places:
            if place:
                steps.append(("L" if down else "M", *place))
            down = bool(place)
        if pattern == "none" or not steps or not self.linewidth:
            return
        canvas.path(
            steps,
            clip,
            fill="none",
            stroke=to_rgba(self.color, self.alpha),
            stroke_width=float(self.linewidth),
            stroke_dasharray=pattern,
            stroke_linecap=None if pattern else "square",
        )

    def mark(self, canvas, places, clip=None):
        """Draw markers at places in points."""
        if self.marker in ("None", None, "", " ", "none"):
            return
        shape = markers.path(self.marker, self.markersize)
        face, edge = (
            self.color if one == "auto" else one
            for one in (self.markerfacecolor, self.markeredgecolor)
        )
        filled = self.marker not in markers.OPEN and face != "none"
        for x, y in places:
            canvas.shape(
                shape,
                x,
                y,
                clip,
                fill=to_rgba(face, self.alpha) if filled else "none",
                stroke=to_rgba(edge, self.alpha),
                stroke_width=float(self.markeredgewidth),
            )


def _stepped(places, drawstyle):
    if drawstyle == "default":
        return places
    found = []
    for here, after in itertools.pairwise(places):
        found.append(here)
        if not (here and after):
            continue
        (x0, y0), (x1, y1) = here, after
        if drawstyle in ("steps", "steps-pre"):
            found.append((x0, y1))
        elif drawstyle == "steps-post":
            found.append((x1, y0))
        else:
            found += [((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)]
    return found + places[-1:]
