"""The book's own look: its templates, stylesheets, scripts and its mark."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from book import ROOT
from book.fingerprints import files_in, fingerprint_of

# What makes pages of chapters, besides the packages.
_MADE_BY = (
    *("book/__init__.py", "book/address.py", "book/fingerprints.py", "book/forges.py"),
    *("book/editions.py", "book/wheel.py"),
    *("book/extension", "assets/css", "web/dist/front", "web/dist/host", "web/dist/page"),
    *("web/dist/head", "web/dist/static", "web/shared/drawing-words.json"),
    "web/node_modules/katex/dist/katex.min.js",
)
_KINDS = {".py", ".html", ".css", ".js", ".json"}


def fingerprint() -> str:
    """Return a hash of all that makes pages of chapters.

    Sphinx renders a page again when its chapter or a setting changes; so this is one. What lays
    out, serves or prints the pages is no part of it.
    """
    return fingerprint_of(file for file in files_in(_MADE_BY) if file.suffix in _KINDS)


def use_own_theme(app: Sphinx, config: Config) -> None:
    """Serve stylesheets, scripts and the mark, wherever the sources of this build lie."""
    # `make web` makes the scripts of web/page, and fills web/dist/static.
    folders = ("assets/css", "web/dist/page", "web/dist/static")
    config.html_static_path = [*config.html_static_path, *(str(ROOT / f) for f in folders)]
    config.html_favicon = str(ROOT / "assets" / "images" / "favicon.svg")
    config.html_logo = str(ROOT / "assets" / "images" / "logo.svg")
    config.templates_path.append(str(Path(__file__).with_name("templates")))


def setup(app: Sphinx) -> None:
    """Add the setting that `make book` fills, and connect before the theme reads its own."""
    app.connect("config-inited", use_own_theme, priority=100)
    app.add_config_value("book_pages", "", "env", [str])
    app.add_css_file("face.css")
    app.add_css_file("tokens.css")
    app.add_css_file("page.css")
    app.add_css_file("listings.css")
    app.add_css_file("print.css", media="print")
    app.add_js_file("page.js")
