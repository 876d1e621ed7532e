"""Hostile answers: each check answers each of them by one sentence, and never by "Right."."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import livenet.exercises
from book.editions import sources
from livenet.exercises.judging import EXERCISES, judge

_SOLUTION = re.compile(r"```python\n(.*)\ncheck\(\"(.*)\", (\w+)\)\n```", re.DOTALL)
# Their solutions train, or attack step by step, which takes seconds; what needs none does for them.
_SLOW = {"01-small-network", "06-few", "07-deceive"}


def solutions() -> dict[str, tuple[str, str]]:
    """Return for each exercise the code of its solution, and the name of the answer in it."""
    texts = {}
    for path in sorted(sources("en").glob("[0-9][0-9]-*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["id"].startswith("solve-"):
                match = _SOLUTION.search("".join(cell["source"]))
                assert match
                texts[match[2]] = (match[1], match[3])
    return texts


SOLUTIONS = solutions()


class Strange(nn.Module):
    """A network that returns the same whatever it is given."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 2)
        self.result = result

    def forward(self, *_: Any) -> Any:
        return self.result


def returns(result: Any) -> Callable[..., Any]:
    return lambda *_, **__: result


def raises(*_: Any) -> None:
    raise KeyError("a\nb")


RESULTS: dict[str, Any] = {
    "text": "seven",
    "empty text": "",
    "true": True,
    "nan": float("nan"),
    "inf": float("inf"),
    "complex": 1j,
    "list": [],
    "texts": ["a", "b"],
    "nans": [float("nan"), float("nan")],
    "four": (1, 2, 3, 4),
    "dict": {},
    "dicts": [{}, {"params": 5}],
    "itself": torch.relu,
    "a tensor": torch.zeros(()),
    "a nan tensor": torch.tensor(float("nan")),
    "a meta tensor": torch.zeros((), device="meta"),
    "a complex tensor": torch.zeros((), dtype=torch.complex64),
    "a double": torch.zeros((), dtype=torch.float64, requires_grad=True) * 1,
    "an integer tensor": torch.zeros((), dtype=torch.int64),
    "an empty tensor": torch.zeros(0),
    "four tensors": [torch.zeros(()), torch.zeros(()), torch.zeros(()), torch.zeros(())],
    "scores on meta": torch.zeros(2000, 10, device="meta"),
    "sparse": torch.zeros(2, 2).to_sparse(),
}
ANSWERS: dict[str, Any] = {
    "none": None,
    "text": "seven",
    "number": 7,
    "nan": float("nan"),
    "list": [],
    "pair": (1, 2),
    "tensor": torch.zeros(3),
    "a class": nn.Linear,
    "not its arguments": lambda: None,
    "nothing": returns(None),
    "raises": raises,
    "lazy": nn.LazyLinear(10),
    "a lazy convolution": nn.LazyConv2d(8, 5),
    "a module on meta": nn.Linear(2, 10, device="meta"),
    "a convolution on meta": nn.Conv2d(3, 8, 5, padding=2, device="meta"),
    "a double module": nn.Linear(2, 10).double(),
    "a list of layers": nn.ModuleList([nn.Linear(2, 2)]),
    "no layers": nn.Sequential(),
}
ANSWERS |= {f"returns {name}": returns(result) for name, result in RESULTS.items()}
NETWORKS = {f"network of {name}": Strange(result) for name, result in RESULTS.items()}
# What wrong answers look like where something else than a function of tensors is wanted.
MORE: dict[str, dict[str, Any]] = {
    "01-small-network": NETWORKS,
    "02-same-size": NETWORKS,
    "02-colour": NETWORKS,
    "06-few": {name: returns(network) for name, network in NETWORKS.items()},
    "09-pack": {f"a pair of {name}": (returns(r), returns(r)) for name, r in RESULTS.items()},
}

SPOILERS: dict[str, Callable[[Tensor], Any]] = {
    "nan": lambda t: t * float("nan"),
    "meta": lambda t: t.to("meta"),
    "sparse": lambda t: t.to_sparse() if t.dim() else "sparse",
    "complex": lambda t: t * 1j,
    "text": str,
    "one more dimension": lambda t: t[None],
}


def spoil(result: Any, spoiler: Callable[[Tensor], Any]) -> Any:
    """Return a right result with each of its tensors and numbers made wrong."""
    if isinstance(result, Tensor):
        return spoiler(result)
    if isinstance(result, float):
        wrong = spoiler(torch.tensor(result, dtype=torch.float64))
        plain = isinstance(wrong, Tensor) and wrong.dim() == 0 and not wrong.is_meta
        return wrong.item() if plain else wrong
    if isinstance(result, tuple):
        return tuple(spoil(part, spoiler) for part in result)
    return result


def assert_refused(name: str, answer: object) -> None:
    zh, en = judge(name, answer)
    assert zh.startswith("还不对：")
    assert en.startswith("Not yet: ")
    assert len(zh.removeprefix("还不对：")) > 5
    assert not re.search(r"0x[0-9a-f]{8}", en)  # an address in memory tells a reader nothing


def test_every_exercise_has_a_solution_to_spoil() -> None:
    for name in SOLUTIONS:
        judge(name, ...)  # loads the checks of its chapter
    assert set(SOLUTIONS) == set(EXERCISES)
    assert livenet.exercises.__all__ == ["check"]


@pytest.mark.parametrize("name", SOLUTIONS)
def test_what_is_no_answer_is_refused_in_a_sentence(name: str) -> None:
    with torch.random.fork_rng():
        for label, answer in (ANSWERS | MORE.get(name, {})).items():
            try:
                assert_refused(name, answer)
            except Exception as error:
                raise AssertionError(f"{label}: {error!r}") from error


@pytest.mark.parametrize("name", sorted(set(SOLUTIONS) - _SLOW))
def test_a_spoiled_solution_is_refused_in_a_sentence(name: str) -> None:
    code, variable = SOLUTIONS[name]
    names: dict[str, Any] = {"__name__": "__main__"}
    with torch.random.fork_rng():
        exec(compile(code, "cell", "exec"), names)
        right = names[variable]
        if isinstance(right, nn.Module):
            for wrong in (right.double(), right.to("meta")):
                assert_refused(name, wrong)
            return
        if not returns_something(name, right):
            return
        for label, spoiler in SPOILERS.items():

            def wrong_one(*args: Any, function: Any = right, spoiler: Any = spoiler) -> Any:
                return spoil(function(*args), spoiler)

            answer: Any = wrong_one
            if isinstance(right, tuple):
                answer = (right[0], lambda *a, f=right[1], s=spoiler: spoil(f(*a), s))
            try:
                assert_refused(name, answer)
            except Exception as error:
                raise AssertionError(f"{label}: {error!r}") from error


def returns_something(name: str, right: Any) -> bool:
    """Whether a right answer returns tensors or numbers, and not just works on its arguments."""
    results: list[Any] = []

    def listen(*args: Any) -> Any:
        results.append(right(*args))
        return results[-1]

    if isinstance(right, tuple):
        return True
    judge(name, listen)
    flat = [part for r in results for part in (r if isinstance(r, tuple) else (r,))]
    return bool(flat) and all(isinstance(part, Tensor | float) for part in flat)
