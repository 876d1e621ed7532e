"""The wheel of livenet, which the site carries so that published notebooks install it."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from book import ROOT, address


class Wheel(NamedTuple):
    """What a notebook must know of the wheel that it installs.

    file: the name of its file, as in ``livenet-1.0-py3-none-any.whl``.
    sha256: the hash of its bytes, in hexadecimal digits, which pip checks.
    """

    file: str
    sha256: str

    @classmethod
    def read(cls, path: Path) -> "Wheel":
        """Return this of a wheel on the disk."""
        return cls(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def build_wheel(folder: Path) -> Path:
    """Build the wheel, alone in a folder; the same sources give the same bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(
        [*command, "--directory", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    return next(folder.glob("*.whl"))


def folders() -> list[str]:
    """Return the addresses of the folders that the wheel is fetched from, in turn.

    The site's own, and a second host's, which ``BOOK_WHEELS`` names.
    """
    site = address.site()
    second = os.environ.get("BOOK_WHEELS", "")
    return [*([f"{site}wheels/"] if site else []), *([f"{second.rstrip('/')}/"] if second else [])]


def others() -> dict[str, str]:
    """Return what a chapter needs beside livenet: a requirement for each module, as it is pinned.

    torchviz imports distutils, which Python dropped in 3.12.
    """
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    names = {"torchviz": "torchviz", "distutils": "standard-distutils"}
    return {
        module: next(re.finditer(rf"^{name}==[\w.]+", pins, re.MULTILINE))[0]
        for module, name in names.items()
    }


def requirements(wheel: Wheel) -> str:
    """Return what pip is told to install for a downloaded notebook, in words of a shell."""
    torchviz, distutils = others().values()
    needed = f"{torchviz} \"{distutils}; python_version >= '3.12'\""
    if known := folders():
        return f'{needed} "livenet @ {known[0]}{wheel.file}#sha256={wheel.sha256}"'
    return f"{needed} {wheel.file}"
