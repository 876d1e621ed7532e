"""One pass of a network through the engine, beside torch's own."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from livenet import tape

from .machine import Machine


def engine_values(
    machine: Machine,
    kernels: str,
    net: nn.Module,
    images: Tensor,
    target: Tensor,
    loss: str,
    names: Sequence[str],
) -> dict[str, Tensor]:
    """Named values of one forward and backward pass, computed by the engine."""
    graph = tape.record(net, images, loss).graph
    request = {"tape": graph, "batch": len(images), "kernels": kernels, "names": list(names)}
    answer = target.int() if target.dtype == torch.int64 else target
    parts = [tape.pack(net), images.numpy().tobytes(), answer.numpy().tobytes()]
    shapes, buffers = machine.call("values", request, parts)
    return {
        name: torch.from_numpy(np.frombuffer(data, dtype=np.float32).copy()).reshape(shape)
        for name, shape, data in zip(names, shapes, buffers, strict=True)
    }


def compare(
    machine: Machine,
    kernels: str,
    net: nn.Module,
    images: Tensor,
    target: Tensor,
    loss: str,
    floor: float = 1e-6,
) -> float:
    """Largest difference of output and gradients, as a fraction of the largest of each tensor.

    A tensor with nothing above ``floor`` (dead ReLUs, saturated sigmoids) has no largest.
    """
    output = net(images)
    value = tape.LOSSES[loss](output, target)
    wanted: dict[str, Any] = {"output": output.detach(), "loss": value.detach()}
    grads = torch.autograd.grad(value, list(net.parameters()), allow_unused=True)
    for (name, _), grad in zip(net.named_parameters(), grads, strict=True):
        if grad is not None:
            wanted[f"grad:{name}"] = grad
    found = engine_values(machine, kernels, net, images, target, loss, list(wanted))
    worst = 0.0
    for name, ours in found.items():
        theirs = wanted[name]
        assert ours.shape == theirs.shape, name
        scale = max(theirs.abs().max().item(), floor)
        worst = max(worst, (ours - theirs).abs().max().item() / scale)
    return worst
