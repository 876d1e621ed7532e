"""Chapter 5's controls in a running kernel: a change trains anew and is drawn beside the rest."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from book.editions import sources
from tests.executed import test_outputs

# A warning raised as an error within nbclient's loop would leave it waiting for ever.
pytestmark = pytest.mark.filterwarnings("default")

DRIVE = [
    "print(len(runs), [len(run['losses']) > 50 for run in runs])",
    "learning_rate.value = 0.01\nprint(len(runs), runs[-1]['lr'], progress.value == progress.max)",
    "optimizer_choice.value = 'Adam'\nprint(len(runs), runs[-1]['name'])",
    "learning_rate.value = 10.0\nprint(len(runs), runs[-1]['diverged_at'] is not None)",
]


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Return chapter 5 as it stands after its controls were moved, and what was printed then."""
    notebook: Any = nbformat.read(sources("en") / "05-update.ipynb", as_version=4)
    notebook.cells += [nbformat.v4.new_code_cell(code) for code in DRIVE]
    NotebookClient(notebook, timeout=300).execute()
    path = tmp_path_factory.mktemp("controls") / "05-update.ipynb"
    nbformat.write(notebook, path)
    printed = ["".join(o["text"] for o in c.outputs) for c in notebook.cells[-len(DRIVE) :]]
    return path, printed


def test_each_change_is_one_more_run(driven: tuple[Path, list[str]]) -> None:
    assert driven[1] == ["1 [True]\n", "2 0.01 True\n", "3 Adam\n", "4 True\n"]


def test_the_last_drawing_stands_in_the_output(driven: tuple[Path, list[str]]) -> None:
    recorded = [o for where, o in test_outputs.outputs(driven[0]) if where.startswith("widget")]
    assert [o["output_type"] for o in recorded] == ["stream", "display_data"]
    assert "Adam, learning rate 10: " in recorded[0]["text"]
    assert "diverged at step" in recorded[0]["text"]
    assert "image/svg+xml" in recorded[1]["data"]
