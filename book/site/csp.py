"""A page says in its head what it may load: its own files, and nothing from anyone else."""

import base64
import hashlib
import re
from pathlib import Path

# A script within the page may run only if it is one that the build wrote: its hash is named.
_INLINE = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_DATA_BLOCK = re.compile(r"\bsrc\s*=|\btype\s*=\s*[\"'](?!module|text/javascript)")

_POLICY = {
    "default-src": "'none'",
    # Widgets are modules that the page hands to the browser as blobs; the engine is wasm.
    "script-src": "'self' blob: 'wasm-unsafe-eval'",
    # The engine's worker is a blob; the one that keeps pages is the site's (web/offline).
    "worker-src": "'self' blob:",
    "manifest-src": "'self'",
    # Formulas, figures and widgets place their parts by style attributes.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


def policy(html: str) -> str:
    """Return the Content-Security-Policy of a page."""
    hashes = ""
    for script in _INLINE.finditer(html):
        if script["code"] and not _DATA_BLOCK.search(script["attributes"]):
            digest = hashlib.sha256(script["code"].encode()).digest()
            hashes += f" 'sha256-{base64.b64encode(digest).decode()}'"
    rules = _POLICY | {"script-src": _POLICY["script-src"] + hashes}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def write_policies(folder: Path) -> None:
    """Write its policy into the head of each page of a folder."""
    for page in folder.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
        page.write_text(re.sub(r"(<head>)", rf"\1\n{tag}", html, count=1), encoding="utf-8")
