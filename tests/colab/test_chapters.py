"""Each published notebook runs under Colab's versions, alone in an empty folder.

What Colab has stands in `.colab`; livenet comes, as the first cell says, which is one in all of
them, from the book's site, which this machine serves: pip has no index to ask. The first notebook
that a worker runs installs it, and the next ones find it, as one who reads on does. It is nbmake
that runs them, and what they print is what the Chinese twins printed in the book's own environment.
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbmake.nb_run import NotebookRun  # type: ignore[import-untyped]

from book import ROOT, SITE
from book.extension import notebooks
from book.wheel import Wheel
from tests.executed.notebooks import EXECUTED, texts
from tests.tools.host import serve

Run = Callable[[nbformat.NotebookNode, Path], nbformat.NotebookNode]

COLAB = ROOT / ".colab"
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
NAMES = sorted(path.stem for path in (SITE / "en" / "notebooks").glob("*.ipynb"))
WHEEL = next((SITE / "wheels").glob("*.whl"), None)
WHERE = (
    "import importlib.metadata as m; print(m.distribution('livenet').read_text('direct_url.json'))"
)


def read(edition: str, name: str) -> nbformat.NotebookNode:
    """Return a notebook as the site offers it."""
    path = SITE / edition / "notebooks" / f"{name}.ipynb"
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    return notebook


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Return the address of the book's site on this machine."""
    with serve(SITE) as address:
        yield address


def environment(folder: Path) -> Path:
    """Make an environment which has what Colab has and nothing of ours; return its Python."""
    made = folder / "environment"
    subprocess.run([COLAB / "bin" / "python", "-m", "venv", "--without-pip", made], check=True)
    (packages,) = made.glob("lib/python*/site-packages")
    (preinstalled,) = COLAB.glob("lib/python*/site-packages")
    (packages / "colab.pth").write_text(f"{preinstalled}\n", encoding="utf-8")
    return made / "bin" / "python"


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a worker's notebooks, the first of which finds nothing of ours."""
    return environment(tmp_path_factory.mktemp("colab"))


@pytest.fixture
def run(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what lets a Python run a notebook in an empty folder; pip knows the site, no index."""
    monkeypatch.setenv("BOOK_SITE", site)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    for name in ("PIP_FIND_LINKS", "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))

    def by_nbmake(notebook: nbformat.NotebookNode, python: Path) -> nbformat.NotebookNode:
        spec = tmp_path / "data" / "kernels" / "colab"
        spec.mkdir(parents=True)
        command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        (spec / "kernel.json").write_text(
            json.dumps({"argv": command, "display_name": "Colab", "language": "python"}),
            encoding="utf-8",
        )
        path = tmp_path / "alone" / "notebook.ipynb"
        path.parent.mkdir()
        nbformat.write(notebook, path)
        result = NotebookRun(path, 300, kernel="colab").execute()
        assert not result.error, result.error.trace
        ran: nbformat.NotebookNode = result.nb
        return ran

    return by_nbmake


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


def code(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """Return the ids and sources of a notebook's code cells."""
    return [(cell.id, cell.source) for cell in notebook.cells if cell.cell_type == "code"]


def test_the_site_offers_every_chapter() -> None:
    assert sorted(path.stem for path in (ROOT / "chapters" / "en").glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_both_editions_run_the_same_code(name: str) -> None:
    """So what the English one shows below holds for the Chinese one."""
    assert code(read("zh", name)) == code(read("en", name))


def test_every_notebook_begins_with_the_same_cell() -> None:
    """So what it does in one holds in all."""
    ((cell, _),) = {code(read("en", name))[0] for name in NAMES}
    assert cell == "install"


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_runs_and_its_instruments_are_whole(
    name: str, run: Run, python: Path, site: str
) -> None:
    assert WHEEL
    notebook = read("en", name)
    notebook.metadata.pop("widgets", None)
    # Where this machine serves the site is not known to the build.
    notebook.cells[1].source = notebooks.install(Wheel.read(WHEEL))
    notebook = run(notebook, python)
    told = subprocess.run([python, "-c", WHERE], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout)["url"] == f"{site}wheels/{WHEEL.name}"
    views = [
        output["data"][VIEW]["model_id"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if VIEW in output.get("data", {})
    ]
    models = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    assert bool(views) == ("livenet.widgets" in "".join(source for _, source in code(notebook)))
    for view in views:
        model = models[view]
        state = model["state"]
        assert state["_esm"].strip(), "a view without its module"
        filled = {tuple(buffer["path"]) for buffer in model.get("buffers", ())}
        empty = [name for name, value in state.items() if value == {} and (name,) not in filled]
        assert set(empty) <= {"controls"}
    lost = {one for model in models.values() for one in references(model["state"])} - models.keys()
    assert not lost
    twin = EXECUTED / "zh" / f"{name}.ipynb"
    if twin.is_file():  # as in make test; where make colab stands alone there is no other run
        printed, other = texts(notebook), texts(json.loads(twin.read_text(encoding="utf-8")))
        assert {cell: printed[cell] for cell in other} == other


@pytest.mark.filterwarnings("default")
def test_a_wheel_with_another_hash_is_refused(run: Run, tmp_path: Path) -> None:
    assert WHEEL
    python = environment(tmp_path)
    wheel = Wheel.read(WHEEL)
    other = wheel._replace(sha256=wheel.sha256[::-1])
    cell = nbformat.v4.new_code_cell(notebooks.install(other))
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["execution"] = {"allow_errors": True}
    (ran,) = run(notebook, python).cells
    said = "".join(output.get("text", "") for output in ran.outputs)
    assert "DO NOT MATCH THE HASHES" in said
    assert wheel.sha256 in said
    assert subprocess.run([python, "-c", WHERE], capture_output=True, check=False).returncode
