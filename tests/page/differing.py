"""The cells that do not print torch's text on a page, each with one of a few reasons.

A cell that has become equal must be struck off; one that differs and does not stand here is red.
The page adds up in torch's order (CONTRIBUTING says whose), so SGD trains to the same bits. What is
still listed for chaos trains with Adam, whose square root MKL rounds otherwise, computes in
bfloat16, or multiplies matrices whose rows are no multiple of four numbers.
`python -m tests.page.without_onednn` tells which texts torch prints without oneDNN, too.
"""

REASONS = {
    "rounding": "sums are rounded in another order",
    "timing": "it tells seconds of this machine",
    # Gradients and weights after one step and ten are torch's: tests/page/test_training.py.
    "chaos": "rounding decides where so many steps end",
    "cpython": "CPython 3.14 words it otherwise",
    "one thread": "a page computes with one thread, whatever is asked for",
    "compiler": "torch.compile and what it captures graphs with are not there: it cannot run",
    "processes": "a page starts no other program or process: it cannot run",
    "numpy": "it needs NumPy and Pillow, which a page has not: it cannot run",
    "missing": "it shows a refusal of an operation that the page itself does not have",
}

#: Of a cell that cannot run, which ends in an error.
RAISING = {"compiler", "processes", "missing", "numpy"}

DIFFERING: dict[str, dict[str, str]] = {
    "02-define": {
        "choices-train": "chaos",
        "cost-time": "timing",
    },
    "05-update": {
        "sweep": "chaos",
        "sweep-figure": "chaos",
    },
    "tutorial": {"super-cell": "cpython"},
    "06-train": {
        "own-files-write": "numpy",
        "own-files-see": "numpy",
        **dict.fromkeys(("overfitting-run", "short-loop", "short-exam-code"), "chaos"),
        "threads": "one thread",
    },
    "08-break": dict.fromkeys(("bottoming-out-cell", "leaky-cell", "warm-up"), "chaos"),
    "09-scale": {
        **dict.fromkeys(("gpu-no-faster-code", "where-time-goes-code"), "timing"),
        "slower": "timing",
        **dict.fromkeys(("capture-run", "batches", "explain", "one-graph"), "compiler"),
        **dict.fromkeys(("same-gradients", "gelu-graph"), "compiler"),
        **dict.fromkeys(("run-by-hand", "compare-by-hand", "check-ddp"), "processes"),
        **dict.fromkeys(("check-train", "workers-code", "cost-cell"), "processes"),
    },
    "draw": dict.fromkeys(("exam", "photo-try-code"), "chaos"),
    "live": {
        "lockstep-figure": "rounding",
        "free": "chaos",
        "refused-cell": "missing",
    },
}

#: Cells that print torch's text where it adds up as the page does (tests/page/rounding.py), and may
#: print another elsewhere.
ROUNDED: dict[str, set[str]] = {
    "01-overview": {"curve-cell", "exam-cell", "mistakes-cell", "shift-cell"},
    "02-define": {"train-a-copy"},
    "04-backward": {"starts-code"},
    "05-update": {"two-epochs", "zero-grad-figure", "batch-size-code", "five-runs", "five-figure"},
    "06-train": {"mean-and-deviation", "normalise-code", "distances"},
    "07-inside": {"fgsm-marks"},
    "08-break": {
        *("restless-figure", "restless-runs", "restless-cured", "clip-code", "shuffled-run"),
        *("growing", "flat-memory", "nobodys", "one-step-lengths"),
    },
    "09-scale": {"both-accuracies", "halves-apart"},
    "draw": {"other-images"},
    "live": {"unfold-cell"},
}
