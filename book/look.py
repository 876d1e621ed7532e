"""The book's own look: its templates, stylesheets, scripts and its mark."""

from sphinx.application import Sphinx
from sphinx.config import Config

from book import ROOT


def choose_look(app: Sphinx, config: Config) -> None:
    """Serve assets/css, assets/js and the mark, wherever the sources of this build lie."""
    # `make web` makes the last of these.
    folders = ("assets/css", "assets/js", "web/dist/static")
    config.html_static_path = [*config.html_static_path, *(str(ROOT / f) for f in folders)]
    config.html_favicon = str(ROOT / "assets" / "images" / "favicon.svg")
    config.html_logo = str(ROOT / "assets" / "images" / "logo.svg")
    config.templates_path.append(str(ROOT / "book" / "templates"))


def setup(app: Sphinx) -> None:
    """Connect before the theme reads its settings."""
    app.connect("config-inited", choose_look, priority=100)
    app.add_css_file("tokens.css")
    app.add_css_file("page.css")
    app.add_js_file("page.js")
