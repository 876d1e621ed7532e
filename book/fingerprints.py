"""Hashes of what a result is made of: where one is as it was, the result need not be made anew."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from book import ROOT


def files_in(places: Iterable[str]) -> Iterator[Path]:
    """Return the files at places of the repository, files or folders, without what Python made."""
    for place in places:
        path = ROOT / place
        for file in [path] if path.is_file() else path.rglob("*"):
            if file.is_file() and file.suffix != ".pyc":
                yield file


def fingerprint_of(files: Iterable[Path], *versions: str) -> str:
    """Return a hash of files of the repository, by their names and contents, and of versions."""
    digest = hashlib.sha256("".join(versions).encode())
    for file in sorted(files):
        digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()
