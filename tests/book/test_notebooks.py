"""Two runs of a chapter make the same notebook, but for the time that a cell tells."""

from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from book.authoring import reproducible
from book.extension import markdown_pages, notebooks
from book.wheel import Wheel
from tests.tools import onepage

# An Output that recorded a widget, a link between two, and one that is not shown.
CODE = """
import ipywidgets
one, other, lost = (ipywidgets.IntSlider(value=v) for v in (1, 2, 3))
link = ipywidgets.jslink((one, "value"), (other, "value"))
recorded = ipywidgets.Output()
recorded.append_display_data(other)
ipywidgets.VBox([one, recorded])
"""
PLACE = "object()"
TIME = "import time; print(time.time_ns())"
STATE = "application/vnd.jupyter.widget-state+json"


def run() -> nbformat.NotebookNode:
    """Return a chapter that a kernel of its own has executed."""
    cells = [nbformat.v4.new_markdown_cell("# Title", id="objectives")]
    for number, code in enumerate((CODE, PLACE, TIME)):
        metadata = {"tags": ["timing"]} if code == TIME else {}
        cells.append(nbformat.v4.new_code_cell(code, id=f"cell-{number}", metadata=metadata))
    page = onepage.notebook(*cells)
    page.cells = cells
    return NotebookClient(page, timeout=600, record_timing=False).execute()


@pytest.mark.filterwarnings("default")
@pytest.mark.slow
def test_two_runs_make_the_same_notebook(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    made = []
    for folder in folders:
        folder.mkdir()
        executed = run()
        text = markdown_pages.tell_notebook(deepcopy(executed), "en", "a.html")
        (folder / "a.md").write_text(text, encoding="utf-8")
        made.append(
            notebooks.make_takeaway(executed, "a", "en", Wheel("livenet-1-py3-none-any.whl", "1"))
        )
        nbformat.write(made[-1], folder / "a.ipynb")
    nbformat.validate(made[0])
    assert reproducible.differences(*folders) == []
    assert len({(folder / "a.md").read_bytes() for folder in folders}) == 2  # the time
    texts = [(folder / "a.ipynb").read_text(encoding="utf-8") for folder in folders]
    assert texts[0] != texts[1]  # the time, which is explained
    (folders[1] / "a.ipynb").write_text(texts[1].replace("# Title", "# Other"), encoding="utf-8")
    assert reproducible.differences(*folders) == ["a.ipynb"]
    models = made[0].metadata.widgets[STATE]["state"].values()
    values = [m["state"]["value"] for m in models if m["model_name"] == "IntSliderModel"]
    assert sorted(values) == [1, 2]  # without the one that nothing shows
    assert "LinkModel" in {m["model_name"] for m in models}
