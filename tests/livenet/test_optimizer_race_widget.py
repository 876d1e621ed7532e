"""OptimizerRace carries all that its page needs, refuses the rest, and its surfaces are known."""

import math
from typing import Any

import pytest
import torch

from livenet.widgets import OptimizerRace
from livenet.widgets.optimizer_race import SURFACES


def test_a_page_gets_the_whole_state() -> None:
    race = OptimizerRace("Beale", start=(2, -1), learning_rate=0.02, momentum=0.8, steps=50)
    state = race.get_state()
    assert (state["surface"], state["starts"]["Beale"]) == ("Beale", (2.0, -1.0))
    assert state["starts"]["bowl"] == SURFACES["bowl"].start
    assert (state["learning_rate"], state["momentum"], state["steps"]) == (0.02, 0.8, 50)
    assert state["surfaces"].keys() == SURFACES.keys()
    assert state["controls"] == {
        name: f"IPY_MODEL_{race.controls[name].model_id}"
        for name in ("surface", "learning_rate", "momentum")
    }


def test_each_surface_keeps_its_start() -> None:
    race = OptimizerRace("ravine", start=(1, 2))
    race.surface = "saddle"
    assert race.start == SURFACES["saddle"].start
    race.surface = "ravine"
    assert race.start == (1, 2)
    race.starts = {"bowl": (0, 1)}  # the others start where they usually do
    assert race.start == SURFACES["ravine"].start


@pytest.mark.parametrize("rate", [1e-4, 0.0123, 0.07, 0.5, 1.0])
def test_the_learning_rate_is_a_mark_of_its_slider(rate: float) -> None:
    slider = OptimizerRace(learning_rate=rate).controls["learning_rate"]
    marks = (math.log10(rate) - slider.min) / slider.step
    assert marks == pytest.approx(round(marks), abs=1e-6)
    assert slider.value == rate
    assert -4 <= slider.min < -3.99


@pytest.mark.parametrize("name", SURFACES)
def test_the_minimum_is_where_the_slope_is_zero_and_every_neighbour_higher(name: str) -> None:
    race = OptimizerRace(name)
    minimum = SURFACES[name].minimum
    w = torch.tensor(minimum or (0.0, 0.0), dtype=torch.float64, requires_grad=True)
    f = race.f(w)
    f.backward()
    assert w.grad is not None
    torch.testing.assert_close(w.grad, torch.zeros(2, dtype=torch.float64))
    around = torch.randn(100, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    higher = torch.stack([race.f(w.detach() + step / 100) > f.detach() for step in around])
    assert bool(higher.all()) == (minimum is not None)


@pytest.mark.parametrize("name", SURFACES)
def test_start_and_minimum_are_in_a_picture_three_wide_and_two_high(name: str) -> None:
    surface = SURFACES[name]
    (left, right), (low, high) = surface.x, surface.y
    for point in (surface.start, surface.minimum or surface.start):
        assert left < point[0] < right
        assert low < point[1] < high
    assert (right - left) / (high - low) == pytest.approx(1.5)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"surface": "hill"}, "no surface 'hill': choose from bowl, ravine"),
    ({"start": (5, 0)}, "x from -4.8 to 4.8"),
    ({"start": (0, math.nan)}, "must be two numbers"),
    ({"start": (1, 2, 3)}, "must be two numbers"),
    ({"start": 1}, "must be two numbers"),
    ({"learning_rate": 2}, "learning_rate must be from 0.0001 to 1, not 2"),
    ({"learning_rate": math.nan}, "not nan"),
    ({"momentum": 1}, "momentum must be from 0 to 0.99, not 1"),
    ({"momentum": -0.1}, "not -0.1"),
    ({"steps": 0}, "steps must be from 1 to 200, not 0"),
]


@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        OptimizerRace(**options)


def test_an_assignment_that_makes_no_sense_changes_nothing() -> None:
    race = OptimizerRace()
    with pytest.raises(ValueError, match="no surface"):
        race.surface = "hill"
    with pytest.raises(ValueError, match="not 7"):
        race.learning_rate = 7
    assert (race.surface, race.learning_rate) == ("ravine", 0.07)
