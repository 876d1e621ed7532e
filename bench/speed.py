"""How fast LeNet trains: the engine and its peers in one headless Chromium, PyTorch beside them.

Each row is one full step (forward, loss, backward, update) on the same batch. The contestants
take turns in short rounds, so that whatever else the machine does falls on all alike; a figure is
the median of all steps. Writes ``_build/bench/speed.md``; with ``--keep``, measured on a machine
that does nothing else, also what the book shows, ``src/livenet/speed.json``.

    python bench/speed.py [--rounds 8] [--keep]
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
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

import torch
import torch.nn.functional as F

from livenet import digits, tape
from livenet.lenet import LeNet

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import step_onnx  # noqa: E402

from book.browser import chromium as browser  # noqa: E402

OUT = ROOT / "_build" / "bench"
PEERS = ROOT / "bench" / "node_modules"
CONTESTANTS = [
    "ours, fused",
    "ours, simd",
    "ours, TypeScript",
    "onnxruntime-web",
    "TensorFlow.js",
]
# Slow contestants take fewer steps in a round.
STEPS = {"ours, TypeScript": 3, "TensorFlow.js": 3, "onnxruntime-web": 6}
PYTORCH = "PyTorch, 1 thread"


class Torch:
    """PyTorch's own step."""

    def __init__(self, batch: int, optimizer: str) -> None:
        torch.manual_seed(0)
        torch.set_num_threads(1)
        self.net = LeNet()
        self.images, self.labels = digits.load("train", n=batch)
        self.optimizer: torch.optim.Optimizer
        if optimizer == "adam":
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


def job(batch: int, optimizer: str) -> dict[str, Any]:
    """What the page needs: tape, weights, a batch, the ONNX graph."""
    theirs = Torch(batch, optimizer)
    return {
        "tape": tape.record(theirs.net, theirs.images).graph,
        "parameters": torch.cat([p.detach().flatten() for p in theirs.net.parameters()]).tolist(),
        "images": theirs.images.flatten().tolist(),
        "labels": theirs.labels.tolist(),
        "batch": batch,
        "optimizer": optimizer,
        "models": {
            f"{optimizer} {batch}": base64.b64encode(step_onnx.build(batch, optimizer)).decode()
        },
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


def measure(page: Any, batch: int, optimizer: str, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every step of every contestant."""
    theirs = Torch(batch, optimizer)
    expected = [theirs.step() for _ in range(5)]
    for name in CONTESTANTS:
        given = {"name": name, "job": job(batch, optimizer)}
        losses = page.evaluate("({ name, job }) => livenet.prepare(name, job, 5)", given)
        # TensorFlow.js has an epsilon of its own in Adam
        for a, b in zip(losses, expected, strict=True):
            assert abs(a - b) < 2e-3 * b, f"{name} does not take torch's steps: {losses} {expected}"
    spent: dict[str, list[float]] = {name: [] for name in [PYTORCH, *CONTESTANTS]}
    for _ in range(rounds):
        for name in CONTESTANTS:
            count = STEPS.get(name, 20)
            spent[name] += page.evaluate("([n, c]) => livenet.time(n, c)", [name, count])
        for _ in range(20):
            began = time.perf_counter()
            theirs.step()
            spent[PYTORCH].append(1000 * (time.perf_counter() - began))
    return spent


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=8)
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
    with browser() as chromium:
        version = chromium.version
        for optimizer in ("momentum", "adam"):
            for batch in (32, 64):
                page = chromium.new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}/")
                spent = measure(page, batch, optimizer, given.rounds)
                page.close()
                base = statistics.median(spent[PYTORCH])
                for name, times in spent.items():
                    median = statistics.median(times)
                    rows.append(
                        {
                            "name": name,
                            "batch": batch,
                            "optimizer": optimizer,
                            "samples_per_second": round(1000 * batch / median),
                            "ratio": round(base / median, 2),
                        }
                    )
    server.shutdown()
    server.server_close()
    about = {"chromium": version, "torch": torch.__version__, "machine": platform.machine()}
    if given.keep:
        kept = json.dumps({"about": about, "rows": rows}, indent=1) + "\n"
        (ROOT / "src" / "livenet" / "speed.json").write_text(kept, encoding="utf-8")
    text = table(rows, about)
    (OUT / "speed.md").write_text(text)
    print(text)


def table(rows: list[dict[str, Any]], about: dict[str, str]) -> str:
    """Samples per second, and the ratio to PyTorch, as a Markdown table."""
    columns = [(o, b) for o in ("momentum", "adam") for b in (32, 64)]
    head = ["Samples per second (× PyTorch)", *(f"{o}, batch {b}" for o, b in columns)]
    lines = [f"| {' | '.join(head)} |", f"|:--|{'--:|' * len(columns)}"]
    for name in [PYTORCH, *CONTESTANTS]:
        cells = [name]
        for optimizer, batch in columns:
            (row,) = (
                r
                for r in rows
                if (r["name"], r["optimizer"], r["batch"]) == (name, optimizer, batch)
            )
            cells.append(f"{row['samples_per_second']:,.0f} ({row['ratio']:.2f})")
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", f"Chromium {about['chromium']}, PyTorch {about['torch']}, medians, interleaved."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
