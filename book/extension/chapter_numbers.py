"""A chapter carries its number: in the contents of the book, above its title, where one leads.

So do its figures: the first one of chapter 5 is 5.1, wherever in the book figures come or go.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx

from book.editions import edition_of
from book.extension.words import WORDS

_NUMBERED = re.compile(r"(?:.*/)?0*(\d+)-")


def chapter_number(page: str) -> str | None:
    """Return the number in a page's name, or None: ``05-update`` has "5", ``draw`` none."""
    found = _NUMBERED.match(page)
    return found[1] if found else None


def title_of(title: nodes.title) -> str:
    """Return a page's title, as Sphinx keeps it, without its number."""
    return "".join(
        part.astext()
        for part in title.children
        if "chapter-number" not in getattr(part, "attributes", {}).get("classes", ())
    )


def number_entry(app: Sphinx, page: nodes.document) -> None:
    """Put the number before the title that other pages show, and that the contents have."""
    name = app.env.docname
    if number := chapter_number(name):
        entry = next(iter(app.env.tocs[name].findall(nodes.reference)))
        for title in (app.env.titles[name], entry):
            title.insert(0, nodes.inline("", f"{number} ", classes=["chapter-number"]))


def number_page(app: Sphinx, page: nodes.document, name: str) -> None:
    """Put the number above the page's own title."""
    number = chapter_number(name)
    if number and app.builder.format == "html":
        words = WORDS[edition_of(app.config.language)]
        said = words["chapter"].format(number=number)
        page.insert(0, nodes.paragraph("", said, classes=["chapter"]))


def number_figures(app: Sphinx, page: nodes.document, name: str) -> None:
    """Count a page's figures from 1, where Sphinx counts them through the book."""
    number = chapter_number(name)
    for figures in app.env.toc_fignumbers.get(name, {}).values():
        for place, figure in enumerate(sorted(figures, key=figures.__getitem__), start=1):
            figures[figure] = (int(number), place) if number else (place,)


def setup(app: Sphinx) -> None:
    """Connect after Sphinx has taken the titles."""
    app.connect("doctree-read", number_entry, priority=600)
    app.connect("doctree-resolved", number_page)
    app.connect("doctree-resolved", number_figures)
