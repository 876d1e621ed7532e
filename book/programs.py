"""`python -m book.programs dot node` sees to the programs that pip cannot install."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# Which Debian packages bring a program, and what to say where they cannot be installed.
HOW = {
    "dot": (
        ["graphviz"],
        "The chapters draw graphs with Graphviz's program dot, which is not installed:"
        " on Debian or Ubuntu run `sudo apt install graphviz`, on macOS `brew install graphviz`,"
        " on Windows `winget install graphviz`, then try again.",
    ),
    "node": (
        ["nodejs", "npm"],
        "The pages' widgets are built with Node.js 20 or newer and its npm, which are not"
        " installed: on Debian 13 or Ubuntu 25.04 or newer run `sudo apt install nodejs npm`, on"
        " macOS `brew install node`, on Windows `winget install OpenJS.NodeJS.LTS`,"
        " then try again.",
    ),
    "chromium": (
        ["chromium"],
        "Tests and PDFs open pages in Chromium or Chrome, which is not installed: on Debian run"
        " `sudo apt install chromium`, on Ubuntu `sudo snap install chromium`, on macOS"
        " `brew install --cask chromium`, on Windows `winget install Hibbiki.Chromium`,"
        " then try again.",
    ),
    "chinese": (
        ["fontconfig", "fonts-noto-cjk"],
        "The PDFs need a font with Chinese characters, and there is none: on Debian or Ubuntu run"
        " `sudo apt install fontconfig fonts-noto-cjk`, then try again.",
    ),
    "firefox": (
        ["firefox-esr"],
        "The tests open pages in Firefox, which is not installed: on Debian run"
        " `sudo apt install firefox-esr`, on Ubuntu `sudo snap install firefox`, on macOS"
        " `brew install --cask firefox`, on Windows `winget install Mozilla.Firefox`,"
        " then try again.",
    ),
    "webkit": (
        ["webkit2gtk-driver", "xvfb", "xauth"],
        "The tests open pages in WebKit's MiniBrowser on a display of its own, which are not"
        " installed: on Debian or Ubuntu run `sudo apt install webkit2gtk-driver xvfb xauth`;"
        " no other system has them. Then try again.",
    ),
}
# Programs that go by several names.
_NAMES = {
    "chromium": ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    "firefox": ["firefox-esr", "firefox"],
}
# Programs that are not on the PATH, but where one kind of system puts them.
_PLACES = {"webkit": "usr/lib/*/webkit2gtk-4.*/MiniBrowser"}
_OLDEST_NODE = 20


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
    packages, how = HOW[program]
    if _present(program):
        return
    for install in _installers(packages):
        print(f"Installing {' and '.join(packages)} ...", flush=True)
        if all(subprocess.run(step, check=False).returncode == 0 for step in install):
            break
    if not _present(program):
        raise SystemExit(how)


def _present(program: str) -> bool:
    """Whether a program is there; Node.js only if it is new enough and npm is there too."""
    if program == "chinese":
        return _reads_chinese()
    if program != "node" or not shutil.which("node"):
        return find(program) is not None
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)", answer.stdout)
    return bool(version and int(version[1]) >= _OLDEST_NODE and shutil.which("npm"))


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
