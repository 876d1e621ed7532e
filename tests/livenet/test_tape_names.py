"""The names of a tape: local variables are found whoever profiles, traces or debugs meanwhile."""

import cProfile
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import LeNet, tape

EXAMPLE = torch.zeros(1, 1, 32, 32)


class Block(nn.Module):
    """Holds blocks of its own class, so that one forward runs within another of the same code."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))
        self.within = Block(depth - 1) if depth else None

    def forward(self, x: Tensor) -> Tensor:
        inner = self.within(x) if self.within else x
        outer = inner * self.scale
        return outer


class Outer(nn.Module):
    """Calls no operation itself: all of them are called within its modules."""

    def __init__(self) -> None:
        super().__init__()
        self.block = Block(1)
        self.flat = nn.Flatten()
        self.fc = nn.Linear(1024, 10)

    def forward(self, x: Tensor) -> Any:
        scaled = self.block(x)
        flat = self.flat(scaled)
        return self.fc(flat)


def names(net: nn.Module) -> dict[str, int]:
    numbers: dict[str, int] = tape.record(net, EXAMPLE).graph["names"]
    return numbers


def test_local_variables_of_every_forward_are_named() -> None:
    assert {"c1", "s2", "c3", "s4", "f5", "f6"} <= names(LeNet()).keys()
    graph = names(Outer())
    assert graph["scaled"] == graph["block"] == graph["block.outer"]
    assert graph["block.inner"] == graph["block.within"] == graph["block.within.outer"]
    assert graph["block.inner"] != graph["block.outer"]
    assert graph["flat"] != graph["scaled"]
    assert "grad:block.inner" in graph


class Again(nn.Module):
    """Gives its local variables other values on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(1024, 10)

    def forward(self, x: Tensor) -> Any:
        for _ in range(2):
            x = F.relu(x)
            h = x.flatten(1)
        return self.fc(h)


def test_a_variable_has_the_value_that_it_holds_at_the_end() -> None:
    graph = tape.record(Again(), EXAMPLE).graph
    makers = {output: op["op"] for op in graph["ops"] for output in op["outputs"]}
    assert makers[graph["names"]["h"]] == "view"
    second = [op for op in graph["ops"] if op["op"] == "relu"][1]
    assert graph["names"]["x"] == second["outputs"][0]


def under_a_profiler(record: Callable[[], Any]) -> tuple[Any, bool]:
    profiler = cProfile.Profile()
    profiler.enable()
    try:
        recorded = record()
        sorted([3, 1, 2])  # profiled as well: the profiler is still there, and whole
    finally:
        profiler.disable()
    profiler.create_stats()
    functions = {name for _, _, name in profiler.stats}
    return recorded, "<built-in method builtins.sorted>" in functions


def under_a_profile_function(record: Callable[[], Any]) -> tuple[Any, bool]:
    calls = []

    def profile(_: FrameType, event: str, __: Any) -> None:
        calls.append(event)

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        recorded = record()
        kept = sys.getprofile() is profile
    finally:
        sys.setprofile(before)
    return recorded, kept and len(calls) > 1_000


def under_a_debugger(record: Callable[[], Any]) -> tuple[Any, bool]:
    lines = []

    def trace(_: FrameType, event: str, __: Any) -> Any:
        lines.append(event)
        return None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        recorded = record()
        kept = sys.gettrace() is trace
    finally:
        sys.settrace(before)
    return recorded, kept and bool(lines)


@pytest.mark.parametrize("watcher", [under_a_profiler, under_a_profile_function, under_a_debugger])
def test_who_watches_python_changes_no_tape_and_goes_on_watching(watcher: Any) -> None:
    net = LeNet()
    alone = tape.record(net, EXAMPLE).graph
    recorded, kept = watcher(lambda: tape.record(net, EXAMPLE).graph)
    assert recorded == alone
    assert kept


def test_hooks_are_gone_afterwards_even_when_it_fails() -> None:
    class Fourier(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            y: Tensor = torch.fft.rfft(x).abs()
            return y

    net = nn.Sequential(nn.Flatten(), nn.Linear(1024, 10), Fourier())
    with pytest.raises(tape.TapeError, match="fft"):
        tape.record(net, EXAMPLE)
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in net.modules())
