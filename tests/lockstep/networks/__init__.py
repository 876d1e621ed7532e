"""A table of networks as learners, teachers and tutorials write them."""

from . import (
    activations,
    adversaries,
    arithmetic,
    blocks,
    convolutions,
    losses,
    normalizations,
    sequences,
    shapes,
    tasks,
)
from .table import NETWORKS, Entry

__all__ = [
    "NETWORKS",
    "Entry",
    "activations",
    "adversaries",
    "arithmetic",
    "blocks",
    "convolutions",
    "losses",
    "normalizations",
    "sequences",
    "shapes",
    "tasks",
]
