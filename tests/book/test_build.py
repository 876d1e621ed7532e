"""What `make book` makes of what Sphinx says, and of a build that was interrupted."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from book import ROOT
from book.site import build
from book.site.execute import messages

CHAPTER = ROOT / "chapters" / "en" / "09-scale.ipynb"
SAID = f"""0.00s - Debugger warning: frozen modules
\x1b[91m{CHAPTER}:30005: WARNING: Lexing literal_block 'a
b' resulted in an error\x1b[39;49;00m
{ROOT}/chapters/en/index.md:7: ERROR: 'x' reference
  target not found
WARNING: a setting is unknown
{CHAPTER}: WARNING: Executing notebook failed: CellExecutionError
Traceback
[mystnb.exec]
"""


@pytest.fixture(autouse=True)
def _newcomer(monkeypatch: pytest.MonkeyPatch) -> None:
    def prepare(name: str, work: Path, *_: object, strict: bool) -> list[str]:
        return build.jupyter_book(ROOT / "chapters" / name, work, strict=strict)

    monkeypatch.setattr(build, "prepare", prepare)
    for name in ("CI", "BOOK_STRICT"):
        monkeypatch.delenv(name, raising=False)


def answer(monkeypatch: pytest.MonkeyPatch, code: int, said: str) -> list[list[str]]:
    """Let every program end with a code and say something; return what was run."""
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, code, stderr=said)

    monkeypatch.setattr(subprocess, "run", run)
    return ran


def doctrees(work: Path) -> Path:
    folder = work / "_build" / ".doctrees"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("environment.pickle", "09-scale.doctree", "index.doctree", "03-loss.doctree"):
        (folder / name).touch()
    return folder


def test_each_warning_is_one_line_and_its_page_is_read_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = answer(monkeypatch, 0, SAID)
    folder = doctrees(tmp_path)
    assert build.build_edition("en", tmp_path) == [
        "chapters/en/09-scale.ipynb, cell 3: Lexing literal_block 'a b' resulted in an error",
        "chapters/en/index.md, line 7: 'x' reference target not found",
        "a setting is unknown",
    ]
    assert sorted(path.name for path in folder.iterdir()) == [
        "03-loss.doctree",
        "environment.pickle",
    ]
    assert "-W" not in ran[-1]
    # What is no warning of Sphinx is passed on.
    assert capsys.readouterr().err == "0.00s - Debugger warning: frozen modules\n"


@pytest.mark.parametrize(("value", "strict"), [("true", True), ("1", True), ("false", False)])
def test_in_ci_a_warning_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str, strict: bool
) -> None:
    monkeypatch.setenv("CI", value)
    ran = answer(monkeypatch, 0, "")
    assert build.build_edition("en", tmp_path) == []
    assert ("-W" in ran[-1]) == strict


def test_links_are_checked_strictly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran = answer(monkeypatch, 0, "")
    build.build_edition("en", tmp_path, "linkcheck")
    assert "-W" in ran[-1]


def test_what_was_not_built_to_its_end_is_built_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = doctrees(tmp_path) / "environment.pickle"
    answer(monkeypatch, 1, "why")
    with pytest.raises(SystemExit, match="The en edition was not built"):
        build.build_edition("en", tmp_path)
    assert known.exists()
    answer(monkeypatch, 0, "")
    build.build_edition("en", tmp_path)
    assert not known.exists()
    known.touch()
    build.build_edition("en", tmp_path)
    assert known.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/a/b.py:3: RuntimeWarning: mind\n  f()\n", ["RuntimeWarning: mind"]),
        ("<string>:1: UserWarning: a\n<string>:1: UserWarning: a\n", ["UserWarning: a"]),
        ("\nsome words\nmore\n", ["some words"]),
        ("\n", []),
    ],
)
def test_of_stderr_the_warnings_are_told(text: str, told: list[str]) -> None:
    assert messages(text) == told
