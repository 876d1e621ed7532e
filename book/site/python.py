"""The Python of the site's pages: what it boots from lies once beside both editions.

web/scripts/pack-python.mjs packs it, in some twenty seconds, and only when something of it changed.
"""

import html
import json
import re
import shutil
import subprocess
from importlib.metadata import files as files_of
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from filelock import FileLock

from book import BUILD, ROOT
from book.fingerprints import files_in, fingerprint_of
from book.pytorch.assemble import assemble
from book.site.drawing import write_tables

PACK = BUILD / "python"
# Of two that lay out at once (make's jobs, tests side by side) the second waits: what is laid out
# anew would be missing under the first.
LOCK = FileLock(BUILD / "python.lock")
_TORCH = BUILD / "pytorch"  # PyTorch's files with those of web/python/torch
_WEB = ROOT / "web"
# What a cell's transform writes, and the address takes the place of: see book/extension/cells.py.
PLACE = 'data-python=""'
# What comes with an extra alone.
_EXTRA = ("livenet/widgets/", "torch/distributions/")
# What livenet reads besides, as a wheel has it: see livenet.resources.
_DATA = {
    "trained/lenet.pt": "assets/weights/lenet.pt",
    "trained/log.json": "assets/weights/log.json",
    "engine/operations.json": "web/dist/engine/operations.json",
    "speed.json": "src/livenet/speed.json",
    "book.mplstyle": "src/livenet/book.mplstyle",
}
# A cell that names widgets, and what of their packages no page has a use for.
_WIDGETS = (
    r"\b(ipywidgets|traitlets|anywidget|IPython|interact|livenet\.widgets)\b"
    r"|\b(TrainLab|LayerLens|GraphLens|DrawDigit|LossLens|OptimizerRace|ShapeWalker|TapeLens)\b"
)
_LEFT = re.compile(
    r"/tests/|cellmagic|/embed|traitlets/config/(argcomplete|sphinx)|psygnal/(qt|test|_py)"
)
_PYODIDE = """CPython, as Pyodide builds it for browsers, is under the Python Software Foundation
License 2: https://docs.python.org/3/license.html. Pyodide is under the Mozilla Public License 2.0:
https://mozilla.org/MPL/2.0/. Its source is at https://github.com/pyodide/pyodide; what
web/scripts/pyodide.mjs of this book's source replaces in it is under the same licence.
"""
_GRAPHVIZ = """graphviz.js, which lays graphs out, is Viz.js under the MIT License,
https://github.com/mdaines/viz-js; it has in it Graphviz under the Eclipse Public License 2.0,
https://graphviz.org/license/, and Expat under the MIT License, https://libexpat.github.io.
"""
# Those whose files are taken, and matplotlib, whose colours and widths of letters are.
_PACKAGES = (
    *("torch", "ipython", "typing_extensions", "graphviz", "torchviz", "matplotlib"),
    *("ipywidgets", "traitlets", "comm", "anywidget", "psygnal"),
)
_LICENSES = ("LICENSE", "LICENSE.txt")
# All that the pack is made of, besides these.
_MADE_BY = (
    *("src/livenet", "assets/data", "assets/weights", "book/pytorch", "book/site/python.py"),
    *("book/site/drawing.py", "book/fingerprints.py"),
    *("web/python", "web/dist/python", "web/dist/engine/operations.json", "web/dist/widgets"),
    *("web/scripts/pack-python.mjs", "web/node_modules/pyodide/package.json"),
)


def files() -> dict[str, Path]:
    """Lay out what can be imported on a page: files by the name that each has there.

    Hold `LOCK` for as long as they are read.
    """
    with LOCK:
        assemble(_TORCH)
    found = {
        "IPython/lib/pretty.py": _package("IPython") / "lib" / "pretty.py",
        "typing_extensions.py": _package("typing_extensions") / "typing_extensions.py",
        "matplotlib/tables.json": write_tables(BUILD / "drawing" / "tables.json"),
    }
    for root, package in (
        (_WEB / "python", "page_shell"),
        (_WEB / "python" / "kernel", ""),
        (ROOT / "src", "livenet"),
        (_TORCH, "torch"),
        (_package("graphviz").parent, "graphviz"),
        (_package("torchviz").parent, "torchviz"),
        # The last: it takes the place of what starts a program of the machine.
        (_WEB / "python" / "drawing", ""),
    ):
        for file in sorted((root / package).rglob("*.py")):
            name = file.relative_to(root).as_posix()
            if not name.startswith(_EXTRA):
                found[name] = file
    return found | {f"livenet/{name}": ROOT / path for name, path in _DATA.items()}


def extras() -> dict[str, dict[str, Any]]:
    """Return what comes only when a cell's code has the words of a pattern: files by name."""
    graphs = {
        "pattern": r"\b(make_dot|GraphLens|lay_out|Digraph|Graph|Source)\(",
        "files": {"graphviz.js": _WEB / "dist" / "python" / "graphviz.js"},
    }
    digits = {
        f"digits-{split}": {
            "pattern": pattern,
            "files": {
                f"livenet/data/{path.name}": path
                for path in sorted((ROOT / "assets" / "data").glob(f"{prefix}-*.xz"))
            },
        }
        for split, prefix, pattern in (
            ("test", "t10k", r"\bdigits\b|\bcheck\(|\b(TrainLab|LayerLens)\("),
            ("train", "train", r"\btrain\b|digits\.load\(\s*\)|\b(TrainLab|DrawDigit)\("),
        )
    }
    distributions = {
        "pattern": r"\bdistributions\b",
        "files": {
            f"torch/distributions/{path.name}": path
            for path in sorted((_TORCH / "torch" / "distributions").glob("*.py"))
        },
    }
    return digits | {
        "distributions": distributions,
        "graphviz": graphs,
        "widgets": {"pattern": _WIDGETS, "files": _widgets()},
    }


def _widgets() -> dict[str, Path]:
    """Return Jupyter's widgets and ours, file by file: pure Python, and our views."""
    found = {}
    for package in ("ipywidgets", "traitlets", "comm", "anywidget", "psygnal"):
        root = _package(package)
        for file in sorted(root.rglob("*.py")):
            if not _LEFT.search(name := file.relative_to(root.parent).as_posix()):
                found[name] = file
    # It asks for its own version, which the page's manager is asked for in turn.
    (metadata,) = [file for file in files_of("anywidget") or () if file.name == "METADATA"]
    found[str(metadata)] = Path(str(metadata.locate()))
    for name in ("core/display.py", "core/display_functions.py", "testing/skipdoctest.py"):
        found[f"IPython/{name}"] = _package("IPython") / name
    for file in sorted((ROOT / "src/livenet/widgets").glob("*.py")):
        found[f"livenet/widgets/{file.name}"] = file
    for file in sorted((_WEB / "dist" / "widgets").glob("*.*s")):
        found[f"livenet/widgets/views/{file.name}"] = file
    return found


def _package(name: str) -> Path:
    spec = find_spec(name)
    if not spec or not spec.origin:
        raise SystemExit(f"{name} is not installed here: run `make book` again.")
    return Path(spec.origin).parent


def pack() -> dict[str, Any]:
    """Pack anew what changed; return what pack.json says of it.

    ``folder`` is the name of the one that holds the scripts, ``parts`` the number of those that all
    cells need, ``bytes`` what they hold, ``gzipped`` what travels; ``wasm`` and ``extras`` have the
    same of CPython and of each.
    """
    made_of = fingerprint()
    stamp = PACK / "made-of"
    with LOCK:
        if not stamp.is_file() or stamp.read_text() != made_of:
            subprocess.run(
                ["node", str(_WEB / "scripts" / "pack-python.mjs"), str(PACK)],
                input=json.dumps({"files": files(), "extras": extras()}, default=str),
                text=True,
                check=True,
            )
            stamp.write_text(made_of)
        told: dict[str, Any] = json.loads((PACK / "pack.json").read_text())
    return told


def fingerprint() -> str:
    """Return a hash of all that the pack is made of."""
    return fingerprint_of(files_in(_MADE_BY), *map(version, _PACKAGES))


def licenses() -> str:
    """Return the licences of all that the pack is made of."""
    bundled = (_WEB / "dist" / "python" / "licenses.txt").read_text(encoding="utf-8")
    parts = [_PYODIDE, _GRAPHVIZ, bundled]
    for name in _PACKAGES:
        texts = [file for file in files_of(name) or () if file.name in _LICENSES]
        parts += [
            f"{name} {version(name)}\n\n{text.read_text('utf-8').strip()}\n" for text in texts
        ]
    return "\n---\n\n".join(parts)


def add_python(site: Path) -> None:
    """Put the pack and its licences into the site, and tell pages where it lies."""
    told = pack()
    shutil.copytree(PACK / told["folder"], site / "python" / told["folder"])
    (site / "python" / "licenses.txt").write_text(licenses(), encoding="utf-8")
    about = {
        "folder": f"../python/{told['folder']}/",
        "parts": told["parts"],
        "bytes": told["bytes"],
        "wasm": told["wasm"],
        "extras": told["extras"],
    }
    attribute = f'data-python="{html.escape(json.dumps(about))}"'
    for page in site.glob("*/*.html"):
        text = page.read_text(encoding="utf-8")
        if PLACE in text:
            page.write_text(text.replace(PLACE, attribute), encoding="utf-8")
