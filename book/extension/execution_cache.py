"""Where executed notebooks are kept, and what makes a kept one stale."""

import functools
import hashlib
import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from jupyter_cache.cache.main import JupyterCacheBase
from nbclient import NotebookClient
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sphinx.application import Sphinx
from sphinx.config import Config

from book import BUILD, ROOT

# What runs in a chapter's kernel: the packages that chapters import, and the kernel itself.
_KERNEL_PACKAGES = ("livenet", "torchviz", "ipykernel")


def folder() -> Path:
    """Return the folder with the outputs of notebooks as they are executed now.

    The variable BOOK_CACHE names another place than the build's own, for tests.
    """
    caches = Path(os.environ.get("BOOK_CACHE") or BUILD / ".jupyter_cache")
    return caches / fingerprint()


@functools.cache
def fingerprint() -> str:
    """Return a hash of all that a notebook's outputs depend on besides its own cells.

    jupyter-cache knows a notebook by its code and kernel only; an edited helper, another torch
    or weights trained anew would show it stale outputs.
    """
    digest = hashlib.sha256(platform.python_version().encode())
    digest.update("\n".join(kernel_versions()).encode())
    for path in sorted({*_package_files(), Path(__file__)}):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def kernel_versions() -> list[str]:
    """Return "name==version" of every package that a chapter's kernel may import, sorted."""
    versions: dict[str, str] = {}
    waiting = list(_KERNEL_PACKAGES)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in versions:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:  # wanted on other systems only
            continue
        versions[name] = package.version
        for line in package.requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return sorted(f"{name}=={version}" for name, version in versions.items())


def _package_files() -> Iterator[Path]:
    """Yield the files of livenet, its views and its weights.

    Not the checks of the exercises: a chapter's cells leave the answer open, and what `check`
    says to that stands in `judging`.
    """
    for path in (ROOT / "src" / "livenet").rglob("*"):
        answers = path.parent.name == "exercises" and path.name.startswith("ch")
        if path.suffix in {".py", ".mplstyle", ".json"} and not answers:
            yield path
    yield from (ROOT / "web" / "dist" / "widgets").glob("*")
    yield from (ROOT / "assets" / "weights").glob("*")


def choose_cache(app: Sphinx, config: Config) -> None:
    """Use one cache for both editions, whose twin notebooks are then executed once."""
    config.nb_execution_cache_path = str(folder())


def adapt_cache() -> None:
    """Let jupyter-cache and nbclient keep what the book shows, and tell twins as one notebook."""
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


def setup(app: Sphinx) -> None:
    """Connect before myst-nb reads its settings (priority 500)."""
    app.connect("config-inited", choose_cache, priority=100)
    adapt_cache()
