"""Lay out the page's torch in a folder: PyTorch's files, those of web/python/torch, the table.

PyTorch's files come from the installed wheel, those that web/python/torch/files.txt names.
"""

import importlib.util
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

from book.fingerprints import files_in, fingerprint_of

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
    """Make `folder`/torch anew, unless it is made of what there is now."""
    target = folder / "torch"
    stamp, made_of = target / "made-of", fingerprint()
    if stamp.is_file() and stamp.read_text() == made_of:
        return
    # It imports torch, which takes a second: a build that has nothing to lay out is done without.
    from book.pytorch.table import module

    spec = importlib.util.find_spec("torch")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    shutil.rmtree(target, ignore_errors=True)
    for path in taken(package):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / path, target / path)
    for path in OVERLAY.rglob("*.py"):
        place = target / path.relative_to(OVERLAY)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    (target / "_C/_table.py").write_text(module(), encoding="utf-8")
    stamp.write_text(made_of)


def fingerprint() -> str:
    """Return a hash of what the page's torch is made of: the installed version and our files."""
    return fingerprint_of(files_in(("web/python/torch", "book/pytorch")), version("torch"))


if __name__ == "__main__":
    assemble(Path(sys.argv[1]))
