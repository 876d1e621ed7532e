"""What was measured of the engine's speed: a whole table, whose ratios are those of its rates."""

import pytest

from livenet import speed


def test_the_kept_measurement_is_a_whole_table() -> None:
    kept = speed.measured()
    assert set(kept["about"]) == {"chromium", "torch", "machine"}
    rates = {
        (row["name"], row["optimizer"], row["batch"]): row["samples_per_second"]
        for row in kept["rows"]
    }
    names, optimizers, batches = (set(part) for part in zip(*rates, strict=True))
    assert len(rates) == len(names) * len(optimizers) * len(batches)
    assert {"PyTorch, 1 thread", "ours, fused", "onnxruntime-web", "TensorFlow.js"} <= names
    for row in kept["rows"]:
        beside = rates["PyTorch, 1 thread", row["optimizer"], row["batch"]]
        assert row["ratio"] == pytest.approx(row["samples_per_second"] / beside, abs=0.006)
