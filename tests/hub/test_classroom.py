"""Two readers on a real JupyterHub: they finish, and what fails or crosses is told."""

import subprocess
from pathlib import Path

import nbformat
import pytest

from book import ROOT

PYTHON = ROOT / ".hub" / "bin" / "python"
NOTEBOOKS = {
    "fine": "print(1 + 1)",
    "fails": "1 / 0",
    # All run as one user here, so that a notebook can do what a hub must not.
    "crosses": (
        "from pathlib import Path\n"
        "for home in Path.home().parent.iterdir():\n"
        "    (home / 'mark_of_reader1').touch()"
    ),
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    for name, code in NOTEBOOKS.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        nbformat.write(notebook, folder / f"{name}.ipynb")
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "-m", "a"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def lesson(repository: Path, name: str) -> subprocess.CompletedProcess[str]:
    command = [str(PYTHON), "-m", "hub.classroom", "2", f"{name}.ipynb"]
    command += ["--repository", str(repository)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_two_readers_finish_and_each_is_measured(repository: Path) -> None:
    held = lesson(repository, "fine")
    assert held.returncode == 0, held.stderr
    assert "2 of 2 readers ran fine.ipynb; no state crossed." in held.stdout
    rows = [line.split("|")[1:-1] for line in held.stdout.splitlines() if "| reader" in line][1:]
    assert [row[0].strip() for row in rows] == ["reader1", "reader2"]
    for row in rows:
        assert int(row[3]) == 1, "one cell"
        server, kernel = float(row[5]), float(row[6])
        # No Python server with JupyterLab and no kernel fits in less, nor takes so much.
        assert 30 < server < 1000
        assert 10 < kernel < 1000


def test_a_cell_that_fails_is_told_for_each_reader(repository: Path) -> None:
    held = lesson(repository, "fails")
    assert held.returncode == 1
    assert "0 of 2 readers" in held.stdout
    assert "reader1: 1 / 0 … ZeroDivisionError: division by zero" in held.stderr
    assert "reader2: 1 / 0 … ZeroDivisionError: division by zero" in held.stderr


def test_a_mark_of_another_reader_is_told(repository: Path) -> None:
    held = lesson(repository, "crosses")
    assert held.returncode == 1
    assert "reader2 found" in held.stderr
    assert "mark_of_reader1" in held.stderr
