"""How fast the networks of ``tests/lockstep/networks`` train: the engine in Node beside torch.

A step is forward, loss, backward and update with momentum, on the same batch. The contestants of a
network take turns in rounds of some milliseconds; a contestant's time for a step is the lower
quartile of its rounds, in time of the processor, so that what else the machine does counts little.
Torch has one thread.

    python bench/networks.py                    # all of them
    python bench/networks.py vgg pooling        # those whose name has one of these words in it
    python bench/networks.py vgg --rounds 20 --kernels fused simd
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import torch

from livenet import tape

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from tests.lockstep.machine import Node, bundle  # noqa: E402
from tests.lockstep.networks import NETWORKS, Entry  # noqa: E402
from tests.lockstep.networks.judging import case, words  # noqa: E402

# Node 20 has relaxed SIMD behind a flag; kernels are compiled well at once, not as time goes by.
FLAGS = ("--experimental-wasm-relaxed-simd", "--no-liftoff")
BATCH = 64
RATE = 1e-4  # as in networks.ts
WARM = 3
ROUND = 0.008  # seconds
READY = 0.15  # seconds that a contestant runs before it is timed
SLOW = 0.7  # of torch, below which a network is counted as slow


@dataclass
class Timed:
    """Milliseconds a step, of torch and of each set of kernels."""

    name: str
    torch: float
    ours: dict[str, float]
    noise: float  # third quartile of torch's rounds beside the first

    def ratio(self, kernels: str) -> float:
        """Speed beside torch's."""
        return self.torch / self.ours[kernels]


def measure(node: Node, name: str, entry: Entry, kernels: list[str], rounds: int) -> Timed:
    """Let torch and the engine take turns with one network.

    Raises:
        tape.TapeError: the network is refused.
        AssertionError: the engine's first losses are not torch's.
    """
    given = case(name, entry, BATCH)
    net = given.make()
    loss = given.loss(net)
    graph = tape.record(net, given.inputs, loss, given.target).graph
    if isinstance(loss, str):
        loss = tape.LOSSES[loss]
    moved = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(moved, lr=RATE, momentum=0.9)

    def step() -> float:
        optimizer.zero_grad()
        value = loss(net(given.inputs), given.target)
        value.backward()
        optimizer.step()
        return float(value.item())

    parts = [tape.pack(net), words(given.inputs), words(given.target)]
    torch.manual_seed(given.seed)
    expected = [step() for _ in range(WARM)]
    takers: dict[str, Callable[[int], float]] = {"torch": lambda count: _spent(step, count)}
    for kind in kernels:
        request = {"tape": graph, "kernels": kind, "batch": BATCH, "warm": WARM, "seed": given.seed}
        found, _ = node.call("prepare", {"name": kind, **request}, parts)
        for ours, theirs in zip(map(float, found), expected, strict=True):
            close = abs(ours - theirs) <= 1e-3 * max(1.0, abs(theirs))
            assert close or (ours != ours and theirs != theirs), (name, kind, found, expected)
        takers[kind] = lambda count, kind=kind: (
            node.call("time", {"name": kind, "count": count})[0] / 1000
        )
    counts: dict[str, int] = {}
    for taker, take in takers.items():
        counts[taker] = 1
        spent_so_far = 0.0
        while spent_so_far < READY:
            took = take(counts[taker])
            spent_so_far += took
            counts[taker] = max(1, round(ROUND * counts[taker] / took))
    spent: dict[str, list[float]] = {taker: [] for taker in takers}
    for _ in range(rounds):
        for taker, take in takers.items():
            spent[taker].append(1000 * take(counts[taker]) / counts[taker])
    quartiles = {taker: statistics.quantiles(times, n=4) for taker, times in spent.items()}
    return Timed(
        name,
        quartiles["torch"][0],
        {kind: quartiles[kind][0] for kind in kernels},
        quartiles["torch"][2] / quartiles["torch"][0],
    )


def _spent(step: Callable[[], float], count: int) -> float:
    """Seconds of the processor that some steps take."""
    began = time.process_time()
    for _ in range(count):
        step()
    return time.process_time() - began


def summary(rows: list[Timed], kernels: list[str]) -> list[str]:
    """The median ratio of each set of kernels, and how many networks are slow."""
    lines = []
    for kind in kernels:
        ratios = [row.ratio(kind) for row in rows]
        slow = sum(ratio < SLOW for ratio in ratios)
        lines.append(
            f"{kind}: median {statistics.median(ratios):.2f} of torch with one thread,"
            f" {slow} of {len(rows)} under {SLOW}, slowest {min(ratios):.2f}"
        )
    return lines


def main() -> None:
    """Measure, and print a table sorted by ratio."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("words", nargs="*", help="parts of names; without, all networks")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--kernels", nargs="+", choices=("fused", "simd"), default=["fused"])
    given = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    rows: list[Timed] = []
    began, load = time.perf_counter(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        bundled = Path(folder) / "networks.mjs"
        bundle(ROOT / "bench" / "networks.ts", bundled)
        node = Node(bundled, *FLAGS)
        for name, entry in NETWORKS.items():
            wanted = not given.words or any(word in name for word in given.words)
            if not wanted or entry.refused is not None or entry.kind == "adversaries":
                continue
            try:
                rows.append(measure(node, name, entry, given.kernels, given.rounds))
            except (tape.TapeError, AssertionError) as error:
                print(f"left out: {name}: {' '.join(str(error).split())[:300]}", flush=True)
        node.close()
    if not rows:
        sys.exit("there is no network of such a name.")
    rows.sort(key=lambda row: row.ratio(given.kernels[0]))
    print(f"| of torch | ms, torch | {' | '.join(f'ms, {k}' for k in given.kernels)} | network |")
    for row in rows:
        ratios = " ".join(f"{row.ratio(kind):5.2f}" for kind in given.kernels)
        ours = " | ".join(f"{row.ours[kind]:8.3f}" for kind in given.kernels)
        print(f"| {ratios} | {row.torch:8.3f} | {ours} | {row.name}")
    print("\n".join(summary(rows, given.kernels)))
    noise = statistics.median(row.noise for row in rows)
    print(
        f"batch {BATCH}, momentum, {given.rounds} rounds, {time.perf_counter() - began:.0f} s;"
        f" load {load:.1f} before and {os.getloadavg()[0]:.1f} after, of {os.cpu_count()} cores;"
        f" third quartile of torch's rounds {noise:.2f} times the first"
    )


if __name__ == "__main__":
    main()
