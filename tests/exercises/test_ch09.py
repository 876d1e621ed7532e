"""Wrong answers that learners of chapter 9 give, and the sentence meant for each."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from livenet.exercises.judging import judge


def weighted(means: Any, counts: Any) -> Any:
    return sum(n * mean for mean, n in zip(means, counts, strict=True))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda means, counts: sum(means) / len(means), "this is the mean of the means"),
        (lambda means, counts: sum(means), "that an all-reduce gives"),
        (weighted, "still to be divided by the number of all digits"),
        (lambda means, counts: weighted(means, counts) / len(means), "not of processes"),
        (lambda means, counts: torch.stack(means), "the shape should be (1, 2)"),
        (lambda means, counts: sum(means) / sum(counts), "the joint gradient is"),
    ],
)
def test_joint(answer: Any, message: str) -> None:
    assert message in judge("09-joint", answer)[1]


def sharer(seed: str = "epoch", even: str = "repeat", take: str = "own") -> Any:
    """Return a sampler with a mistake; without any, it is right."""

    def share(n: int, rank: int, world: int, epoch: int) -> list[int]:
        if seed == "none":
            order = torch.randperm(n).tolist()
        else:
            number = {"epoch": epoch, "rank": rank, "both": epoch + rank, "fixed": 0}[seed]
            order = torch.randperm(n, generator=torch.Generator().manual_seed(number)).tolist()
        if even == "repeat":
            order += order[: -n % world]
        if even == "drop":
            order = order[: n // world * world]
        return order if take == "all" else order[rank::world]

    return share


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (sharer(seed="none"), "let the epoch be the seed"),
        (sharer(seed="rank"), "keep rank out of the seed"),
        (sharer(seed="both"), "keep rank out of the seed"),
        (sharer(seed="rank", even="drop"), "keep rank out of the seed"),
        (sharer(seed="fixed"), "shuffle anew in each"),
        (sharer(even="no"), "the shares are [13, 13, 12, 12]"),
        (sharer(even="drop"), "the last 2 are dropped"),
        (sharer(take="all", even="no"), "nothing is divided"),
        (lambda n, rank, world, epoch: sharer()(n, rank, world, epoch) * 2, "13 for each"),
        (lambda n, rank, world, epoch: [i + 1 for i in sharer()(n, rank, world, epoch)], "from 0"),
        (lambda n, rank, world, epoch: 7, "a list or a tensor of indices; this is a int"),
    ],
)
def test_share(answer: Any, message: str) -> None:
    assert message in judge("09-share", answer)[1]


def test_a_sampler_may_give_a_tensor_and_leaves_the_random_state_alone() -> None:
    def share(n: int, rank: int, world: int, epoch: int) -> Tensor:
        torch.manual_seed(epoch)
        order = torch.randperm(n)
        return torch.cat([order, order[: -n % world]])[rank::world]

    before = torch.get_rng_state()
    assert judge("09-share", share)[1] == "Right."
    assert torch.equal(torch.get_rng_state(), before)


def with_item(g: Tensor) -> Tensor:
    length = g.norm().item()
    return g / length if length > 1 else g


def with_if(g: Tensor) -> Tensor:
    return g / g.norm() if g.norm() > 1 else g


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (with_item, "but the graph breaks"),
        (with_if, "but the graph breaks (Data-dependent branching)"),
        (lambda g: g / g.norm(), "should become"),
        (lambda g: g.clamp(-1, 1), "should become"),
        (lambda g: g * g.norm().clamp(max=1) / g.norm(), "for a gradient of zeros it gives nan"),
        (lambda g: g.norm().clamp(max=1), "the shape should be (2,)"),
    ],
)
def test_one_graph(answer: Any, message: str) -> None:
    assert message in judge("09-one-graph", answer)[1]


def test_one_graph_may_be_written_otherwise() -> None:
    def tamed(g: Tensor) -> Tensor:
        length = g.norm()
        return torch.where(length > 1, g / length, g)

    assert judge("09-one-graph", tamed)[1] == "Right."


def int8(g: Tensor) -> tuple[Tensor, Tensor]:
    """Pack with one scale for all numbers."""
    scale = g.abs().max().clamp(min=1e-30) / 127
    return (g / scale).round().to(torch.int8), scale


def scaled(packed: Any, n: int) -> Tensor:
    return packed[0].float() * packed[1]  # type: ignore[no-any-return]


def unmindful(g: Tensor) -> tuple[Tensor, Tensor]:
    """Pack without a thought of zeros."""
    scale = g.abs().max() / 448
    return (g / scale).to(torch.float8_e4m3fn), scale


def in_stretches(g: Tensor) -> tuple[Tensor, Tensor]:
    """Pack each 256 numbers with a scale of their own, rightly."""
    rows = F.pad(g, (0, -len(g) % 256)).view(-1, 256)
    scales = rows.abs().amax(1, keepdim=True).clamp(min=1e-30) / 127
    return (rows / scales).round().to(torch.int8), scales


def as_float(packed: Tensor, n: int) -> Tensor:
    return packed.float()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((lambda g: g.bfloat16(), as_float), "it sends 50% of the bytes"),
        ((lambda g: g, as_float), "it sends 100% of the bytes"),
        ((lambda g: g.to(torch.int8), as_float), "all that comes back is 0"),
        ((lambda g: g.to(torch.float8_e5m2), as_float), "whether your steps are fine enough"),
        ((int8, scaled), "whether your steps are fine enough"),
        ((unmindful, scaled), "something was divided by 0"),
        ((int8, lambda packed, n: packed[0]), "the dtype should be torch.float32"),
        ((in_stretches, scaled), "the shape should be (61706,)"),
        ((lambda g: [1.0], as_float), "a tensor, or a tuple of tensors"),
        ((lambda g: (g.sign().to(torch.int8), g.abs().mean()), scaled), "of the gradient's length"),
        (in_stretches, "a pair of functions, (pack, unpack)"),
    ],
)
def test_pack(answer: Any, message: str) -> None:
    assert message in judge("09-pack", answer)[1]


def test_a_gradient_may_be_packed_in_stretches() -> None:
    def unpack(packed: Any, n: int) -> Any:
        return (packed[0] * packed[1]).flatten()[:n]

    assert judge("09-pack", (in_stretches, unpack))[1] == "Right."
