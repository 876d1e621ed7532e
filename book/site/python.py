"""The Python of the site's pages: what it boots from lies once beside both editions.

web/scripts/pack-python.mjs packs it, in some twenty seconds, and only when something of it changed.
"""

import hashlib
import html
import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from book import BUILD, ROOT
from book.pytorch.assemble import assemble

PACK = BUILD / "python"
_TORCH = BUILD / "pytorch"  # PyTorch's files with those of web/python/torch
_WEB = ROOT / "web"
# What a cell's transform writes, and the address takes the place of: see book/extension/cells.py.
PLACE = 'data-python=""'
# What page_shell.stand_ins stands for.
_STAND_INS = ("livenet/plot.py", "livenet/drawing.py", "livenet/widgets/", "livenet/grad_graph.py")
# What livenet reads besides, as a wheel has it: see livenet.resources.
_DATA = {
    "trained/lenet.pt": "assets/weights/lenet.pt",
    "trained/log.json": "assets/weights/log.json",
    "engine/operations.json": "web/dist/engine/operations.json",
    "speed.json": "src/livenet/speed.json",
}
# Whatever else the pack is made of.
_MADE_BY = (
    *(
        "dist/python/worker.js",
        "dist/python/editor.js",
        "python/compiling.py",
        "python/dropped.json",
    ),
    *("scripts/pack-python.mjs", "node_modules/pyodide/package.json"),
)


def files() -> dict[str, Path]:
    """Return the files that can be imported on a page, by the name that each has there."""
    found = {"IPython/lib/pretty.py": _package("IPython") / "lib" / "pretty.py"}
    assemble(_TORCH)
    packages = (
        (_WEB / "python", "page_shell"),
        (ROOT / "src", "livenet"),
        (_TORCH, "torch"),
    )
    for root, package in packages:
        for file in sorted((root / package).rglob("*.py")):
            name = file.relative_to(root).as_posix()
            if not name.startswith(_STAND_INS):
                found[name] = file
    for name, path in _DATA.items():
        found[f"livenet/{name}"] = ROOT / path
    return found


def extras() -> dict[str, dict[str, Any]]:
    """Return what comes only when a cell's code has the words of a pattern: files by name."""
    return {
        f"digits-{split}": {
            "pattern": pattern,
            "files": {
                f"livenet/data/{path.name}": path
                for path in sorted((ROOT / "assets" / "data").glob(f"{prefix}-*.xz"))
            },
        }
        for split, prefix, pattern in (
            ("test", "t10k", r"\bdigits\b|\bcheck\("),
            ("train", "train", r"\btrain\b|digits\.load\(\s*\)"),
        )
    }


def _package(name: str) -> Path:
    spec = find_spec(name)
    if not spec or not spec.origin:
        raise SystemExit(f"{name} is not installed here: run `make book` again.")
    return Path(spec.origin).parent


def pack() -> dict[str, Any]:
    """Pack anew what changed; return what pack.json says of it.

    ``folder`` is the name of the one that holds the scripts, ``parts`` the number of those that all
    cells need, ``bytes`` what they hold, ``gzipped`` what travels; ``extras`` has the same of each.
    """
    listed = {"files": files(), "extras": extras()}
    text = json.dumps(listed, default=str)
    digest = hashlib.sha256(text.encode())
    more = [path for extra in listed["extras"].values() for path in extra["files"].values()]
    for file in (*listed["files"].values(), *more, *(_WEB / name for name in _MADE_BY)):
        digest.update(file.read_bytes())
    stamp = PACK / "made-of"
    if not stamp.is_file() or stamp.read_text() != digest.hexdigest():
        subprocess.run(
            ["node", str(_WEB / "scripts" / "pack-python.mjs"), str(PACK)],
            input=text,
            text=True,
            check=True,
        )
        stamp.write_text(digest.hexdigest())
    told: dict[str, Any] = json.loads((PACK / "pack.json").read_text())
    return told


def add_python(site: Path) -> None:
    """Put the pack into the site, and tell pages where it lies."""
    told = pack()
    shutil.copytree(PACK / told["folder"], site / "python" / told["folder"])
    about = {
        "folder": f"../python/{told['folder']}/",
        "parts": told["parts"],
        "bytes": told["bytes"],
        "extras": told["extras"],
    }
    attribute = f'data-python="{html.escape(json.dumps(about))}"'
    for page in site.glob("*/*.html"):
        text = page.read_text(encoding="utf-8")
        if PLACE in text:
            page.write_text(text.replace(PLACE, attribute), encoding="utf-8")
