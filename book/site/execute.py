"""Executes the chapters side by side before the pages are built, or takes over what nbmake ran.

Sphinx executes one notebook after another. Here as many run at once as there are cores, and what
they print goes into the cache that both editions read.
"""

import asyncio
import contextlib
import os
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


def execute_stale_chapters() -> None:
    """Execute the chapters that the cache lacks, as many at once as there are cores.

    One that fails is left to Sphinx, which executes it again and shows what it raised.
    """
    cache = _open_cache()
    notebooks = {path: nbformat.read(path, as_version=4) for path in chapters()}
    stale = {path: nb for path, nb in notebooks.items() if not _holds(cache, nb)}
    for path, seconds in run_sync(_execute)(stale).items():
        _keep(cache, path, notebooks[path], {"execution_seconds": seconds})


async def _execute(notebooks: dict[Path, nbformat.NotebookNode]) -> dict[Path, float]:
    """Execute notebooks in place; return the seconds that each took which ran to its end."""
    cores = asyncio.Semaphore(os.cpu_count() or 1)
    timeout: int = settings("zh")["execute"]["timeout"]
    seconds: dict[Path, float] = {}

    async def execute(path: Path, notebook: nbformat.NotebookNode) -> None:
        folder = {"metadata": {"path": str(path.parent)}}
        async with cores:
            begun = time.perf_counter()
            with contextlib.suppress(CellExecutionError, CellTimeoutError, DeadKernelError):
                await NotebookClient(notebook, timeout=timeout, resources=folder).async_execute()
                seconds[path] = time.perf_counter() - begun

    await asyncio.gather(*(execute(path, notebook) for path, notebook in notebooks.items()))
    return seconds


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
