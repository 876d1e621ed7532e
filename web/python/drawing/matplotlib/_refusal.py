"""How a page says that something of matplotlib is not there."""


class NotHere(NotImplementedError, AttributeError):
    """Something of matplotlib that a page has not; `hasattr` finds it missing."""


NotHere.__module__ = "builtins"
NotHere.__name__ = NotHere.__qualname__ = "NotImplementedError"


def refuse(name, instead=""):
    """Refuse by name; `instead` says what there is.

    Raises:
        NotImplementedError: always.
    """
    raise NotHere(
        f"{name} is not there in what draws figures on this page: take the notebook, for in"
        " Jupyter or Colab it runs." + (f" Here are {instead}." if instead else "")
    )


def refuse_options(name, options):
    """Refuse the first of the keyword arguments that were not taken, if there is one."""
    for option in options:
        refuse(f"{name}({option}=…)")
