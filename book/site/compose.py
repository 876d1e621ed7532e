"""Lays both editions out as one site: a first page, one for what is missing, and lists of pages."""

import base64
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from sphinx_external_toc.parsing import parse_toc_data

from book import ROOT, address
from book.editions import EDITIONS, contents
from book.extension import card
from book.site import csp, llms, moodle, offline, python

# What the themes bring along and no page of ours asks for.
_UNUSED = (
    *(".buildinfo", "objects.inv", "genindex.html", "reports"),
    *("locales", "scripts", "vendor", "images", "*.map", "*webpack-macros.html"),
    *(
        "minus.png",
        "plus.png",
        "searchtools.js",
        "doctools.js",
        "sphinx_highlight.js",
        "translations.js",
    ),
)
_DESCRIPTION = (
    "一本可以执行的书：看见神经网络怎样训练。"
    "An executable book: watch a neural network train, in Chinese and in English."
)


def compose(pages: dict[str, Path], site: Path, wheel: Path | None = None) -> None:
    """Make a site of the editions' folders of pages; whatever lay there before is removed.

    ``wheel`` is what the notebooks beside the pages install.
    """
    shutil.rmtree(site, ignore_errors=True)
    for name, folder in pages.items():
        shutil.copytree(folder, site / name, ignore=shutil.ignore_patterns(*_UNUSED))
        drop_old_state(site / name)
    drop_unused_rules(site / name for name in pages)
    for source in ("assets/site", "web/dist/site"):
        shutil.copytree(ROOT / source, site, dirs_exist_ok=True)
    for file in (
        *("assets/css/tokens.css", "assets/images/favicon.svg", "assets/images/card.png"),
        "web/dist/head/head.js",
    ):
        shutil.copy(ROOT / file, site)
    if wheel:
        (site / "wheels").mkdir()
        shutil.copy(wheel, site / "wheels")
    complete_first_page(site / "index.html")
    for page, script in (("404.html", "missing.js"), ("not-kept.html", "not-kept.js")):
        complete_lone_page(site / page)
        (site / script).unlink()
    llms.write_llms(site)
    moodle.write_questions(site)
    if address.site():
        write_sitemap(site)
    python.add_python(site)
    offline.name_contents(site)
    csp.write_policies(site)
    offline.add_app(site)


def drop_old_state(folder: Path) -> None:
    """Remove the widget state of earlier builds, which Sphinx leaves in its folder."""
    pages = "".join(page.read_text(encoding="utf-8") for page in folder.rglob("*.html"))
    for state in (folder / "_static" / "state").glob("*.js"):
        if state.name not in pages:
            state.unlink()


def drop_unused_rules(folders: Iterable[Path]) -> None:
    """Make one stylesheet of the themes', without what no page or script of an edition asks for."""
    command = ["node", str(ROOT / "web" / "scripts" / "purge.mjs"), *map(str, folders)]
    subprocess.run(command, check=True)


def complete_first_page(page: Path) -> None:
    """Give the page where the reader chooses its address, its card, and where reading starts."""
    tags = card.tags(card.IMAGE_ALT, _DESCRIPTION, "", "index")
    html = page.read_text(encoding="utf-8").replace("<!-- card -->", tags)
    for name in EDITIONS:
        root = parse_toc_data(contents(name)).root
        first = next(iter(root.child_files()), root.docname)
        html = html.replace(f'"{name}/index.html" data-first', f'"{name}/{first}.html"')
    page.write_text(html, encoding="utf-8")


def complete_lone_page(page: Path) -> None:
    """Put its styles, scripts and picture into a page that may be shown for any address.

    Its own relative links would lead astray there, so they begin at the site's root, as far as
    the build knows that; on the missing page missing.js makes sure, on the one for what a browser
    has not kept its worker.
    """
    root = urlsplit(address.site()).path or "/"
    html = page.read_text(encoding="utf-8")
    html = re.sub(r'(href|action)="(zh|en)/', rf'\1="{root}\2/', html)

    def text(name: str) -> str:
        return (page.parent / name).read_text(encoding="utf-8")

    html = re.sub(
        r'<link rel="stylesheet" href="(.+?)">', lambda m: f"<style>\n{text(m[1])}</style>", html
    )
    html = re.sub(
        r'<script src="(.+?)"></script>', lambda m: f"<script>\n{text(m[1])}</script>", html
    )
    picture = base64.b64encode((page.parent / "favicon.svg").read_bytes()).decode()
    html = html.replace('"favicon.svg"', f'"data:image/svg+xml;base64,{picture}"')
    page.write_text(html, encoding="utf-8")


def write_sitemap(site: Path) -> None:
    """Name every page of the published site and its twin for those who index it."""
    pages = sorted(page.stem for page in (site / "zh").glob("*.html") if page.stem != "search")
    places = [(address.site(), "index")]
    places += [(f"{address.site()}{name}/{page}.html", page) for name in EDITIONS for page in pages]
    entries = "".join(
        f"<url><loc>{escape(place)}</loc>"
        + "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(href)}"/>'
            for language, href in card.alternates(page).items()
        )
        + "</url>\n"
        for place, page in places
    )
    (site / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{entries}</urlset>\n',
        encoding="utf-8",
    )
    (site / "robots.txt").write_text(
        f"User-agent: *\nAllow: /\nSitemap: {address.site()}sitemap.xml\n", encoding="utf-8"
    )
