"""Who the repository is, which the source does not know: the build's surroundings say it."""

import os
import re
import subprocess
from functools import cache

from book import ROOT

# Where the notebooks lie that readers take away: a folder beside the pages, and a branch.
NOTEBOOKS = "notebooks"


@cache
def repository() -> str:
    """Return ``owner/name`` on GitHub, or nothing where neither CI nor a git remote says it."""
    if repository_on_ci := os.environ.get("GITHUB_REPOSITORY", ""):
        return repository_on_ci
    match = re.search(
        r"github\.com[:/]([\w.-]+/[\w.-]+?)(\.git)?/?$", _git("remote", "get-url", "origin")
    )
    return match[1] if match else ""


@cache
def branch() -> str:
    """Return the branch whose sources are read and edited: a tag and a detached head name none."""
    if os.environ.get("GITHUB_REF_TYPE") == "branch":
        # What a pull request asks to change, else what was pushed.
        return os.environ.get("GITHUB_BASE_REF") or os.environ["GITHUB_REF_NAME"]
    return _git("branch", "--show-current") or "main"


@cache
def commit() -> str:
    """Return the commit that is built, shortened, or nothing outside of a checkout."""
    return (os.environ.get("GITHUB_SHA") or _git("rev-parse", "HEAD"))[:9]


def site() -> str:
    """Return the address of the published site, with a slash at its end, or nothing.

    ``BOOK_SITE`` names one that is not where GitHub Pages puts the repository's.
    """
    if address := os.environ.get("BOOK_SITE", ""):
        return address.rstrip("/") + "/"
    if not repository():
        return ""
    owner, name = repository().split("/")
    host = f"https://{owner.lower()}.github.io/"
    return host if name.lower() == f"{owner.lower()}.github.io" else f"{host}{name}/"


def colab(path: str) -> str:
    """Return where Colab opens a notebook of the branch of published ones."""
    return f"https://colab.research.google.com/github/{repository()}/blob/{NOTEBOOKS}/{path}"


def _git(*command: str) -> str:
    """Return what git says of the checkout, or nothing."""
    answer = subprocess.run(
        ["git", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()
