"""Random numbers of single calls: torch's bits for a seed, and its generator's state."""

from typing import Any

import pytest
import torch

from tests.lockstep.fuzz import Draw
from tests.lockstep.machine import Node

from .judge import differences
from .seam import Call

DTYPES = (torch.float32, torch.float64, torch.float16, torch.bfloat16)


def drawn(d: Draw, seed: int) -> list[Call]:
    """Calls that draw."""
    size, dtype = d.shape(0, 3), d.one(*DTYPES)
    low, high = d.whole(-5, 5), d.one(7, 1000, 2**28 - 1, 2**28, 2**40)
    x = d.tensor(size, layout=d.flag()).to(d.one(torch.float32, torch.float64))
    p = torch.rand(d.one([7], [3, 4]))

    def of(name: str, **args: Any) -> Call:
        return Call(name, args, seed)

    return [
        of("rand", size=size, dtype=dtype),
        of("randn", size=[d.whole(0, 9)], dtype=dtype),
        of("randn", size=[16, d.whole(1, 3)]),
        of("randn", size=[d.whole(16, 40)], dtype=torch.float64),
        of("randn", size=[d.whole(16, 40)], dtype=d.one(torch.float16, torch.bfloat16)),
        of("randint.low", low=low, high=high, size=size),
        of("randperm", n=d.whole(0, 30)),
        of("rand_like", self=x),
        of("normal_", self=x, mean=1.5, std=0.5),
        of("uniform_", **{"self": x, "from": -0.3, "to": 0.7}),
        of("bernoulli_.float", self=x, p=0.3),
        of("bernoulli", self=p),
        of("random_", self=torch.empty(3, dtype=d.one(torch.int64, torch.uint8, torch.float32))),
        of("random_.from", **{"self": torch.empty(4), "from": 2, "to": 9}),
        of("exponential_", self=x, lambd=2.0),
        of("multinomial", self=p, num_samples=4, replacement=True),
        of("multinomial", self=p, num_samples=p.shape[-1] - 1),
    ]


def test_draws_are_those_of_torch(node: Node) -> None:
    calls = [call for seed in range(12) for call in drawn(Draw(seed), seed)]
    assert not differences(node, calls)


@pytest.mark.parametrize("before", [0, 1, 3, 624, 625])
def test_a_generator_goes_on_from_the_state_of_another(node: Node, before: int) -> None:
    generator = torch.Generator().manual_seed(2**40 + 5)
    torch.rand(before, generator=generator)
    torch.randn(1, dtype=torch.float64, generator=generator)  # one of a pair is kept
    state = bytes(generator.get_state().tolist())
    _, (same, next_ones) = node.call("generator", {"seed": 2**40 + 5, "before": before}, [state])
    after = torch.cat(
        [
            torch.randn(1, dtype=torch.float64, generator=generator),
            torch.rand(3, generator=generator),
        ]
    )
    assert same == state
    assert torch.frombuffer(bytearray(next_ones), dtype=torch.float64).tolist() == pytest.approx(
        after.tolist(), abs=1e-12
    )
