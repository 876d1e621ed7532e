"""A page says when its code was executed, and with which versions: its cache record tells."""

import platform
from importlib.metadata import version
from typing import Any

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.db import NbCacheRecord
from jupyter_cache.cache.main import JupyterCacheBase
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx

_PACKAGES = ("torch", "matplotlib", "livenet")


def versions() -> dict[str, str]:
    """Return the versions of what a chapter's outputs come from, as they are installed now."""
    return {"Python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


_cache_bundle = JupyterCacheBase.cache_notebook_bundle


def record_versions(
    cache: JupyterCacheBase, bundle: CacheBundleIn, *args: Any, **kwargs: Any
) -> NbCacheRecord:
    """Put the versions into the record of a notebook that was just executed."""
    bundle.data["versions"] = versions()
    return _cache_bundle(cache, bundle, *args, **kwargs)


def add_note(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page the date on which its code was executed, in UTC, and the versions.

    Not myst-nb's own time of it, which is off by the machine's time zone when it comes from the
    cache.
    """
    executed = NbMetadataCollector.get_exec_data(app.env, page) if doctree else None
    if not executed or executed["method"] != "cache":
        return
    cache = get_cache(app.config.nb_execution_cache_path)
    record = cache.match_cache_notebook(nbformat.read(app.env.doc2path(page), 4))
    context["executed"] = {
        "date": record.created.date().isoformat(),
        "versions": [f"{name} {number}" for name, number in record.data["versions"].items()],
    }


def adapt_cache() -> None:
    """Let the record of each notebook that is kept name the versions."""
    JupyterCacheBase.cache_notebook_bundle = record_versions


def setup(app: Sphinx) -> None:
    """Stand between myst-nb and its cache, and before the theme fills its parts."""
    adapt_cache()
    app.connect("html-page-context", add_note, priority=100)
