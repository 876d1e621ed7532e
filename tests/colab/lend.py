"""Lend `.colab` what is the same there as here, for the Makefile: `python -I tests/colab/lend.py`.

Under Colab's versions torch is the book's own. To unpack and compile it a second time, with what it
brings along for formulas, takes half a minute. pip then finds it there, and brings what is missing.
"""

import os
import shutil
import sys
from importlib.metadata import distribution
from pathlib import Path

_LENT = ("torch", "sympy", "mpmath", "networkx")


def lend(packages: Path) -> None:
    """Link into a folder of packages the files of those that it lacks."""
    for name in _LENT:
        if any(packages.glob(f"{name}-*.dist-info")):
            continue
        for file in distribution(name).files or ():
            source, place = Path(str(file.locate())), packages / file
            if ".." in file.parts or not source.is_file():  # a program names its environment
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(source, place)
            except OSError:  # another disk, or one without links
                shutil.copy2(source, place)


if __name__ == "__main__":
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = Path(".colab", "lib", version, "site-packages")
    if packages.is_dir():  # the same Python made both
        lend(packages)
