"""What a reader makes in cells and works by hand: sliders, and instruments of a changed network.

Chapter 2's LeNet gets twelve channels, batch norm and dropout, is trained in TrainLab, read back,
measured, and reads a digit.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.site.test_cells import PAGE, PATIENCE, Cells
from tests.site.test_draw_digit import WORDS as DRAWN
from tests.site.test_train_lab import WORDS as TRAINED
from tests.tools.browser import PRESS_LATE, Visits

HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n"
TRAIN = """
from livenet import digits
from livenet.widgets import DrawDigit, TrainLab

torch.manual_seed(0)
net = LeNet()
net.conv2 = nn.Sequential(net.conv2, nn.BatchNorm2d(16), nn.Dropout(0.1))
test = digits.load("test", n=500)
lab = TrainLab(net, test=test, optimizer="Adam", learning_rate=0.003, shards={shards})
lab
"""
SHARDS = {"zh": 1, "en": 2}
READ_BACK = """
net.load_state_dict(lab.state_dict())
right = (net.eval()(test.images).argmax(1) == test.labels).float().mean()
print(f"{len(net.conv1.weight)} channels, {100 * right:.1f}%")
"""
MEASURED = r"12 channels, ([6-9]\d\.\d%)"
SCORE = ".livenet-score b"
# Distributions are files of torch's that come with the first cell which names them.
FIRST = """
import torch
from livenet import weights
print(type(weights.trained()).__name__)
print(torch.distributions.Normal(0.0, 1.0))
"""
SLIDER = """
import ipywidgets
slider = ipywidgets.IntSlider(3, max=9, description="channels")
slider.observe(lambda change: print("now", change.new), "value")
slider
"""
INTERACT = """
@ipywidgets.interact(size=(0, 8))
def area(size=4):
    print("area", size * size)
"""


@pytest.fixture(scope="module", params=["zh", "en"])
def cells(
    request: pytest.FixtureRequest, module_visits: Visits, shelf: dict[str, str]
) -> Iterator[Cells]:
    """Open chapter 2 of an edition, the Chinese from a server, the English from the disk."""
    edition = str(request.param)
    yield Cells(module_visits(f"{shelf[edition]}{PAGE}.html").page, edition)
    module_visits.expect_quiet()


def widened(code: str) -> str:
    """Return the chapter's LeNet with twelve channels in the place of six."""
    wide = code.replace("nn.Conv2d(1, 6, 5)", "nn.Conv2d(1, 12, 5)")
    wide = wide.replace("nn.Conv2d(6, 16, 5)", "nn.Conv2d(12, 16, 5)")
    assert wide.count("12, ") == 2
    return wide


def run(cells: Cells, number: int, code: str) -> Locator:
    """Write code into a cell and run it; return its output."""
    cells.write(cells.all[number], code)
    cells.page.keyboard.press("Control+Enter")
    return cells.output(cells.all[number])


def test_a_slider_is_moved_and_python_answers(cells: Cells) -> None:
    # livenet looks where its files lie before those of its widgets have come.
    # torch.load reads one of torch's own files, which a page has compiled.
    first = run(cells, 0, FIRST)
    expect(first).to_have_text("LeNet\nNormal(loc: 0.0, scale: 1.0)", timeout=PATIENCE)
    output = run(cells, 1, SLIDER)
    handle = output.get_by_role("slider", name="channels")
    expect(handle).to_be_visible(timeout=PATIENCE)
    handle.press("ArrowRight")
    expect(output).to_contain_text("now 4")
    # Python moves it as well; what is printed then is the output of the cell that runs.
    moved = run(cells, 2, "print(slider.value)\nslider.value = 8")
    expect(moved).to_have_text("4\nnow 8", use_inner_text=True)
    expect(handle).to_have_attribute("aria-valuetext", "8")
    # What a function prints stands within, and the next takes its place.
    within = run(cells, 3, INTERACT)
    size = within.get_by_role("slider", name="size")
    expect(within).to_contain_text("area 16", timeout=PATIENCE)
    size.press("ArrowRight")
    expect(within).to_contain_text("area 25")
    expect(within).not_to_contain_text("area 16")


def test_a_changed_network_trains_and_reads(cells: Cells) -> None:
    page, words = cells.page, TRAINED[cells.edition]
    ids = [cell.get_attribute("id") for cell in cells.all]
    place = ids.index("cell-lenet")
    code = str(cells.all[place].locator("pre").first.text_content())
    run(cells, place, HEAD + widened(code))
    train = TRAIN.format(shards=SHARDS[cells.edition])
    lab = run(cells, place + 1, train).get_by_role("region", name=words["title"])
    start = lab.get_by_role("button", name=words["run"], exact=True)
    expect(start).to_be_visible(timeout=3 * PATIENCE)  # the digits come first
    start.evaluate(PRESS_LATE, words["more"])
    start.click()
    expect(lab.get_by_role("button", name=words["more"])).to_be_visible(timeout=PATIENCE)
    expect(lab.locator(".livenet-readout b").first).to_have_text("320")  # five epochs, and not ten
    back = run(cells, place + 2, READ_BACK)
    expect(back).to_have_text(re.compile(MEASURED), timeout=PATIENCE)
    measured = re.search(MEASURED, back.inner_text())
    assert measured
    expect(lab.locator(SCORE)).to_have_text(measured[1])
    drawn = DRAWN[cells.edition]
    output = run(cells, place + 3, "DrawDigit(net)")
    sheet = output.get_by_role("region", name=drawn["title"]).locator("canvas").first
    expect(sheet).to_be_visible(timeout=PATIENCE)
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 0.15 * box["height"])
    page.mouse.down()
    page.mouse.move(middle, box["y"] + 0.85 * box["height"], steps=12)
    page.mouse.up()
    expect(output).to_contain_text(re.compile(drawn["reads"]), timeout=PATIENCE)
    found = re.search(drawn["reads"], output.inner_text())
    assert found
    assert found[1] == "1"
