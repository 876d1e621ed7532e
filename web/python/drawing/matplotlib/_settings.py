"""Matplotlib's settings, as many as a page heeds, and how a style sheet sets them."""

from collections.abc import MutableMapping
from pathlib import Path

from matplotlib._refusal import refuse

_CYCLE = "#1f77b4 #ff7f0e #2ca02c #d62728 #9467bd #8c564b #e377c2 #7f7f7f #bcbd22 #17becf"
_SIZES = {"small": 0.833, "medium": 1.0, "large": 1.2, "x-large": 1.44}


class Cycle:
    """Properties that lines take one after another: a list of dictionaries, all of one kind."""

    def __init__(self, rows):
        self.rows = rows

    def __add__(self, other):
        return Cycle([a | b for a, b in zip(self.rows, other.rows, strict=True)])

    def __getitem__(self, at):
        return self.rows[at % len(self.rows)]

    def __len__(self):
        return len(self.rows)


def cycler(name, values):
    """Return a cycle of one property."""
    return Cycle([{name: value} for value in values])


_DEFAULTS = {
    "axes.edgecolor": "black",
    "axes.facecolor": "white",
    "axes.formatter.limits": (-5, 6),
    "axes.grid": False,
    "axes.labelcolor": "black",
    "axes.labelpad": 4.0,
    "axes.labelsize": "medium",
    "axes.linewidth": 0.8,
    "axes.prop_cycle": cycler("color", _CYCLE.split()),
    "axes.spines.bottom": True,
    "axes.spines.left": True,
    "axes.spines.right": True,
    "axes.spines.top": True,
    "axes.titlepad": 6.0,
    "axes.titlesize": "large",
    "axes.xmargin": 0.05,
    "axes.ymargin": 0.05,
    "figure.constrained_layout.use": False,
    "figure.dpi": 100.0,
    "figure.facecolor": "white",
    "figure.figsize": (6.4, 4.8),
    "font.family": "sans-serif",
    "font.size": 10.0,
    "grid.alpha": 1.0,
    "grid.color": "#b0b0b0",
    "grid.linestyle": "-",
    "grid.linewidth": 0.8,
    "image.cmap": "viridis",
    "image.interpolation": "auto",
    "legend.edgecolor": "0.8",
    "legend.facecolor": "white",
    "legend.fontsize": "medium",
    "legend.frameon": True,
    "lines.linestyle": "-",
    "lines.linewidth": 1.5,
    "lines.marker": "None",
    "lines.markersize": 6.0,
    "patch.linewidth": 1.0,
    "savefig.facecolor": "auto",
    "svg.fonttype": "path",
    "svg.hashsalt": None,
    "text.color": "black",
    "xtick.color": "black",
    "xtick.labelsize": "medium",
    "ytick.color": "black",
    "ytick.labelsize": "medium",
}


class Settings(MutableMapping):
    """Settings by matplotlib's names; a name that a page does not heed is refused."""

    def __init__(self):
        self._values = dict(_DEFAULTS)

    def __getitem__(self, name):
        self._want(name)
        return self._values[name]

    def __setitem__(self, name, value):
        self._want(name)
        self._values[name] = value

    def __delitem__(self, name):
        refuse(f"deleting rcParams[{name!r}]")

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def _want(self, name):
        if name not in self._values:
            refuse(f"rcParams[{name!r}]")

    def size(self, value):
        """Return a font's size in points, of a number, a word or a setting's name."""
        if isinstance(value, str) and "." in value:
            value = self[value]
        if isinstance(value, str):
            if value not in _SIZES:
                refuse(f"the font size {value!r}")
            return _SIZES[value] * float(self["font.size"])
        return float(value)


rcParams = Settings()


class _Style:
    """`matplotlib.style`: the sheets that a page has."""

    available = ("default", "livenet.book")

    def use(self, style):
        """Set what a style sheet says: the book's, or none."""
        if style == "default":
            rcParams._values |= _DEFAULTS
        elif style == "livenet.book":
            import livenet

            _read(Path(livenet.__file__).parent / "book.mplstyle")
        else:
            refuse(f"the style {style!r}")

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        refuse(f"matplotlib.style.{name}")


style = _Style()


def _read(sheet):
    """Read a style sheet: `name: value` in each line, colours as hex digits."""
    for line in sheet.read_text(encoding="utf-8").splitlines():
        name, colon, value = (part.strip() for part in line.partition(": "))
        if colon and not line.startswith("#"):
            rcParams[name] = _value(name, value)


def _value(name, text):
    if name == "axes.prop_cycle":
        cycle = eval(text, {"cycler": cycler})  # as matplotlib reads it
        return Cycle([row | {"color": f"#{row['color']}"} for row in cycle.rows])
    if name.endswith("color"):
        return f"#{text}"
    if "," in text:
        return tuple(float(part) for part in text.split(","))
    if text in ("True", "False"):
        return text == "True"
    try:
        return float(text)
    except ValueError:
        return text
