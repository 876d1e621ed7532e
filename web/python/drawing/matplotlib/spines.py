"""The lines around axes."""

from matplotlib._refusal import refuse
from matplotlib._settings import rcParams
from matplotlib.artist import Artist


class Spine(Artist):
    """One side of the frame of axes."""

    zorder = 2.5
    properties = ("color", "linewidth")

    def __init__(self, side):
        self.side, self.color = side, rcParams["axes.edgecolor"]
        self.linewidth = rcParams["axes.linewidth"]
        super().__init__(visible=rcParams[f"axes.spines.{side}"])

    def set_edgecolor(self, colour):
        """Colour it."""
        self.color = colour

    def set_position(self, place):
        """Refuse: it stands at the edge."""
        refuse("Spine.set_position")

    def draw(self, canvas, axes, clip):
        """Draw it."""
        x0, y0, x1, y1 = axes.actual
        ends = {
            "left": ((x0, y0), (x0, y1)),
            "right": ((x1, y0), (x1, y1)),
            "bottom": ((x0, y0), (x1, y0)),
            "top": ((x0, y1), (x1, y1)),
        }[self.side]
        canvas.open("spine")
        canvas.path([("M", *ends[0]), ("L", *ends[1])], fill="none", stroke=self.color,
                    stroke_width=float(self.linewidth), stroke_linecap="square",
                    stroke_linejoin="miter")  # fmt: skip
        canvas.close()


class Spines(dict):
    """The four spines by side, or some of them at once: `spines[:]`, `spines[["top", "right"]]`."""

    def __init__(self):
        super().__init__({side: Spine(side) for side in ("left", "right", "bottom", "top")})

    def __getitem__(self, sides):
        if isinstance(sides, slice):
            return _Some(list(self.values()))
        if isinstance(sides, (list, tuple)):
            return _Some([self[side] for side in sides])
        return super().__getitem__(sides)

    def __getattr__(self, side):
        if side in self:
            return self[side]
        raise AttributeError(side)


class _Some:
    """Several spines: what is called on them is called on each."""

    def __init__(self, spines):
        self._spines = spines

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        methods = [getattr(spine, name) for spine in self._spines]

        def each(*values, **options):
            for method in methods:
                method(*values, **options)

        return each
