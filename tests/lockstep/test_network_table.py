"""Networks as learners, teachers and tutorials write them, each beside torch in double.

``python -m tests.lockstep.networks`` prints what is judged here, with errors and refusals.
"""

import pytest

from .machine import Node
from .networks import NETWORKS
from .networks.judging import judge, refusal

# Of some of them torch itself warns, where it runs them: even kernels, scripts, KL divergences.
pytestmark = pytest.mark.filterwarnings("ignore")

TAKEN = [name for name, entry in NETWORKS.items() if entry.refused is None]
REFUSED = [name for name, entry in NETWORKS.items() if entry.refused is not None]


@pytest.mark.parametrize("name", TAKEN)
def test_the_engine_computes_what_torch_does(
    name: str, node: Node, measured: dict[str, dict[str, float]]
) -> None:
    verdict = judge(name, NETWORKS[name], node)
    assert not verdict.refusal
    measured[f"table, {name}"] = verdict.errors
    assert not verdict.faults()


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_go_wrong_is_refused_in_a_sentence(name: str) -> None:
    entry = NETWORKS[name]
    said = refusal(entry)
    assert said, "it is taken"
    assert (entry.refused or "") in said
    assert "\n" not in said
