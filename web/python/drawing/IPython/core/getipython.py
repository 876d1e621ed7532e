"""IPython.core.getipython: on a page there is no IPython to get."""


def get_ipython():
    """Return None, as in a plain Python."""
    return None
