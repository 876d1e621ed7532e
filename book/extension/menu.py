"""What one can do with a page, for its menu: run it, take its notebook, edit it, report on it."""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from book import address
from book.editions import edition_of
from book.extension import notebooks
from book.extension.words import WORDS
from book.wheel import Wheel, folders, requirements

MIRROR = "https://pypi.tuna.tsinghua.edu.cn/simple"  # of PyPI, near readers in China


def links(edition: str, source: Path, report: str) -> dict[str, Any]:
    """Return where on the web a page is run, edited and reported on, as far as that is known.

    Args:
        edition: "zh" or "en".
        source: the page's file in its edition's folder.
        report: what a report says before the reader has written a word.
    """
    path = f"chapters/{edition}/{source.name}"
    addresses: dict[str, Any] = {}
    if repository := address.hosted():
        addresses["edit"] = repository.edit(address.branch(), path)
        addresses["report"] = repository.report(source.stem, report)
    if source.suffix == ".ipynb":
        addresses["doors"] = address.doors(f"{edition}/{source.name}")
        if binder := address.binder(path):
            addresses["doors"]["Binder"] = binder
    return addresses


def commands(installs: Wheel, page: str) -> tuple[str, str]:
    """Return the two commands that open a downloaded notebook, in a folder with it.

    Args:
        installs: the wheel that the notebook installs.
        page: the notebook's name, without a suffix.
    """
    install = f"pip install jupyterlab {requirements(installs)}"
    return install, f"jupyter lab {page}.ipynb"


def fill_menu(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Fill the context of templates/toolbar.html for one page."""
    if doctree is None:
        return
    source = Path(app.env.doc2path(page))
    menu: dict[str, Any] = {}
    if source.suffix == ".ipynb":
        menu["notebook"] = notebooks.notebook_address(app, page)
        if app.config.book_wheel:
            installs = Wheel(**app.config.book_wheel)
            menu |= {"commands": commands(installs, page), "mirror": MIRROR}
            if not folders():
                menu["wheel"] = f"../wheels/{installs.file}"
    report = WORDS[edition_of(app.config.language)]["report_body"].format(
        page=f"{app.config.book_edition}/{page}", version=address.commit()
    )
    menu |= links(app.config.book_edition, source, report)
    context["menu"] = menu


def setup(app: Sphinx) -> None:
    """Connect before the theme fills its parts."""
    app.connect("html-page-context", fill_menu, priority=100)
