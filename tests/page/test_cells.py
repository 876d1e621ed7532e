"""Every code cell of the book in the page's Python, and what it prints beside real torch."""

import json
from typing import Any

import pytest

from book.editions import sources
from tests.page import drawings
from tests.page.differing import DIFFERING, RAISING, REASONS, ROUNDED
from tests.page.machine import RESULTS, by_torch, code_cells, raised, run, text
from tests.page.rounding import alike

#: Megabytes of tensors and of Python's memory, which never shrink: with Node.js, or a browser's
#: worker, 1.5 GB.
MOST = 1_250
NAMES = sorted(path.stem for path in sources("en").glob("*.ipynb"))


def test_reasons_are_few_and_cells_are_there() -> None:
    assert {reason for cells in DIFFERING.values() for reason in cells.values()} <= set(REASONS)
    for name, cells in [*DIFFERING.items(), *ROUNDED.items()]:
        assert set(cells) <= {cell["id"] for cell in code_cells(name)}, name


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_prints_what_torch_prints(name: str) -> None:
    listed = DIFFERING.get(name, {})
    rounded = set() if alike() else ROUNDED.get(name, set())
    equal, ran, texts, wrong = 0, 0, 0, []
    references = by_torch(name)
    results = run(code_cells(name))
    for reference, result in zip(references, results, strict=True):
        wanted, got = text(reference["outputs"]), text(result["outputs"])
        error = raised(result["outputs"])
        stood = not error or error == raised(reference["outputs"])
        ran += stood
        drawn = drawings.difference(reference["outputs"], result["outputs"])
        same = stood and wanted == got and not drawn
        texts += bool(wanted)
        equal += bool(wanted) and same
        cell = result["id"]
        if same and cell in listed:
            wrong.append(f"{cell} prints torch's text now: strike it off tests/page/differing.py")
        elif (
            not same
            and (error or cell not in rounded)
            and (cell not in listed or (error and listed[cell] not in RAISING))
        ):
            wrong.append(f"{cell}: {error or drawn or first_difference(wanted, got)}")
    held = max(sum(one["memory"][kind] for kind in ("python", "tensors")) for one in results) / 1e6
    if held > MOST:
        wrong.append(f"tensors and Python take {held:.0f} MB of {MOST}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {"cells": len(results), "ran": ran, "texts": texts, "equal": equal}
    told |= {"seconds": sum(result["seconds"] for result in results), "held": held, "wrong": wrong}
    (RESULTS / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
    assert not wrong, "\n".join(wrong)


def first_difference(wanted: str, got: str) -> str:
    """Return the first line that differs, of both."""
    ours, theirs = got.splitlines(), wanted.splitlines()
    for at in range(max(len(ours), len(theirs))):
        one, other = (lines[at] if at < len(lines) else "" for lines in (theirs, ours))
        if one != other:
            return f"torch prints {one!r}, the page {other!r}"
    return "the line ends differ"
