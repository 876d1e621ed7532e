"""Training in the page's Python beside real torch, weight by weight."""

import io
import json
from array import array
from contextlib import redirect_stdout

import pytest
import torch

from tests.page.machine import run, text
from tests.page.rounding import alike

OPTIMIZERS = {
    "SGD": "SGD(net.parameters(), lr=0.1)",
    "momentum": "SGD(net.parameters(), lr=0.05, momentum=0.9)",
    "Adam": "Adam(net.parameters(), lr=0.001)",
}

#: Prints the gradients of a first step and the weights after each of STEPS.
SOURCE = """
import array, json
import torch
import torch.nn.functional as F
from torch import optim
from livenet import LeNet, digits

def numbers_of(tensor):
    return array.array("f", tensor.detach().flatten().tolist()).tobytes().hex()

train = digits.load("train", n=640)
torch.manual_seed(0)
net = LeNet()
optimizer = optim.OPTIMIZER
told = []
for step in range(STEPS):
    optimizer.zero_grad()
    some = slice(64 * step, 64 * step + 64)
    loss = F.cross_entropy(net(train.images[some]), train.labels[some])
    loss.backward()
    if step == 0:
        told.append({name: numbers_of(p.grad) for name, p in net.named_parameters()})
    optimizer.step()
    if step in (0, STEPS - 1):
        told.append({name: numbers_of(p) for name, p in net.named_parameters()})
print(json.dumps(told))
"""

Weights = dict[str, torch.Tensor]


def source(name: str, steps: int) -> str:
    """Return the program that trains with this optimizer."""
    return SOURCE.replace("OPTIMIZER", OPTIMIZERS[name]).replace("STEPS", str(steps))


def told(printed: str) -> list[Weights]:
    """Return the gradients and weights that the program printed."""
    return [
        {name: torch.tensor(array("f", bytes.fromhex(v))) for name, v in part.items()}
        for part in json.loads(printed)
    ]


def by_torch(name: str, mkldnn: bool) -> list[Weights]:
    """Return the same of real torch, with oneDNN's kernels or without them."""
    printed = io.StringIO()
    before = torch.backends.mkldnn.set_flags(mkldnn)
    try:
        with redirect_stdout(printed):
            exec(source(name, 10), {})  # the program of the page, word for word
    finally:
        torch.backends.mkldnn.set_flags(before[0])
    return told(printed.getvalue())


def apart(one: torch.Tensor, other: torch.Tensor) -> float:
    """Return the largest difference, of the largest number of the tensor."""
    return float((one.double() - other.double()).abs().max() / other.double().abs().max())


@pytest.mark.slow
def test_steps_of_training_are_those_of_torch() -> None:
    """Gradients, and weights after one step and ten, differ by the rounding of float32 alone.

    With SGD not even by that, where torch adds up in the order that the page follows. Adam divides
    a gradient by its own size, so that of one near 0 its rounding decides: there torch is as far
    from itself, with oneDNN and without, and that is the measure.
    """
    results = run([{"id": name, "source": source(name, 10)} for name in OPTIMIZERS])
    far = []
    exact = alike()
    for result in results:
        name = result["id"]
        ours = told(text(result["outputs"]))
        theirs, plain = by_torch(name, True), by_torch(name, False)
        for at, part in enumerate(("gradient", "step 1", "step 10")):
            for key, wanted in theirs[at].items():
                most = 0 if exact else 1e-5
                if name == "Adam":
                    most = max(1e-5, 3 * apart(plain[at][key], wanted))
                found = apart(ours[at][key], wanted)
                if not found <= most:
                    far.append(f"{name}, {part}, {key}: {found:.1e} for {most:.1e}")
    assert not far
