"""Docstrings on the page of reference speak the edition's language, by Sphinx's own gettext.

`assets/locale` has their translations; `book.authoring.docstrings` renews what is to translate.
"""

import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from book import ROOT

SOURCES = ROOT / "assets" / "locale"


def use_catalogues(app: Sphinx, config: Config) -> None:
    """Let Sphinx read copies: it writes what it compiles beside them."""
    folder = Path(app.doctreedir) / "locale"
    shutil.copytree(SOURCES, folder, dirs_exist_ok=True)
    config.locale_dirs = [str(folder)]


def setup(app: Sphinx) -> None:
    """Connect before the environment looks for catalogues."""
    app.connect("config-inited", use_catalogues)
