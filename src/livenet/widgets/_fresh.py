"""A network's first weights as a seed and a few bounds instead of a quarter of a megabyte.

``nn.Linear`` and ``nn.Conv2d`` draw their weights and biases evenly from a range that depends on
the number of inputs. Whoever has PyTorch's generator can draw them again;
``web/widgets/train-lab/first-weights.ts`` does.
"""

import math
import random
from typing import TypedDict

import torch
from torch import nn

from livenet import tape


class Fresh(TypedDict):
    """The seed, and for each parameter in order how many numbers, and ``b`` of its [-b, b)."""

    seed: int
    parts: list[tuple[int, float]]


def fresh(net: nn.Module, seed: int) -> Fresh | None:
    """Return how to draw the parameters of ``net`` again; None if it does not have first weights.

    It has if they are, bit for bit, those drawn after ``torch.manual_seed(seed)``: by this
    machine's PyTorch, that is, for another's may round otherwise.
    """
    parts: list[tuple[int, float]] = []
    for layer in net.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d):
            inputs = layer.weight[0].numel()
            # kaiming_uniform_ with a = sqrt(5), as reset_parameters calls it
            gain = math.sqrt(2.0 / (1 + math.sqrt(5) ** 2))
            parts.append((layer.weight.numel(), math.sqrt(3.0) * (gain / math.sqrt(inputs))))
            if layer.bias is not None:
                parts.append((layer.bias.numel(), 1 / math.sqrt(inputs)))
    return Fresh(seed=seed, parts=parts) if _draw(seed, parts) == tape.pack(net) else None


def _draw(seed: int, parts: list[tuple[int, float]]) -> bytes:
    """Draw as the page does: a float takes the low 24 bits of a draw, and is rounded once."""
    generator = _mt19937(seed & 0xFFFFFFFF)
    drawn = []
    for count, bound in parts:
        words = bytearray(generator.getrandbits(32 * count).to_bytes(4 * count, "little"))
        bits = torch.frombuffer(words, dtype=torch.int32) & 0xFFFFFF
        low = float(torch.tensor(-bound, dtype=torch.float32))
        drawn.append((bits.double() / 2**24 * (-2 * low) + low).float())
    return torch.cat(drawn).numpy().tobytes() if drawn else b""


def _mt19937(seed: int) -> random.Random:
    """Return Python's generator in the state that PyTorch's on the CPU has of a seed."""
    words = [seed]
    for i in range(1, 624):
        words.append((1812433253 * (words[-1] ^ (words[-1] >> 30)) + i) & 0xFFFFFFFF)
    generator = random.Random()
    generator.setstate((3, (*words, 624), None))
    return generator
