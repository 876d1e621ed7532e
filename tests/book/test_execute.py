"""Chapters are executed before Sphinx asks for them, or taken over from what nbmake ran."""

from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from jupyter_core.utils import run_sync
from nbclient import NotebookClient

from book.extension import execution_cache
from book.site import execute
from tests.tools import onepage


def chapter(folder: Path, name: str, code: str) -> Path:
    """Write a notebook of one cell and return its place."""
    path = folder / f"{name}.ipynb"
    nbformat.write(onepage.notebook(nbformat.v4.new_code_cell(code, id="code")), path)
    return path


def kept(path: Path) -> list[nbformat.NotebookNode]:
    """Return the outputs that the cache has for a notebook's cell.

    Raises:
        KeyError: it has none.
    """
    cache = get_cache(execution_cache.folder())
    _, notebook = cache.merge_match_into_notebook(nbformat.read(path, as_version=4))
    outputs: list[nbformat.NotebookNode] = notebook.cells[0].outputs
    return outputs


def test_what_nbmake_ran_is_kept_with_each_line_in_one_piece(tmp_path: Path) -> None:
    path = chapter(tmp_path, "a", f"print({str(tmp_path)!r}, end='')  # of this test alone")
    executed = nbformat.read(path, as_version=4)
    executed.cells[0].outputs = [
        nbformat.v4.new_output("stream", name=name, text=text)
        for name, text in (("stdout", "loss "), ("stderr", "mind"), ("stdout", "0.25\n"))
    ]
    (tmp_path / "executed").mkdir()
    nbformat.write(executed, tmp_path / "executed" / "a.ipynb")
    with pytest.raises(KeyError):
        kept(path)
    execute.take_over([tmp_path / "executed" / "a.ipynb"])
    assert [(output.name, output.text) for output in kept(path)] == [
        ("stdout", "loss 0.25\n"),
        ("stderr", "mind"),
    ]


@pytest.mark.slow
def test_chapters_that_are_kept_run_no_more_and_one_that_fails_is_left_to_sphinx(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    good = chapter(tmp_path, "good", f"print(open({str(log)!r}, 'a').write('x'))")
    bad = chapter(tmp_path, "bad", f"raise ValueError({str(log)!r})")
    monkeypatch.setattr(execute, "chapters", lambda: [bad, good])
    execute.execute_stale_chapters()

    async def execute_again() -> None:
        execute.execute_stale_chapters()

    # A loop of asyncio runs then, as in a test that comes after one with a browser.
    run_sync(execute_again)()
    assert log.read_text() == "x"
    assert [output.text for output in kept(good)] == ["1\n"]
    with pytest.raises(KeyError):
        kept(bad)


@pytest.mark.slow
@pytest.mark.parametrize("misses", [1, 2])
def test_a_kernel_that_ends_as_it_begins_is_started_once_more(
    misses: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, tried = NotebookClient.async_start_new_kernel_client, []

    async def start_late(client: NotebookClient) -> object:
        tried.append(client)
        if len(tried) <= misses:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return await start(client)

    monkeypatch.setattr(NotebookClient, "async_start_new_kernel_client", start_late)
    path = chapter(tmp_path, "a", f"print({misses}, {str(tmp_path)!r})")
    monkeypatch.setattr(execute, "chapters", lambda: [path])
    failed = execute.execute_stale_chapters()
    assert len(tried) == 2
    if misses == 1:
        assert not failed
        assert kept(path)
    else:
        said = "a.ipynb: its kernel does not start: Kernel died before replying to kernel_info"
        assert failed == {path: said}
