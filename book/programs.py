"""`python -I book/programs.py dot node` sees to the programs that pip cannot install.

It runs before any package is installed, and so imports none.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

_WEB = Path(__file__).resolve().parents[1] / "web"


class Program(NamedTuple):
    """What is said where a program is missing.

    packages: those of Debian that bring it.
    lack: what it is for, and that it is not there.
    ways: what installs it, by the program that does, or by the name of a system.
    """

    packages: list[str]
    lack: str
    ways: dict[str, str]

    def sentence(self) -> str:
        """Return what is missing, and how to install it on this machine, as far as that shows."""
        here = {way: command for way, command in self.ways.items() if shutil.which(way)}
        ways = [f"{_SYSTEMS.get(way, way)} {how}" for way, how in (here or self.ways).items()]
        return f"{self.lack}: {', '.join(ways)}, then try again."


# Who installs programs, and where.
_SYSTEMS = {
    "apt-get": "on Debian or Ubuntu run",
    "dnf": "on Fedora run",
    "pacman": "on Arch Linux run",
    "brew": "on macOS run",
    "conda": "with conda run",
    "winget": "on Windows run",
}
PROGRAMS = {
    "dot": Program(
        ["graphviz"],
        "The chapters draw graphs with Graphviz's program dot, which is not installed",
        {
            "apt-get": "`sudo apt install graphviz`",
            "dnf": "`sudo dnf install graphviz`",
            "pacman": "`sudo pacman -S graphviz`",
            "brew": "`brew install graphviz`",
            "conda": "`conda install -c conda-forge graphviz`",
            "winget": "`winget install graphviz`",
        },
    ),
    "node": Program(
        ["nodejs", "npm"],
        "",  # node_lack says it
        {
            "apt-get": "`sudo apt install nodejs npm` if it is Debian 13 or Ubuntu 25.04 or newer,"
            " else take it from https://nodejs.org/en/download",
            "dnf": "`sudo dnf install nodejs npm`",
            "pacman": "`sudo pacman -S nodejs npm`",
            "brew": "`brew install node`",
            "conda": "`conda install -c conda-forge nodejs`",
            "winget": "`winget install OpenJS.NodeJS.LTS`",
        },
    ),
    "git": Program(
        ["git"],
        "This step asks git, which is not installed; the book itself does without",
        {
            "apt-get": "`sudo apt install git`",
            "dnf": "`sudo dnf install git`",
            "pacman": "`sudo pacman -S git`",
            "brew": "`brew install git`",
            "conda": "`conda install -c conda-forge git`",
            "winget": "`winget install Git.Git`",
        },
    ),
    "chromium": Program(
        ["chromium"],
        "Tests and PDFs open pages in Chromium or Chrome, which is not installed",
        {
            "apt-get": "`sudo apt install chromium`, or on Ubuntu `sudo snap install chromium`",
            "dnf": "`sudo dnf install chromium`",
            "pacman": "`sudo pacman -S chromium`",
            "brew": "`brew install --cask chromium`",
            "winget": "`winget install Hibbiki.Chromium`",
        },
    ),
    "chinese": Program(
        ["fontconfig", "fonts-noto-cjk"],
        "The PDFs need a font with Chinese characters, and there is none",
        {
            "apt-get": "`sudo apt install fontconfig fonts-noto-cjk`",
            "dnf": "`sudo dnf install fontconfig google-noto-sans-cjk-fonts`",
            "pacman": "`sudo pacman -S fontconfig noto-fonts-cjk`",
        },
    ),
    "firefox": Program(
        ["firefox-esr"],
        "The tests open pages in Firefox, which is not installed",
        {
            "apt-get": "`sudo apt install firefox-esr`, or on Ubuntu `sudo snap install firefox`",
            "dnf": "`sudo dnf install firefox`",
            "pacman": "`sudo pacman -S firefox`",
            "brew": "`brew install --cask firefox`",
            "winget": "`winget install Mozilla.Firefox`",
        },
    ),
    "webkit": Program(
        ["webkit2gtk-driver", "xvfb", "xauth"],
        "The tests open pages in WebKit's MiniBrowser on a display of its own, which only Debian"
        " and Ubuntu have, and which are not installed",
        {"apt-get": "`sudo apt install webkit2gtk-driver xvfb xauth`"},
    ),
}
# Programs that go by several names.
_NAMES = {
    "chromium": ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    "firefox": ["firefox-esr", "firefox"],
}
# Programs that are not on the PATH, but where one kind of system puts them.
_PLACES = {"webkit": "usr/lib/*/webkit2gtk-4.*/MiniBrowser"}


def find(program: str) -> str | None:
    """Return where a program is, by any of its names, or None."""
    if place := _PLACES.get(program):
        places = sorted(Path("/").glob(place))
        return str(places[-1]) if places and shutil.which("xvfb-run") else None
    return next(filter(None, map(shutil.which, _NAMES.get(program, [program]))), None)


def see_to(program: str) -> None:
    """Make sure that a program is there; install it where the machine lets us.

    Raises:
        SystemExit: it is missing and cannot be installed; says how to install it by hand.
    """
    if not lack(program):
        return
    packages = PROGRAMS[program].packages
    for install in _installers(packages):
        print(f"Installing {' and '.join(packages)} ...", flush=True)
        if all(subprocess.run(step, check=False).returncode == 0 for step in install):
            break
    if wrong := lack(program):
        raise SystemExit(PROGRAMS[program]._replace(lack=wrong).sentence())


def lack(program: str) -> str:
    """Return what is wrong with a program on this machine, or nothing."""
    if program == "node":
        return node_lack()
    if program == "dot" and find("dot") and not _draws():
        return f"The chapters draw graphs with Graphviz, and {find('dot')} does not draw"
    there = _reads_chinese() if program == "chinese" else find(program) is not None
    return "" if there else PROGRAMS[program].lack


def node_lack() -> str:
    """Return what is wrong with this machine's Node.js and npm, or nothing."""
    oldest = oldest_node()
    use = f"The pages' widgets are built with Node.js {'.'.join(map(str, oldest))} or newer and npm"
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node:
        # Windows' own stand on the PATH of a Linux within it, but know nothing of its files.
        return f"{use}, and Node.js is not installed" + (f" (only {npm} is)" if npm else "")
    said = _ask(node, "--version")
    version = re.match(r"v(\d+)\.(\d+)", said)
    if not version:
        return f"{use}, and {node} does not run ({said.strip() or 'it says nothing'})"
    if (int(version[1]), int(version[2])) < oldest:
        return f"{use}, and {node} is {said.strip().removeprefix('v')}"
    if not npm:
        return f"{use}, and npm is not installed, though Node.js is ({node})"
    if npm.startswith("/mnt/") and not node.startswith("/mnt/"):
        return f"{use}, and the only npm is that of Windows ({npm})"
    return ""


def oldest_node() -> tuple[int, ...]:
    """Return the oldest version of Node.js that will do, as web/package.json says."""
    package = json.loads((_WEB / "package.json").read_text(encoding="utf-8"))
    return tuple(map(int, re.findall(r"\d+", package["engines"]["node"])))


def _ask(*command: str) -> str:
    """Return what a program says, of whatever kind."""
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return said.stdout or said.stderr


def _draws() -> bool:
    """Whether Graphviz draws SVG: it may be installed without what does."""
    ran = subprocess.run(
        ["dot", "-Tsvg"], input="graph {}", text=True, capture_output=True, check=False
    )
    return ran.returncode == 0


def _reads_chinese() -> bool:
    """Whether a font has Chinese characters: macOS and Windows bring one, Linux may not."""
    if sys.platform != "linux":
        return True
    command = ["fc-list", ":lang=zh-cn", "file"]
    return bool(shutil.which(command[0]) and subprocess.check_output(command).strip())


def _installers(packages: list[str]) -> list[list[list[str]]]:
    """Return the ways to install packages here without asking anyone, each as its steps."""
    apt = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]]
    ways = []
    if shutil.which("apt-get") and hasattr(os, "geteuid"):
        if os.geteuid() == 0:
            ways.append(apt)
        elif os.environ.get("CI") and shutil.which("sudo"):
            ways.append([["sudo", "--non-interactive", *step] for step in apt])
    if shutil.which("brew") and os.environ.get("CI"):
        # Homebrew's node is one package, with npm.
        names = ["node" if name == "nodejs" else name for name in packages if name != "npm"]
        ways.append([["brew", "install", *names]])
    return ways


if __name__ == "__main__":
    for name in sys.argv[1:]:
        see_to(name)
