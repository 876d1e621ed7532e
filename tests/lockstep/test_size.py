"""What a page loads to train LeNet: the tape, the interpreter, the kernel module."""

import gzip
import json
import subprocess

import torch

from livenet import tape
from livenet.lenet import LeNet

from .machine import ROOT

BUDGET = 14 * 1024
CALLS = 120 * 1024


def test_tape_interpreter_and_wasm_weigh_under_14_kb(
    measured: dict[str, dict[str, float]],
) -> None:
    """Gzipped bytes of LeNet's training tape, of ``Network`` with all it needs, of the wasm.

    The engine of LeNet's page has the core of the operations. Not in the budget, but measured: the
    plain kernels, which serve where wasm is refused; the whole engine, which also holds the
    trainer, its worker and base64 for the wasm; and that engine with all operations. Single calls,
    which a page loads when its first cell is run, have a budget of their own.
    """
    text = tape.record(LeNet(), torch.zeros(1, 1, 32, 32)).json().encode()
    script = ROOT / "web" / "scripts" / "engine-weights.mjs"
    found = subprocess.run(["node", script], check=True, stdout=subprocess.PIPE)
    sizes = {"tape": len(gzip.compress(text, 9)), **json.loads(found.stdout)}
    sizes["together"] = sizes["tape"] + sizes["interpreter"] + sizes["wasm"]
    measured["size, gzipped bytes"] = sizes
    assert sizes["wasm"] > 2000, sizes
    assert sizes["together"] < BUDGET, sizes
    assert sizes["calls"] < CALLS, sizes
