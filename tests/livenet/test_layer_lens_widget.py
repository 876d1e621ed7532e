"""LayerLens carries all that its page needs, and refuses what it cannot show."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from livenet import LeNet, digits, tape
from livenet.widgets import LayerLens


def test_a_page_gets_the_whole_state() -> None:
    torch.manual_seed(0)
    net = LeNet()
    images, labels = digits.load("test", n=5)
    lens = LayerLens(net, images, labels, digit=3)
    state = lens.get_state()
    parameters = tape.unpack(state["parameters"], net)
    assert all(torch.equal(parameters[name], value) for name, value in net.state_dict().items())
    pixels = torch.frombuffer(bytearray(state["images"]), dtype=torch.uint8)
    assert torch.equal(pixels.view(5, 1, 32, 32) / 255, images)
    assert list(state["labels"]) == labels.tolist()
    assert state["digit"] == 3
    assert state["tape"] == tape.record(net, images[:1], None).json()
    slider = lens.controls["digit"]
    assert state["controls"] == {"digit": f"IPY_MODEL_{slider.model_id}"}
    assert (list(slider.options), slider.index) == (["0", "1", "2", "3", "4"], 3)


def test_left_to_itself_it_takes_two_of_each_digit() -> None:
    assert list(LayerLens(LeNet()).labels) == [kind for kind in range(10) for _ in range(2)]


@pytest.mark.parametrize(
    ("net", "shape"),
    [
        (nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()), (2, 3, 9, 7)),
        (nn.Sequential(nn.Linear(12, 4), nn.Tanh(), nn.Linear(4, 2)), (3, 12)),
    ],
)
def test_it_takes_networks_that_do_not_classify_digits(
    net: nn.Module, shape: tuple[int, ...]
) -> None:
    lens = LayerLens(net, torch.zeros(shape))
    assert len(lens.images) == torch.zeros(shape).numel()
    assert lens.labels == b""


def test_a_network_is_left_as_it_was() -> None:
    net = LeNet()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    LayerLens(net, torch.zeros(1, 1, 32, 32))
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())
    assert all(parameter.grad is None for parameter in net.parameters())
    assert net.training


DIGITS = torch.zeros(3, 1, 32, 32)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((DIGITS[:0],), r"1 to 100 of them, shape \(N, …\), not \(0, 1, 32, 32\)"),
        ((torch.zeros(101, 1, 32, 32),), r"not \(101, 1, 32, 32\)"),
        ((torch.tensor(0.0),), r"not \(\)"),
        ((DIGITS, torch.zeros(2).long()), "one for each of 3 images, not 2"),
        ((DIGITS + 0.3,), "bytes divided by 255"),
        ((DIGITS * torch.nan,), "bytes divided by 255"),
    ],
)
def test_what_makes_no_sense_is_refused(args: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LayerLens(LeNet(), *args)


@pytest.mark.parametrize("digit", [-1, 3])
def test_there_is_no_such_image(digit: int) -> None:
    with pytest.raises(ValueError, match=f"digit must be from 0 to 2, not {digit}"):
        LayerLens(LeNet(), DIGITS, digit=digit)
    lens = LayerLens(LeNet(), DIGITS)
    with pytest.raises(ValueError, match=f"not {digit}"):
        lens.digit = digit
    assert lens.digit == 0


def test_an_operation_without_a_kernel_is_named() -> None:
    class Fourier(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            y: Tensor = torch.fft.rfft(x).abs()
            return y

    net = nn.Sequential(nn.Conv2d(1, 2, 3), Fourier())
    with pytest.raises(tape.TapeError, match=r"module 1 \(Fourier\) calls aten\._fft_r2c"):
        LayerLens(net, DIGITS)
