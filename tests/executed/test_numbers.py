"""Every number in prose is written or printed by a cell in view of it."""

import functools
from pathlib import Path

import pytest

from book.authoring.allowed_numbers import ALLOWED, SUPPOSING, allowance
from book.authoring.numbers import Unexplained, unexplained
from tests.executed.notebooks import NOTEBOOKS, read


@functools.cache
def unexplained_in(path: Path) -> list[Unexplained]:
    return list(unexplained(read(path)["cells"]))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_each_number_is_told_by_a_cell_in_view(path: Path) -> None:
    questionable = [n for n in unexplained_in(path) if n.cell not in SUPPOSING and not allowance(n)]
    assert [str(number) for number in questionable] == []


def test_nothing_is_allowed_in_vain() -> None:
    used = {allowance(number) for path in NOTEBOOKS for number in unexplained_in(path)}
    assert set(ALLOWED) - used == set()
