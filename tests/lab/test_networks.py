"""Change the network in JupyterLab and train that one; Python gets back what the page trained."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .server import Lab, notebook

SETUP = """import torch
import torch.nn as nn
import torch.nn.functional as F
from livenet import LeNet, digits
from livenet.widgets import TrainLab
torch.manual_seed(0)"""
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
    "tanh, a layer more": """net = nn.Sequential(
    nn.Conv2d(1, 4, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
    nn.Linear(784, 64), nn.Tanh(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))""",
}
MEASURE = """net.load_state_dict(lab.state_dict())
with torch.no_grad():
    right = net(lab.test.images).argmax(1) == lab.test.labels
print(f"{100 * right.float().mean():.1f}%")"""


@pytest.mark.parametrize("name", NETWORKS)
def test_python_measures_what_the_page_trained(
    lab: Lab, browser: Browser, tmp_path: Path, name: str
) -> None:
    path = notebook(tmp_path / "a.ipynb", SETUP, NETWORKS[name], "lab = TrainLab(net)\nlab")
    opened = lab.open(browser, path)
    opened.run_all()
    instrument = opened.instrument("TrainLab")
    instrument.get_by_role("button", name="Run").click()
    row = instrument.get_by_role("row").nth(1)
    expect(row).to_contain_text("%", timeout=30_000)
    instrument.get_by_role("button", name="Pause").click()
    expect(instrument.get_by_role("button", name="Run", exact=True)).to_be_visible()
    opened.page.wait_for_timeout(500)  # for the kernel to be told
    shown = re.findall(r"[\d.]+%", row.inner_text())[-1]
    assert opened.run(MEASURE) == shown
    opened.close()
