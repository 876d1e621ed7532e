"""What stands in for matplotlib on the page until figures are drawn there.

A page has no compiled matplotlib. Cells that draw still compute what they compute: what they call
here is taken and nothing is drawn, and a figure says so in one sentence where it would stand.
"""

import sys


class Quiet:
    """Takes any call and any attribute of drawing, and draws nothing."""

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Quiet()

    def __getitem__(self, key):
        return Quiet()

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


def say():
    """Tell the reader that a figure is not drawn."""
    print(
        "This page does not draw figures yet; take the notebook to draw this one in Jupyter"
        " or Colab.",
        file=sys.stderr,
    )


rcParams = {}


def use(backend, **options):
    """Choose nothing: there is one way here."""


__version__ = "0"
