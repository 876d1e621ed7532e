"""100 steps beside torch: its weights before each step, our own optimizer state.

Two free trajectories part even between torch and torch on another number of threads: one ReLU
whose sign flips is enough. So each step starts from torch's weights, and is judged by itself.
Within a step, too, a maximum that leads by less than float32 can tell is a coin that each side
tosses for itself, and moves a whole gradient; digits that hold such a coin at the weights of the
moment sit out that step (about one in ten).
"""

from typing import Any

import pytest
import torch
import torch.nn.functional as F

from livenet import digits, tape
from livenet.lenet import LeNet

from .cases import CASES, settled
from .machine import Chromium, Machine, Node

SEEDS = range(3)
STEPS = 100
BATCH = 8
POOL = 2000  # digits from which batches are taken, in turn


def trajectory(
    net: LeNet, case: str, rates: list[float], seed: int
) -> tuple[bytes, dict[str, Any]]:
    """What torch does: for each step weights, images and labels, then the last weights."""
    make, options, *_ = CASES[case]
    optimizer = make(net.parameters(), lr=rates[0], **options)
    images, labels = digits.load("train", n=POOL, seed=seed)
    place = 0
    parts: list[bytes] = []
    losses: list[float] = []
    for rate in rates:
        batch = torch.empty(0, dtype=torch.int64)
        while len(batch) < BATCH:
            drawn = torch.arange(place, place + BATCH) % POOL
            batch = torch.cat([batch, drawn[settled(net, images[drawn])]])[:BATCH]
            place += BATCH
            assert place < 20 * POOL
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
    args = {"tape": graph, "rates": rates, "losses": losses, "batch": BATCH, "seed": seed}
    return b"".join([*parts, tape.pack(net)]), args


@pytest.mark.parametrize("case", CASES)
def test_each_step_is_torchs(
    case: str, node: Node, chromium: Chromium, measured: dict[str, dict[str, float]]
) -> None:
    """Node and Chromium are both V8: the kernels that both have are judged in Node alone.

    What takes longest, the kernels without WebAssembly, walks one seed of each case, in turn.
    """
    lr = CASES[case].lr
    # a schedule: the learning rate is a number for each step
    rates = [lr * 0.99**step for step in range(STEPS)] if case == "SGD" else [lr] * STEPS
    worst: dict[str, float] = {}
    walked_plainly = SEEDS[list(CASES).index(case) % len(SEEDS)]
    for seed in SEEDS:
        torch.manual_seed(seed)
        steps, args = trajectory(LeNet(), case, rates, seed)
        runs: list[tuple[Machine, list[str], int]] = [
            (node, ["simd", "plain"] if seed == walked_plainly else ["simd"], 1),
            (node, ["simd"], 2),
        ]
        if seed == SEEDS[0]:
            runs.append((chromium, ["fused"], 1))
        for machine, kernels, shards in runs:
            request = {**args, "optimizer": CASES[case].ours, "kernels": kernels, "shards": shards}
            found, _ = machine.call("lockstep", request, [steps])
            for key, error in found.items():
                name = f"{machine.name} {'two shards ' if shards == 2 else ''}{key}"
                worst[name] = max(worst.get(name, 0.0), error)  # NaN arrives as None: a TypeError
    measured[f"lockstep, {case}"] = worst
    tolerance = 2e-5 if case.startswith("RMSprop") else 5e-6
    for name, error in worst.items():
        assert error <= (1e-6 if name.endswith("loss") else tolerance), (name, error)
