"""Lay out the page's torch in a folder: PyTorch's files, those of web/python/torch, the table.

PyTorch's files come from the installed wheel, those that web/python/torch/files.txt names.
"""

import importlib.util
import shutil
import sys
from pathlib import Path

from book.pytorch.table import module

OVERLAY = Path(__file__).resolve().parents[2] / "web/python/torch"


def taken(package: Path) -> list[Path]:
    """Return PyTorch's files that the page's torch has, as paths below the package.

    Raises:
        ValueError: a line of files.txt names no file: another version of torch has moved it.
    """
    found: dict[Path, None] = {}
    for line in (OVERLAY / "files.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        matches = sorted(package.glob(line.removeprefix("!")))
        if not matches:
            raise ValueError(
                f"files.txt: the installed torch has no torch/{line.removeprefix('!')}."
            )
        for path in matches:
            if line.startswith("!"):
                found.pop(path.relative_to(package), None)
            else:
                found[path.relative_to(package)] = None
    return [path for path in found if not (OVERLAY / path).exists()]


def assemble(folder: Path) -> None:
    """Make `folder`/torch anew."""
    spec = importlib.util.find_spec("torch")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    target = folder / "torch"
    shutil.rmtree(target, ignore_errors=True)
    for path in taken(package):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / path, target / path)
    for path in OVERLAY.rglob("*.py"):
        place = target / path.relative_to(OVERLAY)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    (target / "_C/_table.py").write_text(module(), encoding="utf-8")


if __name__ == "__main__":
    assemble(Path(sys.argv[1]))
