"""What all that a figure shows has in common."""

from matplotlib._refusal import refuse, refuse_options

_ALIASES = {
    **{"c": "color", "lw": "linewidth", "ls": "linestyle", "ms": "markersize"},
    **{"mfc": "markerfacecolor", "mec": "markeredgecolor", "mew": "markeredgewidth"},
    **{"fc": "facecolor", "ec": "edgecolor", "linewidths": "linewidth", "edgecolors": "edgecolor"},
    **{"linestyles": "linestyle", "facecolors": "facecolor"},
    **{"ha": "horizontalalignment", "va": "verticalalignment", "size": "fontsize"},
    **{"weight": "fontweight"},
}


class Artist:
    """Something in a figure: its properties are those that `properties` names, set by name."""

    properties = ()
    common = ("label", "alpha", "zorder", "visible", "clip_on")
    zorder = 1.0

    def __init__(self, **options):
        self.label, self.alpha, self.visible, self.clip_on = None, None, True, True
        self.set(**options)

    def set(self, **options):
        """Set properties by name; return None where matplotlib returns what was set."""
        known = (*self.properties, *self.common)
        for name, value in options.items():
            name = _ALIASES.get(name, name)
            if setter := getattr(type(self), f"set_{name}", None):
                setter(self, value)
            elif name in known:
                setattr(self, name, value)
            else:
                refuse_options(type(self).__name__, [name])

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        begin, _, rest = name.partition("_")
        known = _ALIASES.get(rest, rest)
        if begin in ("get", "set") and known in (*self.properties, *self.common):
            if begin == "get":
                return lambda: getattr(self, known)
            return lambda value: self.set(**{known: value})
        refuse(f"{type(self).__name__}.{name}")

    def points(self):
        """Return (x, y) rows of numbers that the limits of axes take in, in their units."""
        return [], []

    def sticky(self):
        """Return the numbers along x and y that a margin does not pass."""
        return [], []

    def box(self, axes):
        """Return what it covers outside the axes, in points, or None."""
        return None
