"""Figures: axes in rows and columns, drawn as one SVG."""

from matplotlib import _layout
from matplotlib._grid import Grid
from matplotlib._refusal import refuse, refuse_options
from matplotlib._settings import rcParams
from matplotlib._svg import Canvas, number
from matplotlib.axes import Axes
from matplotlib.text import Text

_POINTS = 72.0
_AROUND = 7.2  # points around all that is drawn: 0.1 inches
_FONTS = "'DejaVu Sans', 'Bitstream Vera Sans', Verdana, Arial, Helvetica, sans-serif"
_LAYOUTS = ("constrained", "tight")


class Figure:
    """A figure of `figsize` inches; a page shows it when the cell ends.

    size: width and height in points.
    """

    def __init__(self, figsize=None, *, dpi=None, facecolor=None, layout=None, **options):
        refuse_options("figure", options)
        width, height = figsize or rcParams["figure.figsize"]
        self.size = (float(width) * _POINTS, float(height) * _POINTS)
        self.dpi = float(dpi or rcParams["figure.dpi"])
        self.facecolor = facecolor or rcParams["figure.facecolor"]
        self.layout = "constrained" if rcParams["figure.constrained_layout.use"] else None
        if layout is not None:
            self.set_layout_engine(layout)
        self.axes, self.width_ratios, self.height_ratios = [], [1], [1]
        self.title = Text(0, 0, "", fontsize="large", horizontalalignment="center",
                          verticalalignment="top")  # fmt: skip

    def __repr__(self):
        width, height = (round(length / _POINTS * self.dpi) for length in self.size)
        return f"<Figure size {width}x{height} with {len(self.axes)} Axes>"

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        refuse(f"Figure.{name}")

    def set_layout_engine(self, layout=None):
        """Lay axes out by the room that their texts need, or not."""
        if layout not in (*_LAYOUTS, "none", None):
            refuse(f"the layout {layout!r}")
        self.layout = layout if layout in _LAYOUTS else None

    def tight_layout(self):
        """Lay axes out by the room that their texts need."""
        self.layout = "tight"

    def set_size_inches(self, width, height=None):
        """Change the size, in inches."""
        width, height = width if height is None else (width, height)
        self.size = (float(width) * _POINTS, float(height) * _POINTS)

    def suptitle(self, text, **options):
        """Write above all axes."""
        self.title.set_text(text)
        self.title.set(**options)
        return self.title

    def title_room(self):
        """Return how much of the height the title takes, in points."""
        if not self.title.text:
            return 0.0
        _, low, _, high = self.title.layout(0, 0)[0]
        return high - low + 6.0

    def subplots(self, nrows=1, ncols=1, *, sharex=False, sharey=False, squeeze=True,
                 width_ratios=None, height_ratios=None):  # fmt: skip
        """Make axes in rows and columns; return one, or a grid of them."""
        if self.axes:
            refuse("Figure.subplots of a figure that has axes")
        self.width_ratios = list(width_ratios or [1] * ncols)
        self.height_ratios = list(height_ratios or [1] * nrows)
        if len(self.width_ratios) != ncols or len(self.height_ratios) != nrows:
            raise ValueError("Expected the given number of width ratios to match the number of"
                             " columns of the grid")  # fmt: skip
        rows = [[Axes(self, (r, c)) for c in range(ncols)] for r in range(nrows)]
        self.axes = [axes for row in rows for axes in row]
        for name, shared in (("x", sharex), ("y", sharey)):
            self._share(name, shared, rows)
        if squeeze and nrows == ncols == 1:
            return rows[0][0]
        if squeeze and 1 in (nrows, ncols):
            return Grid(self.axes)
        return Grid(Grid(row) for row in rows)

    def _share(self, name, shared, rows):
        """Let axes have the same limits, and texts at the outer ones alone."""
        if shared in (False, "none"):
            return
        columns = [list(column) for column in zip(*rows, strict=True)]
        groups = {"row": rows, "col": columns}.get(shared, [self.axes])
        for group in groups:
            for axes in group:
                axes.partners[name] = group
                row, column = axes.cell
                if name == "x" and shared != "row":
                    axes.xaxis.labelled = row == len(rows) - 1
                if name == "y" and shared != "col":
                    axes.yaxis.labelled = column == 0

    def add_subplot(self, *place):
        """Make axes in one cell of a grid: `add_subplot(rows, columns, number)`, or `(213)`."""
        if len(place) == 1 and isinstance(place[0], int):
            place = tuple(map(int, str(place[0])))
        rows, columns, at = place or (1, 1, 1)
        if not isinstance(at, int):
            refuse("axes over several cells")
        if not 1 <= at <= rows * columns:
            raise ValueError(f"num must be an integer with 1 <= num <= {rows * columns}, not {at}")
        grid = ([1] * columns, [1] * rows)
        if self.axes and grid != (self.width_ratios, self.height_ratios):
            refuse("axes of two grids in one figure")
        self.width_ratios, self.height_ratios = grid
        cell = divmod(at - 1, columns)
        for axes in self.axes:
            if axes.cell == cell:
                return axes
        self.axes.append(Axes(self, cell))
        return self.axes[-1]

    def gca(self):
        """Return the axes that were made last, made now where there are none."""
        return self.axes[-1] if self.axes else self.add_subplot()

    def _repr_svg_(self):
        """Draw it."""
        if self.layout:
            _layout.fit(self)
        else:
            _layout.plain(self)
        boxes = [box for axes in self.axes if axes.visible for box in axes.boxes()]
        width, height = self.size
        place = (width / 2, height - 3.0)
        if self.title.text:
            boxes.append(self.title.layout(*place)[0])
        boxes = boxes or [(0.0, 0.0, width, height)]
        left, low = (min(box[at] for box in boxes) - _AROUND for at in (0, 1))
        right, top = (max(box[at] for box in boxes) + _AROUND for at in (2, 3))
        canvas = Canvas(left, top)
        edges = [("M", left, low), ("L", right, low), ("L", right, top), ("L", left, top), ("z",)]
        canvas.open("figure")
        canvas.path(edges, fill=self.facecolor)
        for axes in self.axes:
            axes.draw(canvas)
        self.title.paint(canvas, *place)
        canvas.close()
        wide, high = number(right - left), number(top - low)
        for axes in self.axes:
            axes.frozen = None
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt"'
            f' viewBox="0 0 {wide} {high}" version="1.1" font-family="{_FONTS}"'
            f' stroke-linejoin="round">{"".join(canvas.parts)}</svg>'
        )
