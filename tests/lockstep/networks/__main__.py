"""``python -m tests.lockstep.networks [word …]`` prints the table: of all, or of those so named."""

import sys
import tempfile
import time
import warnings
from pathlib import Path

import torch

from tests.lockstep import machine

from . import NETWORKS
from .judging import Verdict, judge, refusal


def line(name: str, verdict: Verdict) -> str:
    """A row: name, worst errors of loss and output, gradients, state; or the refusal."""
    if verdict.refusal:
        return f"| {name} | refused | {verdict.refusal} |"
    loss = verdict.worst("loss", "output", "prediction", "score")
    grads = max((e for k, e in verdict.errors.items() if k.startswith("grad:")), default=0.0)
    state = verdict.worst("state")
    says = "; ".join(verdict.faults()[:3])
    kind = "WRONG" if says else "right"
    return f"| {name} | {kind} | {loss:.0e} | {grads:.0e} | {state:.0e} | {says}"


def main(words: list[str]) -> None:
    """Print a row for each network, then how many are right, wrong and refused."""
    torch.set_num_threads(1)
    counts = {
        "right": 0,
        "wrong": 0,
        "refused": 0,
        "failed": 0,
        "rightly refused": 0,
        "wrongly taken": 0,
    }
    with tempfile.TemporaryDirectory() as folder:
        outfile = Path(folder) / "harness.mjs"
        machine.bundle(machine.HERE / "harness.ts", outfile)
        node = machine.Node(outfile)
        begun = time.process_time()
        for name, entry in NETWORKS.items():
            if words and not any(word in name for word in words):
                continue
            if entry.refused is not None:
                said = refusal(entry)
                if said is not None:
                    right = entry.refused in said
                    counts["rightly refused" if right else "refused"] += 1
                    how = "rightly refused" if right else "REFUSED IN OTHER WORDS"
                    print(f"| {name} | {how} | {said} |", flush=True)
                    continue
                print("TAKEN:", end=" ")
                counts["wrongly taken"] += 1
            try:
                verdict = judge(name, entry, node)
            except Exception as error:
                counts["failed"] += 1
                text = str(error).strip().splitlines() or [""]
                print(
                    f"| {name} | FAILED | {type(error).__name__}: {' '.join(text[:2])[:300]}",
                    flush=True,
                )
                continue
            key = "refused" if verdict.refusal else "wrong" if verdict.faults() else "right"
            counts[key] += 1
            print(line(name, verdict), flush=True)
        node.close()
    print(counts, f"{time.process_time() - begun:.0f} s in Python")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(sys.argv[1:])
