"""The one error of a network that the page cannot run as torch does."""


class TapeError(ValueError):
    """A network does something that the engine cannot run."""
