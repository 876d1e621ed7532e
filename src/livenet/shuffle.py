"""The order of the digits: a seeded shuffle that the page draws too, number for number.

``web/engine/shuffle.ts`` is its twin. Both sides then see the same batches in every epoch.
"""

import numpy as np
from numpy.typing import NDArray

from livenet import _arguments

_MASK = 0xFFFFFFFF


def _mix(x: int) -> int:
    """Scatter the bits of a 32-bit number; every number has one image.

    Source of the constants: Chris Wellons, "Prospecting for Hash Functions", 2018.
    """
    x ^= x >> 16
    x = x * 0x21F0AAAD & _MASK
    x ^= x >> 15
    x = x * 0x735A2D97 & _MASK
    return x ^ x >> 15


def permutation(n: int, seed: int = 0, epoch: int = 0) -> NDArray[np.int64]:
    """The order in which an epoch visits ``n`` samples: int64 of shape (n,), each index once.

    Fisher and Yates's shuffle, from the last place to the second: place ``i`` is exchanged with
    ``j = r * (i + 1) // 2**32``, where ``r`` is the next 32-bit number of the seed and epoch.

    Args:
        n: from 0 to 2**32, as far as a 32-bit number can draw.
        seed: an integer of 64 bits; what is the same modulo 2**32 gives the same order.
        epoch: likewise.

    Raises:
        TypeError: an argument is no integer.
        ValueError: ``n`` is not from 0 to 2**32, or another has more than 64 bits.

    >>> permutation(5, seed=1).tolist() == permutation(5, seed=1, epoch=1).tolist()
    False
    """
    n = _arguments.want_int("n", n, 0, 2**32)
    seed, epoch = (
        _arguments.want_int(name, value, -(2**63), 2**63 - 1)
        for name, value in (("seed", seed), ("epoch", epoch))
    )
    order = list(range(n))
    state = _mix((_mix(seed & _MASK) + epoch) & _MASK)
    for i in range(n - 1, 0, -1):
        state = (state + 0x9E3779B9) & _MASK
        j = _mix(state) * (i + 1) >> 32
        order[i], order[j] = order[j], order[i]
    return np.array(order, dtype=np.int64)
