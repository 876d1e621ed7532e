"""The cells that do not print torch's text on a page, each with one of a few reasons.

A cell that has become equal must be struck off; one that differs and does not stand here is red.
"""

REASONS = {
    "later": "it draws a graph or shows an instrument, which pages cannot yet",
    "rounding": "sums are rounded in another order, or it tells seconds of this machine",
    "cpython": "CPython 3.14 words it otherwise",
    "no page": "it needs a compiler, a process or a thread, which no page has",
    "missing": "the page's torch does not have an operation or a module yet",
}

DIFFERING: dict[str, dict[str, str]] = {
    "02-define": {
        "shape-walker-code": "later",
        "cost-time": "rounding",
        "choices-train": "rounding",
        "ink": "rounding",
        "train-a-copy": "rounding",
        "layer-lens": "later",
    },
    "03-loss": {
        "wrong-targets-code": "missing",
        "loss-lens-code": "later",
        "tiny-graph": "later",
        "lenet-graph": "later",
        "saved-graph": "later",
        "graph-lens-code": "later",
    },
    "04-backward": {
        "tiny-graph-cell": "later",
        "graph-lens-code": "later",
        "starts-code": "rounding",
    },
    "05-update": {
        "two-epochs": "rounding",
        "sweep": "rounding",
        "batch-size-code": "rounding",
        "race-live": "later",
        "race-ends": "later",
        "five-runs": "rounding",
        "train-lab": "later",
        "read-back": "later",
    },
    "tutorial": {"super-cell": "cpython"},
}
