"""Networks with wide layers, whose weights shards divide in place of the batch, beside torch.

In Node.js the shards' numbers are handed over in memory; in Chromium they are workers. ``tanh``
stands where one would write ``relu``, so that no rounding decides anything.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Page
from torch import Tensor, nn

from livenet import digits, tape

from .cases import CASES
from .draws import WithoutMkl
from .machine import Node
from .trainer_page import COUNT

BATCH = 32
STEPS = 5


class Perceptron(nn.Module):
    """Three wide layers; layer norm reads all outputs of the first."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(1024, 161)  # which two shards divide unevenly
        self.norm = nn.LayerNorm(161)
        self.middle = nn.Linear(161, 832)
        self.last = nn.Linear(832, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.tanh(self.norm(self.first(x.flatten(1))))
        y: Tensor = self.last(torch.tanh(self.middle(x)))
        return y


class WithoutBiases(nn.Module):
    """Layers of which one leads to the next, and dropout behind them."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(1024, 160, bias=False)
        self.middle = nn.Linear(160, 900, bias=False)
        self.last = nn.Linear(900, 10)
        self.dropout = nn.Dropout(0.3)

    def forward(self, x: Tensor) -> Tensor:
        x = F.gelu(self.middle(torch.sigmoid(self.first(x.flatten(1)))))
        y: Tensor = self.last(self.dropout(x))
        return y


class Skipping(nn.Module):
    """What comes out of the first layer goes on beside the second, too."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(1024, 400)
        self.middle = nn.Linear(400, 400)
        self.last = nn.Linear(400, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.tanh(self.first(x.flatten(1)))
        y: Tensor = self.last(torch.tanh(x + self.middle(x)))
        return y


class Turned(nn.Module):
    """Between its layers what comes out is turned, or folded: its columns are others then."""

    def __init__(self, folds: bool) -> None:
        super().__init__()
        self.first = nn.Linear(1024, 320)
        self.middle = nn.Linear(160 if folds else 320, 40)
        self.last = nn.Linear(80 if folds else 40, 10)
        self.folds = folds

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x.flatten(1))
        if self.folds:
            x = self.middle(torch.tanh(x).reshape(-1, 160)).reshape(-1, 80)
        else:
            x = self.middle(torch.tanh(x.reshape(-1, 20, 16).transpose(1, 2)).reshape(-1, 320))
        y: Tensor = self.last(torch.tanh(x))
        return y


def folded() -> nn.Module:
    return Turned(folds=True)


def turned() -> nn.Module:
    return Turned(folds=False)


class Tied(nn.Module):
    """The second layer has the weights of the first, transposed; a third reads its own twice."""

    def __init__(self) -> None:
        super().__init__()
        self.encode = nn.Linear(1024, 160)
        self.twice = nn.Linear(1024, 1024)
        self.last = nn.Linear(1024, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.linear(torch.tanh(self.encode(x.flatten(1))), self.encode.weight.t())
        x = torch.tanh(self.twice(torch.tanh(self.twice(torch.tanh(x)))))
        y: Tensor = self.last(x)
        return y


class Penalized(nn.Module):
    """Its weights count for themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(1024, 512)
        self.last = nn.Linear(512, 10)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.last(torch.tanh(self.first(x.flatten(1))))
        return y + self.first.weight.square().mean()


# of each layer that is divided: how, whether outputs stay, and how many exchanges it has
DIVIDED: dict[Callable[[], nn.Module], list[list[Any]] | None] = {
    Perceptron: [["rows", False, 1], ["rows", True, 1], ["columns", False, 1]],
    WithoutBiases: [["rows", True, 0], ["columns", False, 1]],
    Skipping: [["rows", False, 1], ["rows", False, 2]],
    folded: [["rows", False, 1]],
    turned: [["rows", False, 1]],
    Tied: None,
    Penalized: None,
}


def train(make: Callable[[], nn.Module], case: str) -> tuple[nn.Module, list[bytes], list[float]]:
    """What torch does: the network before its steps, the weights after each, and the losses."""
    torch.manual_seed(3)
    net, first = make(), make()
    first.load_state_dict(net.state_dict())
    optimizer = CASES[case].make(net.parameters(), lr=CASES[case].lr, **CASES[case].options)
    states, losses = [tape.pack(net)], []
    torch.manual_seed(3)
    for images, labels in batches():
        optimizer.zero_grad()
        with WithoutMkl():
            loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        states.append(tape.pack(net))
        losses.append(loss.item())
    return first, states, losses


def batches() -> Iterator[tuple[Tensor, Tensor]]:
    images, labels = digits.load("train", n=BATCH * STEPS, seed=3)
    yield from zip(images.split(BATCH), labels.split(BATCH), strict=True)


@pytest.mark.parametrize("case", ["SGD momentum", "Adam"])
@pytest.mark.parametrize("make", DIVIDED)
def test_each_step_is_torchs(
    make: Callable[[], nn.Module], case: str, node: Node, measured: dict[str, dict[str, float]]
) -> None:
    net, states, losses = train(make, case)
    graph = tape.record(net, torch.zeros(1, 1, 32, 32)).graph
    request = {"tape": graph, "batch": BATCH, "seed": 3, "optimizer": CASES[case].ours}
    found, _ = node.call("divided", {**request, "shards": 2}, [])
    assert found == DIVIDED[make]
    inputs = [(x.numpy().tobytes(), t.int().numpy().tobytes()) for x, t in batches()]
    record = [
        part for state, batch in zip(states, inputs, strict=False) for part in (state, *batch)
    ]
    lockstep = {
        **request,
        "rates": [CASES[case].lr] * STEPS,
        "losses": losses,
        "kernels": ["wasm", "plain"] if make is Skipping else ["wasm"],
    }
    worst: dict[str, float] = {}
    for shards in (1, 2, 3):
        found, _ = node.call(
            "lockstep", {**lockstep, "shards": shards}, [b"".join([*record, states[-1]])]
        )
        worst |= {f"{key}, shards: {shards}": error for key, error in found.items()}
    measured[f"lockstep, {make.__name__}, {case}"] = worst
    # as in test_other_networks.py
    most = 5e-6 if case.startswith("SGD") else 1e-4
    assert max(error for key, error in worst.items() if "loss" in key) <= 2e-6, worst
    assert max(error for key, error in worst.items() if "weights" in key) <= most, worst


# Two steps of an order; gradients that pile up; an epoch that ends in 44 digits and in one; another
# optimizer; an evaluation; a run to its end, with gradients that somebody looks at.
ACTS = """async (shards) => {
  const watch = ["first.weight", "grad:middle.weight"];
  const trainer = await open_({ batch: 64, lr: 0.02, seed: 3, watch }, {});
  const shared = await trainer.share(shards);
  const steps = [];
  const take = async (count) => steps.push(...(await trainer.step(count)).losses);
  await take(6);
  await trainer.configure({ batch: 299 });
  await take(2);
  await trainer.configure({ batch: 64, zeroGrad: false });
  await take(3);
  await trainer.configure({ optimizer: { name: "Adam" }, zeroGrad: true, lr: 0.002 });
  await take(2);
  await trainer.share(1);
  await trainer.share(shards);
  await take(2);
  reports.length = 0;
  await trainer.start(11);
  while (reports.at(-1)?.running !== false) await new Promise((resolve) => setTimeout(resolve, 5));
  steps.push(...reports.flatMap(({ losses }) => losses));
  const { shards: parts, values } = reports.at(-1);
  const score = await trainer.evaluate();
  const some = (numbers) => Array.from(numbers.filter((_, i) => i % 101 === 0));
  const parameters = some(new Float32Array((await trainer.parameters()).buffer));
  trainer.close();
  const watched = watch.map((name) => some(values[name].data));
  return { shared, parts, steps, score, parameters, watched };
}"""


@pytest.fixture(scope="module")
def net() -> Perceptron:
    torch.manual_seed(5)
    return Perceptron()


def test_workers_take_the_steps_that_one_takes(page: Page) -> None:
    alone = page.evaluate(ACTS, 1)
    for shards in (2, 3):
        found = page.evaluate(ACTS, shards)
        assert (found["shared"], found["parts"]) == (shards, shards)
        assert len(found["steps"]) == 26
        np.testing.assert_allclose(found["steps"], alone["steps"], rtol=2e-4)
        apart = np.abs(np.array(found["parameters"]) - alone["parameters"])
        assert np.quantile(apart, 0.999) < 1e-4
        for ours, theirs in zip(found["watched"], alone["watched"], strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-3)
        assert found["score"]["count"] == COUNT
        assert found["score"]["loss"] == pytest.approx(alone["score"]["loss"], rel=1e-3)
        if shards == 2:
            assert page.evaluate(ACTS, 2) == found


# A step sends three vectors. The tenth batch is an epoch's last, of 12 digits: too few to divide
# layers for, so before it all get all weights.
@pytest.mark.parametrize(
    ("orders", "sent", "stood"), [(0, 0, 0), (0, 7, 0), (0, 23, 0), (1, 2, 8), (1, 7, 10)]
)
def test_a_lost_shard_takes_no_weights_with_it(
    orders: int, sent: int, stood: int, node: Node
) -> None:
    """It stops in the midst of eight steps: those since all had all weights are taken back."""
    torch.manual_seed(5)
    net = Perceptron()
    images, labels = digits.load("train", n=COUNT, seed=1)
    graph = tape.record(net, images).graph
    request = {"tape": graph, "orders": orders, "sent": sent, "batch": BATCH}
    pixels = (images * 255).round().byte().numpy().tobytes()
    found, _ = node.call("lost", request, [tape.pack(net), pixels, labels.byte().numpy().tobytes()])
    assert found["code"] == "shard"
    assert (found["stood"], found["step"]) == (stood, stood + 1)
    assert len(found["alone"]) == stood + 1
    assert found["loss"] == pytest.approx(found["alone"][-1], rel=1e-5)
