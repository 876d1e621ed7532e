"""Kernels of attention to choose from, of which a page has one."""

import contextlib
import enum

from torch._elsewhere import refusal

_TAKE = refusal("torch.nn.attention.sdpa_kernel with another kernel than MATH")


class SDPBackend(enum.IntEnum):
    """The kernels that torch knows; a page has MATH."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3


@contextlib.contextmanager
def sdpa_kernel(backends, set_priority=False):
    """Let attention be computed by one of these kernels; a page has MATH, and no other."""
    given = backends if isinstance(backends, list) else [backends]
    if SDPBackend.MATH not in given:
        _TAKE()
    yield
