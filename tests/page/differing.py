"""The cells that do not print torch's text on a page, each with one of a few reasons.

A cell that has become equal must be struck off; one that differs and does not stand here is red.
Of 412 texts torch itself prints 374 with oneDNN off (`python -m tests.page.without_onednn`, on 29
November 2026): of 40 cells that are listed for chaos 33 end elsewhere there too, and 7 happen to
end as with oneDNN; of 7 that are listed for rounding 3 and 4.
"""

REASONS = {
    "rounding": "sums are rounded in another order",
    "timing": "it tells seconds of this machine",
    # Gradients and weights after one step and ten are torch's: tests/page/test_training.py.
    # Of 1.56 (sweep, SGD 0.2) torch makes 1.74 without oneDNN and 1.14 in float64; without oneDNN
    # of 65 % (five-runs) 46 %, of 95.5 % (train-a-copy) 95.3 %, of 93.9 % (choices-train) 94.7 %.
    "chaos": "rounding decides where so many steps end; torch without oneDNN ends elsewhere too",
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
        **dict.fromkeys(("normalise-code", "overfitting-run", "confusion-pairs"), "chaos"),
        "mean-and-deviation": "rounding",
        **dict.fromkeys(("short-loop", "short-exam-code", "distances"), "chaos"),
        "threads": "one thread",
    },
    "08-break": dict.fromkeys(("bottoming-out-cell", "leaky-cell", "warm-up"), "chaos"),
    "09-scale": {
        **dict.fromkeys(("gpu-no-faster-code", "where-time-goes-code"), "timing"),
        "both-accuracies": "chaos",
        "slower": "timing",
        **dict.fromkeys(("capture-run", "batches", "explain", "one-graph"), "compiler"),
        **dict.fromkeys(("same-gradients", "gelu-graph"), "compiler"),
        **dict.fromkeys(("run-by-hand", "compare-by-hand", "check-ddp"), "processes"),
        **dict.fromkeys(("check-train", "workers-code", "cost-cell"), "processes"),
    },
    "draw": dict.fromkeys(("exam", "other-images", "photo-try-code"), "chaos"),
    "live": {
        "lockstep-figure": "rounding",
        "unfold-cell": "rounding",
        "free": "chaos",
        "refused-cell": "missing",
    },
}

#: Cells that print torch's text where it adds up as the page does (tests/page/rounding.py), and may
#: print another elsewhere.
ROUNDED: dict[str, set[str]] = {
    "01-overview": {"curve-cell", "exam-cell", "mistakes-cell", "shift-cell"},
    "02-define": {"choices-train", "train-a-copy"},
    "04-backward": {"starts-code"},
    "05-update": {"two-epochs", "zero-grad-figure", "batch-size-code", "five-runs", "five-figure"},
    "07-inside": {"fgsm-marks"},
    "08-break": {
        *("restless-figure", "restless-runs", "restless-cured", "clip-code", "shuffled-run"),
        *("growing", "flat-memory", "nobodys", "one-step-lengths"),
    },
    "09-scale": {"halves-apart"},
}
