"""Every number in prose is written or printed by a cell in view of it."""

import functools
from pathlib import Path

import pytest

from book.authoring.numbers import Unexplained, unexplained
from tests.executed.allowed import ALLOWED, allowance
from tests.executed.notebooks import NOTEBOOKS, read

# Questions that suppose a run of their own, whose numbers no cell can print.
SUPPOSING = {"ask-sure", "ask-which-set", "ask-pixel", "ask-report", "ask-first-loss"}


@functools.cache
def found(path: Path) -> list[Unexplained]:
    return list(unexplained(read(path)["cells"]))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_each_number_is_told_by_a_cell_in_view(path: Path) -> None:
    open_ones = [one for one in found(path) if one.cell not in SUPPOSING and not allowance(one)]
    assert [str(one) for one in open_ones] == []


def test_nothing_is_allowed_in_vain() -> None:
    used = {allowance(one) for path in NOTEBOOKS for one in found(path)}
    assert set(ALLOWED) - used == set()
