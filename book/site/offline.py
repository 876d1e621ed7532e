"""What lets a browser keep the site: addresses that name what they hold, a manifest, a worker.

A page kept by web/offline and the files it was built with must never be mixed from two builds. So
each address in a page or stylesheet ends with a hash of what it leads to: a kept file is right as
long as a kept page asks for it, and what a host sends under an address can be checked.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from book import ROOT
from book.editions import EDITIONS, settings

ICONS = ROOT / "assets" / "images" / "app"
WORKERS = ROOT / "web" / "dist" / "offline"  # which `make web` bundles

_DIGITS = 10  # web/offline/addresses.ts expects as many
# What a tag loads; a button, when it is pressed. Another form of the page is a page itself.
_TAG = re.compile(
    r'(<(?:script|link(?! rel="alternate")|img|button)\b[^>]*?\b(?:src|href)=")'
    r'([^":?#]+)(?:\?[^"#]*)?(?=")'
)
_NAMED = re.compile(rf"[\w./%-]+\?v=\w{{{_DIGITS}}}|[\w./%-]*\b_static/state/\w{{16}}\.js")
_OF_ALL = re.compile(rb"searchindex\.js\?v=\w+")
_URL = re.compile(r"(url\()([^'\":?#)]+)(?:\?[^)#]*)?(?=\))")


def name_contents(site: Path) -> None:
    """Let the addresses in stylesheets and pages, but for those of pages, name their content."""
    for sheet in site.rglob("*.css"):
        _rewrite(sheet, _URL)
    for page in site.rglob("*.html"):
        _rewrite(page, _TAG)


def _rewrite(file: Path, address: re.Pattern[str]) -> None:
    text = file.read_text(encoding="utf-8")
    named = address.sub(_namer(file.parent), text)
    if named != text:
        file.write_text(named, encoding="utf-8")


def _namer(folder: Path) -> Callable[[re.Match[str]], str]:
    def name(match: re.Match[str]) -> str:
        target = folder / unquote(match[2])
        if target.suffix == ".html" or not target.is_file():
            return match[0]
        return f"{match[1]}{match[2]}?v={_digest(target.read_bytes())}"

    return name


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def add_app(site: Path) -> None:
    """Put the worker, the manifests and the icons beside the pages, and mark the pages.

    A page's mark says which version of it this is, and how many MB its edition takes to keep. What
    the search looks through changes with each word of the book, and makes no page a newer one.
    ``BOOK_OFFLINE=no`` makes a site that no browser keeps: its worker lets those that kept it
    forget it, and no page has a mark.
    """
    if os.environ.get("BOOK_OFFLINE") == "no":
        shutil.copy(WORKERS / "removal.js", site / "service-worker.js")
        return
    shutil.copy(WORKERS / "service-worker.js", site)
    (site / "icons").mkdir(exist_ok=True)
    for icon in ICONS.glob("*.png"):
        shutil.copy(icon, site / "icons")
    for folder in filter(Path.is_dir, (site / name for name in EDITIONS)):
        text = json.dumps(manifest(folder.name), ensure_ascii=False, indent=2) + "\n"
        (folder / "manifest.webmanifest").write_text(text, encoding="utf-8")
        size = max(1, round(_size(folder) / 1e6))
        for page in folder.glob("*.html"):
            content = page.read_bytes()
            marks = f'<html data-version="{_digest(_OF_ALL.sub(b"", content))}" data-size="{size}"'
            page.write_bytes(content.replace(b"<html", marks.encode(), 1))


def manifest(edition: str) -> dict[str, Any]:
    """Return what a system needs to know to put an edition among its apps.

    Nothing in it says where the site lies. It has no ``id``, which counts from the top of a host,
    where other forks may lie too; what stands for it is the whole address of ``start_url``.
    """
    tokens = (ROOT / "assets" / "css" / "tokens.css").read_text(encoding="utf-8")
    paper = re.findall(r"--paper: (#\w+)", tokens)[0]
    title = settings(edition)["title"]
    return {
        "name": title,
        "short_name": title,
        "lang": EDITIONS[edition].language,
        "dir": "ltr",
        "start_url": "index.html",
        "scope": "../",  # the other edition opens in the same window
        "display": "standalone",
        "display_override": ["minimal-ui"],  # where there is one, it has a way back
        "theme_color": paper,
        "background_color": paper,
        "icons": [
            {"src": f"../icons/{file}", "sizes": size, "type": "image/png", "purpose": purpose}
            for file, size, purpose in (
                ("icon-192.png", "192x192", "any"),
                ("icon-512.png", "512x512", "any"),
                ("maskable-512.png", "512x512", "maskable"),
            )
        ],
    }


def _size(edition: Path) -> int:
    """Return how many bytes travel to a browser that keeps all pages of an edition."""
    pages = set(edition.glob("*.html"))
    files = {
        (page.parent / unquote(name.partition("?")[0])).resolve()
        for page in pages
        for name in _NAMED.findall(page.read_text(encoding="utf-8"))
    }
    fonts = {
        font
        for sheet in files
        if sheet.suffix == ".css"
        for font in sheet.parent.glob("fonts/*.woff2")
    }
    sizes = [
        len(gzip.compress(file.read_bytes())) for file in pages | files | fonts if file.is_file()
    ]
    return sum(sizes)
