"""Operations that torch composes of others, above autograd, composed the same way here."""

from . import (
    arithmetic,
    bags,
    conversions,
    convolutions,
    draws,
    each,
    inplace,
    layers,
    losses,
    places,
    products,
    resizing,
    shapes,
    statistics,
)
