"""A network's state as bytes, and back."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from livenet import _arguments
from livenet.tape._values import DTYPES, fits, words


def pack(net: nn.Module) -> bytes:
    """Parameters and buffers, one after another as in ``state_dict``, four bytes a number.

    Little-endian float32, or int32 where torch has int64 or bool.

    Raises:
        TypeError: ``net`` is no network.
        ValueError: a parameter or buffer is of another dtype, has no numbers, or is an integer
            beyond 32 bits.
    """
    state = _arguments.want_network("net", net).state_dict()
    for name, held in state.items():
        if held.dtype not in DTYPES:
            raise ValueError(
                f"{name} is {held.dtype}, and only float32, int64 and bool are packed: call"
                " float() on the network, or leave this out of it."
                f" {name} 是 {held.dtype}，而只有 float32、int64 和 bool 能打包：请对网络调用"
                " float()，或者把它从网络里去掉。"
            )
        if not fits(held):
            raise ValueError(
                f"{name} holds an integer beyond 32 bits, which the engine cannot keep: use smaller"
                f" ones, or a float buffer. {name} 里有 32 位放不下的整数，引擎存不了：请改用小一"
                "些的"
                "整数，或者浮点数的缓冲区。"
            )
    return b"".join(words(held) for held in state.values())


def unpack(data: bytes, net: nn.Module) -> dict[str, Tensor]:
    """Turn bytes back into a ``state_dict`` for ``net.load_state_dict``.

    Raises:
        TypeError: ``data`` are no bytes, or ``net`` is no network.
        ValueError: the bytes are not as many as ``net`` has numbers.
    """
    _arguments.want_module("net", net)
    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"data must be bytes, as pack gives, not {_arguments.describe(data)}.")
    state = net.state_dict()
    expected = 4 * sum(v.numel() for v in state.values())
    if len(data) != expected:
        raise ValueError(f"this network has {expected:,} bytes of parameters, not {len(data):,}.")
    unpacked: dict[str, Tensor] = {}
    at = 0
    for name, held in state.items():
        part = bytearray(data[at : at + 4 * held.numel()])
        at += len(part)
        stored = torch.float32 if held.dtype == torch.float32 else torch.int32
        numbers = torch.frombuffer(part, dtype=stored) if part else torch.empty(0, dtype=stored)
        unpacked[name] = numbers.reshape(held.shape).to(held.dtype, copy=True)
    return unpacked
