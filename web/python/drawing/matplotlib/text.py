"""Texts, and notes with an arrow."""

import math

from matplotlib._letters import Line
from matplotlib._refusal import refuse
from matplotlib._settings import rcParams
from matplotlib._tables import GAP
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_WEIGHTS = {"bold": "bold", "semibold": "600", "normal": "normal", "regular": "normal"}


class Text(Artist):
    """A text at a place: in the units of its axes, or of `transform`, the axes' own from 0 to 1."""

    zorder = 3.0
    properties = (
        *("text", "fontsize", "color", "horizontalalignment", "verticalalignment", "rotation"),
        *("fontweight", "rotation_mode", "transform"),
    )

    def __init__(self, x, y, text, **options):
        self.x, self.y = x, y
        self.fontsize, self.color = rcParams["font.size"], rcParams["text.color"]
        self.horizontalalignment, self.verticalalignment = "left", "baseline"
        self.rotation, self.rotation_mode, self.fontweight = 0.0, "default", "normal"
        self.transform = None
        self.set_text(text)
        super().__init__(**options)

    def set_text(self, text):
        """Write another text; None is none."""
        self.text = "" if text is None else str(text)

    def get_text(self):
        """Return what is written."""
        return self.text

    def set_fontsize(self, size):
        """Take a number of points, or a word such as "small"."""
        self.fontsize = rcParams.size(size)

    def set_rotation(self, angle):
        """Turn it by degrees; "vertical" is 90."""
        self.rotation = {"vertical": 90.0, "horizontal": 0.0}.get(angle, angle)

    def set_fontweight(self, weight):
        """Take a word such as "bold"."""
        if weight not in _WEIGHTS:
            refuse(f"the font weight {weight!r}")
        self.fontweight = _WEIGHTS[weight]

    def layout(self, x, y):
        """Lay the text out at a place in points.

        Returns:
            What it covers, (x0, y0, x1, y1), and for each line (line, x, y) of its beginning.
        """
        parts = self.text.split("\n")
        gap = GAP * self.fontsize if len(parts) > 1 else 0.0
        lines = [Line(part, self.fontsize, gap) for part in parts]
        width = max(line.width for line in lines)
        starts, height = [], 0.0
        spread = {"left": 0.0, "center": 0.5, "right": 1.0}[self.horizontalalignment]
        for line in lines:
            starts.append(((width - line.width) * spread, -height - line.ascent))
            height += line.ascent + line.descent
        turn = math.radians(self.rotation)
        cos, sin = math.cos(turn), math.sin(turn)

        def turned(a, b):
            return a * cos - b * sin, a * sin + b * cos

        corners = [(0, -height), (0, 0), (width, 0), (width, -height)]
        anchored = self.rotation_mode == "anchor"
        spots = [turned(*corner) for corner in corners]
        left, right = min(a for a, _ in spots), max(a for a, _ in spots)
        low, high = min(b for _, b in spots), max(b for _, b in spots)
        box = (0.0, -height, width, 0.0) if anchored else (left, low, right, high)
        dx, dy = _offset(self, box, lines)
        if anchored:
            dx, dy = turned(dx, dy)
        placed = []
        for line, start in zip(lines, starts, strict=True):
            a, b = turned(*start)
            placed.append((line, x + a - dx, y + b - dy))
        return (x + left - dx, y + low - dy, x + right - dx, y + high - dy), placed

    def paint(self, canvas, x, y):
        """Draw it at a place in points."""
        if not self.text or not self.visible:
            return
        canvas.open("text")
        turn = math.radians(self.rotation)
        for line, a, b in self.layout(x, y)[1]:
            plain = len(line.runs) == 1
            anchor = _ANCHORS[self.horizontalalignment] if plain else "start"
            along = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * line.width
            canvas.text(
                line.runs,
                a + along * math.cos(turn),
                b + along * math.sin(turn),
                self.fontsize,
                to_rgba(self.color, self.alpha),
                anchor,
                self.rotation,
                self.fontweight,
            )
        canvas.close()

    def place(self, axes):
        """Return where it stands, in points."""
        if self.transform == "axes":
            x0, y0, x1, y1 = axes.actual
            return x0 + self.x * (x1 - x0), y0 + self.y * (y1 - y0)
        return axes.xaxis.place(self.x), axes.yaxis.place(self.y)

    def draw(self, canvas, axes, clip):
        """Draw it where it stands."""
        self.paint(canvas, *self.place(axes))

    def box(self, axes):
        """See Artist."""
        return self.layout(*self.place(axes))[0] if self.text else None


class Annotation(Text):
    """A text that tells of a point, with an arrow to it where `arrowprops` is given."""

    def __init__(self, text, xy, xytext=None, *, textcoords=None, arrowprops=None, **options):
        self.xy, self.shift = xy, None
        if textcoords == "offset points":
            self.shift = xytext
        elif textcoords not in (None, "data"):
            refuse(f"annotate(textcoords={textcoords!r})")
        self.arrow = dict(arrowprops) if arrowprops is not None else None
        if self.arrow is not None:
            kind = self.arrow.pop("arrowstyle", "->")
            if kind not in ("->", "-"):
                refuse(f"annotate(arrowprops={{'arrowstyle': {kind!r}}})")
            self.headed = kind == "->"
        x, y = xy if xytext is None or self.shift else xytext
        super().__init__(x, y, text, **options)

    def place(self, axes):
        """See Text."""
        x, y = super().place(axes)
        dx, dy = self.shift or (0, 0)
        return x + dx, y + dy

    def draw(self, canvas, axes, clip):
        """Draw the arrow, then the text."""
        if self.arrow is not None:
            colour = self.arrow.get("color", rcParams["text.color"])
            width = float(self.arrow.get("lw", self.arrow.get("linewidth", 1.0)))
            canvas.open("arrow")
            for steps in self._arrow(axes):
                canvas.path(steps, fill="none", stroke=colour, stroke_width=width)
            canvas.close()
        super().draw(canvas, axes, clip)

    def _arrow(self, axes):
        """Return the paths of the arrow, from the text's edge to the point."""
        x0, y0, x1, y1 = self.box(axes)
        x, y = axes.xaxis.place(self.xy[0]), axes.yaxis.place(self.xy[1])
        a, b = (x0 + x1) / 2, (y0 + y1) / 2
        length = math.hypot(x - a, y - b)
        if not length:
            return []
        u, v = (x - a) / length, (y - b) / length
        inside = min(
            (x1 - x0) / 2 / abs(u) if u else math.inf, (y1 - y0) / 2 / abs(v) if v else math.inf
        )
        begin, end = min(inside + 2, length), max(length - 2, 0.0)
        tip = (a + u * end, b + v * end)
        paths = [[("M", a + u * begin, b + v * begin), ("L", *tip)]]
        if self.headed:
            wings = [
                (tip[0] - 4 * (u + s * v * 0.5), tip[1] - 4 * (v - s * u * 0.5)) for s in (1, -1)
            ]
            paths.append([("M", *wings[0]), ("L", *tip), ("L", *wings[1])])
        return paths


def _offset(text, box, lines):
    """Return where in a box the point is that stands at the text's place."""
    left, low, right, high = box
    aside = {"left": left, "right": right, "center": (left + right) / 2}
    last = lines[-1]
    upright = {
        "bottom": low,
        "top": high,
        "center": (low + high) / 2,
        "baseline": low + last.descent,
        "center_baseline": high - (high - low - last.descent) / 2,
    }
    for name, known in (("ha", aside), ("va", upright)):
        value = text.horizontalalignment if name == "ha" else text.verticalalignment
        if value not in known:
            raise ValueError(f"{value!r} is not a valid value for {name}; supported values are "
                             + ", ".join(map(repr, known)))  # fmt: skip
    return aside[text.horizontalalignment], upright[text.verticalalignment]
