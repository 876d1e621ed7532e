"""The checks of test_outputs.py see an error that a widget swallowed, which nbmake does not."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.executed import test_outputs


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a notebook that ran to its end although its widget's callback raised."""
    code = "import ipywidgets\nipywidgets.interact(lambda x: 1 / 0, x=1);"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code, id="swallow")])
    NotebookClient(notebook).execute()
    path = tmp_path_factory.mktemp("swallowed") / "notebook.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_the_error_stands_in_the_widgets_output(executed: Path) -> None:
    assert [
        o["ename"] for _, o in test_outputs.outputs(executed) if o["output_type"] == "error"
    ] == ["ZeroDivisionError"]


def test_and_makes_the_check_red(executed: Path) -> None:
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        test_outputs.TestEachNotebook().test_no_error_hides_in_a_cell_or_a_widget(executed)
