"""Whether a page still answers while it trains: its frames a second in headless Chromium.

The landing page, TrainLab of chapter 5 and one that a cell of chapter 2 makes of a changed network,
read from disk, are started as a reader does it, TrainLab on one core and on two. A frame is late
where more than 25 ms went by since the last: a screen shows 60 a second.

    python bench/frames.py [--seconds 6]
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from book import SITE  # noqa: E402
from book.browser import chromium  # noqa: E402
from tests.site.test_cells import Cells  # noqa: E402
from tests.site.test_cells_widgets import HEAD, widened  # noqa: E402
from tests.tools.browser import WITHOUT_WORKER, visit  # noqa: E402
from tests.tools.host import serve  # noqa: E402

# Milliseconds between one frame and the next, until so many seconds have gone by.
FRAMES = """async (seconds) => {
  const frame = () => new Promise(requestAnimationFrame);
  const spans = [];
  const began = await frame();
  for (let last = began; last - began < 1000 * seconds; ) {
    const now = await frame();
    spans.push(now - last);
    last = now;
  }
  return spans;
}"""
LATE = 25
READY = 120_000  # milliseconds until Python is there and has 20,000 digits
TRAIN = """
from livenet import digits
from livenet.widgets import TrainLab

torch.manual_seed(0)
net = LeNet()
train, test = digits.load("train", n=20_000), digits.load("test", n=500)
TrainLab(net, train, test, learning_rate=0.01, shards={cores})
"""


def tell(name: str, page: Page, seconds: float) -> None:
    """Print the frames a second of a page, how many were late, and the longest wait."""
    spans: list[float] = page.evaluate(FRAMES, seconds)
    late = sum(span > LATE for span in spans)
    rate = 1000 * len(spans) / sum(spans)
    print(f"| {name} | {rate:.1f} | {late} of {len(spans)} | {max(spans):.0f} |")


def make_lab(page: Page, cores: str) -> Locator:
    """Change LeNet to twelve channels, and make a TrainLab of it in the next cell."""
    cells = Cells(page, "en")
    place = [cell.get_attribute("id") for cell in cells.all].index("cell-lenet")
    code = str(cells.all[place].locator("pre").first.text_content())
    made = [HEAD + widened(code), TRAIN.format(cores=cores)]
    for cell, source in zip(cells.all[place:], made, strict=False):
        cells.write(cell, source)
        page.keyboard.press("Control+Enter")
    lab = cells.output(cells.all[place + 1]).get_by_role("region", name="TrainLab")
    lab.get_by_role("button", name="Run", exact=True).wait_for(timeout=READY)
    return lab


def main() -> None:
    """Open, start, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=6)
    seconds = parser.parse_args().seconds
    load = os.getloadavg()[0]
    print("| | frames a second | late | longest, ms |\n|:--|--:|--:|--:|")
    with chromium() as browser, serve(SITE) as address:
        with browser.new_context(**WITHOUT_WORKER) as context:
            page = visit(context, f"{address}en/index.html").page
            page.get_by_role("button", name="Let it learn").click()
            tell("the landing page learns", page, seconds)
        for cores in ("1", "2"):
            with browser.new_context(**WITHOUT_WORKER) as context:
                page = visit(context, f"{address}en/05-update.html").page
                lab = page.get_by_role("region", name="TrainLab").first
                lab.get_by_text("Cores and speed", exact=True).click()
                lab.get_by_role("combobox", name="cores at work").select_option(cores)
                lab.get_by_role("button", name=re.compile("^Run$")).click()
                tell(f"TrainLab, cores at work: {cores}", page, seconds)
        for cores in ("1", "2"):
            with browser.new_context(**WITHOUT_WORKER) as context:
                page = visit(context, f"{SITE.as_uri()}/en/02-define.html").page
                make_lab(page, cores).get_by_role("button", name="Run", exact=True).click()
                tell(f"TrainLab of a cell, cores at work: {cores}", page, seconds)
    print(f"\n{os.cpu_count()} cores, load {load:.1f}.")


if __name__ == "__main__":
    main()
