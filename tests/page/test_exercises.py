"""Solutions and wrong answers of the exercises in the page's Python, with the same sentences."""

import json
import re
from typing import Any

import pytest

from book import ROOT
from tests.exercises.test_solutions import EXERCISES, code_of
from tests.page.machine import raised, run, text

#: How an answer ends that only a compiler can run.
COMPILER = (
    "NotImplementedError: torch.compile writes C++ for your processor, and a page has no compiler."
    " Take the notebook to run this cell in Jupyter or Colab."
)
COMPILED = "09-one-graph"
#: What takes the place of pytest for a test of wrong answers, each in a space of its own.
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
WRONG = """
import json
space, failed, count = {{}}, [], 0
exec({source!r}, space)
for name, test in list(space.items()):
    if not name.startswith("test_") or not callable(test):
        continue
    for case in getattr(test, "cases", [{{}}]):
        count += 1
        try:
            test(**case)
        except BaseException as error:
            failed.append(f"{{name}}: {{type(error).__name__}}: {{str(error)[:200]}}")
print(json.dumps([count, failed]))
"""
SOLUTIONS = {
    f"{chapter[:2]}-{slug}": (chapter, slug)
    for chapter, exercises in EXERCISES["en"].items()
    for slug in exercises
}
CHAPTERS = sorted(ROOT.glob("tests/exercises/test_ch*.py"))


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    """Return what came of each solution and of each chapter's wrong answers, in one Python."""
    cells = [{"id": name, "source": code_of("en", *place)} for name, place in SOLUTIONS.items()]
    cells.append({"id": "pytest", "source": PYTEST})
    for path in CHAPTERS:
        source = WRONG.format(source=path.read_text(encoding="utf-8"))
        cells.append({"id": path.stem, "source": source})
    return {result["id"]: result for result in run(cells)}


@pytest.mark.slow
@pytest.mark.parametrize("name", SOLUTIONS)
def test_solutions_are_right(name: str, results: dict[str, Any]) -> None:
    outputs = results[name]["outputs"]
    if name == COMPILED:
        assert raised(outputs) == COMPILER
    else:
        assert text(outputs).endswith("对了。\nRight.\n"), raised(outputs) or text(outputs)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", [path.stem for path in CHAPTERS])
def test_wrong_answers_get_the_same_sentences(chapter: str, results: dict[str, Any]) -> None:
    outputs = results[chapter]["outputs"]
    assert not raised(outputs)
    count, failed = json.loads(text(outputs))
    assert count
    compiled = re.compile(rf"test_one_graph\w*: {re.escape(COMPILER)}")  # C++ is no pattern
    assert [one for one in failed if not compiled.fullmatch(one)] == []
