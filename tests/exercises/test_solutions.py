"""The exercises as chapters have them: starters that run, solutions that pass, twins alike."""

import json
import re
from typing import Any

import pytest

from book.editions import EDITIONS, sources

_CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)
_CHECK = re.compile(r'^check\("(\d\d-[a-z0-9-]+)", \w+\)$')
# What stands before an exercise's statement, and in the summaries of its folded parts.
_WORDS = {
    "zh": (r"\*\*练习 (\d)（(容易|中等|开放)）\*\* ", "提示 {}", "解答"),
    "en": (r"\*\*Exercise (\d) \((easy|medium|open)\)\*\* ", "Hint {}", "Solution"),
}


def read(edition: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return {chapter: {exercise: {part: source}}} of an edition, where a part is say `do`."""
    exercises: dict[str, dict[str, dict[str, str]]] = {}
    for path in sorted(sources(edition).glob("[0-9][0-9]-*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        if "exercises" not in [cell["id"] for cell in cells]:
            continue
        for cell in cells:
            if match := re.fullmatch(r"(try|do|solve)-(.+)", cell["id"]):
                parts = exercises.setdefault(path.stem, {}).setdefault(match[2], {})
                parts[match[1]] = "".join(cell["source"])
    return exercises


EXERCISES = {edition: read(edition) for edition in EDITIONS}
EACH = [(chapter, slug) for chapter, exercises in EXERCISES["en"].items() for slug in exercises]
each = pytest.mark.parametrize(("chapter", "slug"), EACH)


def code_of(edition: str, chapter: str, slug: str) -> str:
    """Return the code of a solution."""
    (code,) = _CODE.findall(EXERCISES[edition][chapter][slug]["solve"])
    return str(code)


def run(code: str) -> None:
    """Run code as a fresh Python does."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(code, "cell", "exec"), names)


def test_the_first_chapters_have_exercises() -> None:
    assert {"01-overview", "02-define", "03-loss"} <= set(EXERCISES["en"])


@pytest.mark.parametrize("chapter", EXERCISES["en"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_chapter_has_three_exercises_from_easy_to_open(edition: str, chapter: str) -> None:
    exercises = EXERCISES[edition][chapter]
    opening, _, _ = _WORDS[edition]
    matches = [re.match(opening, parts["try"]) for parts in exercises.values()]
    openings = [(match[1], match[2]) for match in matches if match]
    assert [number for number, _ in openings] == [str(n + 1) for n in range(len(exercises))]
    assert len(exercises) >= 3
    assert openings[0][1] in ("容易", "easy")
    assert openings[-1][1] in ("开放", "open")


@each
@pytest.mark.parametrize("edition", EDITIONS)
def test_hints_are_numbered_and_a_solution_is_folded(edition: str, chapter: str, slug: str) -> None:
    parts = EXERCISES[edition][chapter][slug]
    assert list(parts) == ["try", "do", "solve"]
    _, hint, solution = _WORDS[edition]
    summaries = re.findall(r"<summary>(.*?)</summary>", parts["try"])
    assert summaries == [hint.format(n + 1) for n in range(len(summaries))]
    assert 1 <= len(summaries) <= 3
    assert parts["solve"].startswith(f"<details>\n<summary>{solution}</summary>\n\n```python\n")
    assert parts["solve"].endswith("\n</details>")


@each
def test_a_starter_runs_and_says_that_it_has_no_answer_yet(
    chapter: str, slug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    starter = EXERCISES["en"][chapter][slug]["do"]
    last = _CHECK.match(starter.splitlines()[-1])
    assert last
    assert last[1] == f"{chapter[:2]}-{slug}"
    assert "..." in starter
    run(starter)
    zh, en = capsys.readouterr().out.splitlines()
    assert zh.startswith("还没有答案")
    assert en.startswith("No answer yet")


@each
def test_a_solution_passes_its_own_check(
    chapter: str, slug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = code_of("en", chapter, slug)
    assert code == code_of("zh", chapter, slug)
    assert code.splitlines()[-1] == EXERCISES["en"][chapter][slug]["do"].splitlines()[-1]
    run(code)
    assert capsys.readouterr().out == "对了。\nRight.\n"
