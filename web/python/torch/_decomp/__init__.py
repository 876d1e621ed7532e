"""How operations are made of others: a page's tapes need none of torch's own, which are many."""

decomposition_table = {}


def core_aten_decompositions():
    """Return no decompositions."""
    return {}
