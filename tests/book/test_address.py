"""The repository and its site are those of whoever builds, as far as git and CI truly say it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from book import ROOT, address, forges
from book.extension.menu import links

GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
REMOTE = "https://github.com/ada/live-nets.git"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Let the book lie in a folder of its own, where nothing says yet whose it is."""
    for name in os.environ:
        if name.startswith(("BOOK_", "GITHUB_", "CI_", "GIT_")):
            monkeypatch.delenv(name)
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    place = tmp_path / "around" / "的 book"
    place.mkdir(parents=True)
    monkeypatch.setattr(address, "ROOT", place)
    forget()
    yield place
    forget()


def forget() -> None:
    for known in (address.hosted, address.branch, address.commit, address.is_top):
        known.cache_clear()


def git(folder: Path, *command: str) -> str:
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    done = subprocess.run(
        ["git", *who, *command], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def clone(folder: Path, remote: str, branch: str = "main") -> None:
    """Make a folder a repository with a commit and a remote."""
    git(folder, "init", "--quiet", "--initial-branch", branch)
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "One")
    git(folder, "remote", "add", "origin", remote)


@pytest.mark.parametrize(
    ("named", "site"),
    [
        ("Ada/live-nets", "https://ada.github.io/live-nets/"),
        ("grace/grace.github.io", "https://grace.github.io/"),
    ],
)
@pytest.mark.parametrize("server", [None, "https://github.com", "https://GitHub.com/"])
def test_ci_names_the_repository(
    monkeypatch: pytest.MonkeyPatch, named: str, site: str, server: str | None
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", named)
    if server:
        monkeypatch.setenv("GITHUB_SERVER_URL", server)
    assert address.repository() == named
    assert address.site() == site


@pytest.mark.parametrize(
    "server",
    [
        "https://codeberg.org",
        "https://gitea.example.org",
        "https://github.example.com",
        "https://octo.ghe.com",
        "https://github.com.evil.org",
        "https://github.com:8443",
    ],
)
def test_the_ci_of_another_server_is_not_githubs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    """It sets the same variables; its checkout has a remote, which says the truth."""
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/live-nets")
    monkeypatch.setenv("GITHUB_SERVER_URL", server)
    assert (address.hosted(), address.site(), address.doors("en/a.ipynb")) == (None, "", {})
    forget()
    clone(folder, f"{server}/ada/live-nets")
    assert (address.repository(), address.site(), address.doors("en/a.ipynb")) == ("", "", {})
    assert bool(address.hosted()) == (server == "https://codeberg.org")


GITHUB = [
    "git@github.com:ada/live-nets.git",
    "github.com:ada/live-nets",
    "git@github.com:/ada/live-nets.git/",
    "https://github.com/ada/live-nets",
    "https://github.com/ada/live-nets/",
    "https://github.com/ada/live-nets.git/",
    "http://github.com/ada/live-nets.git",
    "https://GitHub.COM/ada/live-nets.git",
    "https://www.github.com/ada/live-nets",
    "https://github.com:443/ada/live-nets.git",
    "https://ada@github.com/ada/live-nets.git",
    "https://ada:ghp_0123456789@github.com/ada/live-nets.git",
    "https://x-access-token:ghs_0123@github.com/ada/live-nets",
    "ssh://git@github.com/ada/live-nets.git",
    "ssh://git@github.com:22/ada/live-nets.git",
    "ssh://git@ssh.github.com:443/ada/live-nets.git",
    "git@ssh.github.com:ada/live-nets.git",
    "git+ssh://git@github.com/ada/live-nets.git",
    "git://github.com/ada/live-nets.git",
]
UNKNOWN = [
    "https://example.org/ada/live-nets.git",
    "https://github.com.evil.org/ada/live-nets.git",
    "https://notgithub.com/ada/live-nets.git",
    "https://not-github.com/ada/live-nets.git",
    "https://githubxcom/ada/live-nets.git",
    "https://github.com@evil.org/ada/live-nets.git",
    "https://github.com:ada@evil.org/ada/live-nets.git",
    "https://evil.org/github.com/ada/live-nets.git",
    "https://evil.org/?github.com/ada/live-nets",
    "https://evil.org/#github.com:ada/live-nets",
    "https://github.com:8443/ada/live-nets.git",
    "https://github.com:none/ada/live-nets.git",
    "https://ssh.github.com/ada/live-nets.git",
    "ssh://git@github.com:2222/ada/live-nets.git",
    "git@github.com.evil.org:ada/live-nets.git",
    "git@evil.org:github.com/ada/live-nets.git",
    "evil:x@github.com:ada/live-nets.git",
    "https://github.com/ada",
    "https://github.com/",
    "https://github.com/ada/live-nets/tree/main",
    "https://github.com/ada/..",
    "https://gist.github.com/ada/0123456789.git",
    'https://github.com/ada/li"ve<nets',
    "/srv/github.com:ada/live-nets.git",
    "./github.com:ada/live-nets",
    "file:///srv/github.com/ada/live-nets.git",
]


@pytest.mark.parametrize("remote", GITHUB)
def test_github_is_known_by_each_of_its_addresses(remote: str) -> None:
    here = forges.find(remote)
    assert here
    # without a name or a token in it
    assert here.web == "https://github.com/ada/live-nets"
    assert (here.host, here.path, here.forge) == ("github.com", "ada/live-nets", "github")


@pytest.mark.parametrize("remote", UNKNOWN)
def test_a_look_alike_is_told_apart(remote: str) -> None:
    assert forges.find(remote) is None


def test_else_the_git_remote_does(folder: Path) -> None:
    clone(folder, "ssh://git@ssh.github.com:443/ada/live-nets.git")
    assert address.repository() == "ada/live-nets"
    assert address.site() == "https://ada.github.io/live-nets/"


def test_a_remote_that_is_not_known_gives_nothing(folder: Path) -> None:
    clone(folder, "https://github.com.evil.org/ada/live-nets.git")
    assert (address.hosted(), address.site()) == (None, "")
    assert (address.binder("a.ipynb"), address.doors("a.ipynb")) == ("", {})


def test_git_writes_out_what_an_address_is_short_for(folder: Path) -> None:
    clone(folder, "gh:ada/live-nets")
    git(folder, "config", "url.https://github.com/.insteadOf", "gh:")
    assert address.repository() == "ada/live-nets"


def test_an_address_that_stands_for_another_is_not_taken_by_its_word(folder: Path) -> None:
    clone(folder, REMOTE)
    git(folder, "config", "url.https://git.example.org/.insteadOf", "https://github.com/")
    assert address.hosted() is None


def test_a_mirror_is_fetched_from_and_github_pushed_to(folder: Path) -> None:
    clone(folder, "https://mirror.example.org/https://github.com/ada/live-nets.git")
    git(folder, "remote", "set-url", "--push", "origin", "git@github.com:grace/live-nets.git")
    assert address.repository() == "grace/live-nets"


def test_a_repository_around_the_book_is_not_the_books(folder: Path) -> None:
    clone(folder.parent, REMOTE, "theirs")
    assert (address.hosted(), address.commit(), address.branch()) == (None, "", "main")


def test_nor_is_one_that_git_was_told_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook of another repository builds the book: git set where its own repository is."""
    clone(folder.parent, REMOTE, "theirs")
    monkeypatch.setenv("GIT_DIR", str(folder.parent / ".git"))
    assert (address.hosted(), address.commit()) == (None, "")
    forget()
    monkeypatch.delenv("GIT_DIR")
    clone(folder, "https://codeberg.org/ada/nets")
    monkeypatch.setenv("GIT_DIR", str(folder.parent / ".git"))
    here = address.hosted()
    assert here
    assert here.host == "codeberg.org"


def test_nor_is_the_one_that_ci_builds_around_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ci = {
        "GITHUB_REPOSITORY": "grace/homepage",
        "GITHUB_SHA": "fedcba9876543210",
        "GITHUB_REF_TYPE": "branch",
        "GITHUB_REF_NAME": "theirs",
        "GITHUB_WORKSPACE": str(folder.parent),
    }
    for name, value in ci.items():
        monkeypatch.setenv(name, value)
    assert (address.hosted(), address.commit(), address.branch()) == (None, "", "main")
    forget()
    clone(folder, REMOTE, "drafts")  # as actions/checkout does with a `path`
    assert (address.repository(), address.branch()) == ("ada/live-nets", "drafts")
    assert git(folder, "rev-parse", "HEAD").startswith(address.commit())
    forget()
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder))
    assert (address.repository(), address.branch()) == ("grace/homepage", "theirs")


def test_a_folder_within_a_work_tree_of_its_own_is_the_books(folder: Path) -> None:
    other = folder.parent / "other"
    other.mkdir()
    clone(other, REMOTE)
    folder.rmdir()
    git(other, "worktree", "add", "--quiet", "-b", "drafts", str(folder))
    assert (address.repository(), address.branch()) == ("ada/live-nets", "drafts")


def test_a_site_elsewhere_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/live-nets")
    monkeypatch.setenv("BOOK_SITE", "https://nets.example.org/book")
    assert address.site() == "https://nets.example.org/book/"


@pytest.mark.parametrize(
    ("remote", "forge", "edit", "report", "binder"),
    [
        (
            "git@gitlab.com:ai/course/nets.git",
            "",
            "https://gitlab.com/ai/course/nets/-/edit/drafts/chapters/en/a.ipynb",
            "https://gitlab.com/ai/course/nets/-/issues/new"
            "?issue%5Btitle%5D=a&issue%5Bdescription%5D=b%0Ac",
            "git/https%3A%2F%2Fgitlab.com%2Fai%2Fcourse%2Fnets",
        ),
        (
            "ssh://git@altssh.gitlab.com:443/ada/nets.git",
            "",
            "https://gitlab.com/ada/nets/-/edit/drafts/chapters/en/a.ipynb",
            "https://gitlab.com/ada/nets/-/issues/new"
            "?issue%5Btitle%5D=a&issue%5Bdescription%5D=b%0Ac",
            "git/https%3A%2F%2Fgitlab.com%2Fada%2Fnets",
        ),
        (
            "https://gitee.com/ada/nets.git",
            "",
            "https://gitee.com/ada/nets/edit/drafts/chapters/en/a.ipynb",
            "https://gitee.com/ada/nets/issues/new?issue%5Btitle%5D=a&issue%5Bdescription%5D=b%0Ac",
            "",
        ),
        (
            "https://codeberg.org/ada/nets.git",
            "gitlab",  # a kind for other sites changes nothing of those that are known
            "https://codeberg.org/ada/nets/_edit/drafts/chapters/en/a.ipynb",
            "https://codeberg.org/ada/nets/issues/new?title=a&body=b%0Ac",
            "git/https%3A%2F%2Fcodeberg.org%2Fada%2Fnets",
        ),
        (
            "ssh://git@git.example.edu:2222/ai/nets.git",
            "gitlab",
            "https://git.example.edu/ai/nets/-/edit/drafts/chapters/en/a.ipynb",
            "https://git.example.edu/ai/nets/-/issues/new"
            "?issue%5Btitle%5D=a&issue%5Bdescription%5D=b%0Ac",
            "",
        ),
        (
            "http://git.example.edu:3000/sub/ai/nets.git",
            "Forgejo",
            "http://git.example.edu:3000/sub/ai/nets/_edit/drafts/chapters/en/a.ipynb",
            "http://git.example.edu:3000/sub/ai/nets/issues/new?title=a&body=b%0Ac",
            "",
        ),
        (
            "git@github.example.com:ai/nets.git",
            "github",
            "https://github.example.com/ai/nets/edit/drafts/chapters/en/a.ipynb",
            "https://github.example.com/ai/nets/issues/new?title=a&body=b%0Ac",
            "",
        ),
    ],
)
def test_each_site_has_addresses_of_its_own(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    remote: str,
    forge: str,
    edit: str,
    report: str,
    binder: str,
) -> None:
    if forge:
        monkeypatch.setenv("BOOK_FORGE", forge)
    clone(folder, remote, "drafts")
    here = address.hosted()
    assert here
    assert here.edit(address.branch(), "chapters/en/a.ipynb") == edit
    assert here.report("a", "b\nc") == report
    found = address.binder("chapters/en/a.ipynb")
    wanted = f"https://mybinder.org/v2/{binder}/drafts?labpath=chapters%2Fen%2Fa.ipynb"
    assert found == (wanted if binder else "")
    # What opens notebooks of GitHub opens none of these, and GitHub's Pages have no such site.
    assert (address.repository(), address.site(), address.doors("a")) == ("", "", {})


@pytest.mark.parametrize("remote", ["https://gitee.com/ada/a/b", "https://codeberg.org/a/b/c"])
def test_a_known_site_has_no_groups_that_it_does_not_have(folder: Path, remote: str) -> None:
    clone(folder, remote)
    assert address.hosted() is None


def test_an_unknown_kind_of_site_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_FORGE", "svn")
    with pytest.raises(SystemExit, match=r"BOOK_FORGE is 'svn'; it names one of github, gitlab, "):
        address.hosted()


def test_a_published_notebook_opens_by_its_address_on_github(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/live-nets")
    file = "ada/live-nets/blob/notebooks/zh/02-define.ipynb"
    assert address.doors("zh/02-define.ipynb") == {
        "Colab": f"https://colab.research.google.com/github/{file}",
        "ModelScope": f"https://modelscope.cn/notebook/share/github/{file}",
        "Kaggle": "https://kaggle.com/kernels/welcome?src=https%3A%2F%2Fgithub.com%2F"
        + file.replace("/", "%2F"),
    }


@pytest.mark.parametrize(
    ("surroundings", "local", "found"),
    [
        ({"GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "drafts"}, "other", "drafts"),
        (
            {
                "GITHUB_REF_TYPE": "branch",
                "GITHUB_REF_NAME": "7/merge",
                "GITHUB_BASE_REF": "drafts",
            },
            "",
            "drafts",
        ),
        ({"GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"}, "", "main"),
        ({"CI_COMMIT_BRANCH": "drafts", "CI_DEFAULT_BRANCH": "trunk"}, "", "drafts"),
        ({"CI_DEFAULT_BRANCH": "trunk"}, "", "trunk"),
        ({}, "drafts", "drafts"),
        ({}, "", "main"),
    ],
)
def test_the_branch_is_where_sources_are_edited(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    surroundings: dict[str, str],
    local: str,
    found: str,
) -> None:
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    clone(folder, REMOTE, local or "somewhere")
    if not local:
        git(folder, "checkout", "--quiet", "--detach")
    assert address.branch() == found


def test_a_detached_head_is_of_the_branch_that_the_remote_opens_with(folder: Path) -> None:
    clone(folder, REMOTE)
    git(folder, "checkout", "--quiet", "--detach")
    git(folder, "update-ref", "refs/remotes/origin/master", "HEAD")
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/master")
    assert address.branch() == "master"


def test_the_commit_is_cis_or_the_checkouts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone(folder, REMOTE)
    assert address.commit() == git(folder, "rev-parse", "HEAD")[:9]
    address.commit.cache_clear()
    monkeypatch.setenv("GITHUB_SHA", "fedcba9876543210")
    assert address.commit() == "fedcba987"


def test_a_repository_without_a_commit_has_none_yet(folder: Path) -> None:
    git(folder, "init", "--quiet")
    assert address.commit() == ""


# Asks as a build does: in threads, and then in a process that the first one starts.
ASKING = f"""
import subprocess, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from book import address
address.ROOT = Path(sys.argv[1])
with ThreadPoolExecutor() as pool:
    list(pool.map(lambda ask: ask(), [address.hosted, address.branch, address.commit] * 2))
print([address.hosted(), address.branch(), address.commit(), address.site()], flush=True)
if len(sys.argv) == 2:
    subprocess.run([sys.executable, __file__, sys.argv[1], "child"], check=True)
"""
NOTHING = "[None, 'main', '', '']\n" * 2


def ask(folder: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    script = folder.parent / "ask.py"
    script.write_text(ASKING, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(script), str(folder)],
        env=os.environ | surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_where_git_refuses_it_says_why_once(folder: Path) -> None:
    clone(folder, REMOTE)
    done = ask(folder, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert (done.returncode, done.stdout) == (0, NOTHING)
    assert done.stderr.count("git does not tell whose book this is") == 1
    assert done.stderr.count("dubious ownership") == 1
    assert "safe.directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_book_that_was_downloaded_is_silent(folder: Path) -> None:
    clone(folder.parent, REMOTE)
    done = ask(folder, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert (done.returncode, done.stdout, done.stderr) == (0, NOTHING, "")


@pytest.mark.parametrize("repository", [True, False])
def test_without_git_there_are_no_links(folder: Path, repository: bool) -> None:
    if repository:
        clone(folder, REMOTE)
    done = ask(folder, PATH=str(folder.parent / "empty"))
    assert (done.returncode, done.stdout, done.stderr) == (0, NOTHING, "")


def test_the_menu_of_a_book_elsewhere_edits_and_reports_there(folder: Path) -> None:
    clone(folder, "https://gitee.com/ada/nets.git", "master")
    menu = links("zh", Path("02-define.ipynb"), "body")
    assert menu.pop("doors") == {}  # none of the services opens what lies on Gitee
    assert menu == {
        "edit": "https://gitee.com/ada/nets/edit/master/chapters/zh/02-define.ipynb",
        "report": "https://gitee.com/ada/nets/issues/new"
        "?issue%5Btitle%5D=02-define&issue%5Bdescription%5D=body",
    }


def test_the_menu_of_a_book_of_nobody_has_no_such_links(folder: Path) -> None:
    assert links("zh", Path("02-define.ipynb"), "body") == {"doors": {}}
    assert links("zh", Path("words.md"), "body") == {}
