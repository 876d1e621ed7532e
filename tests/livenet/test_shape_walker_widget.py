"""ShapeWalker reads a network's settings, carries all that its page needs, refuses the rest."""

from typing import Any

import pytest
import torch
from torch import nn
from traitlets import TraitError

from livenet import LeNet
from livenet.widgets import ShapeWalker


def test_the_settings_are_those_of_the_network() -> None:
    net = LeNet()
    net.conv1 = nn.Conv2d(3, 8, 7, stride=2, padding=3, dilation=2)
    net.fc1 = nn.Linear(17, 50)
    state = ShapeWalker(net, torch.zeros(4, 3, 28, 28)).get_state()
    names = ("in", "out", "kernel", "stride", "padding", "dilation")
    assert [state[f"conv1_{name}"] for name in names] == [3, 8, 7, 2, 3, 2]
    assert [state[f"conv2_{name}"] for name in names] == [6, 16, 5, 1, 0, 1]
    assert [state[name] for name in ("batch", "channels", "size", "fc1_in")] == [4, 3, 28, 17]
    assert state["features"] == [50, 84, 10]
    for pool in ("pool1", "pool2"):
        assert state[pool] == "max_pool2d"
        assert [state[f"{pool}_{name}"] for name in ("kernel", "stride", "padding")] == [2, 2, 0]


def test_every_setting_has_a_control_that_stands_where_it_does() -> None:
    walker = ShapeWalker(LeNet(), torch.zeros(1, 1, 224, 224))
    fixed = {"batch", "features", "controls"}
    own = {name for name in ShapeWalker.class_own_traits(sync=True) if not name.startswith("_")}
    assert set(walker.controls) == own - fixed
    for name, control in walker.controls.items():
        assert control.value == getattr(walker, name), name


def test_the_network_is_left_as_it_is() -> None:
    net = LeNet()
    ShapeWalker(net, torch.zeros(1, 1, 28, 28)).conv1_kernel = 3
    assert net.conv1.kernel_size == (5, 5)


def test_a_stride_of_0_may_be_tried_and_a_kernel_of_0_may_not() -> None:
    walker = ShapeWalker(LeNet(), torch.zeros(1, 1, 28, 28))
    for name in ("conv1", "pool1", "conv2", "pool2"):
        setattr(walker, f"{name}_stride", 0)  # the page shows PyTorch's error
        assert walker.controls[f"{name}_stride"].min == 0
        with pytest.raises(TraitError, match=f"{name}_kernel"):
            setattr(walker, f"{name}_kernel", 0)


def changed(**layers: nn.Module) -> nn.Module:
    net = LeNet()
    for name, layer in layers.items():
        setattr(net, name, layer)
    return net


@pytest.mark.parametrize(
    ("net", "shape", "message"),
    [
        (nn.Sequential(nn.Linear(2, 3)), (1, 1, 28, 28), "fc1 is an nn.Linear.*missing"),
        (changed(conv2=nn.Linear(1, 1)), (1, 1, 28, 28), "conv2 is an nn.Conv2d.*is Linear"),
        (changed(conv1=nn.Conv2d(1, 6, (3, 5))), (1, 1, 28, 28), r"conv1 has kernel \(3, 5\)"),
        (changed(conv1=nn.Conv2d(1, 6, 3, padding="same")), (1, 1, 28, 28), "has padding same"),
        (changed(conv2=nn.Conv2d(6, 6, 3, groups=2)), (1, 1, 28, 28), "conv2 has 2 groups"),
        (LeNet(), (1, 28, 28), r"shape \(N, C, H, H\).*these have \(1, 28, 28\)"),
        (LeNet(), (1, 1, 28, 32), "square"),
        (LeNet(), (1, 1, 5000, 5000), "size is 5000; ShapeWalker goes from 1 to 4096"),
    ],
)
def test_what_it_cannot_show_is_refused(net: nn.Module, shape: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ShapeWalker(net, torch.zeros(1).expand(shape))
