"""An axis: its limits and scale, ticks, what is written at them, and its label."""

import math

from matplotlib._limits import Limits
from matplotlib._refusal import refuse, refuse_options
from matplotlib._settings import rcParams
from matplotlib._svg import dashes
from matplotlib.text import Text
from matplotlib.ticker import (
    AutoLocator,
    FixedLocator,
    LogLocator,
    MaxNLocator,
    log_labels,
    minus,
    scalar_labels,
)

_TICK_OPTIONS = ("length", "labelsize", "labelrotation", "color", "labelcolor", "pad", "width",
                 "rotation")  # fmt: skip


class Axis(Limits):
    """The x axis or the y axis of axes."""

    def __init__(self, axes, name):
        self.axes, self.name, self.scale = axes, name, "linear"
        self.fixed, self.inverted, self.extended = None, False, None
        self.margin = rcParams[f"axes.{name}margin"]
        self.locator, self.texts, self.categories = None, None, {}
        self.label = Text(0, 0, "", fontsize="axes.labelsize", color=rcParams["axes.labelcolor"])
        self.labelpad, self.labelled, self.ticked, self.visible = 4.0, True, True, True
        self.grid = None
        self.style = {
            "length": 3.5,
            "pad": 3.5,
            "width": 0.8,
            "labelsize": rcParams.size(f"{name}tick.labelsize"),
            "color": rcParams[f"{name}tick.color"],
            "labelcolor": rcParams[f"{name}tick.color"],
            "labelrotation": 0.0,
        }

    def set_visible(self, visible):
        """Show the axis, or hide its ticks and its label."""
        self.visible = bool(visible)

    def take(self, values):
        """Return values as numbers; texts are numbered, and stand at the ticks."""
        if not any(isinstance(one, str) for one in values):
            return [math.nan if one is None else float(one) for one in values]
        for one in values:
            self.categories.setdefault(str(one), float(len(self.categories)))
        self.locator, self.texts = FixedLocator(self.categories.values()), list(self.categories)
        return [self.categories[str(one)] for one in values]

    # Ticks

    def set_ticks(self, ticks, labels=None, *, minor=False, **style):
        """Put ticks at these places, with these texts."""
        if minor:
            refuse("set_ticks(minor=…)")
        ticks = self.take(list(ticks))
        if labels is not None and len(labels := [str(one) for one in labels]) != len(ticks):
            raise ValueError(
                f"The number of FixedLocator locations ({len(ticks)}), usually from a call to"
                f" set_ticks, does not match the number of labels ({len(labels)})."
            )
        self.locator, self.texts = FixedLocator(ticks), labels
        if ticks and self.fixed:
            low, high = self.fixed
            outer = (min(*ticks, low, high), max(*ticks, low, high))
            self.fixed = outer if high > low else outer[::-1]
        elif ticks:
            self.extended = (min(ticks), max(ticks))
        self.set_tick_style(**{f"label{key}" if key == "rotation" else key: value
                               for key, value in style.items()})  # fmt: skip

    def set_tick_style(self, **style):
        """Set what `tick_params` names."""
        refuse_options("tick_params", [name for name in style if name not in _TICK_OPTIONS])
        if "labelsize" in style:
            style["labelsize"] = rcParams.size(style["labelsize"])
        if "rotation" in style:
            style["labelrotation"] = style.pop("rotation")
        self.style |= style

    def locator_params(self, **options):
        """Change how ticks are chosen: `nbins`, `integer`, `steps`, `min_n_ticks`."""
        self.locator = self.locator or AutoLocator()
        if not isinstance(self.locator, MaxNLocator):
            refuse("locator_params of an axis that does not choose its ticks")
        self.locator.set_params(**options)

    def ticks(self):
        """Return (place in units, text, whether it is a minor one) of what is seen, and the text
        at the axis's end."""
        low, high = self.limits()
        begin, end = self.axes.span(self.name)
        per = 3 if self.name == "x" else 2
        room = int(abs(end - begin) // (self.style["labelsize"] * per))
        found, more = [], ""
        if self.scale == "log" and self.locator is None:
            for minor in (False, True):
                locs = LogLocator(minor).values(low, high, room)
                texts = log_labels(locs, low, high, minor)
                found += [(loc, text, minor) for loc, text in zip(locs, texts, strict=True)]
        else:
            locs = (self.locator or AutoLocator()).values(low, high, room)
            texts = self.texts
            if texts is None:
                texts, more = scalar_labels(locs, low, high, rcParams["axes.formatter.limits"])
            found = [(loc, text, False) for loc, text in zip(locs, texts, strict=True)]
        least, most = sorted((self.place(low), self.place(high)))
        near = 1e-6  # points: a tick at a limit stands
        seen = [one for one in found if least - near <= self.place(one[0]) <= most + near]
        return seen, minus(more)

    # Drawing

    def layout(self):
        """Return what is written, (text, x, y) in points, and what it covers: ticks' texts, the
        text at the end, the label."""
        if not self.visible:
            return []
        x0, y0, x1, y1 = self.axes.actual
        style, across = self.style, self.name == "x"
        ticks, end = self.ticks()
        found, edge = [], (y0 if across else x0)
        out = style["length"] + style["pad"] if self.ticked else style["pad"]
        for loc, label, minor in ticks if self.labelled else []:
            if not label:
                continue
            away = (2.0 + 3.4) if minor else out
            text = Text(0, 0, label, fontsize=style["labelsize"], color=style["labelcolor"],
                        rotation=style["labelrotation"])  # fmt: skip
            text.horizontalalignment = "center" if across else "right"
            text.verticalalignment = "top" if across else "center_baseline"
            x, y = (self.place(loc), y0 - away) if across else (x0 - away, self.place(loc))
            box = text.layout(x, y)[0]
            edge = min(edge, box[1] if across else box[0])
            found.append((text, x, y))
        if ticks and self.ticked:
            edge = min(edge, (y0 if across else x0) - style["length"])
        if end:
            text = Text(0, 0, end, fontsize=style["labelsize"], color=style["labelcolor"])
            if across:
                text.horizontalalignment, text.verticalalignment = "right", "top"
            found.append((text, x1, edge - 3) if across else (text, x0, y1 + 3))
        if self.label.text:
            text = self.label
            text.horizontalalignment = "center"
            if across:
                text.verticalalignment = "top"
                found.append((text, (x0 + x1) / 2, edge - self.labelpad))
            else:
                text.rotation, text.rotation_mode = 90.0, "anchor"
                text.verticalalignment = "bottom"
                found.append((text, edge - self.labelpad, (y0 + y1) / 2))
        return found

    def boxes(self, for_layout=False):
        """Return what its texts cover; of the label its place alone, where a layout asks."""
        found = []
        for text, x, y in self.layout():
            a, b, c, d = text.layout(x, y)[0]
            if for_layout and text is self.label:
                a, c, b, d = (
                    (x - 0.5, x + 0.5, b, d) if self.name == "x" else (a, c, y - 0.5, y + 0.5)
                )
            found.append((a, b, c, d))
        return found

    def draw_grid(self, canvas, clip):
        """Draw lines through the axes at the ticks, where they are wanted."""
        if self.grid is None:
            return
        x0, y0, x1, y1 = self.axes.actual
        for loc, _, minor in self.ticks()[0]:
            if minor:
                continue
            at = self.place(loc)
            ends = (
                [("M", at, y0), ("L", at, y1)]
                if self.name == "x"
                else [("M", x0, at), ("L", x1, at)]
            )
            width = self.grid["linewidth"]
            canvas.path(ends, clip, fill="none", stroke=self.grid["color"], stroke_width=width,
                        stroke_opacity=self.grid["alpha"],
                        stroke_dasharray=dashes(self.grid["linestyle"], width))  # fmt: skip

    def draw(self, canvas):
        """Draw ticks and texts."""
        if not self.visible:
            return
        canvas.open(f"matplotlib.axis_{self.name}")
        x0, y0, _, _ = self.axes.actual
        for loc, _, minor in self.ticks()[0] if self.ticked else []:
            at, length = self.place(loc), 2.0 if minor else self.style["length"]
            ends = [("M", at, y0), ("L", at, y0 - length)]
            if self.name == "y":
                ends = [("M", x0, at), ("L", x0 - length, at)]
            canvas.path(ends, stroke=self.style["color"],
                        stroke_width=0.6 if minor else float(self.style["width"]))  # fmt: skip
        for text, x, y in self.layout():
            text.paint(canvas, x, y)
        canvas.close()
