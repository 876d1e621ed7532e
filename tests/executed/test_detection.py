"""An error that a widget swallowed, which nbmake does not see, is found by the test of outputs."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError

from tests.executed.notebooks import errors

CODE = "import ipywidgets\nipywidgets.interact(lambda x: 1 / 0, x=1);"


def swallow(tries: int = 3) -> nbformat.NotebookNode:
    """Execute it; where an output widget stands nbclient loses a reply now and then, and waits."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE, id="swallow")])
    try:
        return NotebookClient(notebook, timeout=60).execute()
    except CellTimeoutError:
        if tries == 1:
            raise
        return swallow(tries - 1)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a notebook that ran to its end although its widget's callback raised."""
    notebook = swallow()
    path = tmp_path_factory.mktemp("swallowed") / "notebook.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_an_error_that_a_widget_swallowed_is_found(executed: Path) -> None:
    assert [name for _, name in errors(executed)] == ["ZeroDivisionError"]
