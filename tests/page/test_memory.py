"""What tensors need on a page: what has gone is freed before memory grows, and it never shrinks."""

from functools import cache
from typing import Any

import pytest

from tests.page.machine import raised, run, text

MB = 1_000_000
# In this order, as memory is what all before have needed.
PARTS = {
    # They are compared where they lie.
    "alike": """
import torch
one = torch.zeros(10_000_000)
two = one.clone()
print(torch.equal(one, two))
del one, two
""",
    # 40 MB each, of which Python's own collector sees some hundred bytes.
    "circles": """
import torch
class Node:
    pass
for _ in range(30):
    node = Node()
    node.itself, node.numbers = node, torch.zeros(10_000_000)
del node
""",
    # 10,000 digits through the first layers of a LeNet; nobody asks for a shape.
    "maps": """
from torch.nn.functional import conv2d, max_pool2d, relu
with torch.no_grad():
    digits = torch.zeros(10_000, 1, 32, 32)
    first, second = torch.zeros(6, 1, 5, 5), torch.zeros(16, 6, 5, 5)
    for _ in range(2):
        pooled = max_pool2d(relu(conv2d(digits, first)), 2)
        pooled = max_pool2d(relu(conv2d(pooled, second)), 2)
del digits, pooled
""",
    "digits": """
from livenet import digits
for _ in range(2):
    images, labels = digits.load("train")
""",
    "spread": "print(f'{images.std():.4f} {images[..., 2:-2, 2:-2].std():.4f}')",
    "ink": """
from livenet.widgets import draw_digit
print(len(draw_digit._usual_ink()))
""",
    "beyond": "torch.ones(2**31)",
    "after": "print(torch.ones(3).sum())",
}
# Megabytes, and what they are.
NEEDS = {
    "alike": 2 * 40,
    "circles": 64 + 2 * 40,  # until it pays to look for them, and what is just made
    "maps": 41 + 2 * 188 + 47,  # digits, maps and their rectified twins, and places in scratch
    "digits": 47 + 2 * 246,  # bytes, and images until the new ones are there
    "spread": 47 + 2 * 246,  # no more than before
    "ink": 47 + 2 * 246,
}
# Of Python's own: itself and torch, and what unpacks digits, with 8 MB to look back.
PYTHON = 40 + 9
SLACK = 64 + 16  # by which memory grows in advance, and what waits to be freed


@cache
def parts() -> dict[str, dict[str, Any]]:
    ran = run([{"id": name, "source": source} for name, source in PARTS.items()])
    return {one["id"]: one for one in ran}


@pytest.mark.parametrize("name", NEEDS)
def test_memory_is_what_lives_at_once(name: str) -> None:
    part = parts()[name]
    assert not raised(part["outputs"])
    assert part["memory"]["tensors"] / MB < NEEDS[name] + SLACK


def test_digits_are_not_unpacked_in_pythons_own_memory() -> None:
    assert parts()["ink"]["memory"]["python"] / MB < PYTHON * 1.2  # it grows by a fifth at once


def test_what_no_memory_holds_is_refused_in_a_sentence() -> None:
    said = raised(parts()["beyond"]["outputs"])
    assert said.startswith(
        "RuntimeError: DefaultCPUAllocator: can't allocate memory: you tried to allocate 8192 MiB"
    )
    assert text(parts()["after"]["outputs"]) == "tensor(3.)\n"
