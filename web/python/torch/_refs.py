"""torch._refs, of which PyTorch's files ask for the rule of broadcasting alone."""


def _broadcast_shapes(*shapes):
    """Return the shape to which all these broadcast, or None where there is none.

    Raises:
        RuntimeError: they do not broadcast, or are no shapes.
    """
    given = [(one,) if isinstance(one, int) else one for one in shapes if one is not None]
    if not given:
        return None
    for one in given:
        if not isinstance(one, tuple | list):
            raise RuntimeError(
                "Input shapes should be of type ints, a tuple of ints, or a list of ints, got"
                f" {one}"
            )
    common = [1] * max(len(one) for one in given)
    for number, shape in enumerate(given):
        for at in range(-1, -1 - len(shape), -1):
            if shape[at] == common[at]:
                continue
            if common[at] == 1:
                if shape[at] < 0:
                    raise ValueError("Attempting to broadcast a dimension with negative length!")
                common[at] = shape[at]
            elif shape[at] != 1:
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {shape[at]} at {at}!"
                    " Mismatching"
                    f" argument at index {number} had {tuple(shape)}; but expected shape should be"
                    f" broadcastable to {common}"
                )
    return common
