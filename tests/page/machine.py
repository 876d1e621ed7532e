"""The page's Python in Node.js: what it boots from, laid out once, and cells run in it."""

import atexit
import json
import re
import shutil
import subprocess
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any

from book import BUILD, ROOT
from book.editions import sources
from book.extension import execution_cache
from book.site import python

FOLDER = BUILD / "page"
RESULTS = FOLDER / "results"


@cache
def machine() -> Path:
    """Lay out what a page's Python boots from, as the built book has it, where it changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with python.LOCK:
        files = python.files()
        for extra in python.extras().values():
            files |= extra["files"]
        kept = {name: path for name, path in files.items() if "__pycache__" not in name}
        root = FOLDER / "python"
        # Python keeps what it compiled beside a file: what did not change stays.
        for path in [path for path in root.rglob("*") if path.is_file()]:
            if path.suffix != ".pyc" and path.relative_to(root).as_posix() not in kept:
                path.unlink()
        for name, path in kept.items():
            place = root / name
            if not place.exists() or place.read_bytes() != path.read_bytes():
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
        shutil.copyfile(ROOT / "web/dist/python/node.mjs", FOLDER / "node.mjs")
        shutil.copyfile(python.PACK / "library.zip", FOLDER / "library.zip")
        shutil.copytree(
            ROOT / "web/node_modules/pyodide", FOLDER / "node_modules/pyodide", dirs_exist_ok=True
        )
        script = ROOT / "web/scripts/bundle.mjs"
        subprocess.run(
            ["node", script, "aten/index.ts", FOLDER / "aten.mjs"], cwd=ROOT / "web", check=True
        )
    return FOLDER


class _Node:
    """A Node.js that runs programs, each in a Python of its own, until this process ends."""

    def __init__(self, options: tuple[str, ...]) -> None:
        script = str(ROOT / "tests/page/run.mjs")
        command = ["node", "--expose-gc", *options, script, str(machine())]
        handle, name = tempfile.mkstemp()
        self.said = Path(name)
        with open(handle, "w") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )
        atexit.register(self.close)

    def ask(self, program: list[dict[str, Any]], timeout: float) -> list[dict[str, Any]]:
        assert self.process.stdin
        assert self.process.stdout
        end = threading.Timer(timeout, self.process.kill)
        end.start()
        try:
            self.process.stdin.write(f"{json.dumps(program)}\n")
            self.process.stdin.flush()
            lines = (self.process.stdout.readline() for _ in program)
            return [json.loads(line) for line in lines if line]
        finally:
            end.cancel()

    def close(self) -> str:
        """Let it end; return what it said in the end to standard error."""
        atexit.unregister(self.close)
        self.process.communicate()
        said = self.said.read_text(encoding="utf-8")
        self.said.unlink()
        return said[-2000:]


_nodes: dict[tuple[str, ...], _Node] = {}


def run(cells: list[dict[str, Any]], *options: str, timeout: float = 1200) -> list[dict[str, Any]]:
    """Run cells `{id, source}` one after another in one Python; return what came of each.

    Args:
        cells: the cells.
        options: of Node.js.
        timeout: seconds that all may take.
    """
    if options not in _nodes:
        _nodes[options] = _Node(options)
    node = _nodes[options]
    found = node.ask(cells, timeout)
    if len(found) < len(cells):
        del _nodes[options]
        raise AssertionError(f"Node.js ended: {node.close()}")
    return found


def code_cells(name: str) -> list[dict[str, str]]:
    """Return the code cells of a chapter."""
    notebook = json.loads((sources("en") / f"{name}.ipynb").read_text(encoding="utf-8"))
    return [
        {"id": cell["id"], "source": "".join(cell["source"])}
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


def by_torch(name: str) -> list[dict[str, Any]]:
    """Return the same cells as real torch ran them when the book was built."""
    wanted = [cell["source"] for cell in code_cells(name)]
    kept = BUILD / ".jupyter_cache" / execution_cache.fingerprint()
    for path in kept.glob("executed/*/base.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        if ["".join(cell["source"]) for cell in code] == wanted:
            return code
    raise AssertionError(f"{name} was not executed: run `make book`.")


def text(outputs: list[dict[str, Any]]) -> str:
    """Return what a cell printed and showed as text; addresses differ from run to run."""
    parts = []
    for output in outputs:
        if output["output_type"] == "stream" and output["name"] == "stdout":
            parts.append("".join(output["text"]))
        elif output["output_type"] == "execute_result":
            parts.append("".join(output["data"].get("text/plain", "")) + "\n")
    return re.sub(r"0x[0-9a-f]+", "0x", "".join(parts))


def raised(outputs: list[dict[str, Any]]) -> str:
    """Return the error that ended a cell, in a line, or nothing."""
    for output in outputs:
        if output["output_type"] == "error":
            return f"{output['ename']}: {output['evalue']}".splitlines()[0]
    return ""
