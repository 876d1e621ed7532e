"""Small programs in the page's torch and in real torch: all that can be told of them.

A thousand are drawn at random, and some are written on what chance seldom meets.
"""

import io
import json
import re
from contextlib import redirect_stdout
from random import Random
from typing import Any

import pytest

from tests.page.machine import raised, run
from tests.page.programs import RUN, program
from tests.page.written import WRITTEN

COUNT = 1000
#: What torch says, and the page of the same mistake otherwise: of two of them it finds the other
#: first, or it names what it was looking for.
SENTENCES = [
    r"select\(\) cannot be applied to a 0-dim tensor",
    r"can't be cast to the desired output type bool",
    r"The size of tensor a \(\d+\) must match the size of tensor b",
    r"take\(\): tried to take from an empty tensor",
]
#: What real torch does and a page cannot, and by which name it says so.
REFUSED = {
    'F.interpolate(torch.zeros(1, 1, 2, 2, dtype=torch.uint8), size=3, mode="bicubic")':
        "aten::upsample_bicubic2d of whole numbers",
    'F.grid_sample(torch.rand(1, 1, 2, 2), torch.rand(1, 2, 2, 2), "bicubic", align_corners=True)':
        'grid_sample(mode="bicubic")',
    "torch.zeros(2, dtype=torch.complex64)": "torch.complex64",
    "torch.utils.data.DataLoader([1, 2], num_workers=2)": "DataLoader(num_workers=2) starts",
    "F.conv1d(torch.zeros(2, 0, 5), torch.zeros(8, 0, 2))": "A convolution of no channels",
    "t = torch.rand(2, requires_grad=True); F.binary_cross_entropy(torch.rand(2), t).backward()":
        "binary_cross_entropy_target_backward",
}  # fmt: skip


def told(programs: list[list[str]]) -> tuple[Any, Any]:
    """Return what real torch tells of programs, and what the page's torch does."""
    source = f"PROGRAMS = {programs!r}\n{RUN}"
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(source, {})  # the program of the page, word for word
    (result,) = run([{"id": "programs", "source": source}])
    ours = "".join(part for one in result["outputs"] for part in one["text"])
    return json.loads(printed.getvalue()), json.loads(ours)


def near(ours: list[Any], theirs: list[Any], dtype: str) -> bool:
    """Return whether numbers are the same to the rounding of their dtype."""
    most = 2e-3 if dtype == "torch.float16" else 2e-5
    return len(ours) == len(theirs) and all(
        x == y
        or (isinstance(x, int | float) and isinstance(y, int | float) and
            abs(x - y) <= most * (1 + abs(y)))
        for x, y in zip(ours, theirs, strict=True)
    )  # fmt: skip


def difference(lines: list[str], ours: Any, theirs: Any) -> str:
    """Return the first thing in which the two differ, or nothing."""
    for line, x, y in zip(lines, ours[0], theirs[0], strict=True):
        if x != y:
            said = x and y and any(re.search(one, y) for one in SENTENCES)
            # What follows goes on from another tensor, or from none.
            return "" if said else f"{line}: torch: {y}, the page: {x}"
    for ours_of, theirs_of in zip(ours[1:], theirs[1:], strict=True):
        for name, wanted in theirs_of.items():
            got = ours_of.get(name)
            if isinstance(wanted, str) or isinstance(got, str) or got is None:
                if got != wanted:
                    return f"{name}: torch: {wanted}, the page: {got}"
            elif got[:6] != wanted[:6] or not near(got[6], wanted[6], wanted[0]):
                return f"{name}: torch: {wanted}, the page: {got}"
    return ""


def test_what_a_page_cannot_do_is_refused_by_name() -> None:
    begin = {"id": "begin", "source": "import torch\nimport torch.nn.functional as F"}
    cells = [{"id": line, "source": line} for line in REFUSED]
    for line, result in zip(REFUSED, run([begin, *cells])[1:], strict=True):
        said = raised(result["outputs"])
        assert said.startswith("NotImplementedError"), line
        assert REFUSED[line] in said, line


@pytest.mark.slow
def test_programs_end_as_they_do_in_torch() -> None:
    """Shapes, dtypes, strides, histories and errors exactly, numbers to rounding."""
    random = Random(0)
    programs = [program(random) for _ in range(COUNT)]
    written = [lines.strip().split("\n") for lines in WRITTEN.values()]
    theirs, ours = told(programs + written)
    wrong = {
        name: said
        for name, *each in zip(WRITTEN, written, ours[COUNT:], theirs[COUNT:], strict=True)
        if (said := difference(*each))
    }
    assert not wrong
    theirs, ours = theirs[:COUNT], ours[:COUNT]
    assert sum(bool(error) for each in theirs for error in each[0]) < 0.45 * sum(map(len, programs))
    found = {
        number: said
        for number, (lines, x, y) in enumerate(zip(programs, ours, theirs, strict=True))
        if (said := difference(lines, x, y))
    }
    assert found == {}
