"""Who the repository is, which the source does not know: the build's surroundings say it."""

import os
import re
import subprocess
from functools import cache

from book import ROOT


@cache
def repository() -> str:
    """Return ``owner/name`` on GitHub, or nothing where neither CI nor a git remote says it."""
    if named := os.environ.get("GITHUB_REPOSITORY", ""):
        return named
    asked = subprocess.run(
        ["git", "remote", "get-url", "origin"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    match = re.search(r"github\.com[:/]([\w.-]+/[\w.-]+?)(\.git)?/?$", asked.stdout.strip())
    return match[1] if match else ""


def site() -> str:
    """Return the address of the published site, with a slash at its end, or nothing."""
    if not repository():
        return ""
    owner, name = repository().split("/")
    host = f"https://{owner.lower()}.github.io/"
    return host if name.lower() == f"{owner.lower()}.github.io" else f"{host}{name}/"
