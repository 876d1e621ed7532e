"""The book's own look: its templates, stylesheets, scripts and its mark."""

import hashlib

from sphinx.application import Sphinx
from sphinx.config import Config

from book import ROOT


def fingerprint() -> str:
    """Return a hash of all that makes pages of chapters.

    Sphinx renders a page again when its chapter or a setting changes; so this is one.
    """
    digest = hashlib.sha256()
    for folder in ("book", "assets/css", "assets/js", "web/dist"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js"}:
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def choose_look(app: Sphinx, config: Config) -> None:
    """Serve assets/css, assets/js and the mark, wherever the sources of this build lie."""
    # `make web` makes the last of these.
    folders = ("assets/css", "assets/js", "web/dist/static")
    config.html_static_path = [*config.html_static_path, *(str(ROOT / f) for f in folders)]
    config.html_favicon = str(ROOT / "assets" / "images" / "favicon.svg")
    config.html_logo = str(ROOT / "assets" / "images" / "logo.svg")
    config.templates_path.append(str(ROOT / "book" / "templates"))


def setup(app: Sphinx) -> None:
    """Add the setting that `book.build` makes, and connect before the theme reads its own."""
    app.connect("config-inited", choose_look, priority=100)
    app.add_config_value("book_look", "", "env", [str])
    app.add_css_file("tokens.css")
    app.add_css_file("page.css")
    app.add_css_file("print.css", media="print")
    app.add_js_file("page.js")
