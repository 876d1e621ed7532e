"""Images: numbers in rows and columns as coloured squares."""

import math

from matplotlib._numbers import plain, shape_of
from matplotlib._refusal import refuse
from matplotlib._svg import png
from matplotlib.artist import Artist
from matplotlib.colors import Normalize, colormap


class AxesImage(Artist):
    """An image of numbers (rows, columns), coloured by a map, or of colours (rows, columns, 3).

    Each number is one pixel of the picture in the SVG.
    """

    zorder = 0.0
    properties = ("cmap", "extent")

    def __init__(self, values, *, cmap=None, vmin=None, vmax=None, origin="upper", extent=None,
                 **options):  # fmt: skip
        self.values = plain(values)
        shape = shape_of(self.values)
        if len(shape) == 3 and shape[2] == 1:
            self.values = [[one[0] for one in row] for row in self.values]
        elif len(shape) != 2 and (len(shape) != 3 or shape[2] not in (3, 4)):
            raise TypeError(f"Invalid shape {shape} for image data")
        if not shape[0] or not shape[1]:
            refuse("an image without pixels")
        self.rows, self.columns, self.origin = shape[0], shape[1], origin
        self.cmap, self.norm = colormap(cmap), Normalize(vmin, vmax)
        if isinstance(self.values[0][0], list):
            self.cmap = None
        else:
            self.norm.autoscale_None([one for row in self.values for one in row])
        edges = (-0.5, self.columns - 0.5, self.rows - 0.5, -0.5)
        if origin == "lower":
            edges = (-0.5, self.columns - 0.5, -0.5, self.rows - 0.5)
        self.extent = tuple(float(edge) for edge in extent or edges)
        super().__init__(**options)

    def get_array(self):
        """Return the numbers, in rows."""
        return self.values

    def set_clim(self, vmin=None, vmax=None):
        """Take the colours from other limits."""
        self.norm = Normalize(
            self.norm.vmin if vmin is None else vmin, self.norm.vmax if vmax is None else vmax
        )

    def points(self):
        """See Artist."""
        left, right, bottom, top = self.extent
        return [left, right], [bottom, top]

    def sticky(self):
        """Axes end where the image ends."""
        left, right, bottom, top = self.extent
        return [left, right], [bottom, top]

    def draw(self, canvas, axes, clip):
        """Draw it, from above downwards as the axes run."""
        left, right, bottom, top = self.extent
        x0, x1 = axes.xaxis.place(left), axes.xaxis.place(right)
        y0, y1 = axes.yaxis.place(bottom), axes.yaxis.place(top)
        rows = self.values if (self.origin == "upper") == (y1 > y0) else self.values[::-1]
        if x1 < x0:
            rows = [row[::-1] for row in rows]
        indices, palette = self._indices(rows)
        box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        canvas.open("image")
        canvas.image(box, png(self.columns, indices, palette), clip)
        canvas.close()

    def _indices(self, rows):
        """Return rows of indices, and the colours that they point at."""
        known = {}
        indices = [bytes(known.setdefault(self._colour(v), len(known)) for v in row)
                   for row in rows]  # fmt: skip
        return indices, b"".join(known)

    def _colour(self, value):
        """Return the colour of a value: one of 256, so that a palette holds them."""
        fade = 1.0 if self.alpha is None else self.alpha
        if self.cmap is None:
            whole = [part if isinstance(part, int) else round(min(max(part, 0), 1) * 255)
                     for part in value]  # fmt: skip
            # A palette holds 6 x 7 x 6 colours; nobody sees more on an image of so few pixels.
            steps = zip(whole[:3], (51, 42.5, 51), strict=True)
            return bytes([*(int(round(part / step) * step) for part, step in steps),
                          int(255 * fade)])  # fmt: skip
        if not math.isfinite(value) and value != math.inf and value != -math.inf:
            return bytes(4)
        at = 4 * self.cmap.index(min(max(self.norm(value), 0.0), 1.0))
        colour = self.cmap.table[at : at + 4]
        return colour if fade == 1.0 else colour[:3] + bytes([int(colour[3] * fade)])
