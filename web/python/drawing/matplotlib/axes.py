"""matplotlib.axes: axes that draw nothing."""

from matplotlib import Quiet


class Axes(Quiet):
    """Axes of a figure that is not drawn."""
