"""Wrong answers that learners of chapter 2 give, and the sentence meant for each."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from livenet import LeNet
from livenet.exercises.judging import judge


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (nn.Conv2d(3, 8, 5), "and is (1, 8, 28, 28)"),
        (nn.Conv2d(3, 8, 5, padding=5), "and is (1, 8, 38, 38)"),
        (nn.Conv2d(3, 8, 5, stride=2, padding=18), "(1, 8, 28, 28), and is (1, 8, 30, 30)"),
        (nn.Conv2d(8, 3, 5, padding=2), "takes 8 and gives 3"),
        (nn.Conv2d(3, 8, 3, padding=1), "the kernel should be (5, 5), and is (3, 3)"),
        (nn.Linear(3, 8), "an nn.Conv2d is wanted"),
        (torch.zeros(1, 8, 32, 32), "an nn.Module is wanted, and this is a Tensor"),
    ],
)
def test_same_size(answer: Any, message: str) -> None:
    assert message in judge("02-same-size", answer)[1]


def side(n: int, kernel: int) -> int:
    return ((n - kernel + 1) // 2 - kernel + 1) // 2


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda n, k: side(n, k) ** 2, "multiply it by the channels"),
        (lambda n, k: 16 * k * k, "of side 28 and kernels of 5 it is 256"),
        (lambda n, k: 16 * (n - 2 * (k - 1)) ** 2, "it is 400, and your function gives 9216"),
        (lambda n, k: 16 * ((n - k + 1) / 2) ** 2, "use // and not /"),
        (lambda n, k: (16, side(n, k), side(n, k)), "this is a tuple"),
    ],
)
def test_in_features(answer: Any, message: str) -> None:
    assert message in judge("02-in-features", answer)[1]


class Base(nn.Module):
    """A network that is right; what is below is wrong in one way each."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 5, stride=4)
        self.fc = nn.Linear(4 * 7 * 7, 10)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc(torch.flatten(self.conv(x), 1))
        return out


class InAList(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = [nn.Flatten(), nn.Linear(3 * 32 * 32, 10)]

    def forward(self, x: Tensor) -> Any:
        return self.layers[1](self.layers[0](x))


class Probabilities(Base):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x).softmax(dim=1)


class Mixing(Base):
    def forward(self, x: Tensor) -> Tensor:
        maps = self.conv(x).transpose(0, 1)  # the channels in front
        out: Tensor = self.fc(maps.reshape(-1, 4 * 7 * 7))
        return out


class Idle(Base):
    def __init__(self) -> None:
        super().__init__()
        self.fc2 = nn.Linear(10, 10)


class Sequenced(Base):
    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc(torch.flatten(self.conv(x)))
        return out


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Base, "the class Base itself"),
        (LeNet(), "your network has 61,706"),
        (nn.Sequential(nn.Conv2d(1, 4, 5), nn.Flatten(), nn.Linear(4, 10)), "to have 1 channels"),
        (InAList(), "in a Python list they are not registered"),
        (Probabilities(), "no softmax"),
        (Mixing(), "does your flatten mix images"),
        (Idle(), "fc2.weight gets no gradient"),
        (Sequenced(), "your code raised an error: RuntimeError"),
    ],
)
def test_colour(answer: Any, message: str) -> None:
    torch.manual_seed(0)
    assert message in judge("02-colour", answer)[1]


class Normalised(Base):
    """Right too: what its layers do in training is none of the exercise's business."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.dropout = nn.BatchNorm2d(3), nn.Dropout()

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(self.dropout(self.norm(x)))


def test_what_the_wrong_networks_vary_is_right() -> None:
    assert judge("02-colour", Base())[1] == "Right."


def test_dropout_and_batch_normalisation_are_right_and_stay_in_training() -> None:
    net = Normalised()
    before = {name: held.clone() for name, held in net.state_dict().items()}
    assert judge("02-colour", net)[1] == "Right."
    assert all(module.training for module in net.modules())
    assert all(torch.equal(before[name], held) for name, held in net.state_dict().items())
