"""matplotlib.pyplot: figures that a page shows when the cell ends, and the current axes."""

import builtins

from matplotlib._refusal import refuse
from matplotlib._settings import rcParams, style
from matplotlib.figure import Figure

_open = []

# What pyplot does to the current axes, by the method of theirs.
_OF_AXES = {
    **{
        name: name
        for name in (
            *("plot", "semilogy", "semilogx", "loglog", "step", "scatter", "bar", "barh", "hist"),
            *("fill_between", "axhline", "axvline", "axhspan", "axvspan", "hlines", "vlines"),
            *("imshow", "contour", "text", "annotate", "legend", "grid", "axis", "margins"),
            *("tick_params", "locator_params"),
        )
    },
    **{"title": "set_title", "xlabel": "set_xlabel", "ylabel": "set_ylabel"},
    **{"xlim": "set_xlim", "ylim": "set_ylim", "xscale": "set_xscale", "yscale": "set_yscale"},
    **{"xticks": "set_xticks", "yticks": "set_yticks"},
}


def figure(num=None, figsize=None, **options):
    """Begin a figure, which is the current one from now on."""
    _open.append(Figure(figsize, **options))
    return _open[-1]


def subplots(nrows=1, ncols=1, *, sharex=False, sharey=False, squeeze=True, width_ratios=None,
             height_ratios=None, figsize=None, **options):  # fmt: skip
    """Begin a figure with axes in rows and columns; return (figure, axes)."""
    made = figure(figsize=figsize, **options)
    axes = made.subplots(nrows, ncols, sharex=sharex, sharey=sharey, squeeze=squeeze,
                         width_ratios=width_ratios, height_ratios=height_ratios)  # fmt: skip
    return made, axes


def subplot(*place):
    """Take one cell of a grid as the current axes."""
    axes = gcf().add_subplot(*place)
    # The last of a figure's axes are the current ones.
    gcf().axes.remove(axes)
    gcf().axes.append(axes)
    return axes


def gcf():
    """Return the current figure, begun now where there is none."""
    return _open[-1] if _open else figure()


def gca():
    """Return the current axes."""
    return gcf().gca()


def suptitle(text, **options):
    """Write above all axes of the current figure."""
    return gcf().suptitle(text, **options)


def tight_layout():
    """Lay the current figure out by the room that its texts need."""
    gcf().tight_layout()


def close(which=None):
    """Drop the current figure, one, or all with "all"."""
    if which == "all":
        _open.clear()
    elif isinstance(which, Figure):
        _open[:] = [one for one in _open if one is not which]
    elif _open and which is None:
        _open.pop()


def show(*, block=None):
    """Show the figures that are open, and close them; a cell's end does the same."""
    figures = _open[:]
    _open.clear()
    for one in figures:
        if one.axes:
            builtins.display(one)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'matplotlib.pyplot' has no attribute {name!r}")
    if name not in _OF_AXES:
        refuse(f"matplotlib.pyplot.{name}")

    def act(*values, **options):
        return getattr(gca(), _OF_AXES[name])(*values, **options)

    act.__name__ = act.__qualname__ = name
    return act


__all__ = ["close", "figure", "gca", "gcf", "rcParams", "show", "style", "subplot", "subplots",
           "suptitle", "tight_layout"]  # fmt: skip
