"""The repository and its site are those of whoever builds."""

from collections.abc import Iterator

import pytest

from book import address


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    address.repository.cache_clear()
    yield
    address.repository.cache_clear()


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
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    answer = type("Answer", (), {"stdout": remote + "\n"})
    monkeypatch.setattr("subprocess.run", lambda *_, **__: answer)
    assert address.repository() == found
    assert bool(address.site()) == bool(found)
