"""The optimizers that chapter 5 writes by hand are torch.optim's, on data of the test's own."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from book.editions import sources


@pytest.fixture(scope="module")
def by_hand() -> dict[str, Any]:
    """Return what the chapter's cells `…-by-hand` define."""
    notebook = json.loads((sources("en") / "05-update.ipynb").read_text(encoding="utf-8"))
    code = {c["id"]: "".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"}
    names: dict[str, Any] = {"torch": torch}
    for optimizer in ("sgd", "momentum", "nesterov", "rmsprop", "adam"):
        exec(code[f"{optimizer}-by-hand"], names)
    return names


Make = Callable[[list[Tensor]], torch.optim.Optimizer]
PEERS: dict[str, tuple[dict[str, Any], Make]] = {
    "sgd": ({"lr": 0.05}, lambda p: torch.optim.SGD(p, lr=0.05)),
    "momentum": (
        {"lr": 0.05, "mu": 0.8},
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8),
    ),
    "nesterov": (
        {"lr": 0.05, "mu": 0.8},
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True),
    ),
    "rmsprop": (
        {"lr": 0.01, "alpha": 0.9, "eps": 1e-3},
        lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-3),
    ),
    "adam": (
        {"lr": 0.01, "betas": (0.8, 0.95), "eps": 1e-3},
        lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-3),
    ),
}


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_equals_torch_optim_over_20_steps(by_hand: dict[str, Any], name: str, seed: int) -> None:
    options, make = PEERS[name]
    torch.manual_seed(seed)
    start = [torch.randn(4, 3), torch.randn(5)]
    ours, theirs = ([p.clone().requires_grad_() for p in start] for _ in range(2))
    optimizer = make(theirs)
    state: dict[Any, Any] = {}
    for step in range(20):
        grads = [torch.randn_like(p) * 10.0 ** (step % 3 - 2) for p in start]
        if name == "sgd":
            by_hand[name](ours, grads, **options)
        else:
            by_hand[name](ours, grads, state, **options)
        for p, g in zip(theirs, grads, strict=True):
            p.grad = g.clone()
        optimizer.step()
        for a, b in zip(ours, theirs, strict=True):
            torch.testing.assert_close(a, b, rtol=0, atol=1e-6)
