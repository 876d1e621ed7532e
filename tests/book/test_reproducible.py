"""Two builds, in folders of other names and with other hash seeds, give the same bytes."""

import os
import subprocess
from pathlib import Path

import nbformat
import pytest

from book.authoring import reproducible
from book.site import compose
from tests.tools import onepage

FIGURE = """
import matplotlib.pyplot as plt, torch
from livenet import plot
from torchviz import make_dot
plot.use_book_style()
plt.plot([1, 2]);
"""
GRAPH = """
x = torch.ones(2, requires_grad=True)
make_dot((x * x).sum(), {"x": x})
"""
# A line that the kernel sends in two parts in one build, and whole in the other.
LINE = """
import os, time
print("loss", end=" ", flush=True)
time.sleep(float(os.environ["PYTHONHASHSEED"]) - 1)
print("0.25")
"""
WIDGET = """
import ipywidgets
ipywidgets.VBox([ipywidgets.FloatSlider(description="rate"), ipywidgets.Text()])
"""
TIME = "print(time.time_ns())"


def site(folder: Path, seed: str) -> Path:
    cells = [nbformat.v4.new_markdown_cell("# Title\n\nWords.", id="title")]
    for number, code in enumerate((FIGURE, GRAPH, LINE, WIDGET, TIME)):
        metadata = {"tags": ["timing"]} if code == TIME else {}
        cells.append(nbformat.v4.new_code_cell(code, id=f"cell-{number}", metadata=metadata))
    page = onepage.notebook(*cells)
    # An interpreter of its own: one that was split off would have the seed of its parent.
    command = onepage.lay_out(folder, "zh", page, "force")
    environment = os.environ | {"PYTHONHASHSEED": seed}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    compose.compose({"zh": onepage.html(folder, "zh")}, folder / "site")
    return folder / "site"


@pytest.mark.slow
def test_only_what_is_explained_differs(tmp_path: Path) -> None:
    one = site(tmp_path / "one", "1")
    other = site(tmp_path / "another folder", "2")
    assert reproducible.differences(one, other) == []
    pages = [(folder / "zh" / "a.html").read_bytes() for folder in (one, other)]
    assert pages[0] != pages[1]  # the time, which is explained
    assert b"loss 0.25" in pages[1]
    (other / "card.png").write_bytes(b"")
    (other / "zh" / "a.html").write_bytes(pages[1].replace(b"0.25", b"0.26"))
    (one / "more.txt").touch()
    assert reproducible.differences(one, other) == ["card.png", "more.txt", "zh/a.html"]
