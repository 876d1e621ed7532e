"""Each place where a library is changed as it runs: the library still has it, and still needs it.

What fails here after an upgrade names the file whose patch must follow the library, or may go.
"""

import importlib.util
import inspect
import re
import sys
from pathlib import Path
from subprocess import Popen
from types import ModuleType
from typing import Any

import nbformat
import playwright
import pytest

from book.browser import WITHOUT
from book.extension.katex_server import PATIENCE

CACHE = "book/extension/execution_cache.py"
KATEX = "book/extension/katex_server.py"


def unpatched(name: str) -> ModuleType:
    """Return a second copy of a library's module, as it is before anything of ours changes it."""
    spec = importlib.util.find_spec(name)
    assert spec, f"{name} is gone; its patch in book/extension has nothing to change"
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def require(owner: object, name: str, patch: str, *arguments: str) -> None:
    """Say so if a library has lost an attribute, or a function an argument, that a patch uses."""
    where = getattr(owner, "__name__", str(owner))
    assert hasattr(owner, name), f"{where} no longer has {name}: mend or drop the patch in {patch}"
    for argument in arguments:
        known = inspect.signature(getattr(owner, name)).parameters
        assert argument in known, f"{where}.{name} no longer takes {argument}: mend {patch}"


def figure(caption: str) -> nbformat.NotebookNode:
    """Return a notebook with one figure: of two with other captions, the code is the same."""
    cell = nbformat.v4.new_code_cell("1", metadata={"mystnb": {"figure": {"caption": caption}}})
    notebook: nbformat.NotebookNode = nbformat.v4.new_notebook(cells=[cell])
    return notebook


def test_nbclient_leaves_what_a_cell_prints_in_pieces() -> None:
    client = unpatched("nbclient.client").NotebookClient
    require(client, "coalesce_streams", CACHE)
    joined = client.coalesce_streams.default_value
    assert not joined, f"nbclient joins streams by itself now: drop coalesce_streams in {CACHE}"


def test_jupyter_cache_tells_twins_apart_by_their_captions(tmp_path: Path) -> None:
    base = unpatched("jupyter_cache.cache.main").JupyterCacheBase
    require(base, "create_hashed_notebook", CACHE, "cell_metadata")
    keys = [base(tmp_path).create_hashed_notebook(figure(caption))[1] for caption in ("图", "A")]
    assert keys[0] != keys[1], (
        f"jupyter-cache passes over captions now: drop cell_metadata, {CACHE}"
    )


def test_jupyter_cache_gives_a_notebook_the_captions_of_its_twin(tmp_path: Path) -> None:
    main = unpatched("jupyter_cache.cache.main")
    base = main.JupyterCacheBase
    require(base, "merge_match_into_notebook", CACHE, "cell_meta")
    cache = base(tmp_path)
    hashed = base.create_hashed_notebook
    base.create_hashed_notebook = lambda cache, notebook: hashed(cache, notebook, cell_metadata=())
    cache.cache_notebook_bundle(main.CacheBundleIn(figure("图"), "a"), check_validity=False)
    _, merged = cache.merge_match_into_notebook(figure("A"))
    caption = merged.cells[0].metadata.mystnb.figure.caption
    assert caption == "图", f"jupyter-cache keeps a notebook's own now: drop cell_meta in {CACHE}"


@pytest.mark.parametrize("name", ["STARTUP_TIMEOUT", "RENDER_TIMEOUT"])
def test_sphinxcontrib_katex_soon_loses_patience(name: str) -> None:
    katex = unpatched("sphinxcontrib.katex")
    require(katex, name, KATEX)
    assert getattr(katex, name) < PATIENCE, f"{name} is long enough: drop it in {KATEX}"


# It leaves the socket open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_sphinxcontrib_katex_calls_a_server_before_it_listens(
    tmp_path: Path, late_server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    katex = unpatched("sphinxcontrib.katex")
    require(katex.KaTeXServer, "start_server_process", KATEX, "rundir", "timeout")
    require(katex.KaTeXServer, "build_command", KATEX, "socket")
    require(katex.KaTeXServer, "timeout_error", KATEX, "timeout")
    require(katex, "Popen", KATEX)
    started: list[Popen[bytes]] = []

    def start(command: list[str], **options: Any) -> Popen[bytes]:
        started.append(Popen(command, **options))
        return started[0]

    monkeypatch.setattr(katex, "NODEJS_BINARY", sys.executable)
    monkeypatch.setattr(katex, "SCRIPT_PATH", str(late_server))
    monkeypatch.setattr(katex, "Popen", start)
    try:
        _, sock = katex.KaTeXServer.start_server_process(tmp_path, 10)
    except ConnectionRefusedError:
        pass
    else:
        sock.close()
        pytest.fail(f"sphinxcontrib-katex waits for its server now: drop start_server in {KATEX}")
    finally:
        started[0].kill()
        started[0].communicate()


def test_playwright_does_without_nothing_more_than_is_told_to_the_browser() -> None:
    bundle = Path(playwright.__file__).parent / "driver" / "package" / "lib" / "coreBundle.js"
    listed = re.search(r"disabledFeatures = \[(.*?)\]", bundle.read_text("utf-8"), re.DOTALL)
    assert listed, "where Playwright lists the features is no longer known: mend this test"
    features = re.findall(r'^\s*"(\w+)"', listed[1], re.MULTILINE)
    assert len(features) > 10
    assert set(features) <= set(WITHOUT), "add what Playwright does without to book/browser.py"
