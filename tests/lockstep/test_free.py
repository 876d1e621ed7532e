"""Runs that go their own way: 20 steps, steps that end in NaN, the memory, the shuffle."""

import json
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from livenet import digits, shuffle, tape
from livenet.lenet import LeNet

from .machine import Chromium, Machine, Node
from .test_lockstep import CASES, settled

BATCH = 32


def torch_run(make: Any, options: dict[str, Any], lr: float, steps: int) -> tuple[Any, ...]:
    torch.manual_seed(3)
    net = LeNet()
    first = tape.pack(net)
    images, labels = digits.load("train", n=4 * steps * BATCH, seed=3)
    optimizer = make(net.parameters(), lr=lr, **options)
    losses, seen = [], []
    for x, t in zip(images.split(4 * BATCH), labels.split(4 * BATCH), strict=True):
        sure = settled(net, x).nonzero().flatten()[:BATCH] if lr < 1 else torch.arange(BATCH)
        assert len(sure) == BATCH
        x, t = x[sure], t[sure]
        seen.append((x, t))
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), t)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    images, labels = (torch.cat(parts) for parts in zip(*seen, strict=True))
    inputs = [first, images.numpy().tobytes(), labels.int().numpy().tobytes()]
    graph = json.loads(tape.record(net, images).json())
    return net, inputs, {"tape": graph, "batch": BATCH, "steps": steps, "lr": lr}, losses


@pytest.mark.parametrize("case", [c for c in CASES if not c.startswith("RMSprop")])
def test_20_free_steps_agree(
    case: str, node: Node, chromium: Chromium, measured: dict[str, dict[str, float]]
) -> None:
    make, options, ours, lr = CASES[case]
    net, inputs, args, losses = torch_run(make, options, lr, steps=20)
    theirs = np.frombuffer(tape.pack(net), dtype=np.float32)
    machines: list[tuple[Machine, str]] = [(node, "plain"), (node, "wasm"), (chromium, "wasm")]
    errors = {}
    for machine, kernels in machines:
        request = {**args, "optimizer": ours, "kernels": kernels}
        found, (weights,) = machine.call("free", request, inputs)
        off = np.abs(np.array(found, dtype=np.float64) / losses - 1).max()
        errors[f"{machine.name} {kernels} loss"] = float(off)
        # Adam and Adagrad move a weight whose gradient is all rounding by a whole step: a few may
        apart = np.abs(np.frombuffer(weights, dtype=np.float32) - theirs)
        errors[f"{machine.name} {kernels} weights"] = float(np.quantile(apart, 0.999))
    measured[f"20 free steps, {case}"] = errors
    # Adagrad from an empty accumulator begins with lr·sign(g), as RMSprop does: a gradient that is
    # all rounding sends a weight one way or the other, and the paths part after that.
    assert max(errors.values()) <= (1e-2 if case == "Adagrad" else 1e-4), errors


def test_an_absurd_learning_rate_gives_nan_at_torchs_step(node: Node, chromium: Chromium) -> None:
    make, options, ours, _ = CASES["SGD momentum"]
    _, inputs, args, losses = torch_run(make, options, 1e12, steps=5)
    nan = [bool(np.isnan(loss)) for loss in losses]
    assert any(nan)
    machines: list[tuple[Machine, str]] = [(node, "plain"), (node, "simd"), (chromium, "fused")]
    for machine, kernels in machines:
        found, _ = machine.call("free", {**args, "optimizer": ours, "kernels": kernels}, inputs)
        assert [loss == "NaN" for loss in found] == nan, (kernels, found, losses)


@pytest.mark.parametrize("kernels", ["plain", "wasm"])
def test_memory_does_not_grow(kernels: str, node: Node) -> None:
    net = LeNet()
    images, labels = digits.load("train", n=1)
    request = {
        "tape": tape.record(net, images).graph,
        "batch": 1,
        "steps": 2000,
        "kernels": kernels,
    }
    parts = [tape.pack(net), images.numpy().tobytes(), labels.int().numpy().tobytes()]
    words, _ = node.call("memory", request, parts)
    assert len(set(words)) == 1, words


@pytest.mark.parametrize(("n", "seed", "epoch"), [(1, 0, 0), (10, 1, 0), (2048, 2**31, 7)])
def test_python_and_the_page_shuffle_alike(n: int, seed: int, epoch: int, node: Node) -> None:
    found, _ = node.call("permutation", {"n": n, "seed": seed, "epoch": epoch})
    assert found == shuffle.permutation(n, seed, epoch).tolist()
