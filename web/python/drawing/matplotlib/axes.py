"""Axes: what is drawn in them, their limits, titles and frame."""

from matplotlib._plots import Plots
from matplotlib._properties import Properties
from matplotlib._refusal import refuse
from matplotlib._settings import rcParams
from matplotlib.axis import Axis
from matplotlib.spines import Spines
from matplotlib.text import Text


class Axes(Plots, Properties):
    """A rectangle of a figure with an axis along and one up.

    cell: (row, column) of the figure's grid.
    """

    def __init__(self, figure, cell):
        self.figure, self.cell = figure, cell
        self.artists, self.containers, self.turns, self.patch_turns = [], [], 0, 0
        self.xaxis, self.yaxis = Axis(self, "x"), Axis(self, "y")
        self.partners = {"x": [self], "y": [self]}
        self.spines, self.legend_, self.aspect = Spines(), None, "auto"
        self.axison, self.visible, self.transAxes, self.transData = True, True, "axes", None
        self.facecolor = rcParams["axes.facecolor"]
        self.title = Text(0, 0, "", fontsize="axes.titlesize", horizontalalignment="center")
        self.titlepad = rcParams["axes.titlepad"]
        self.position = self.actual = (0.0, 0.0, 1.0, 1.0)
        self.frozen = None
        if rcParams["axes.grid"]:
            self.grid(True)

    def __repr__(self):
        told = [f"title={{'center': {self.title.text!r}}}"] if self.title.text else []
        for name, axis in (("xlabel", self.xaxis), ("ylabel", self.yaxis)):
            told += [f"{name}={axis.label.text!r}"] if axis.label.text else []
        return f"<Axes: {', '.join(told)}>"

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        refuse(f"Axes.{name}")

    def _add(self, artist):
        self.artists.append(artist)
        self.xaxis.extended = self.yaxis.extended = None
        return artist

    @property
    def lines(self):
        """Return the lines in the order of their drawing."""
        return [one for one in self.artists if type(one).__name__ == "Line2D"]

    @property
    def patches(self):
        """Return bars and filled shapes."""
        return [one for one in self.artists if hasattr(type(one), "corners")]

    # Layout and drawing

    def span(self, name):
        """Return where an axis begins and ends, in points."""
        x0, y0, x1, y1 = self.actual
        return (x0, x1) if name == "x" else (y0, y1)

    def settle(self):
        """Take the limits as they are now, and the rectangle that the aspect leaves."""
        self.frozen = {"x": self.xaxis.limits(), "y": self.yaxis.limits()}
        self.actual = self.position
        if self.aspect == "auto":
            return
        x0, y0, x1, y1 = self.position
        (a, b), (c, d) = self.frozen["x"], self.frozen["y"]
        ratio = self.aspect * abs(d - c) / abs(b - a)  # of height to width
        width, height = x1 - x0, y1 - y0
        width, height = min(width, height / ratio), min(height, width * ratio)
        x, y = (x0 + x1 - width) / 2, (y0 + y1 - height) / 2
        self.actual = (x, y, x + width, y + height)

    def boxes(self, for_layout=False):
        """Return all that it covers, in points."""
        found = [self.actual]
        if self.axison:
            found += self.xaxis.boxes(for_layout) + self.yaxis.boxes(for_layout)
        if self.title.text:
            a, b, c, d = self.title.layout(*self._title_place())[0]
            found.append(((a + c) / 2, b, (a + c) / 2, d) if for_layout else (a, b, c, d))
        shown = [one for one in self.artists if one.visible]
        found += [box for one in shown if (box := one.box(self))]
        return found + ([self.legend_.box(self)] if self.legend_ else [])

    def _title_place(self):
        x0, _, x1, y1 = self.actual
        return (x0 + x1) / 2, y1 + self.titlepad

    def draw(self, canvas):
        """Draw all, what lies lowest first."""
        if not self.visible:
            return
        x0, y0, x1, y1 = self.actual
        canvas.open("axes")
        cut = canvas.clip(self.actual)
        shown = [one for one in self.artists if one.visible]
        if self.axison:
            frame = [("M", x0, y0), ("L", x1, y0), ("L", x1, y1), ("L", x0, y1), ("z",)]
            canvas.path(frame, fill=self.facecolor)
            shown += [spine for spine in self.spines.values() if spine.visible]
        below = sorted((one for one in shown if one.zorder <= 1.0), key=lambda one: one.zorder)
        above = sorted((one for one in shown if one.zorder > 1.0), key=lambda one: one.zorder)
        for artist in below:
            artist.draw(canvas, self, cut if artist.clip_on else None)
        if self.axison:
            for axis in (self.xaxis, self.yaxis):
                axis.draw_grid(canvas, cut)
            for axis in (self.xaxis, self.yaxis):
                axis.draw(canvas)
        for artist in above:
            artist.draw(canvas, self, cut if artist.clip_on else None)
        self.title.paint(canvas, *self._title_place())
        if self.legend_:
            self.legend_.draw(canvas, self, cut)
        canvas.close()
