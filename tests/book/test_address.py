"""The repository and its site are those of whoever builds."""

import os
from collections.abc import Iterator

import pytest

from book import address


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("BOOK_SITE", *(name for name in os.environ if name.startswith("GITHUB_"))):
        monkeypatch.delenv(name, raising=False)
    known = (address.repository, address.branch, address.commit)
    for one in known:
        one.cache_clear()
    yield
    for one in known:
        one.cache_clear()


def answer(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """Let git say something, whatever it is asked."""
    told = type("Answer", (), {"stdout": f"{said}\n"})
    monkeypatch.setattr("subprocess.run", lambda *_, **__: told)


@pytest.mark.parametrize(
    ("named", "site"),
    [
        ("Ada/live-nets", "https://ada.github.io/live-nets/"),
        ("grace/grace.github.io", "https://grace.github.io/"),
    ],
)
def test_ci_names_the_repository(monkeypatch: pytest.MonkeyPatch, named: str, site: str) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", named)
    assert address.repository() == named
    assert address.site() == site


@pytest.mark.parametrize(
    ("remote", "found"),
    [
        ("git@github.com:ada/live-nets.git", "ada/live-nets"),
        ("https://github.com/ada/live-nets", "ada/live-nets"),
        ("https://example.org/ada/live-nets.git", ""),
        ("", ""),
    ],
)
def test_else_the_git_remote_does(monkeypatch: pytest.MonkeyPatch, remote: str, found: str) -> None:
    answer(monkeypatch, remote)
    assert address.repository() == found
    assert bool(address.site()) == bool(found)


def test_a_site_elsewhere_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/live-nets")
    monkeypatch.setenv("BOOK_SITE", "https://nets.example.org/book")
    assert address.site() == "https://nets.example.org/book/"


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
        ({}, "drafts", "drafts"),
        ({}, "", "main"),
    ],
)
def test_the_branch_is_where_sources_are_edited(
    monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], local: str, found: str
) -> None:
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    answer(monkeypatch, local)
    assert address.branch() == found


def test_the_commit_is_cis_or_the_checkouts(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "0123456789abcdef")
    assert address.commit() == "012345678"
    address.commit.cache_clear()
    monkeypatch.setenv("GITHUB_SHA", "fedcba9876543210")
    assert address.commit() == "fedcba987"
