"""What a page's terms mean, carried by the page itself; ``web/page/cards.ts`` shows it."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from book.extension.glossary import GLOSSARY, WHERE


def carry_meanings(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the page's template what the glossary says of each term that the page links."""
    builder = app.builder
    if doctree is None or GLOSSARY not in app.env.found_docs:
        return
    assert isinstance(builder, StandaloneHTMLBuilder)
    linked = {
        str(link["refuri"]).partition("#")[2]
        for link in doctree.findall(nodes.reference)
        if "term" in link["classes"]
    }
    context["cards"] = "".join(
        f'<div data-term="{section["ids"][0]}"><p class="name">{section[0].astext()}</p>'
        + "".join(
            builder.render_partial(part)["fragment"]
            for part in section.findall(nodes.paragraph)
            if WHERE not in part["classes"]
        )
        + "</div>"
        for section in (app.env.get_doctree(GLOSSARY).findall(nodes.section) if linked else ())
        if section["ids"][0] in linked
    )


def setup(app: Sphinx) -> None:
    """Connect when a page's links are known."""
    app.connect("html-page-context", carry_meanings)
