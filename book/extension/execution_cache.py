"""Where executed notebooks are kept, and what makes a kept one stale."""

import functools
import hashlib
import platform
from pathlib import Path

from jupyter_cache.cache.main import JupyterCacheBase
from nbclient import NotebookClient
from sphinx.application import Sphinx
from sphinx.config import Config

from book import ROOT


def fingerprint() -> str:
    """Return a hash of all that a notebook's outputs depend on besides its own cells.

    jupyter-cache knows a notebook by its code and kernel only; an edited helper, another torch
    or weights trained anew would show it stale outputs.
    """
    digest = hashlib.sha256(platform.python_version().encode())
    package = (
        p
        for p in (ROOT / "src" / "livenet").rglob("*")
        if p.suffix in {".py", ".mplstyle", ".json"}
    )
    views = (ROOT / "web" / "dist" / "widgets").glob("*")
    weights = (ROOT / "assets" / "weights").glob("*")
    for path in (
        *sorted(package),
        *sorted(views),
        *sorted(weights),
        Path(__file__),
        ROOT / "requirements.txt",
        ROOT / "constraints.txt",
    ):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def choose_cache(app: Sphinx, config: Config) -> None:
    """Use one cache for both editions, whose twin notebooks are then executed once."""
    config.nb_execution_cache_path = str(ROOT / "_build" / ".jupyter_cache" / fingerprint())


def setup(app: Sphinx) -> None:
    """Connect before myst-nb reads its settings (priority 500)."""
    app.connect("config-inited", choose_cache, priority=100)
    # What a cell prints comes in as many parts as it happens to, often in the middle of a line.
    NotebookClient.__init__ = functools.partialmethod(  # type: ignore[assignment,method-assign]
        NotebookClient.__init__, coalesce_streams=True
    )
    # Twins differ in the metadata of their cells, in which a figure's caption stands: it must
    # neither tell two notebooks apart nor come out of the cache in the other language.
    JupyterCacheBase.create_hashed_notebook = functools.partialmethod(
        JupyterCacheBase.create_hashed_notebook, cell_metadata=("tags",)
    )
    JupyterCacheBase.merge_match_into_notebook = functools.partialmethod(
        JupyterCacheBase.merge_match_into_notebook, cell_meta=()
    )
