"""All eight instruments in one notebook of a real JupyterLab: they answer, and leave each other be.

The notebooks of the chapters are executed by nbmake, and their instruments driven on the pages.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from livenet.widgets import __all__ as NAMES
from tests.tools.instruments import act_on
from tests.tools.looks import LOOKS

from .server import Lab, Notebook, notebook

SETUP = """import torch
import torch.nn as nn
import torch.nn.functional as F
from livenet import LeNet, digits, weights
from livenet.widgets import *
images, labels = digits.load("test", n=4)
loss = F.cross_entropy(LeNet()(images), labels)
labs = {}"""
INSTRUMENTS = (
    "DrawDigit(weights.trained())",
    "GraphLens(loss)",
    "LayerLens(weights.trained())",
    "LossLens()",
    "OptimizerRace()",
    "ShapeWalker(LeNet(), images)",
    "TapeLens(LeNet())",
)
# A reader changes the network, and the page trains that one: a TrainLab for each.
NETWORKS = {
    "LeNet": "net = LeNet()",
    "wider": """class Wide(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 12, 5, stride=2, padding=1)
        self.fc = nn.Linear(12 * 7 * 7, 10)
    def forward(self, x):
        c1 = F.max_pool2d(F.relu(self.conv(x)), 2)
        return self.fc(torch.flatten(c1, 1))
net = Wide()""",
    "tanh, batch norm and dropout": """net = nn.Sequential(
    nn.Conv2d(1, 4, 5), nn.BatchNorm2d(4), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
    nn.Dropout(0.2), nn.Linear(784, 64), nn.Tanh(), nn.Linear(64, 32), nn.Tanh(),
    nn.Linear(32, 10))""",
}
TRAIN = """torch.manual_seed(0)
{network}
labs["{name}"] = net, TrainLab(net, shards={shards})
labs["{name}"][1]"""
MEASURE = """net, lab = labs["{name}"]
net.load_state_dict(lab.state_dict())
net.eval()
with torch.no_grad():
    right = net(lab.test.images).argmax(1) == lab.test.labels
print(f"{{100 * right.float().mean():.1f}}%")"""
# What an instrument looks like among all, and with the stylesheets of the others switched off:
# anywidget gives each the name of its class.
ALONE = f"""async (root, own) => {{
  {LOOKS}
  const among = await looks(root);
  const others = [...document.head.querySelectorAll('style[id^="livenet.widgets."]')]
    .filter(({{ id }}) => !id.endsWith("." + own));
  for (const style of others) style.sheet.disabled = true;
  const alone = await looks(root);
  for (const style of others) style.sheet.disabled = false;
  return [others.length, differences(alone, among)];
}}"""

# What a notebook is to its reader: kinds, sources, numbers and instruments of its cells, and the
# question that JupyterLab asks before it restarts a kernel.
CELLS = """() => [
  ...[...document.querySelectorAll(".jp-Notebook .jp-Cell")].map((cell) => [
    ["Code", "Markdown", "Raw"].find((kind) => cell.matches(`.jp-${kind}Cell`)),
    cell.querySelector(".jp-InputArea-editor").innerText,
    cell.querySelector(".jp-InputPrompt").innerText,
    cell.querySelectorAll(".livenet").length,
  ]),
  document.querySelectorAll(".jp-Dialog").length,
]"""
# What a notebook does with them: Markdown, edit, go, insert, cut, undo, delete, restart, merge,
# run.
KEYS = (
    *("m", "Enter", "Escape", "ArrowUp", "ArrowDown", "a", "b", "x", "z", "d", "d", "0", "0"),
    *("Shift+M", "Control+Enter", "Shift+Enter", "Space", "Home"),
)


@pytest.fixture(scope="module")
def eight(
    lab: Lab, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Notebook]:
    """Return the notebook, run; nothing in it may fail or complain, whatever the tests do."""
    labs = [
        TRAIN.format(name=name, network=network, shards=shards)
        for (name, network), shards in zip(NETWORKS.items(), (1, 1, 2), strict=True)
    ]
    path = tmp_path_factory.mktemp("eight") / "eight.ipynb"
    opened = lab.open(browser, notebook(path, SETUP, *INSTRUMENTS, *labs))
    opened.run_all()
    yield opened
    assert opened.complaints == []
    opened.close()


@pytest.mark.parametrize("name", NAMES)
def test_no_instrument_changes_how_another_looks(eight: Notebook, name: str) -> None:
    instrument = eight.instrument(name).first
    expect(instrument).to_be_visible(timeout=60_000)
    others, differences = instrument.evaluate(ALONE, name)
    assert others == len(NAMES) - 1
    assert differences == []


@pytest.mark.parametrize("name", NAMES)
def test_each_answers(eight: Notebook, name: str) -> None:
    act_on(eight.instrument(name).first, eight.page, name)


@pytest.mark.parametrize("name", NETWORKS)
def test_python_measures_what_the_page_trained(eight: Notebook, name: str) -> None:
    instrument = eight.instrument("TrainLab").nth(list(NETWORKS).index(name))
    instrument.get_by_role("button", name="Run").click()
    row = instrument.get_by_role("row").nth(1)
    more = instrument.get_by_role("button", name="Five epochs more")
    expect(more).to_be_visible(timeout=60_000)

    def agree() -> bool:
        shown = re.findall(r"[\d.]+%", row.inner_text())[-1]
        return bool(eight.run(MEASURE.format(name=name)) == shown)

    assert any(agree() for _ in range(10))  # once the kernel is told, and the page has measured


@pytest.mark.parametrize("name", NAMES)
def test_no_key_pressed_in_an_instrument_reaches_the_notebook(eight: Notebook, name: str) -> None:
    """Wherever in it the reader has clicked: on a part that takes the focus, or on plain text."""
    instrument, page = eight.instrument(name).first, eight.page
    places = [
        instrument.locator(".livenet-title"),
        instrument.locator("summary").last,
        instrument.locator("button:enabled, [role=slider], select, input")
        .locator("visible=true")
        .first,
        instrument.locator(".livenet-picture"),
    ]
    before = page.evaluate(CELLS)
    for place in filter(Locator.count, places):
        place.click()
        for key in KEYS:
            page.keyboard.press(key)
        assert page.evaluate(CELLS) == before, place


def test_the_browsers_keys_and_that_which_saves_work_in_an_instrument(eight: Notebook) -> None:
    instrument, page = eight.instrument("DrawDigit"), eight.page
    instrument.get_by_label("Sheet to draw on").click()
    page.keyboard.press("Tab")
    expect(instrument.locator(":focus")).to_have_role("button")
    with page.expect_response(lambda r: "/api/contents/" in r.url and r.request.method == "PUT"):
        page.keyboard.press("Control+s")
