"""What earlier builds left of chapters, pictures, words and styles that are no more is removed.

Sphinx writes what has changed and leaves alone whatever else lies in its folder, from which the
site, the zip and the site map are made.
"""

import shutil
from collections.abc import Collection
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import CONFIG_OK, BuildEnvironment

# The pages that are made of no chapter: jupyter-book's leads to a first page of another name.
_OWN_PAGES = {"genindex", "search", "index"}


def empty_static(
    app: Sphinx,
    env: BuildEnvironment,
    added: Collection[str],
    changed: Collection[str],
    removed: Collection[str],
) -> list[str]:
    """Remove styles and scripts of earlier builds, when every page is read anew.

    So it is when one of ours has changed (`theme.fingerprint`), and then Sphinx copies all of them
    before it writes. The state of widgets stays: compose drops what no page names.
    """
    if app.builder.format == "html" and env.config_status != CONFIG_OK:
        static = Path(app.outdir) / "_static"
        for path in static.iterdir() if static.is_dir() else ():
            if path.is_dir() and path.name != "state":
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
    return []


def remove_leftovers(app: Sphinx, failed: Exception | None) -> None:
    """Remove the pages, sources and pictures of chapters that this build does not know.

    Chapters lie beside each other, in no folders of their own.
    """
    if failed or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = app.env.found_docs | _OWN_PAGES
    for path in (*out.glob("*.html"), *out.glob("*.md"), *(out / "_sources").glob("*")):
        if path.name.partition(".")[0] not in pages:
            path.unlink()
    pictures = {name for _, name in app.env.images.values()}
    for path in (out / "_images").glob("*"):
        if path.name not in pictures:
            path.unlink()


def setup(app: Sphinx) -> None:
    """Connect, before the notebooks are written and after Sphinx has finished."""
    app.connect("env-get-outdated", empty_static)
    app.connect("build-finished", remove_leftovers)
