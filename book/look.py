"""The book's own look: its stylesheets and its mark."""

from sphinx.application import Sphinx
from sphinx.config import Config

from book import ROOT


def choose_look(app: Sphinx, config: Config) -> None:
    """Serve assets/css and the mark, wherever the sources of this build lie."""
    config.html_static_path.append(str(ROOT / "assets" / "css"))
    config.html_favicon = str(ROOT / "assets" / "images" / "favicon.svg")
    config.html_logo = str(ROOT / "assets" / "images" / "logo.svg")
    config.templates_path.append(str(ROOT / "book" / "templates"))


def setup(app: Sphinx) -> None:
    """Connect before the theme reads its settings."""
    app.connect("config-inited", choose_look, priority=100)
    app.add_css_file("tokens.css")
    app.add_css_file("page.css")
