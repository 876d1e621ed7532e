"""How fast networks train: the engine and its peers in one headless Chromium, PyTorch beside them.

A step is forward, loss, backward and update, on the same batch. The contestants take turns in
short rounds, so that whatever else the machine does falls on all alike. A speed is the median of
all steps; a ratio to PyTorch is the median over the rounds, of the two as they were in each, and
its spread is the quartiles of these. Writes ``_build/bench/speed.md``; with ``--keep``, measured
on a machine that does nothing else, also what the book shows, ``src/livenet/speed.json``.

    python bench/speed.py [--rounds 12] [--network LeNet] [--keep]
"""

from __future__ import annotations

import argparse
import base64
import functools
import json
import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

import torch
import torch.nn.functional as F

from livenet import tape

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import step_onnx  # noqa: E402
from workloads import NETWORKS, Workload, workloads  # noqa: E402

from book.browser import chromium as browser  # noqa: E402

OUT = ROOT / "_build" / "bench"
KEPT = ROOT / "src" / "livenet" / "speed.json"
PEERS = ROOT / "bench" / "node_modules"
CONTESTANTS = [
    "ours, 2 shards",
    "ours, fused",
    "ours, simd",
    "ours, TypeScript",
    "onnxruntime-web",
    "TensorFlow.js",
]
THREADS = {"PyTorch, 1 thread": 1, "PyTorch, 2 threads": 2}
BASE = "PyTorch, 1 thread"
TURN = 60  # milliseconds, and at least one step
REST = 0.1  # seconds: a second thread of PyTorch looks for work a while, on a core that others need
WARM = 5  # steps, whose losses are compared


class Torch:
    """PyTorch's own step."""

    def __init__(self, workload: Workload) -> None:
        self.net = workload.net
        self.images, self.labels = workload.digits
        self.optimizer: torch.optim.Optimizer
        if workload.optimizer == "adam":
            self.optimizer = torch.optim.Adam(self.net.parameters())
        else:
            self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.01, momentum=0.9)

    def step(self) -> float:
        """One step; the loss before it."""
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.net(self.images), self.labels)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return loss.item()

    def time(self, threads: int) -> list[float]:
        """Milliseconds of each of the steps of a turn."""
        torch.set_num_threads(threads)
        spent: list[float] = []
        while sum(spent) < TURN:
            began = time.perf_counter()
            self.step()
            spent.append(1000 * (time.perf_counter() - began))
        return spent


def job(workload: Workload) -> dict[str, Any]:
    """What the page needs, as `job.ts` has it: tape, weights, a batch, the ONNX graph."""
    net = workload.net
    images, labels = workload.digits
    sample = list(images.shape[1:])
    model = step_onnx.build(workload.network, net, sample, workload.batch, workload.optimizer)
    return {
        **asdict(workload),
        "tape": tape.record(net, images).graph,
        "parameters": base64.b64encode(tape.pack(net)).decode(),
        "images": images.flatten().tolist(),
        "labels": labels.tolist(),
        "model": base64.b64encode(model).decode(),
    }


class Handler(SimpleHTTPRequestHandler):
    """Serves the page's script and the peers' wasm files."""

    def translate_path(self, path: str) -> str:
        """Peers from node_modules, the rest from the build."""
        name = path.rpartition("/")[2]
        if path.startswith("/ort/"):
            return str(PEERS / "onnxruntime-web" / "dist" / name)
        if path.startswith("/tfjs/"):
            return str(PEERS / "@tensorflow" / "tfjs-backend-wasm" / "dist" / name)
        return str(OUT / (name or "index.html"))

    def log_message(self, format: str, *args: Any) -> None:
        """Be quiet."""


def measure(page: Any, workload: Workload, rounds: int) -> dict[str, list[list[float]]]:
    """Milliseconds of every step of every contestant, by rounds."""
    theirs = Torch(workload)
    expected = [theirs.step() for _ in range(WARM)]
    given = job(workload)
    for name in CONTESTANTS:
        losses = page.evaluate(
            "([name, job, warm]) => livenet.prepare(name, job, warm)", [name, given, WARM]
        )
        # TensorFlow.js has an epsilon of its own in Adam
        for a, b in zip(losses, expected, strict=True):
            assert abs(a - b) < 2e-3 * b, f"{name} does not take torch's steps: {losses} {expected}"
    spent: dict[str, list[list[float]]] = {name: [] for name in [*THREADS, *CONTESTANTS]}
    for at_first in (True, *[False] * rounds):
        for name, threads in THREADS.items():
            spent[name].append(theirs.time(threads))
            time.sleep(REST)
        for name in CONTESTANTS:
            spent[name].append(page.evaluate("(turn) => livenet.time(...turn)", [name, TURN]))
        if at_first:  # what is compiled as it runs has run by now
            spent = {name: [] for name in spent}
    return spent


def rows_of(workload: Workload, spent: dict[str, list[list[float]]]) -> list[dict[str, Any]]:
    """One row for each contestant, as `livenet.speed.measured` tells."""
    base = [statistics.median(turn) for turn in spent[BASE]]
    rows = []
    for name, turns in spent.items():
        medians = [statistics.median(turn) for turn in turns]
        ratios = [theirs / ours for theirs, ours in zip(base, medians, strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
        if name == BASE:  # beside its own median, for in each round it is its own measure
            middle, speeds = 1.0, [statistics.median(medians) / ours for ours in medians]
            low, _, high = statistics.quantiles(speeds, n=4, method="inclusive")
        steps = statistics.median(step for turn in turns for step in turn)
        rows.append(
            {
                **asdict(workload),
                "name": name,
                "samples_per_second": round(1000 * workload.batch / steps),
                "ratio": round(middle, 2),
                "quartiles": [round(low, 2), round(high, 2)],
            }
        )
    return rows


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--network", choices=NETWORKS, help="this one alone; nothing is kept")
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    script = ROOT / "web" / "scripts" / "bundle.mjs"
    page = ROOT / "bench" / "page.ts"
    subprocess.run(["node", script, page, OUT / "bench.js", "iife"], check=True)
    (OUT / "index.html").write_text("<!doctype html><script src=bench.js></script>")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    rows: list[dict[str, Any]] = []
    load = [os.getloadavg()[0]]
    with browser() as chromium:
        version = chromium.version
        for workload in workloads():
            if given.network not in (None, workload.network):
                continue
            page = chromium.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            rows += rows_of(workload, measure(page, workload, given.rounds))
            page.close()
    server.shutdown()
    server.server_close()
    load.append(os.getloadavg()[0])
    about = {
        "chromium": version,
        "torch": torch.__version__,
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": [round(value, 1) for value in load],
    }
    text = table(rows, about)
    (OUT / "speed.md").write_text(text)
    print(text)
    if given.keep and given.network is None:
        lines = ",\n  ".join(json.dumps(row) for row in rows)
        KEPT.write_text(f'{{\n "about": {json.dumps(about)},\n "rows": [\n  {lines}\n ]\n}}\n')


def table(rows: list[dict[str, Any]], about: dict[str, Any]) -> str:
    """Speeds, and ratios to PyTorch with their quartiles, as a Markdown table."""
    lines = [f"| contestant | digits a second | × {BASE} | quartiles |", "|:--|--:|--:|:--|"]
    before = None
    for row in rows:
        workload = f"{row['network']}, {row['optimizer']}, batch {row['batch']}"
        if workload != before:
            lines.append(f"| **{workload}** | | | |")
            before = workload
        low, high = row["quartiles"]
        speed = f"{row['samples_per_second']:,}"
        lines.append(f"| {row['name']} | {speed} | {row['ratio']:.2f} | {low:.2f} to {high:.2f} |")
    before_load, after_load = about["load"]
    told = f"Chromium {about['chromium']}, PyTorch {about['torch']}, {about['cores']} cores"
    told += f" ({about['machine']}), load {before_load} before and {after_load} after."
    return "\n".join([*lines, "", told]) + "\n"


if __name__ == "__main__":
    main()
