"""`make new-chapter` gives a chapter that keeps the rules, or says in one sentence why not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from book import ROOT
from book.authoring.allowed_numbers import allowance
from book.authoring.new_chapter import make
from book.authoring.numbers import unexplained
from tests.tools import onepage

NAME = "10-attention"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository with a new chapter in it."""
    folder = tmp_path_factory.mktemp("copy")
    for part in ("book", "chapters", "src", "tests/chapters", "tests/exercises", "assets/images"):
        shutil.copytree(ROOT / part, folder / part)
    for file in (*ROOT.glob("_*.yml"), *ROOT.glob("*.md"), ROOT / "pyproject.toml"):
        shutil.copy(file, folder)
    result = run(folder, "-m", "book.authoring.new_chapter", NAME)
    assert result.returncode == 0, result.stderr
    assert f"chapters/zh/{NAME}.ipynb" in result.stdout
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy, so that it means that copy."""
    environment = os.environ | {"PYTHONPATH": f"{folder}:{folder / 'src'}"}
    command = [sys.executable, *words]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_it_keeps_the_rules_of_sources_and_exercises(copy: Path) -> None:
    tests = ("tests/chapters/test_sources.py", "tests/exercises")
    chosen = f"{NAME} or contents or chinese or ch10"
    result = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "-k", chosen)
    assert result.returncode == 0, result.stdout
    assert "passed" in result.stdout
    assert "failed" not in result.stdout


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_the_contents_name_it_after_the_chapter_before(copy: Path, edition: str) -> None:
    toc = (copy / ("_toc.yml" if edition == "zh" else "_toc.en.yml")).read_text(encoding="utf-8")
    before = f"  - file: chapters/{edition}/09-scale\n"
    assert f"{before}  - file: chapters/{edition}/{NAME}\n" in toc
    assert toc.replace(f"  - file: chapters/{edition}/{NAME}\n", "") == (
        ROOT / ("_toc.yml" if edition == "zh" else "_toc.en.yml")
    ).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outputs(copy: Path) -> dict[str, list[nbformat.NotebookNode]]:
    """Return what the code cells give, by their ids: that of the twins is the same."""
    notebook = nbformat.read(copy / "chapters" / "zh" / f"{NAME}.ipynb", 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(copy / "src"))
        NotebookClient(notebook, timeout=600).execute()
    return {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["zh", "en"])
def test_it_is_built_and_its_numbers_are_told(
    copy: Path, tmp_path: Path, edition: str, outputs: dict[str, list[nbformat.NotebookNode]]
) -> None:
    notebook = nbformat.read(copy / "chapters" / edition / f"{NAME}.ipynb", 4)
    result = onepage.build(tmp_path, edition, notebook, "off")
    assert result.returncode == 0, result.stdout + result.stderr
    assert (onepage.html(tmp_path, edition) / "a.html").is_file()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs[cell.id]
    assert [str(one) for one in unexplained(notebook.cells) if not allowance(one)] == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "two digits and a name"),
        ("attention", "two digits and a name"),
        ("10-Attention", "two digits and a name"),
        ("10-a/../b", "two digits and a name"),
        ("10 attention", "two digits and a name"),
        ("09-attention", "there is 09-scale already"),
        ("10-overview", "there is 01-overview already"),
        ("10-draw", "there is draw already"),
    ],
)
def test_a_bad_or_taken_name_is_refused_in_one_sentence(name: str, reason: str) -> None:
    with pytest.raises(SystemExit, match=reason) as caught:
        make(name)
    assert "\n" not in str(caught.value)
