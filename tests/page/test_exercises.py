"""Solutions and wrong answers of the exercises in the page's Python, with the same sentences."""

import json
from pathlib import Path

import pytest

from book import ROOT
from tests.exercises.test_solutions import EXERCISES, code_of
from tests.page.machine import raised, run, text

# What pages cannot yet say of an exercise: its solution or one of its wrong answers.
UNSOLVED: dict[str, str] = {}
# Wrong answers that do not get their sentence yet, by the error that they end in.
UNSAID: dict[str, list[str]] = {}
# Stands for pytest: a test's cases are kept beside it, and none is collected here.
PYTEST = """
import sys, types

def parametrize(names, values):
    names = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)
    def keep(function):
        function.cases = [dict(zip(names, v if len(names) > 1 else (v,))) for v in values]
        return function
    return keep

class Mark:
    parametrize = staticmethod(parametrize)
    def __getattr__(self, name):
        return lambda *a, **k: a[0] if a and callable(a[0]) else (lambda f: f)

stand = types.ModuleType("pytest")
stand.mark = Mark()
stand.param = lambda *values, **rest: values if len(values) > 1 else values[0]
stand.fixture = lambda f=None, **k: f if f else (lambda g: g)
sys.modules["pytest"] = stand
"""
RUN = """
import json
failed, count = [], 0
for name, test in list(globals().items()):
    if not name.startswith("test_") or not callable(test):
        continue
    for case in getattr(test, "cases", [{}]):
        count += 1
        try:
            test(**case)
        except BaseException as error:
            failed.append(f"{name}: {type(error).__name__}: {str(error)[:200]}")
print(json.dumps([count, failed]))
"""
# The chapters of the first stage; the others follow.
STAGE = ("02", "03", "04", "05")
CHAPTERS = [ROOT / f"tests/exercises/test_ch{number}.py" for number in STAGE]


@pytest.mark.slow
@pytest.mark.parametrize("chapter", [name for name in EXERCISES["en"] if name[:2] in STAGE])
def test_solutions_are_right(chapter: str) -> None:
    slugs = list(EXERCISES["en"][chapter])
    cells = [{"id": slug, "source": code_of("en", chapter, slug)} for slug in slugs]
    wrong = {}
    for result in run(cells):
        name = f"{chapter[:2]}-{result['id']}"
        printed = text(result["outputs"])
        if (printed != "对了。\nRight.\n") != (name in UNSOLVED):
            wrong[name] = raised(result["outputs"]) or printed
    assert not wrong


@pytest.mark.slow
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_wrong_answers_get_the_same_sentences(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    cells = [{"id": f"part{at}", "source": part} for at, part in enumerate((PYTEST, source, RUN))]
    *before, last = run(cells)
    assert not [raised(result["outputs"]) for result in before if not result["ran"]]
    count, failed = json.loads(text(last["outputs"]))
    assert count
    assert failed == UNSAID.get(path.stem, [])
