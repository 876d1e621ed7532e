"""What was measured of the engine's speed: a whole table, with ratios within their spread."""

from livenet import speed


def test_the_kept_measurement_is_a_whole_table() -> None:
    kept = speed.measured()
    assert set(kept["about"]) == {"chromium", "torch", "machine", "cores", "load"}
    rows = kept["rows"]
    of_one = {(row["network"], row["optimizer"], row["batch"]) for row in rows}
    names = {row["name"] for row in rows}
    assert len(rows) == len(of_one) * len(names)
    assert {"PyTorch, 1 thread", "PyTorch, 2 threads", "ours, fused", "ours, simd"} <= names
    assert {"onnxruntime-web", "TensorFlow.js"} <= names
    assert {("LeNet", o, b) for o in ("momentum", "adam") for b in (32, 64, 128)} <= of_one
    assert {network for network, _, _ in of_one} == {"LeNet", "LeNet+BN", "MLP", "Transformer"}


def test_each_ratio_lies_within_the_spread_that_is_shown() -> None:
    for row in speed.measured()["rows"]:
        low, high = row["quartiles"]
        assert 0 < low <= row["ratio"] <= high
        assert row["name"] != "PyTorch, 1 thread" or row["ratio"] == 1
