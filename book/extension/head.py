"""What a page's head and frame need to know: words, scripts, description, twin and address."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from book import ROOT, address
from book.editions import EDITIONS, edition_of
from book.extension import card
from book.extension.words import WORDS

# The theme's script writes to the console; what Sphinx's do here, searching and marking, ours do.
_UNUSED = ("sphinx-book-theme.js", "translations.js", "doctools.js", "sphinx_highlight.js")

# Scripts that need no other, and which places of a page wait for each: see web/page/watch.ts.
_ALONE = {"page.js": ".live", "questions.js": "", "cells.js": ""}


def fill_head(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Fill the context of the templates for one page."""
    words = WORDS[edition_of(app.config.language)]
    context["words"] = words
    scripts = [js for js in context["script_files"] if not str(js.filename).endswith(_UNUSED)]
    for js in scripts:
        js.attributes["defer"] = "defer"
        name = str(js.filename).rpartition("/")[2]
        if name in _ALONE:
            js.attributes["data-alone"] = _ALONE[name]
    context["script_files"] = scripts
    edition = app.config.book_edition
    context["head_script"] = head_script()
    context["site_root"] = "../" * (page.count("/") + bool(edition)) or "./"
    context["site_address"] = address.site()
    if not edition:
        return  # plain `jupyter-book build .` makes one edition, which has no address
    if doctree is not None:
        context["metatags"] += card.tags(
            app.env.titles[page].astext(), describe(doctree), edition, page
        )
    elif page == "search":
        # An index of the book is not itself to be indexed.
        context["metatags"] = '<meta name="robots" content="noindex">\n'
    else:
        return
    name, twin = next((name, e) for name, e in EDITIONS.items() if name != edition)
    context["twin"] = {"href": f"../{name}/{page}.html", "lang": twin.language, "name": twin.name}


def head_script() -> str:
    """Return the script that stands in each page's head, which `make web` makes of web/page."""
    built = ROOT / "web" / "dist" / "head" / "head.js"
    return built.read_text(encoding="utf-8").strip() if built.is_file() else ""


def describe(doctree: nodes.document) -> str:
    """Return the first paragraph of a page, which says what the page is about."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = paragraph.astext().replace("\n", " ")
        if text and not isinstance(paragraph.parent, nodes.Admonition):
            return text
    return ""


def setup(app: Sphinx) -> None:
    """Add the settings that `book.build` makes, and connect before the theme fills its parts."""
    app.add_config_value("book_edition", "", "html", [str])
    # Pages name the site and the repository: they are written again when these change.
    app.add_config_value("book_surroundings", "", "html", [str])
    app.connect("html-page-context", fill_head, priority=100)
