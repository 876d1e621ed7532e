"""What DrawDigit gives its view, and what it refuses."""

import json

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import LeNet, digits, resources, tape
from livenet.digits import Digits
from livenet.widgets import DrawDigit, TrainLab


def layers(classes: int = 10) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 2, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(392, classes)
    )


def some(n: int) -> Digits:
    return Digits(torch.zeros(n, 1, 32, 32), torch.zeros(n).long())


def test_its_state_is_the_forward_pass_and_the_parameters() -> None:
    net = LeNet()
    state = DrawDigit(net, trained_on=60_000).get_state()
    recorded = json.loads(state["tape"])
    assert recorded["loss"] is None
    assert state["parameters"] == tape.pack(net)
    assert state["maps"] == ["c1", "s2", "c3", "s4"]
    assert (state["lab"], state["weights"], state["normalise"]) == (None, "given", True)
    assert state["trained_on"] == 60_000


def test_usual_ink_is_that_of_98_in_100_training_digits() -> None:
    least, most = DrawDigit(LeNet()).usual_ink
    ink = digits.load("train").images.mean((1, 2, 3)) * 32**2 / 28**2
    assert (ink < least - 1e-6).float().mean() == pytest.approx(0.01, abs=5e-4)
    assert (ink > most + 1e-6).float().mean() == pytest.approx(0.01, abs=5e-4)


def test_maps_without_names_are_those_of_the_layers() -> None:
    assert DrawDigit(layers()).maps == ["0", "1", "2"]


class Deep(nn.Module):
    """More maps than are shown, and one under two names."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.ModuleList(nn.Conv2d(c, 3, 3, padding=1) for c in (1, 3, 3, 3, 3))
        self.fc = nn.Linear(3 * 32 * 32, 10)

    def forward(self, x: Tensor) -> Tensor:
        a = F.relu(self.conv[0](x))
        b = F.relu(self.conv[1](a))
        again = b
        c = F.relu(self.conv[2](again))
        d = F.relu(self.conv[3](c))
        e = F.relu(self.conv[4](d))
        return self.fc(torch.flatten(e, 1))  # type: ignore[no-any-return]


def test_of_many_layers_the_first_four_are_shown_once_each() -> None:
    maps = DrawDigit(Deep()).maps
    assert len(maps) == 4
    assert (maps[0], maps[2], maps[3]) == ("a", "c", "d")
    assert maps[1] in {"b", "again"}


def test_it_holds_the_lab_whose_weights_may_read() -> None:
    lab = TrainLab(layers(), some(4), some(2))
    draw = DrawDigit(layers(), lab)
    assert draw.get_state()["lab"] == f"IPY_MODEL_{lab.model_id}"


@pytest.mark.parametrize(
    ("net", "view"),
    [
        (LeNet(), "draw-digit.js"),
        (nn.Sequential(LeNet(), nn.Softmax(1)), "draw-digit-usual.js"),
        (layers(), "draw-digit-all.js"),
    ],
    ids=["lenet", "softmax", "tanh"],
)
def test_a_page_loads_the_smallest_engine_that_runs_the_network(net: nn.Module, view: str) -> None:
    assert DrawDigit(net)._esm == (resources.VIEWS / view).read_text(encoding="utf-8")


def test_what_it_cannot_do_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ten scores, \(N, 10\), and this one gives \(N, 3\)"):
        DrawDigit(layers(3))
    with pytest.raises(ValueError, match="lab trains a network with other parameters"):
        DrawDigit(LeNet(), TrainLab(layers(), some(4), some(2)))
    with pytest.raises(tape.TapeError, match="erfinv"):
        DrawDigit(Strange())


class Strange(nn.Module):
    """Uses an operation that the engine has no kernel for."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.erfinv(torch.flatten(x, 1))[:, :10]
