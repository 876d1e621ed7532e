"""Executes the chapters side by side before the pages are built, or takes over what nbmake ran.

Sphinx executes one notebook after another. Here as many run at once as there are cores, and what
they print goes into the cache that both editions read.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.main import JupyterCacheBase
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from book.editions import contents, settings, sources
from book.extension import execution_cache


def chapters() -> list[Path]:
    """Return the notebooks of the Chinese edition; their twins have the same code."""
    pages = (sources("zh") / f"{entry['file']}.ipynb" for entry in contents("zh")["chapters"])
    return [path for path in pages if path.is_file()]


def execute_stale_chapters() -> dict[Path, str]:
    """Execute the chapters that the cache lacks, as many at once as there are cores.

    Returns:
        Of each chapter that failed, in which cell and why, in one line. Sphinx executes it again,
        and its page shows what it raised.
    """
    cache = _open_cache()
    notebooks = {path: nbformat.read(path, as_version=4) for path in chapters()}
    stale = {path: nb for path, nb in notebooks.items() if not _holds(cache, nb)}
    seconds, failed = run_sync(_execute)(stale)
    for path, took in seconds.items():
        _keep(cache, path, notebooks[path], {"execution_seconds": took})
    return failed


async def _execute(
    notebooks: dict[Path, nbformat.NotebookNode],
) -> tuple[dict[Path, float], dict[Path, str]]:
    """Execute notebooks in place.

    Returns:
        The seconds that each took which ran to its end, and of the others what was wrong.
    """
    cores = asyncio.Semaphore(os.cpu_count() or 1)
    timeout: int = settings("zh")["execute"]["timeout"]
    seconds: dict[Path, float] = {}
    failed: dict[Path, str] = {}

    async def execute(path: Path, notebook: nbformat.NotebookNode) -> None:
        async with cores:
            begun = time.perf_counter()
            try:
                await _run(notebook, path.parent, timeout)
            except CellExecutionError as error:
                reason = f"{error.ename}: {error.evalue}".splitlines()[0]
                failed[path] = f"{path.name}, cell {_raising_cell(notebook)}: {reason}"
            except CellTimeoutError:
                failed[path] = f"{path.name}: a cell took more than {timeout} seconds"
            except DeadKernelError:
                failed[path] = f"{path.name}: its kernel died, perhaps for want of memory"
            except RuntimeError as error:
                failed[path] = f"{path.name}: its kernel does not start: {error}"
            else:
                seconds[path] = time.perf_counter() - begun

    await asyncio.gather(*(execute(path, notebook) for path, notebook in notebooks.items()))
    return seconds, failed


async def _run(notebook: nbformat.NotebookNode, folder: Path, timeout: int) -> None:
    """Execute a notebook in place; start its kernel once more where that ended as it began.

    Another program may take one of the ports that were chosen for it.
    """
    for tries_left in (1, 0):
        resources = {"metadata": {"path": str(folder)}}
        client = NotebookClient(notebook, timeout=timeout, resources=resources)
        try:
            await client.async_execute()
        except DeadKernelError:
            raise
        except RuntimeError:
            if not tries_left:
                raise
        else:
            return


def _raising_cell(notebook: nbformat.NotebookNode) -> str:
    """Return the id of the cell that raised."""
    for cell in notebook.cells:
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            return str(cell.id)
    return "?"


def stderr_of_chapters() -> list[str]:
    """Return what the executed chapters wrote to stderr: which cell, and what, one line each.

    It is on no page. Of a Python warning that is the warning, without where in which file.
    """
    cache = _open_cache()
    lines = []
    for path in chapters():
        notebook = nbformat.read(path, as_version=4)
        if not _holds(cache, notebook):
            continue
        _, executed = cache.merge_match_into_notebook(notebook)
        for cell in executed.cells:
            for output in cell.get("outputs", ()):
                if output.get("name") == "stderr":
                    lines += [f"{path.name}, cell {cell.id}: {m}" for m in messages(output.text)]
    return lines


def messages(text: str) -> list[str]:
    """Return the warnings in a text, or its first line that says something.

    >>> messages("/a/b.py:3: UserWarning: mind\\n  f()\\n")
    ['UserWarning: mind']
    """
    warnings = re.findall(r"^.*?:\d+: (\w+: .*)$", text, re.MULTILINE)
    return list(dict.fromkeys(warnings or [line for line in text.splitlines() if line.strip()][:1]))


def take_over(executed: Iterable[Path]) -> None:
    """Put notebooks that were just executed into the cache, so that `make book` need not."""
    cache = _open_cache()
    for path in executed:
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = join_streams(cell.outputs)
        if not _holds(cache, notebook):
            _keep(cache, sources("zh") / path.name, notebook, {})


def join_streams(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return a cell's outputs with what it printed in one piece, as `coalesce_streams` has it."""
    joined: list[nbformat.NotebookNode] = []
    streams: dict[str, nbformat.NotebookNode] = {}
    for output in outputs:
        if output.output_type == "stream" and output.name in streams:
            streams[output.name].text += output.text
            continue
        if output.output_type == "stream":
            streams[output.name] = output
        joined.append(output)
    return joined


def _open_cache() -> JupyterCacheBase:
    execution_cache.adapt_cache()
    return get_cache(execution_cache.folder())


def _holds(cache: JupyterCacheBase, notebook: nbformat.NotebookNode) -> bool:
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


def _keep(
    cache: JupyterCacheBase, path: Path, notebook: nbformat.NotebookNode, data: dict[str, object]
) -> None:
    bundle = CacheBundleIn(notebook, str(path), data=data)
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


if __name__ == "__main__":
    take_over(Path(folder) / path.name for folder in sys.argv[1:] for path in chapters())
