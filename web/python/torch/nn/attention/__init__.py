"""Kernels of attention to choose from, of which a page has one."""

import enum

from torch._elsewhere import refusal


class SDPBackend(enum.IntEnum):
    """The kernels that torch knows; a page has MATH."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3


sdpa_kernel = refusal("torch.nn.attention.sdpa_kernel")
