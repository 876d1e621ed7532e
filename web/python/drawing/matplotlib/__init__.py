"""What draws figures on a page: as much of matplotlib as this book calls, in plain Python.

Matplotlib is compiled, and no build of it is there for a page. Here are its names for the usual
figures: lines, points, bars, images, contours, texts, legends. They are drawn as SVG by
matplotlib's own rules for limits, ticks and layout. What is not there refuses by name.
"""

from matplotlib._refusal import refuse
from matplotlib._settings import rcParams

__version__ = "3.11"
__all__ = ["rcParams", "use"]


def use(backend, *, force=True):
    """Choose nothing: a page has one way to draw."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'matplotlib' has no attribute {name!r}")
    refuse(f"matplotlib.{name}")
