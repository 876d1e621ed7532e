"""100 steps beside torch: its weights before each step, our own optimizer state.

Two free trajectories part even between torch and torch on another number of threads: one ReLU
whose sign flips is enough. So each step starts from torch's weights, and is judged by itself.
"""

import json
from collections.abc import Sequence
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from livenet import digits, tape
from livenet.lenet import LeNet
from torch import nn

from .machine import Chromium, Machine, Node

SEEDS = range(5)
STEPS = 100
# One flipped maximum or ReLU shifts a gradient by about 1/batch of a sample's: not too few.
BATCH = 32

# torch's class, its options, the same as the engine spells them, and the learning rate
CASES: dict[str, tuple[Any, dict[str, Any], dict[str, Any], float]] = {
    "SGD": (torch.optim.SGD, {}, {"name": "SGD"}, 0.05),
    "SGD momentum": (torch.optim.SGD, {"momentum": 0.9}, {"name": "SGD", "momentum": 0.9}, 0.02),
    "SGD Nesterov, weight decay": (
        torch.optim.SGD,
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        {"name": "SGD", "momentum": 0.9, "nesterov": True, "weightDecay": 0.01},
        0.02,
    ),
    "SGD dampening": (
        torch.optim.SGD,
        {"momentum": 0.9, "dampening": 0.3, "weight_decay": 0.01},
        {"name": "SGD", "momentum": 0.9, "dampening": 0.3, "weightDecay": 0.01},
        0.02,
    ),
    "RMSprop": (torch.optim.RMSprop, {}, {"name": "RMSprop"}, 0.001),
    "RMSprop centered, momentum": (
        torch.optim.RMSprop,
        {"centered": True, "momentum": 0.5, "alpha": 0.95, "weight_decay": 0.01, "eps": 1e-6},
        {
            "name": "RMSprop",
            "centered": True,
            "momentum": 0.5,
            "alpha": 0.95,
            "weightDecay": 0.01,
            "eps": 1e-6,
        },
        0.001,
    ),
    "Adam": (torch.optim.Adam, {}, {"name": "Adam"}, 0.001),
    "Adam betas, weight decay": (
        torch.optim.Adam,
        {"betas": (0.8, 0.99), "eps": 1e-6, "weight_decay": 0.01},
        {"name": "Adam", "betas": [0.8, 0.99], "eps": 1e-6, "weightDecay": 0.01},
        0.001,
    ),
    "AdamW": (torch.optim.AdamW, {}, {"name": "AdamW"}, 0.001),
    "AdamW weight decay": (
        torch.optim.AdamW,
        {"weight_decay": 0.3},
        {"name": "AdamW", "weightDecay": 0.3},
        0.001,
    ),
    "Adagrad": (torch.optim.Adagrad, {}, {"name": "Adagrad"}, 0.01),
    "Adagrad decay": (
        torch.optim.Adagrad,
        {"lr_decay": 0.01, "weight_decay": 0.01, "initial_accumulator_value": 0.1, "eps": 1e-8},
        {
            "name": "Adagrad",
            "lrDecay": 0.01,
            "weightDecay": 0.01,
            "initialAccumulator": 0.1,
            "eps": 1e-8,
        },
        0.01,
    ),
}


def small() -> nn.Module:
    """A network that the plain kernels take quickly, and whose gradients never jump."""
    return nn.Sequential(nn.Flatten(), nn.Linear(1024, 16), nn.Tanh(), nn.Linear(16, 10))


def trajectory(
    net: nn.Module, make: Any, options: dict[str, Any], rates: list[float], seed: int
) -> tuple[bytes, dict[str, Any]]:
    """What torch does: for each step weights, images and labels, then the last weights."""
    optimizer = make(net.parameters(), lr=rates[0], **options)
    images, labels = digits.load("train", n=STEPS * BATCH, seed=seed)
    parts: list[bytes] = []
    losses: list[float] = []
    for step, rate in enumerate(rates):
        batch = slice(step * BATCH, (step + 1) * BATCH)
        parts += [
            tape.pack(net),
            images[batch].numpy().tobytes(),
            labels[batch].int().numpy().tobytes(),
        ]
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    graph = tape.record(net, images).graph
    args = {"tape": graph, "rates": rates, "losses": losses, "batch": BATCH}
    return b"".join([*parts, tape.pack(net)]), args


def compare(
    make_net: Any,
    case: str,
    machines: Sequence[Machine],
    kernels: str,
    measured: dict[str, dict[str, float]],
) -> None:
    """Run a case beside torch from each seed on each machine; no step may differ."""
    make, options, ours, lr = CASES[case]
    # a schedule: the learning rate is a number for each step
    rates = [lr * 0.99**step for step in range(STEPS)] if case == "SGD" else [lr] * STEPS
    worst: dict[str, float] = {}
    for seed in SEEDS:
        torch.manual_seed(seed)
        steps, args = trajectory(make_net(), make, options, rates, seed)
        for machine in machines:
            request = {**args, "optimizer": ours, "kernels": kernels}
            found, _ = machine.call("lockstep", request, [steps])
            for key, error in found.items():
                worst[f"{machine.name} {key}"] = max(worst.get(f"{machine.name} {key}", 0.0), error)
    measured[f"{make_net.__name__}, {case}, {kernels}"] = worst
    tolerance = 2e-5 if case.startswith("RMSprop") else 5e-6
    for name, error in worst.items():
        assert error <= (1e-6 if name.endswith("loss") else tolerance), (name, error)


@pytest.mark.parametrize("case", CASES)
def test_each_step_of_lenet_is_torchs(
    case: str, node: Node, chromium: Chromium, measured: dict[str, dict[str, float]]
) -> None:
    compare(LeNet, case, [node, chromium], "wasm", measured)


def test_each_step_of_lenet_is_torchs_with_plain_kernels(
    node: Node, chromium: Chromium, measured: dict[str, dict[str, float]]
) -> None:
    compare(LeNet, "SGD momentum", [node, chromium], "plain", measured)


@pytest.mark.parametrize("case", CASES)
def test_each_step_of_every_optimizer_is_torchs_with_plain_kernels(
    case: str, node: Node, chromium: Chromium, measured: dict[str, dict[str, float]]
) -> None:
    compare(small, case, [node, chromium], "plain", measured)
