"""Docstrings on the page of reference speak the edition's language, by Sphinx's own gettext.

`assets/locale` has their translations; `book.authoring.docstrings` renews what is to translate.
"""

import filecmp
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from book import ROOT

SOURCES = ROOT / "assets" / "locale"


def _copy_if_new(source: str, copy: str) -> None:
    """Copy what has changed, with the date of now: Sphinx compiles and reads by dates."""
    if not (Path(copy).exists() and filecmp.cmp(source, copy, shallow=False)):
        shutil.copyfile(source, copy)


def use_catalogues(app: Sphinx, config: Config) -> None:
    """Let Sphinx read copies: it writes what it compiles beside them."""
    folder = Path(app.doctreedir) / "locale"
    shutil.copytree(SOURCES, folder, copy_function=_copy_if_new, dirs_exist_ok=True)
    config.locale_dirs = [str(folder)]


def setup(app: Sphinx) -> None:
    """Connect before the environment looks for catalogues."""
    app.connect("config-inited", use_catalogues)
