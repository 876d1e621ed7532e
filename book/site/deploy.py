"""`make publish REMOTE=origin BRANCHES=` pushes the built site and its notebooks.

The site goes to the branch `gh-pages`, the notebooks to `notebooks`, where Colab, ModelScope and
Kaggle find them. Each push is one commit without a past, so that what was published before does
not weigh on a clone.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from book import ROOT, SITE, address
from book.editions import EDITIONS

_README = """# 看得见的神经网络 / Neural Networks, Live

书里的笔记本：已经执行过，由构建写成。改动请到写书的分支。

The notebooks of the book, executed, as the build made them. Change them on the branch where the
book is written.

| 中文 | English |
|-|-|
"""


def lay_out_site(folder: Path) -> None:
    """Put into a folder what a host of static pages shows."""
    shutil.copytree(SITE, folder, dirs_exist_ok=True)
    (folder / ".nojekyll").touch()  # GitHub would leave out what begins with _


def lay_out_notebooks(folder: Path) -> None:
    """Put the notebooks of both editions into a folder, with a table that opens them."""
    for name in EDITIONS:
        shutil.copytree(SITE / name / address.NOTEBOOKS, folder / name)
    rows = "".join(
        "| " + " | ".join(_entry(folder, f"{name}/{page.name}") for name in EDITIONS) + " |\n"
        for page in sorted((folder / "zh").glob("*.ipynb"))
    )
    (folder / "README.md").write_text(_README + rows, encoding="utf-8")


def _entry(folder: Path, path: str) -> str:
    """Return a link to a notebook under its title, and to the services that open it."""
    # nbformat would load a second's worth of what checks notebooks.
    notebook = json.loads((folder / path).read_text(encoding="utf-8"))
    title = notebook["cells"][0]["source"][0].strip().removeprefix("# ")
    doors = {title: path} | address.doors(path)
    return ", ".join(f"[{name}]({place})" for name, place in doors.items())


BRANCHES: dict[str, Callable[[Path], None]] = {
    "gh-pages": lay_out_site,
    address.NOTEBOOKS: lay_out_notebooks,
}


def push(folder: Path, remote: str, branch: str) -> None:
    """Make a commit of a folder, and of nothing else, and put a remote's branch there.

    The commit is made in a repository of its own, so the checkout's files and branches stay as
    they are; it is pushed from the checkout, which knows the remote and may write there. Not by
    ghp-import: that overwrites a local branch, and keeps its past where a remote is an address.

    Raises:
        SystemExit: git did not do it; its own words stand above.
    """
    who = _git(ROOT, "log", "-1", "--format=%an%n%ae%n%aI").splitlines()
    identity = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in zip(("NAME", "EMAIL", "DATE"), who, strict=True)
    }
    message = f"Built from {address.commit()}"
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all", "--force")
    _git(folder, "commit", "--quiet", "--no-verify", "--message", message, **identity)
    _git(ROOT, "fetch", "--quiet", str(folder), "HEAD")
    _git(ROOT, "push", "--quiet", "--force", remote, f"FETCH_HEAD:refs/heads/{branch}")


def _git(folder: Path, *command: str, **environment: str) -> str:
    done = subprocess.run(
        ["git", *command],
        cwd=folder,
        env=address.git_surroundings() | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit("Nothing more was published: git failed, and says why above.")
    return done.stdout.strip()


def main() -> None:
    """Push the branches and say where.

    Raises:
        SystemExit: there is no site yet, no such branch, or no repository of this book; or git
            failed.
    """
    remote = sys.argv[1] if len(sys.argv) > 1 else "origin"
    branches = sys.argv[2:] or list(BRANCHES)
    if unknown := set(branches) - BRANCHES.keys():
        raise SystemExit(
            f"Only {' and '.join(BRANCHES)} are published, not {', '.join(sorted(unknown))}."
        )
    if not (SITE / "index.html").exists():
        raise SystemExit("There is no book to publish yet: run `make book` first.")
    if not address.is_top():
        # A repository around this folder is another's: its branches would be overwritten.
        raise SystemExit(
            "Nothing was published: this folder is not the top of a git repository, or there is no"
            " git on this machine. Clone the book with git, then publish from the clone."
        )
    for branch in branches:
        with tempfile.TemporaryDirectory() as folder:
            BRANCHES[branch](Path(folder))
            push(Path(folder), remote, branch)
        print(f"{branch} of {remote} holds what was built from {address.commit()}.")


if __name__ == "__main__":
    main()
