"""Renews the catalogue of docstrings that the Chinese page of reference is translated with.

`python -m book.authoring.docstrings` enters what is new, without a translation or with that of a
similar message, marked fuzzy; what no docstring says any more is dropped.
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from sphinx.application import Sphinx
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.util.docutils import docutils_namespace, patch_docutils

from book.editions import sources
from book.extension.translations import SOURCES

LANGUAGE = "zh_CN"
PAGE = "reference"
CATALOGUE = SOURCES / LANGUAGE / "LC_MESSAGES" / f"{PAGE}.po"
_OURS = re.compile("[\u4e00-\u9fff]")  # Sphinx's and the extension's own words are Chinese already


def messages() -> dict[str, list[str]]:
    """Return what the docstrings on the page of reference say, in order: {message: whose}."""
    with TemporaryDirectory() as folder, patch_docutils(folder), docutils_namespace():
        page = Path(folder, "source", f"{PAGE}.md")
        page.parent.mkdir()
        page.write_bytes((sources("zh") / page.name).read_bytes())
        app = Sphinx(
            page.parent,
            confdir=None,
            outdir=Path(folder, "out"),
            doctreedir=Path(folder, "doctrees"),
            buildername="gettext",
            confoverrides={
                "extensions": ["myst_parser", "book.extension.reference"],
                "language": LANGUAGE,
                "root_doc": PAGE,
            },
            status=None,
        )
        app.build()
        assert isinstance(app.builder, MessageCatalogBuilder)
        found = app.builder.catalogs[PAGE]
    told = {}
    for message in found.messages:
        places = (place.rpartition("docstring of ") for place, *_ in found.metadata[message])
        if (names := [name for _, mark, name in places if mark]) and not _OURS.search(message):
            told[message] = names
    return told


def catalogue() -> Catalog:
    """Return the translations as they stand."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def main() -> None:
    """Write the catalogue anew."""
    template, renewed = Catalog(), catalogue()
    for message, names in messages().items():
        template.add(message, auto_comments=names)
    renewed.update(template, update_creation_date=False)
    with CATALOGUE.open("wb") as file:
        write_po(file, renewed, width=100, ignore_obsolete=True)


if __name__ == "__main__":
    main()
