"""Figures drawn by web/python/drawing beside matplotlib's own of the same programs."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from book import ROOT
from book.site.drawing import write_tables
from tests.drawing.programs import PROGRAMS, REFUSED
from tests.drawing.svg import difference, facts

DRAW = Path(__file__).with_name("draw.py")
#: Points: of a tight layout the size is near matplotlib's, and what comes of widths in formulas.
NEAR = {"subplot by subplot": 12.0, "less than a decade": 0.3, "heights": 0.3}


def drawn(programs: dict[str, str], *folder: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, DRAW, *folder],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Lay out the page's matplotlib."""
    place = tmp_path_factory.mktemp("drawing")
    shutil.copytree(ROOT / "web/python/drawing/matplotlib", place / "matplotlib")
    write_tables(place / "matplotlib" / "tables.json")
    return str(place)


@pytest.fixture(scope="module")
def both(folder: str) -> tuple[dict[str, str], dict[str, str]]:
    return drawn(PROGRAMS), drawn(PROGRAMS, folder)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_figure_is_matplotlibs(name: str, both: tuple[dict[str, str], dict[str, str]]) -> None:
    real, ours = (facts(one[name]) for one in both)
    assert difference(real, ours, NEAR.get(name, 0.1)) == ""
    # Each corner, not the ends alone.
    wanted, got = ([sorted(line) for line in sorted(one.lines)] for one in (real, ours))
    assert [len(line) for line in got] == [len(line) for line in wanted]
    for one, other in zip(sorted(wanted), sorted(got), strict=True):
        np.testing.assert_allclose(other, one, atol=NEAR.get(name, 0.1))


def test_what_is_not_there_is_refused_by_name(folder: str) -> None:
    for name, said in drawn(REFUSED, folder).items():
        assert said.startswith("NotImplementedError: ")
        assert name in said
        assert "in Jupyter or Colab it runs" in said
