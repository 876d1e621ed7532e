"""LossLens takes what a chapter has at hand, carries all that its page needs, refuses the rest."""

import math
from typing import Any

import pytest
import torch
from traitlets import TraitError

from livenet import LeNet
from livenet.widgets import LossLens


def test_the_logits_of_a_network_arrive_as_they_are() -> None:
    torch.manual_seed(0)
    logits = LeNet()(torch.randn(1, 1, 32, 32))[0]
    lens = LossLens(logits, torch.tensor(3))
    assert torch.equal(torch.tensor(lens.logits), logits.detach())
    assert (lens.target, lens.controls["target"].value) == (3, "3")


def test_a_page_gets_the_whole_state() -> None:
    lens = LossLens()
    state = lens.get_state()
    assert state["logits"] == [0.0] * 10
    assert state["target"] == 7
    assert state["controls"] == {"target": f"IPY_MODEL_{lens.controls['target'].model_id}"}
    assert list(lens.controls["target"].options) == [str(digit) for digit in range(10)]


@pytest.mark.parametrize(
    ("logits", "target", "message"),
    [
        (torch.zeros(1, 10), 7, r"shape \(10,\), not \(1, 10\)"),
        ([0.0] * 9, 7, r"shape \(10,\), not \(9,\)"),
        ([math.nan] * 10, 7, "logits.0. is nan; it must be from -1000 to 1000"),
        ([0.0] * 9 + [-1001.0], 7, "logits.9. is -1001"),
        ([0.0] * 10, 10, "from 0 to 9, not 10"),
        ([0.0] * 10, torch.tensor(-1), "from 0 to 9, not -1"),
    ],
)
def test_what_makes_no_sense_is_refused(logits: Any, target: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LossLens(logits, target)


def test_an_assignment_that_makes_no_sense_changes_nothing() -> None:
    lens = LossLens()
    with pytest.raises(ValueError, match="these are 3"):
        lens.logits = [1.0, 2.0, 3.0]
    with pytest.raises(TraitError):
        lens.target = 10
    assert (lens.logits, lens.target) == ([0.0] * 10, 7)
