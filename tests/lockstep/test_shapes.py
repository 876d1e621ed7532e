"""ShapeWalker says what torch says, shapes and errors, over thousands of networks."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import torch

from .formulas import answers
from .lenets import by_torch, draw, modules

GRID = 3_000


def test_shapes_and_errors_are_torchs(tmp_path: Path) -> None:
    chance = random.Random(4)
    torch.manual_seed(0)
    settings = [draw(chance) for _ in range(GRID)]
    # What fits up to fc1 is tried again with an fc1 that takes it.
    first = answers("shape-walker/shapes.ts", "walk", [[s] for s in settings], tmp_path)
    for one, steps in zip(list(settings), first, strict=True):
        if flat := steps[5]["shape"]:
            settings.append(one | {"fc1_in": flat[1]})
    walked = answers("shape-walker/shapes.ts", "walk", [[s] for s in settings], tmp_path)

    seen: Counter[tuple[str, str]] = Counter()
    for one, steps in zip(settings, walked, strict=True):
        said = [(s["name"], s["shape"], s["failure"] and s["failure"]["message"]) for s in steps]
        assert said == by_torch(one), one
        seen.update((s["name"], s["failure"]["kind"]) for s in steps if s["failure"])
        seen.update([("out", "fits")] if steps[-1]["shape"] else [])

    # The grid reached every failure in every layer that has it, and whole networks.
    wanted = {(name, kind) for name in ("C1", "C3") for kind in ("channels", "kernel", "stride")}
    wanted |= {(name, kind) for name in ("S2", "S4") for kind in ("small", "padding", "stride")}
    wanted |= {("F5", "features"), ("out", "fits")}
    assert set(seen) == wanted
    assert min(seen.values()) >= 20, seen
    assert seen["out", "fits"] > 500


def mended(settings: dict[str, Any], steps: list[dict[str, Any]]) -> dict[str, Any]:
    """Follow the advice at the first layer that fails, if one does."""
    keys = {"C1": "conv1", "S2": "pool1", "C3": "conv2", "S4": "pool2"}
    for step in steps:
        if step["failure"]:
            setting, value = step["failure"]["mend"].values()
            if step["name"] == "F5":
                return settings | {"fc1_in": value}
            key = keys[step["name"]]
            return settings | {key: settings[key] | {setting: value}}
    return settings


def test_who_follows_its_advice_gets_a_network_that_runs(tmp_path: Path) -> None:
    chance = random.Random(5)
    settings = [draw(chance) for _ in range(300)]
    for _ in range(10):  # at most two faults in a layer
        walked = answers("shape-walker/shapes.ts", "walk", [[s] for s in settings], tmp_path)
        settings = [mended(*pair) for pair in zip(settings, walked, strict=True)]
    for one in settings:
        assert by_torch(one)[-1] == ("out", [one["batch"], 3], None), one


def test_it_counts_the_parameters_that_torch_has(tmp_path: Path) -> None:
    chance = random.Random(6)
    settings = [draw(chance) for _ in range(200)]
    counted = answers("shape-walker/shapes.ts", "parameters", [[s] for s in settings], tmp_path)
    for one, count in zip(settings, counted, strict=True):
        assert count == sum(p.numel() for layer in modules(one) for p in layer.parameters())
