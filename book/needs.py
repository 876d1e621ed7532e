"""`python -m book.needs dot` sees to the programs that pip cannot install."""

import os
import shutil
import subprocess
import sys

_HOW = {
    "dot": (
        "graphviz",
        "The chapters draw graphs with Graphviz's program dot, which is not installed:"
        " on Debian or Ubuntu run `sudo apt install graphviz`, on macOS `brew install graphviz`,"
        " on Windows `winget install graphviz`, then try again.",
    ),
}


def see_to(program: str) -> None:
    """Make sure that a program is on the PATH; install it where the machine lets us.

    Raises:
        SystemExit: it is missing and cannot be installed; says how to install it by hand.
    """
    package, how = _HOW[program]
    if shutil.which(program):
        return
    for install in _installers(package):
        print(f"Installing {package} ...", flush=True)
        if all(subprocess.run(step, check=False).returncode == 0 for step in install):
            break
    if not shutil.which(program):
        raise SystemExit(how)


def _installers(package: str) -> list[list[list[str]]]:
    """Return the ways to install a package here without asking anyone, each as its steps."""
    apt = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]]
    ways = []
    if shutil.which("apt-get") and hasattr(os, "geteuid"):
        if os.geteuid() == 0:
            ways.append(apt)
        elif os.environ.get("CI") and shutil.which("sudo"):
            ways.append([["sudo", "--non-interactive", *step] for step in apt])
    if shutil.which("brew") and os.environ.get("CI"):
        ways.append([["brew", "install", package]])
    return ways


if __name__ == "__main__":
    for name in sys.argv[1:]:
        see_to(name)
