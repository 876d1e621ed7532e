"""Each page links its twin in the other language; a lone edition links none."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from book.editions import EDITIONS


def link_twin(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Name the twin's address and language for the templates, and in the page's head."""
    if not app.config.book_edition or doctree is None:
        return
    links = {edition.language: f"../{name}/{page}.html" for name, edition in EDITIONS.items()}
    twin = next(e for name, e in EDITIONS.items() if name != app.config.book_edition)
    context["twin"] = {"href": links[twin.language], "lang": twin.language, "name": twin.name}
    context["metatags"] = context.get("metatags", "") + "".join(
        f'<link rel="alternate" hreflang="{language}" href="{href}">\n'
        for language, href in links.items()
    )


def setup(app: Sphinx) -> None:
    """Add the setting that `book.build` makes, and connect."""
    app.add_config_value("book_edition", "", "html", [str])
    app.connect("html-page-context", link_twin)
