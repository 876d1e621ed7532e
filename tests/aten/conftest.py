"""The Node process that runs ``web/aten``, started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.lockstep import machine

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[machine.Node]:
    """Node with the harness of these tests."""
    outfile = tmp_path_factory.mktemp("aten") / "harness.mjs"
    machine.bundle(HERE / "harness.ts", outfile)
    node = machine.Node(outfile, "--expose-gc")
    yield node
    node.close()


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
