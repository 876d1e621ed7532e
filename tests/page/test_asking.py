"""What the editor asks of Python: names at the caret, and what stands there."""

import builtins
import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from book import ROOT
from tests.page.machine import raised, run, text

_spec = importlib.util.spec_from_file_location(
    "asking", ROOT / "web" / "python" / "page_shell" / "asking.py"
)
assert _spec
assert _spec.loader
asking = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(asking)


class Odd:
    """Its attribute cannot be had."""

    @property
    def broken(self) -> int:
        """Raise."""
        raise RuntimeError("never")


def long(first: int, *rest: int, second: int = 2) -> Iterator[int]:
    """Say much.

    2
    3
    4
    5
    6
    7
    8
    9
    10
    11
    12
    13
    """
    yield first + second + sum(rest)


NAMES: dict[str, Any] = {
    "__builtins__": builtins,
    "__name__": "__main__",
    "torch": torch,
    "odd": Odd(),
    "long": long,
    "count": 3,
}


@pytest.mark.parametrize(
    ("before", "typed", "names"),
    [
        ("torch.nn.Conv2", "Conv2", ["Conv2d"]),
        ("x = 1\ny = co", "co", ["count"]),
        ("long(3, sec", "sec", ["second="]),
        ("long(3, (co", "co", ["count"]),
        ("long(3)\nsec", "sec", []),
        ("print(long(1), fir", "fir", []),
        ("print(long(1, '(', fir", "fir", ["first="]),
        ("from torch.nn import Linear, Conv2", "Conv2", ["Conv2d"]),
        ("from torch.nn import (Conv2", "Conv2", ["Conv2d"]),
        ("import torch.nn.utils.parametriz", "parametriz", ["parametrizations", "parametrize"]),
        ("import textwr", "textwr", ["textwrap"]),
        ("odd.broken.", "", []),
        ("unknown.", "", []),
        ("f(1).", "", []),
        ("odd.", "", ["broken"]),
        ("__na", "__na", ["__name__"]),
        ("", "", ["count", "long", "odd", "torch"]),
    ],
)
def test_names_at_the_caret(before: str, typed: str, names: list[str]) -> None:
    assert asking.complete(NAMES, before) == {"typed": typed, "names": names}


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("torch.nn.Lin", "ear(3, 4)", "Linear("),
        ("torch.nn.Linear(3, ", "4)", "Linear("),
        ("torch.nn.Linear(3, 4", ")", "Linear("),
        ("print(torch.nn.Linear(3, 4), ", "5)", "print("),
        ("torch.nn.Linear(unknown", ")", "Linear("),
        ("long([1, 2", "])", None),
        ("print(long(1)", ")", "long("),
        ("long(1)\n", "", None),
        ("count", "", "count: int"),
        ("odd.bro", "ken", None),
        ("x = ", "", None),
    ],
)
def test_what_stands_at_the_caret(before: str, after: str, name: str | None) -> None:
    told = asking.explain(NAMES, before, after)
    assert (told is None) == (name is None)
    if told:
        assert told["signature"].startswith(name)


def test_a_long_docstring_is_cut() -> None:
    told = asking.explain(NAMES, "long", "")
    assert told["signature"].startswith("long(first: int, *rest: int, second: int = 2) -> ")
    assert told["text"].split("\n") == ["Say much.", "", *map(str, range(2, 12)), "…"]


@pytest.mark.slow
def test_torchs_functions_have_its_schemas_and_files_are_written_on_the_page() -> None:
    code = """
from page_shell.asking import explain
def add(*args, **kwargs): pass
for before in ("torch.relu", "x.relu", "add", "torch.optim.SGD"):
    print(explain(globals(), before, "")["signature"][:40])
"""
    sources = [
        f"import torch\nx = torch.ones(2)\n{code}",
        "%%writefile mine.py\ndef twice(x):\n    return 2 * x",
        "from mine import twice\nprint(twice(x))",
        "%%writefile -a mine.py\nword = '%d'",
        "%%writefile mine.py\nword = 'anew'",
        "import importlib, mine\nprint(importlib.reload(mine).word, open('mine.py').read())",
        "%%time\ntwice(x)",
    ]
    result, *others = run([{"id": str(at), "source": code} for at, code in enumerate(sources)])
    assert text(result["outputs"]).splitlines()[:3] == [
        "relu(Tensor self) -> Tensor",
        "relu(Tensor self) -> Tensor",
        "add(*args, **kwargs)",
    ]
    assert [text(one["outputs"]) for one in others] == [
        "Writing mine.py\n",
        "tensor([2., 2.])\n",
        "Appending to mine.py\n",
        "Overwriting mine.py\n",
        "anew word = 'anew'\n\n",
        "",
    ]
    assert raised(others[-1]["outputs"]).startswith("UsageError: %%time is a command of Jupyter")
