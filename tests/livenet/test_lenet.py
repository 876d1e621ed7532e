"""The network of the package: its numbers, and that it is the one of chapter 2."""

import torch

from livenet import LeNet


def test_it_has_the_parameters_of_the_tutorial() -> None:
    shapes = {name: tuple(p.shape) for name, p in LeNet().named_parameters()}
    assert shapes == {
        "conv1.weight": (6, 1, 5, 5),
        "conv1.bias": (6,),
        "conv2.weight": (16, 6, 5, 5),
        "conv2.bias": (16,),
        "fc1.weight": (120, 400),
        "fc1.bias": (120,),
        "fc2.weight": (84, 120),
        "fc2.bias": (84,),
        "fc3.weight": (10, 84),
        "fc3.bias": (10,),
    }
    assert sum(p.numel() for p in LeNet().parameters()) == 61_706


def test_it_turns_digits_into_ten_logits() -> None:
    assert LeNet()(torch.zeros(3, 1, 32, 32)).shape == (3, 10)
