"""`make reproducible` builds the last commit twice, apart, and tells what differs.

The copies lie in folders of other names and lengths, with other hash seeds and time zones, and
each executes every chapter and builds web/ itself.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from book import ROOT
from book.extension import markdown_pages

# What may differ between two builds of the same commit, and why: nothing else may.
EXPLAINED = (
    (
        "*.html",
        re.compile(
            rb'(<div class="[^"]*\btag_timing\b.*?<div class="cell_output )(.*?)</pre>', re.S
        ),
        "a cell with the tag `timing` prints how long something took",
    ),
    (
        "*.ipynb",
        re.compile(rb'("timing"\s*\]\s*\},\s*"outputs": \[)(.*?)\s*(?=\],\s*"source": )', re.S),
        "and so it does in the notebook",
    ),
    (
        "*.md",
        re.compile(
            "((?:{}|{})\n\n```text\n).*?(?=\n```)".format(
                *(words["timing"] for words in markdown_pages.WORDS.values())
            ).encode(),
            re.DOTALL,
        ),
        "and in the page's Markdown",
    ),
    (
        "*.html",
        re.compile(rb'()<time datetime="[\d-]+">[\d-]+</time>'),
        "a page says on which day its code was executed",
    ),
    (
        "*.html",
        re.compile(rb'()(?:data-version="\w+"|(?<=\.md)\?v=\w+)'),
        "and its address and its mark are those of what is in it",
    ),
)
_SURROUNDINGS = {
    "one": {"PYTHONHASHSEED": "1", "TZ": "UTC"},
    "another folder": {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai"},
}


def build(folder: Path, archive: bytes, surroundings: dict[str, str]) -> Path:
    """Build an archived commit in a folder; return its site."""
    folder.mkdir()
    subprocess.run(["tar", "-x"], cwd=folder, input=archive, check=True)
    (folder / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    subprocess.run(["npm", "run", "--silent", "build"], cwd=folder / "web", check=True)
    environment = os.environ | surroundings | {"PYTHONPATH": str(folder / "src")}
    subprocess.run(
        [sys.executable, "-m", "book.site.build"], cwd=folder, env=environment, check=True
    )
    return folder / "_build" / "site"


def differences(site: Path, other: Path) -> list[str]:
    """Return the files of two sites that are not the same, but for what is explained."""
    files = {path.relative_to(folder) for folder in (site, other) for path in folder.rglob("*.*")}
    return sorted(str(file) for file in files if _content(site / file) != _content(other / file))


def _content(path: Path) -> bytes | None:
    if not path.is_file():
        return None
    content = path.read_bytes()
    for name, pattern, _ in EXPLAINED:
        if path.match(name):
            content = pattern.sub(rb"\1", content)
    return content


def main() -> None:
    """Build twice and compare.

    Raises:
        SystemExit: something differs; names the files, which are kept.
    """
    folder = Path(tempfile.mkdtemp(prefix="twice-"))
    command = ["git", "archive", "HEAD"]
    archive = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    sites = [build(folder / name, archive, more) for name, more in _SURROUNDINGS.items()]
    if files := differences(*sites):
        raise SystemExit(f"Between {sites[0]} and {sites[1]} differ:\n" + "\n".join(files))
    shutil.rmtree(folder)
    reasons = [reason for *_, reason in EXPLAINED]
    print("Both builds gave the same bytes, but for:", *reasons, sep="\n- ")


if __name__ == "__main__":
    main()
