"""Runs that go their own way: 20 steps, steps that end in NaN, the memory, the shuffle."""

import json
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from livenet import digits, shuffle, tape
from livenet.lenet import LeNet

from .cases import CASES, settled
from .machine import Chromium, Machine, Node

BATCH = 32


def torch_run(case: str, lr: float, steps: int) -> tuple[Any, ...]:
    torch.manual_seed(3)
    net = LeNet()
    first = tape.pack(net)
    images, labels = digits.load("train", n=4 * steps * BATCH, seed=3)
    make, options, *_ = CASES[case]
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
    return net, inputs, {"tape": graph, "batch": BATCH, "steps": steps, "lr": lr, "seed": 3}, losses


# RMSprop begins with lr·sign(g)·10: a gradient that is all rounding sends a weight one way or the
# other, and the paths part after that.
@pytest.mark.parametrize("case", [case for case in CASES if case != "RMSprop"])
def test_20_free_steps_agree(
    case: str, node: Node, chromium: Chromium, measured: dict[str, dict[str, float]]
) -> None:
    net, inputs, args, losses = torch_run(case, CASES[case].lr, steps=20)
    theirs = np.frombuffer(tape.pack(net), dtype=np.float32)
    machines: list[tuple[Machine, str]] = [(node, "plain"), (node, "simd"), (chromium, "fused")]
    errors = {}
    for machine, kernels in machines:
        request = {**args, "optimizer": CASES[case].ours, "kernels": kernels}
        found, (weights,) = machine.call("free", request, inputs)
        off = np.abs(np.array(found, dtype=np.float64) / losses - 1).max()
        errors[f"{machine.name} {kernels} loss"] = float(off)
        # Adam moves a weight whose gradient is all rounding by a whole step: a few may be off
        apart = np.abs(np.frombuffer(weights, dtype=np.float32) - theirs)
        errors[f"{machine.name} {kernels} weights"] = float(np.quantile(apart, 0.999))
    measured[f"20 free steps, {case}"] = errors
    assert max(errors.values()) <= 1e-4, errors


def test_an_absurd_learning_rate_gives_nan_at_torchs_step(node: Node, chromium: Chromium) -> None:
    ours = CASES["SGD momentum"].ours
    _, inputs, args, losses = torch_run("SGD momentum", 1e12, steps=5)
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
        "steps": 400,
        "kernels": kernels,
    }
    parts = [tape.pack(net), images.numpy().tobytes(), labels.int().numpy().tobytes()]
    words, _ = node.call("memory", request, parts)
    assert len(set(words)) == 1, words


@pytest.mark.parametrize(("n", "seed", "epoch"), [(1, 0, 0), (10, 1, 0), (2048, 2**31, 7)])
def test_python_and_the_page_shuffle_alike(n: int, seed: int, epoch: int, node: Node) -> None:
    found, _ = node.call("permutation", {"n": n, "seed": seed, "epoch": epoch})
    assert found == shuffle.permutation(n, seed, epoch).tolist()
