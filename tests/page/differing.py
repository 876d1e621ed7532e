"""The cells that do not print torch's text on a page, each with one of a few reasons.

A cell that has become equal must be struck off; one that differs and does not stand here is red.
"""

REASONS = {
    "rounding": "sums are rounded in another order",
    "timing": "it tells seconds of this machine",
    # Gradients and weights after one step and ten are torch's: tests/page/test_training.py.
    # Of 1.56 (sweep, SGD 0.2) torch makes 1.74 without oneDNN and 1.14 in float64; without oneDNN
    # of 65 % (five-runs) 46 %, of 95.5 % (train-a-copy) 95.3 %, of 93.9 % (choices-train) 94.7 %.
    "chaos": "rounding decides where so many steps end; torch without oneDNN ends elsewhere too",
    # Of addmm torch shows no layout, sizes as a tuple, and strides only where it kept them.
    "saved": "a node tells a little otherwise what it saved",
    "cpython": "CPython 3.14 words it otherwise",
}

DIFFERING: dict[str, dict[str, str]] = {
    "02-define": {
        "cost-time": "timing",
        "choices-train": "chaos",
        "train-a-copy": "chaos",
    },
    "03-loss": {
        "saved-graph": "saved",
    },
    "04-backward": {
        "starts-code": "rounding",
    },
    "05-update": {
        "two-epochs": "chaos",
        "sweep": "chaos",
        "sweep-figure": "chaos",
        "zero-grad-figure": "chaos",
        "batch-size-code": "chaos",
        "five-runs": "chaos",
        "five-figure": "chaos",
    },
    "tutorial": {"super-cell": "cpython"},
}
