"""What a page's head and frame need to know: words, scripts, description, twin and address."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from book import address
from book.editions import EDITIONS
from book.words import WORDS

# The theme's script writes to the console; Sphinx's words are for the search page alone.
_UNUSED = ("sphinx-book-theme.js", "translations.js")


def fill(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Fill the context of book/templates for one page."""
    context["words"] = WORDS[app.config.language]
    scripts = [js for js in context["script_files"] if not str(js.filename).endswith(_UNUSED)]
    for js in scripts:
        js.attributes["defer"] = "defer"
    context["script_files"] = scripts
    if doctree is None:
        return
    if context.get("sourcename", "").endswith(".ipynb"):
        context["notebook"] = f"_sources/{context['sourcename']}"
    tags = {"description": describe(doctree), "og:title": context["title"], "og:type": "article"}
    if app.config.book_edition:
        tags |= _link_twin(app.config.book_edition, page, context)
    context["metatags"] += "".join(
        f'<meta {"property" if ":" in name else "name"}="{name}" content="{_escape(text)}">\n'
        for name, text in tags.items()
    )


def describe(doctree: nodes.document) -> str:
    """Return the first paragraph of a page, which says what the page is about."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = paragraph.astext().replace("\n", " ")
        if text and not isinstance(paragraph.parent, nodes.Admonition):
            return text
    return ""


def _link_twin(edition: str, page: str, context: dict[str, Any]) -> dict[str, str]:
    """Name a page's twin; where the site's address is known, name both whole addresses."""
    name, twin = next((name, e) for name, e in EDITIONS.items() if name != edition)
    context["twin"] = {"href": f"../{name}/{page}.html", "lang": twin.language, "name": twin.name}
    site = address.site()
    if not site:
        return {}
    context["metatags"] += f'<link rel="canonical" href="{site}{edition}/{page}.html">\n' + "".join(
        f'<link rel="alternate" hreflang="{e.language}" href="{site}{name}/{page}.html">\n'
        for name, e in EDITIONS.items()
    )
    return {"og:url": f"{site}{edition}/{page}.html", "og:image": f"{site}card.png"}


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def setup(app: Sphinx) -> None:
    """Add the setting that `book.build` makes, and connect before the theme fills its parts."""
    app.add_config_value("book_edition", "", "html", [str])
    app.connect("html-page-context", fill, priority=100)
