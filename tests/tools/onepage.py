"""A book of one page in two editions, built in a folder with the settings of the real book."""

import os
import shutil
import time
from collections.abc import Mapping
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from subprocess import CompletedProcess

import nbformat
import yaml

from book.editions import EDITIONS, settings
from book.site import csp, watch
from book.site.build import jupyter_book


def notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook of these cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    result: nbformat.NotebookNode = nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": kernel}
    )
    return result


def lay_out(
    folder: Path, name: str, page: nbformat.NotebookNode, execute: str = "cache"
) -> list[str]:
    """Write one edition of a book whose only page is ``page``; return what builds ``a.html``."""
    source, work = folder / "chapters" / name, folder / "_build" / name
    source.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    nbformat.write(page, source / "a.ipynb")
    config = settings(name)
    config["execute"]["execute_notebooks"] = execute
    (work / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (work / "_toc.yml").write_text("format: jb-book\nroot: a\n", encoding="utf-8")
    return jupyter_book(source, work)


def build(
    folder: Path, name: str, page: nbformat.NotebookNode, execute: str = "cache"
) -> CompletedProcess[str]:
    """Build one edition of a book whose only page, ``a.html``, is ``page``.

    The build takes place in a process split off from one that has loaded Sphinx: nothing of it
    stays here, and a second one takes a third of the time of the command ``jupyter-book``.
    """
    command = lay_out(folder, name, page, execute)
    logs = [folder / "_build" / name / stream for stream in ("stdout", "stderr")]
    process = _processes().Process(target=_run, args=(command, dict(os.environ), logs))
    process.start()
    process.join()
    assert process.exitcode is not None
    stdout, stderr = (log.read_text(encoding="utf-8") for log in logs)
    return CompletedProcess(command, process.exitcode, stdout, stderr)


@cache
def _processes() -> ForkServerContext:
    return watch.loaded_processes()


def _run(command: list[str], environment: Mapping[str, str], logs: list[Path]) -> None:
    """Run in the process split off, which knows nothing of what a test changed in this one."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for stream, log in enumerate(logs, start=1):
        with log.open("w", encoding="utf-8") as file:
            os.dup2(file.fileno(), stream)
    watch.run_jupyter_book(command)


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
