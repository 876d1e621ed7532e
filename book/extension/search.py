"""What the book's search looks through: one script for an edition, made of its built pages.

A page loads it when its search is first opened; web/page/search.ts makes an index of it there and
shows what it finds. Sphinx's own index is not made, and its page of search is ours.
"""

import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from book.extension.chapter_numbers import chapter_number, title_of
from book.extension.sentences import sections

FILE = "searchindex.js"  # beside the pages


def leave_out_own(app: Sphinx) -> None:
    """Let Sphinx make no index."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False


def add_page(app: Sphinx, config: Config) -> None:
    """Let Sphinx make the page of search by our template, which it else makes with its index."""
    config.html_additional_pages = {**config.html_additional_pages, "search": "search.html"}


def write_index(app: Sphinx, failed: Exception | None) -> None:
    """Write what the pages of an edition say: page, number, title, and sections of it.

    A section is its id, its heading, its sentences and its lines of code.
    """
    builder = app.builder
    if failed or not isinstance(builder, StandaloneHTMLBuilder):
        return
    pages = []
    for name in sorted(app.env.found_docs):
        page = Path(builder.get_outfilename(name))
        if page.is_file():
            found = sections(page.read_text(encoding="utf-8"))
            pages.append(
                {
                    "page": name,
                    "number": chapter_number(name) or "",
                    "title": title_of(app.env.titles[name]),
                    "sections": [
                        [part.anchor, part.title, part.prose, part.code] for part in found
                    ],
                }
            )
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, FILE).write_text(f"globalThis.livenetSearch={text};\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Take the place of Sphinx's search."""
    app.connect("config-inited", add_page)
    app.connect("builder-inited", leave_out_own)
    app.connect("build-finished", write_index, priority=600)
