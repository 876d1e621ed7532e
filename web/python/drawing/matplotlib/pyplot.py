"""matplotlib.pyplot as far as cells call it: figures of axes that draw nothing."""

from matplotlib import Quiet, say
from matplotlib.axes import Axes
from matplotlib.figure import Figure

style = Quiet()
cm = rcParams = Quiet()


def subplots(nrows=1, ncols=1, *, squeeze=True, **options):
    """Return (figure, axes), axes in rows and columns as matplotlib gives them."""
    say()
    figure = Figure()
    grid = Grid([[Axes() for _ in range(ncols)] for _ in range(nrows)])
    if not squeeze:
        return figure, grid
    if nrows == ncols == 1:
        return figure, grid[0][0]
    if nrows == 1:
        return figure, Grid(grid[0])
    return figure, Grid([row[0] for row in grid]) if ncols == 1 else grid


class Grid(list):
    """Rows of axes, with what NumPy's arrays have of it."""

    @property
    def flat(self):
        return iter(self.ravel())

    def ravel(self):
        return Grid([one for row in self for one in (row if isinstance(row, list) else [row])])

    flatten = ravel

    def __getitem__(self, at):
        if isinstance(at, tuple):
            return list.__getitem__(self, at[0])[at[1]]
        found = list.__getitem__(self, at)
        return Grid(found) if isinstance(found, list) else found


def figure(*args, **options):
    """Return a figure that draws nothing."""
    say()
    return Figure()


def gca():
    """Return axes that draw nothing."""
    return Axes()


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Quiet()
