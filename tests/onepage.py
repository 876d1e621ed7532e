"""A book of one page in two editions, built in a folder with the settings of the real book."""

import shutil
import subprocess
from pathlib import Path

import nbformat
import yaml

from book.editions import EDITIONS, settings
from book.site import csp
from book.site.build import jupyter_book


def notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook of these cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made: nbformat.NotebookNode = nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": kernel}
    )
    return made


def build(
    folder: Path, name: str, page: nbformat.NotebookNode, execute: str = "cache"
) -> subprocess.CompletedProcess[str]:
    """Build one edition of a book whose only page, ``a.html``, is ``page``."""
    source, work = folder / "chapters" / name, folder / "_build" / name
    source.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    nbformat.write(page, source / "a.ipynb")
    config = settings(name)
    config["execute"]["execute_notebooks"] = execute
    (work / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (work / "_toc.yml").write_text("format: jb-book\nroot: a\n", encoding="utf-8")
    return subprocess.run(jupyter_book(source, work), capture_output=True, text=True, check=False)


def html(folder: Path, name: str) -> Path:
    """Return the folder of the pages of an edition that ``build`` made."""
    return folder / "_build" / name / "_build" / "html"


def site(folder: Path, page: nbformat.NotebookNode, execute: str = "cache") -> Path:
    """Build both editions and return the folder with them side by side, the policy stated."""
    for name in EDITIONS:
        result = build(folder, name, page, execute)
        assert result.returncode == 0, result.stdout + result.stderr
        shutil.copytree(html(folder, name), folder / "site" / name)
    csp.write_policies(folder / "site")
    return folder / "site"
