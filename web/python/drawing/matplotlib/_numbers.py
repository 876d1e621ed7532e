"""Tensors, lists and ranges as plain numbers."""

from matplotlib._refusal import refuse


def plain(values):
    """Return numbers, texts or nested lists of them as Python's own.

    Raises:
        RuntimeError: torch's own, for a tensor that requires a gradient.
    """
    if isinstance(values, (str, bytes, int, float)) or values is None:
        return values
    if hasattr(type(values), "detach"):
        values = values.cpu().numpy()  # refuses what requires a gradient, as for matplotlib
    if hasattr(type(values), "tolist"):
        return values.tolist()
    if hasattr(type(values), "__iter__"):
        return [plain(one) for one in values]
    try:
        return float(values)
    except TypeError:
        refuse(f"drawing a {type(values).__name__}")


def row(values):
    """Return one row of values, of a single one too."""
    found = plain(values)
    return found if isinstance(found, list) else [found]


def table(values, name):
    """Return rows of numbers, all of one length.

    Raises:
        TypeError: the values are not in rows and columns.
    """
    found = plain(values)
    shape = shape_of(found)
    if len(shape) != 2:
        raise TypeError(f"Invalid shape {shape} for {name}")
    return found


def shape_of(values):
    """Return the shape of nested lists."""
    shape = []
    while isinstance(values, list):
        shape.append(len(values))
        values = values[0] if values else None
    return tuple(shape)


def same_length(**named):
    """Refuse rows of different lengths, as matplotlib words it.

    Raises:
        ValueError: they differ.
    """
    if len({len(values) for values in named.values()}) > 1:
        shapes = " and ".join(str(shape_of(values)) for values in named.values())
        names = " and ".join(named)
        raise ValueError(f"{names} must have same first dimension, but have shapes {shapes}")
