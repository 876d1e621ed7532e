"""How fast cells run on a page: its Python in headless Chromium, PyTorch with one thread beside it.

Cells of the built chapter 2 are edited and run by their buttons, as a reader does. What is timed is
the same code on the page and here; both take turns, and a ratio is the median over the rounds.
What comes but once (the first print, a restart, 60,000 digits, an epoch) is told as it was: the
first one in a new browser, the others in one that had been there.
Writes ``_build/bench/cells.md``.

    python bench/cells.py [--rounds 8] [--epoch]
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

import torch
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from book import SITE  # noqa: E402
from book.browser import chromium_of  # noqa: E402
from tests.tools.host import serve  # noqa: E402

OUT = ROOT / "_build" / "bench" / "cells.md"
PATIENCE = 120_000  # milliseconds
KEEPING = 6_000  # milliseconds until a browser has kept what it compiled
# Run by both; `measure` prints the median milliseconds of what it is given.
SETUP = """
import statistics, time, torch, torch.nn.functional as F
from livenet.lenet import LeNet

def measure(step, seconds=0.15):
    step()
    spent = []
    while sum(spent) < seconds:
        began = time.perf_counter()
        step()
        spent.append(time.perf_counter() - began)
    print(1000 * statistics.median(spent))

small = torch.ones(3)
leaf = torch.ones(3, requires_grad=True)

def add():
    for _ in range(1000):
        small + small

def multiply():
    (leaf * leaf).sum().backward()

def training(batch):
    torch.manual_seed(0)
    net = LeNet()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    images, labels = torch.randn(batch, 1, 32, 32), torch.randint(10, (batch,))
    def step():
        loss = F.cross_entropy(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return step

steps = {batch: training(batch) for batch in (1, 32, 64)}
"""
ROWS = {
    "1,000 additions of three numbers": "measure(add)",
    "multiply, sum, backward": "measure(multiply)",
    "LeNet, a step of batch 1": "measure(steps[1])",
    "LeNet, a step of batch 32": "measure(steps[32])",
    "LeNet, a step of batch 64": "measure(steps[64])",
}
LOAD = """
import time
from livenet import digits
began = time.perf_counter()
train = digits.load("train")
print(1000 * (time.perf_counter() - began))
"""
EPOCH = """
import time, torch, torch.nn.functional as F
from livenet.lenet import LeNet
torch.manual_seed(0)
net = LeNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
began = time.perf_counter()
for batch in torch.randperm(60_000).split(64):
    loss = F.cross_entropy(net(train.images[batch]), train.labels[batch])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(1000 * (time.perf_counter() - began))
"""


class Cells:
    """The cells of an open page, by their number."""

    def __init__(self, page: Page) -> None:
        self.page = page
        edits = page.get_by_role("button", name=re.compile("^Edit, "))
        self.all = page.locator(".cell").filter(has=edits)

    def write(self, number: int, code: str) -> None:
        """Put code in the place of a cell's."""
        cell = self.all.nth(number)
        cell.get_by_role("button", name=re.compile("^Edit, ")).click()
        cell.get_by_role("textbox").focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)

    def run(self, number: int) -> str:
        """Run a cell by its button; return what it printed when it has ended."""
        cell = self.all.nth(number)
        run = cell.get_by_role("button", name=re.compile("^Run, "))
        run.click()
        run.and_(self.page.locator(":not([disabled])")).wait_for(timeout=PATIENCE)
        self.page.wait_for_function(
            "(cell) => cell.querySelector('[role=log]')?.innerText.trim()",
            arg=cell.element_handle(),
            timeout=PATIENCE,
        )
        return cell.get_by_role("log").inner_text().strip()


def first_print(page: Page, address: str) -> float:
    """Milliseconds from Run to what a cell prints, on a page that has just been opened."""
    page.goto(address)
    cells = Cells(page)
    cells.write(1, "import torch\nprint(torch.ones(2))")
    began = time.perf_counter()
    said = cells.run(1)
    assert said == "tensor([1., 1.])", said
    return 1000 * (time.perf_counter() - began)


def restarted(page: Page) -> float:
    """Milliseconds from the restart to what a cell prints then."""
    cell = Cells(page).all.nth(1)
    cell.get_by_text("More", exact=True).click()
    began = time.perf_counter()
    cell.get_by_role("button", name="Restart Python", exact=True).click()
    Cells(page).run(1)
    return 1000 * (time.perf_counter() - began)


def here(code: str, names: dict[str, Any]) -> float:
    """Run code with PyTorch; return what it prints."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, names)
    return float(said.getvalue())


def once(page: Page, code: str, names: dict[str, Any], number: int) -> tuple[float, float]:
    """Milliseconds that code tells, on the page and here."""
    cells = Cells(page)
    cells.write(number, code)
    return float(cells.run(number)), here(code, names)


def in_turn(page: Page, names: dict[str, Any], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds of each row, on the page and here, for each round."""
    cells = Cells(page)
    cells.write(1, SETUP + "print(0)")
    cells.run(1)
    exec(SETUP, names)
    for number, code in enumerate(ROWS.values(), start=2):
        cells.write(number, code)
        cells.run(number)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ROWS}
    for _ in range(rounds):
        for number, (name, code) in enumerate(ROWS.items(), start=2):
            found[name].append((float(cells.run(number)), here(code, names)))
    return found


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--epoch", action="store_true", help="chapter 1's 60,000 digits as well")
    given = parser.parse_args()
    torch.set_num_threads(1)
    names: dict[str, Any] = {}
    lines = ["| | the page, ms | PyTorch, ms | × PyTorch's time |", "|:--|--:|--:|--:|"]

    def tell(
        name: str, ours: float, theirs: float | None = None, ratio: float | None = None
    ) -> None:
        ratio = ours / theirs if theirs and not ratio else ratio
        lines.append(
            f"| {name} | {ours:,.2f} | {'' if theirs is None else f'{theirs:,.2f}'} "
            f"| {'' if ratio is None else f'{ratio:.2f}'} |"
        )

    load = os.getloadavg()[0]
    with serve(SITE) as address, tempfile.TemporaryDirectory() as profile:
        first, second = (f"{address}en/{name}.html" for name in ("02-define", "03-loss"))
        with chromium_of(Path(profile)) as context:
            page = context.new_page()
            tell("first print, nothing cached", first_print(page, first))
            page.wait_for_timeout(KEEPING)
        with chromium_of(Path(profile)) as context:
            page = context.new_page()
            tell("first print, files cached", first_print(page, first))
            tell("first print of a second page", first_print(page, second))
            tell("restart, and a print", restarted(page))
            for name, turns in in_turn(page, names, given.rounds).items():
                ours, theirs = (statistics.median(turn) for turn in zip(*turns, strict=True))
                tell(name, ours, theirs, statistics.median(a / b for a, b in turns))
            tell("60,000 digits ready", *once(page, LOAD, names, 8))
            if given.epoch:
                tell("an epoch of 60,000 digits", *once(page, EPOCH, names, 9))
            version = page.evaluate("navigator.userAgent.match(/Chrome\\/(\\d+)/)[1]")
    told = f"Chromium {version}, PyTorch {torch.__version__}, one thread, {os.cpu_count()} cores"
    text = "\n".join([*lines, "", f"{told}, load {load:.1f}."]) + "\n"
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
