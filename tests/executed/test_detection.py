"""An error that a widget swallowed, which nbmake does not see, is found by the test of outputs."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.executed.notebooks import errors


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a notebook that ran to its end although its widget's callback raised."""
    code = "import ipywidgets\nipywidgets.interact(lambda x: 1 / 0, x=1);"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code, id="swallow")])
    NotebookClient(notebook).execute()
    path = tmp_path_factory.mktemp("swallowed") / "notebook.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_an_error_that_a_widget_swallowed_is_found(executed: Path) -> None:
    assert [name for _, name in errors(executed)] == ["ZeroDivisionError"]
