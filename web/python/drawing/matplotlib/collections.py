"""Points of their own sizes and colours."""

import math

from matplotlib import markers
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba


class PathCollection(Artist):
    """Markers at (x, y): `sizes` are areas in square points, `colours` one for each or for all."""

    zorder = 1.0
    properties = ("linewidth", "edgecolor")

    def __init__(self, x, y, sizes, colours, marker, **options):
        self.x, self.y, self.sizes, self.colours, self.marker = x, y, sizes, colours, marker
        self.linewidth, self.edgecolor = 1.0, "face"
        super().__init__(**options)

    def points(self):
        """See Artist."""
        return self.x, self.y

    def set_color(self, colour):
        """Colour all."""
        self.colours = [colour]

    def draw(self, canvas, axes, clip):
        """Draw each marker."""
        canvas.open("PathCollection")
        for i, (x, y) in enumerate(zip(self.x, self.y, strict=True)):
            if not (math.isnan(x) or math.isnan(y)):
                self.mark(canvas, axes.xaxis.place(x), axes.yaxis.place(y), i, clip)
        canvas.close()

    def mark(self, canvas, x, y, i, clip=None, area=None):
        """Draw one marker at a place in points, of its own area or another."""
        size = math.sqrt(self.sizes[i % len(self.sizes)] if area is None else area)
        if not size:
            return
        colour = self.colours[i % len(self.colours)]
        edge = colour if self.edgecolor == "face" else self.edgecolor
        filled = self.marker not in markers.OPEN
        stroked = edge != "none"
        canvas.shape(
            markers.path(self.marker, size),
            x,
            y,
            clip,
            fill=to_rgba(colour, self.alpha) if filled else "none",
            stroke=to_rgba(edge, self.alpha) if stroked else None,
            stroke_width=float(self.linewidth) if stroked else None,
        )
