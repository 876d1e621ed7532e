"""A page says when its code was executed, and with which versions.

Its record in the cache tells the time. The versions are those installed now: the cache's folder
is named after them, so nothing in it was executed with others (`execution_cache.fingerprint`).
"""

import platform
from importlib.metadata import version
from typing import Any

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx

_PACKAGES = ("torch", "matplotlib", "livenet")


def versions() -> dict[str, str]:
    """Return the versions of what a chapter's outputs come from."""
    return {"Python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


def add_note(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page the date on which its code was executed, in UTC, and the versions.

    Not myst-nb's own time of it, which is off by the machine's time zone when it comes from the
    cache.
    """
    executed = NbMetadataCollector.get_exec_data(app.env, page) if doctree else None
    if not executed or executed["method"] != "cache" or not executed["succeeded"]:
        return
    cache = get_cache(app.config.nb_execution_cache_path)
    record = cache.match_cache_notebook(nbformat.read(app.env.doc2path(page), 4))
    context["executed"] = {
        "date": record.created.date().isoformat(),
        "versions": [f"{name} {number}" for name, number in versions().items()],
    }


def setup(app: Sphinx) -> None:
    """Connect before the theme fills its parts."""
    app.connect("html-page-context", add_note, priority=100)
