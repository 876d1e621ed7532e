"""What sets the properties of axes: limits, scales, texts, ticks, aspect, legend."""

from matplotlib._refusal import refuse, refuse_options
from matplotlib._settings import rcParams
from matplotlib.legend import Legend

_SETTERS = (
    *("xlim", "ylim", "xscale", "yscale", "xlabel", "ylabel", "xticks", "yticks", "title"),
    *("aspect", "xticklabels", "yticklabels", "facecolor", "axis_off", "xmargin", "ymargin"),
)


class Properties:
    """Mixed into Axes: the methods that set and get its properties."""

    def set(self, **options):
        """Set properties by name, each as `set_NAME` does."""
        refuse_options("Axes.set", [name for name in options if name not in _SETTERS])
        for name, value in options.items():
            setter = getattr(self, f"set_{name}")
            setter(*value) if name in ("xlim", "ylim") and value is not None else setter(value)

    def set_xlim(self, left=None, right=None):
        """Fix the limits along; None keeps what it is."""
        for one in self.partners["x"]:
            one.xaxis.set_limits(*(left if isinstance(left, (tuple, list)) else (left, right)))
        return self.get_xlim()

    def set_ylim(self, bottom=None, top=None):
        """Fix the limits upwards; None keeps what it is."""
        for one in self.partners["y"]:
            one.yaxis.set_limits(*(bottom if isinstance(bottom, (tuple, list)) else (bottom, top)))
        return self.get_ylim()

    def get_xlim(self):
        """Return the limits along."""
        return self.xaxis.limits()

    def get_ylim(self):
        """Return the limits upwards."""
        return self.yaxis.limits()

    def invert_xaxis(self):
        """Let the axis run the other way."""
        self.set_xlim(*self.get_xlim()[::-1])

    def invert_yaxis(self):
        """Let the axis run the other way."""
        self.set_ylim(*self.get_ylim()[::-1])

    def set_xscale(self, scale):
        """Choose "linear" or "log"."""
        self.xaxis.set_scale(scale)

    def set_yscale(self, scale):
        """Choose "linear" or "log"."""
        self.yaxis.set_scale(scale)

    def margins(self, both=None, *, x=None, y=None):
        """Set how far the limits lie beyond the data, in parts of the span."""
        for axis, own in ((self.xaxis, x), (self.yaxis, y)):
            given = both if own is None else own
            axis.margin = axis.margin if given is None else float(given)

    def set_xmargin(self, margin):
        """See margins."""
        self.margins(x=margin)

    def set_ymargin(self, margin):
        """See margins."""
        self.margins(y=margin)

    def set_xlabel(self, text, **options):
        """Write under the axis."""
        return _write(self.xaxis.label, text, options)

    def set_ylabel(self, text, **options):
        """Write beside the axis."""
        return _write(self.yaxis.label, text, options)

    def set_title(self, text, *, pad=None, loc="center", **options):
        """Write above."""
        if loc != "center":
            refuse(f"set_title(loc={loc!r})")
        self.titlepad = rcParams["axes.titlepad"] if pad is None else float(pad)
        return _write(self.title, text, options)

    def set_xticks(self, ticks, labels=None, **style):
        """Put ticks along at these places."""
        self.xaxis.set_ticks(ticks, labels, **style)

    def set_yticks(self, ticks, labels=None, **style):
        """Put ticks upwards at these places."""
        self.yaxis.set_ticks(ticks, labels, **style)

    def set_xticklabels(self, labels, **style):
        """Write at the ticks that were put."""
        self.xaxis.set_ticks(self.xaxis.locator.values(0, 1), labels, **style)

    def set_yticklabels(self, labels, **style):
        """Write at the ticks that were put."""
        self.yaxis.set_ticks(self.yaxis.locator.values(0, 1), labels, **style)

    def tick_params(self, axis="both", *, which="major", **style):
        """Change how ticks look: `labelsize`, `length`, `rotation`, or hide a side's."""
        for name, one in (("x", self.xaxis), ("y", self.yaxis)):
            if axis not in ("both", name):
                continue
            given = dict(style)
            side = "bottom" if name == "x" else "left"
            for option, hidden in ((side, "ticked"), (f"label{side}", "labelled")):
                if option in given:
                    setattr(one, hidden, bool(given.pop(option)))
            for other in ("bottom", "left", "labelbottom", "labelleft"):
                given.pop(other, None)
            one.set_tick_style(**given)

    def locator_params(self, axis="both", tight=None, **options):
        """Change how ticks are chosen: `nbins`, `integer`."""
        for name, one in (("x", self.xaxis), ("y", self.yaxis)):
            if axis in ("both", name):
                one.locator_params(**options)

    def grid(self, visible=True, which="major", axis="both", **options):
        """Draw lines through the axes at the ticks."""
        given = {
            name: rcParams[f"grid.{name}"] for name in ("color", "linewidth", "linestyle", "alpha")
        }
        short = {"lw": "linewidth", "ls": "linestyle", "c": "color"}
        options = {short.get(name, name): value for name, value in options.items()}
        refuse_options("grid", [name for name in options if name not in given])
        for name, one in (("x", self.xaxis), ("y", self.yaxis)):
            if axis in ("both", name):
                one.grid = given | options if visible or options else None

    def set_aspect(self, aspect, **options):
        """Let a unit up be as long as one along: "equal", or so many times; "auto" fills."""
        refuse_options("set_aspect", options)
        self.aspect = 1.0 if aspect == "equal" else aspect if aspect == "auto" else float(aspect)

    def set_facecolor(self, colour):
        """Fill the axes."""
        self.facecolor = colour

    def set_axis_off(self):
        """Draw no frame, no ticks, no labels."""
        self.axison = False

    def set_axis_on(self):
        """Draw the frame again."""
        self.axison = True

    def axis(self, what=None):
        """Hide all with "off", fix the limits with (xmin, xmax, ymin, ymax), or "equal"."""
        if what in ("off", False):
            self.axison = False
        elif what in ("on", True):
            self.axison = True
        elif what == "equal":
            self.set_aspect("equal")
        elif what is not None and not isinstance(what, str):
            self.set_xlim(*what[:2])
            self.set_ylim(*what[2:])
        elif what is not None:
            refuse(f"Axes.axis({what!r})")
        return (*self.get_xlim(), *self.get_ylim())

    def legend(self, handles=None, labels=None, **options):
        """Say what lines and bars stand for: those with a label, or these."""
        known, names = self.get_legend_handles_labels()
        if labels is None and handles is not None and all(isinstance(h, str) for h in handles):
            handles, labels = None, handles
            known = [*self.lines, *self.containers]
        handles = known if handles is None else handles
        if labels is None:
            labels = names if handles is known else [str(handle.label) for handle in handles]
        pairs = list(zip(handles, labels, strict=False))
        self.legend_ = Legend([h for h, _ in pairs], [str(name) for _, name in pairs], **options)
        return self.legend_

    def get_legend(self):
        """Return the legend, or None."""
        return self.legend_

    def get_legend_handles_labels(self):
        """Return what has a label, and the labels."""
        found = [one for one in (*self.artists, *self.containers)
                 if one.label and not str(one.label).startswith("_")]  # fmt: skip
        return found, [str(one.label) for one in found]


def _write(label, text, options):
    label.set_text(text)
    label.set(**options)
    return label
