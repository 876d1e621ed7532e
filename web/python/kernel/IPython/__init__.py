"""IPython as far as a page has it: its printer, its display functions, and a shell to ask."""

from IPython.core.getipython import get_ipython

__all__ = ["get_ipython"]
