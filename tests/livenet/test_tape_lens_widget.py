"""TapeLens carries all that its page needs for one step, and refuses what it cannot show."""

import pytest
import torch
from torch import nn

from livenet import LeNet, digits, tape
from livenet.widgets import TapeLens


def few() -> nn.Sequential:
    return nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))


X, Y = torch.tensor([[0.2, -0.8], [0.6, 0.4]]), torch.tensor([1, 0])


def test_a_page_gets_the_whole_state() -> None:
    net = few()
    lens = TapeLens(net, X, Y, optimizer="momentum", learning_rate=0.5, momentum=0.8)
    state = lens.get_state()
    assert state["tape"] == tape.record(net, X).json()
    assert bytes(state["parameters"]) == tape.pack(net)
    words = torch.frombuffer(bytearray(state["example"]), dtype=torch.float32)
    assert torch.equal(words, X.flatten())
    assert torch.frombuffer(bytearray(state["target"]), dtype=torch.int32).tolist() == [1, 0]
    rule = (state["optimizer"], state["learning_rate"], state["momentum"])
    assert rule == ("momentum", 0.5, 0.8)
    slider = lens.controls["step"]
    assert state["controls"] == {"step": f"IPY_MODEL_{slider.model_id}"}


def test_left_to_itself_it_takes_a_digit() -> None:
    image, label = digits.load("test", n=1)
    lens = TapeLens(LeNet())
    assert torch.equal(
        torch.frombuffer(bytearray(lens.example), dtype=torch.float32), image.view(-1)
    )
    assert torch.frombuffer(bytearray(lens.target), dtype=torch.int32).tolist() == label.tolist()


@pytest.mark.parametrize(
    ("net", "lines"),
    [
        # its operations, and a line for each of four parameters
        (few(), 25 + 4),
        # two names of one parameter are moved once
        (nn.Sequential(layer := nn.Linear(2, 2, bias=False), nn.ReLU(), layer), None),
    ],
)
def test_there_is_a_line_for_each_operation_and_for_each_parameter(
    net: nn.Module, lines: int | None
) -> None:
    lens = TapeLens(net, X, Y)
    if lines is None:
        lines = len(tape.record(net, X).graph["ops"]) + 1
    assert lens.controls["step"].max == lines
    lens.step = lines
    for beyond in (0, lines + 1):
        with pytest.raises(ValueError, match=f"step must be from 1 to {lines}, not {beyond}"):
            lens.step = beyond


def test_each_buffer_that_training_changes_has_a_line() -> None:
    net = nn.Sequential(nn.Linear(2, 2, bias=False), nn.BatchNorm1d(2, affine=False))
    lens = TapeLens(net, X, Y)
    # the weight; running mean, running variance and how many batches there were
    assert lens.controls["step"].max == len(tape.record(net, X).graph["ops"]) + 1 + 3


def test_a_network_is_left_as_it_was_and_so_is_the_generator() -> None:
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Dropout(), nn.Linear(3, 2))
    before = {name: value.clone() for name, value in net.state_dict().items()}
    state = torch.random.get_rng_state()
    TapeLens(net, X, Y)
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())
    assert all(parameter.grad is None for parameter in net.parameters())
    assert torch.equal(torch.random.get_rng_state(), state)
