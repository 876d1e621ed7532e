"""matplotlib.figure: figures that draw nothing."""

from matplotlib import Quiet


class Figure(Quiet):
    """A figure that is not drawn."""
