"""Each chapter runs under Colab's versions, alone in an empty folder, with the wheel of livenet."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from book import ROOT

PYTHON = ROOT / ".colab" / "bin" / "python"
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
# Both editions have the same code: one of them tells about both.
CHAPTERS = sorted((ROOT / "chapters" / "en").glob("*.ipynb"))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the name of a kernel that runs in Colab's environment."""
    data = tmp_path_factory.mktemp("jupyter")
    spec = data / "kernels" / "colab"
    spec.mkdir(parents=True)
    command = [str(PYTHON), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": command, "display_name": "Colab", "language": "python"}),
        encoding="utf-8",
    )
    before = os.environ.get("JUPYTER_DATA_DIR")
    os.environ["JUPYTER_DATA_DIR"] = str(data)
    yield "colab"
    if before is None:
        del os.environ["JUPYTER_DATA_DIR"]
    else:
        os.environ["JUPYTER_DATA_DIR"] = before


def references(value: Any) -> Iterator[str]:
    """Yield the ids of the models that a state refers to."""
    if isinstance(value, str) and value.startswith("IPY_MODEL_"):
        yield value.removeprefix("IPY_MODEL_")
    elif isinstance(value, dict):
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_runs_and_its_instruments_are_whole(
    chapter: Path, kernel: str, tmp_path: Path
) -> None:
    notebook = nbformat.read(chapter, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name=kernel, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    views = [
        output["data"][VIEW]["model_id"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if VIEW in output.get("data", {})
    ]
    models = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    code = "".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert bool(views) == ("livenet.widgets" in code)
    for view in views:
        model = models[view]
        state = model["state"]
        assert state["_esm"].strip(), "a view without its module"
        filled = {tuple(buffer["path"]) for buffer in model.get("buffers", ())}
        empty = [name for name, value in state.items() if value == {} and (name,) not in filled]
        assert set(empty) <= {"controls"}
    lost = {one for model in models.values() for one in references(model["state"])} - models.keys()
    assert not lost
    assert sys.version_info[:2] >= (3, 11)
