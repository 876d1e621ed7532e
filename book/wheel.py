"""The wheel of livenet, which the site carries so that published notebooks install it."""

import hashlib
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


def requirements(wheel: Wheel, folder: str) -> str:
    """Return what pip is told to install for a chapter, in words of a shell.

    Args:
        wheel: the site's own.
        folder: where it lies when the site has no address, with a slash at its end.
    """
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^torchviz==.+$", pins, re.MULTILINE)
    # torchviz imports distutils, which setuptools brings where Python has none.
    needed = ["setuptools", *pinned]
    if address.site():
        place = f"{address.site()}wheels/{wheel.file}#sha256={wheel.sha256}"
        return " ".join([*needed, f'"livenet @ {place}"'])
    return " ".join([*needed, folder + wheel.file])
