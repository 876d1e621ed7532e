"""IPython.display: IPython's own functions and classes, but for sound and video."""

from IPython.core.display import *  # noqa: F403
from IPython.core.display_functions import *  # noqa: F403
