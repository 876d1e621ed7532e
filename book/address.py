"""Whose book this is, which the source does not know: the build's surroundings say it.

Only a repository whose top is this folder says it: a book that was unpacked within another one's
folder is not that one's. Where nobody says it, pages have no links to a repository.
"""

import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from book import ROOT, forges

# Where the notebooks lie that readers take away: a folder beside the pages, and a branch.
NOTEBOOKS = "notebooks"

_GITHUB = "https://github.com"
# mybinder.org clones what anyone may; of Gitee it is not known to.
_BINDER_HOSTS = {"gitlab.com", "codeberg.org"}
# Git's hooks set them, and then git would speak of the hook's repository, wherever it is asked.
_OF_A_HOOK = {
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX"),
    *("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"),
}
# Set when git's refusal was told, here and for the processes that this one starts.
_TOLD = "BOOK_GIT_REFUSED"
_telling = threading.Lock()


@cache
def hosted() -> forges.Repository | None:
    """Return the repository, where CI or a git remote says it and its site's kind is known.

    ``BOOK_FORGE`` names the kind of a site that is not one of the public ones.

    Raises:
        SystemExit: there is no such kind.
    """
    elsewhere = os.environ.get("BOOK_FORGE", "").lower()
    if elsewhere and elsewhere not in forges.FORGES:
        raise SystemExit(
            f"BOOK_FORGE is {elsewhere!r}; it names one of {', '.join(forges.FORGES)}."
        )
    if by_ci := _by_ci():
        return by_ci
    # Changes are pushed to GitHub itself where a mirror of it is fetched from.
    remotes = (_git("remote", "get-url", *way, "origin") for way in ((), ("--push",)))
    return next(filter(None, (forges.find(remote, elsewhere) for remote in remotes)), None)


def repository() -> str:
    """Return ``owner/name`` on GitHub, or nothing where the repository is not known to be there."""
    here = hosted()
    return here.path if here and here.host == "github.com" else ""


@cache
def branch() -> str:
    """Return the branch whose sources are read and edited: a tag and a detached head name none."""
    if os.environ.get("GITHUB_REF_TYPE") == "branch" and _built_by_ci():
        # What a pull request asks to change, else what was pushed.
        return os.environ.get("GITHUB_BASE_REF") or os.environ["GITHUB_REF_NAME"]
    return (
        _git("branch", "--show-current")
        # GitLab and Woodpecker, where heads are detached
        or os.environ.get("CI_COMMIT_BRANCH", "")
        or os.environ.get("CI_DEFAULT_BRANCH", "")
        or _git("rev-parse", "--abbrev-ref", "origin/HEAD").removeprefix("origin/")
        or "main"
    )


@cache
def commit() -> str:
    """Return the commit that is built, shortened, or nothing outside of a checkout."""
    by_ci = os.environ.get("GITHUB_SHA", "") if _built_by_ci() else ""
    return (by_ci or _git("rev-parse", "--verify", "--quiet", "HEAD"))[:9]


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


def doors(path: str) -> dict[str, str]:
    """Return where a notebook of the branch of published ones opens, by the service's name.

    These services open what is public on GitHub, and nothing of other sites.
    """
    if not repository():
        return {}
    file = f"{repository()}/blob/{NOTEBOOKS}/{path}"
    return {
        "Colab": f"https://colab.research.google.com/github/{file}",
        "ModelScope": f"https://modelscope.cn/notebook/share/github/{file}",
        "Kaggle": "https://kaggle.com/kernels/welcome?" + urlencode({"src": f"{_GITHUB}/{file}"}),
    }


def binder(path: str) -> str:
    """Return where Binder opens a notebook as it is written, or nothing."""
    here = hosted()
    if here and here.host == "github.com":
        place = f"gh/{here.path}"
    elif here and here.host in _BINDER_HOSTS:
        place = f"git/{quote(here.web, safe='')}"
    else:
        return ""
    query = urlencode({"labpath": path})
    return f"https://mybinder.org/v2/{place}/{quote(branch(), safe='')}?{query}"


@cache
def is_top() -> bool:
    """Return whether this folder is the top of a repository that git speaks of.

    Where it is and git refuses, git's own sentence is told once.
    """
    if not (ROOT / ".git").exists():
        return False
    answer = _ask("rev-parse", "--show-prefix")
    if answer is None:
        return False
    if answer.returncode:
        _tell(answer.stderr.strip())
    return answer.returncode == 0 and not answer.stdout.strip()


def git_surroundings() -> dict[str, str]:
    """Return the variables with which git speaks of the folder that it is asked in, no other."""
    return {name: text for name, text in os.environ.items() if name not in _OF_A_HOOK}


def _by_ci() -> forges.Repository | None:
    """Return the repository on GitHub that CI builds, if that is this folder's.

    Forgejo, Gitea and GitHub Enterprise set the same variables, and name their own server.
    """
    server = os.environ.get("GITHUB_SERVER_URL") or _GITHUB
    named = forges.find(f"{server}/{os.environ.get('GITHUB_REPOSITORY', '')}")
    return named if named and named.host == "github.com" and _built_by_ci() else None


def _built_by_ci() -> bool:
    """Return whether the repository that CI speaks of is this folder's, not one around it."""
    folder = os.environ.get("GITHUB_WORKSPACE", "")
    return not folder or Path(folder).resolve() == ROOT.resolve()


def _git(*command: str) -> str:
    """Return what git says of the repository whose top is this folder, or nothing."""
    answer = _ask(*command) if is_top() else None
    return answer.stdout.strip() if answer and answer.returncode == 0 else ""


def _ask(*command: str) -> subprocess.CompletedProcess[str] | None:
    """Ask git in this folder; return nothing where there is no git."""
    try:
        return subprocess.run(
            ["git", *command],
            cwd=ROOT,
            env=git_surroundings(),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        return None


def _tell(refusal: str) -> None:
    """Say why git does not tell of this folder, once in a build and all that it starts."""
    with _telling:
        if _TOLD not in os.environ:
            os.environ[_TOLD] = "yes"
            print(
                "git does not tell whose book this is, so pages do without what it would know."
                f" It says:\n{refusal}",
                file=sys.stderr,
                flush=True,
            )
