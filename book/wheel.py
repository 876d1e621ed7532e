"""The wheel of livenet that the site carries, so that a published notebook installs it from there.

It is named with its hash, ``livenet-1.0-py3-none-any.whl#sha256=...``, as pip reads and checks it.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from book import ROOT, address


def build(folder: Path) -> Path:
    """Build the wheel, alone in a folder; the same sources give the same bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(
        [*command, "--directory", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    return next(folder.glob("*.whl"))


def name(wheel: Path) -> str:
    """Return the name of a wheel's file, with its hash."""
    return f"{wheel.name}#sha256={hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def requirements(named: str, way: str) -> str:
    """Return what pip is told to install for a chapter, in words of a shell.

    Args:
        named: what ``name`` said of the wheel.
        way: where the wheel lies when the site has no address, with a slash at its end.
    """
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^torchviz==.+$", pins, re.MULTILINE)
    # torchviz imports distutils, which setuptools brings where Python has none.
    needed = ["setuptools", *pinned]
    if address.site():
        return " ".join([*needed, f'"livenet @ {address.site()}wheels/{named}"'])
    return " ".join([*needed, way + named.partition("#")[0]])
