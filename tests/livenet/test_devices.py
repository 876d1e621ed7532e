"""Networks as readers bring them: on a GPU, compiled, wrapped, frozen; and what they have set.

Each instrument is then what it is of the plain network in a fresh PyTorch.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import cast

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from book import ROOT
from livenet import LeNet, digits, tape, weights
from livenet.digits import Digits
from livenet.widgets import (
    DrawDigit,
    GraphLens,
    LayerLens,
    LossLens,
    OptimizerRace,
    ShapeWalker,
    TapeLens,
    TrainLab,
)

ON_A_GPU = """
import torch
from tests.livenet.gpu import device
from livenet import LeNet, digits
from livenet.widgets import *
gpu = device()
net = LeNet()
wanted = {name: value.clone() for name, value in net.state_dict().items()}
few = digits.load("test", n=4)
there = digits.Digits(few.images.to(gpu), few.labels.to(gpu))
net.to(gpu)
lab = TrainLab(net, there, there)
given = lab.state_dict()
assert all(torch.equal(value, given[name]) for name, value in wanted.items())
draw, lens = DrawDigit(net, lab), LayerLens(net, *there)
assert draw.parameters == lens.parameters
assert lens.images == LayerLens(LeNet(), few.images).images
ShapeWalker(net, there.images)
assert TapeLens(net, *there).example == TapeLens(LeNet(), *few).example
assert LossLens(torch.ones(10).to(gpu), there.labels[0].cpu().to(gpu)).logits == [1.0] * 10
w = torch.tensor([2.0, 3.0]).to(gpu).requires_grad_()
graph = GraphLens((w * w).sum(), {"w": w}).graph
assert [4.0, 6.0] in [tensor.get("values") for tensor in graph["tensors"]]  # the gradient
assert all(p.device == torch.device("gpu:0") for p in net.parameters())  # left as it was
"""


@pytest.mark.slow
def test_a_network_and_digits_on_a_gpu_are_copied_from_it() -> None:
    subprocess.run([sys.executable, "-c", ON_A_GPU], check=True, cwd=ROOT)


def compiled(net: nn.Module) -> nn.Module:
    return cast(nn.Module, torch.compile(net, backend="eager"))


def compiled_in_place(net: nn.Module) -> nn.Module:
    net.compile(backend="eager")
    return net


def compiled_within(net: nn.Module) -> nn.Module:
    net.conv1 = compiled(net.get_submodule("conv1"))
    return net


def frozen(net: nn.Module) -> nn.Module:
    return net.requires_grad_(False)


def in_parallel(net: nn.Module) -> nn.Module:
    return nn.DataParallel(compiled(net))


def net() -> LeNet:
    torch.manual_seed(0)
    return LeNet()


def few() -> Digits:
    return digits.load("test", n=4)


@pytest.mark.parametrize(
    "change", [compiled, compiled_in_place, compiled_within, nn.DataParallel, in_parallel]
)
def test_a_network_that_is_wrapped_is_looked_into(change: Callable[[nn.Module], nn.Module]) -> None:
    changed, images = change(net()), few().images
    lab = TrainLab(changed, few(), few())
    assert lab.tape == TrainLab(net(), few(), few()).tape
    assert "class LeNet" in lab.source["net"] or "import LeNet" in lab.source["net"]
    changed.load_state_dict(lab.state_dict())  # by the wrapper's own names
    assert DrawDigit(changed, lab).tape == DrawDigit(net()).tape
    assert LayerLens(changed, images).parameters == LayerLens(net(), images).parameters
    assert TapeLens(changed, *few()).tape == TapeLens(net(), *few()).tape
    ShapeWalker(changed, images) if change is not compiled_within else None


def test_what_a_gpu_draws_next_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    seeded: list[int] = []
    monkeypatch.setattr(torch.cuda, "manual_seed_all", seeded.append)
    TrainLab(nn.Sequential(LeNet(), nn.Dropout(0.1)))
    assert seeded == []


def test_a_frozen_network_is_shown() -> None:
    """Nobody trains it, so that it takes no gradient is no matter."""
    assert DrawDigit(frozen(net())).tape == DrawDigit(net()).tape
    assert LayerLens(frozen(net()), few().images).tape == LayerLens(net(), few().images).tape


def test_a_layer_that_is_frozen_stays_so() -> None:
    partly = net()
    partly.conv1.requires_grad_(False)
    assert TrainLab(partly, few(), few()).tape != TrainLab(net(), few(), few()).tape


def test_what_forward_keeps_on_the_network_is_left_as_it_is() -> None:
    class Keeps(LeNet):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            self.last = super().forward(x)
            return self.last

    keeps = Keeps()
    shown = keeps(few().images)
    LayerLens(keeps, few().images)
    assert keeps.last is shown


@contextmanager
def default_device() -> Iterator[None]:
    torch.set_default_device("meta")  # a GPU's, as far as what is made without a device goes
    try:
        yield
    finally:
        torch.set_default_device(None)


@contextmanager
def default_dtype() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize(
    "setting",
    [
        default_device,
        default_dtype,
        torch.inference_mode,
        torch.no_grad,
        partial(torch.autocast, "cpu", dtype=torch.bfloat16),
    ],
)
def test_what_the_reader_has_set_disturbs_nothing(
    setting: Callable[[], AbstractContextManager[object]],
) -> None:
    digit = few()
    loss = F.cross_entropy(net()(digit.images), digit.labels)
    given, other = net(), weights.trained()
    with setting():
        assert torch.equal(few().images, digit.images)
        assert all(map(torch.equal, weights.trained().parameters(), other.parameters()))
        lab = TrainLab(given)
        lens, draw, graph = LayerLens(given), DrawDigit(given, lab), GraphLens(loss)
        LossLens(), OptimizerRace(), ShapeWalker(given, digit.images)
        step = TapeLens(given)
    fresh = TrainLab(given)
    assert (lab.tape, lab.fresh, lab.train_images) == (fresh.tape, fresh.fresh, fresh.train_images)
    assert lens.get_state()["tape"] == LayerLens(given).tape
    assert step.tape == TapeLens(given).tape
    assert draw.usual_ink == DrawDigit(given).usual_ink
    assert len(graph.graph["order"]) == len(GraphLens(loss).graph["order"])


def in_half(net: nn.Module) -> nn.Module:
    return net.half()


def traced(net: nn.Module) -> nn.Module:
    return torch.jit.trace(net, torch.zeros(1, 1, 32, 32))  # type: ignore[no-any-return]


def on_meta(net: nn.Module) -> nn.Module:
    return net.to("meta")


class Quantized(nn.Linear):
    """As torch.ao has them: its state holds a dtype beside the packed numbers."""

    def _save_to_state_dict(self, destination: dict[str, object], *_: object) -> None:
        destination["packed.dtype"] = torch.qint8


def quantized(net: nn.Module) -> nn.Module:
    net.fc3 = Quantized(84, 10)
    return net


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
@pytest.mark.parametrize("make", [TrainLab, DrawDigit, LayerLens])
@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        (in_half, "computes in float32: give copy.deepcopy(net).float().", "网页只用 float32 计算"),
        (nn.Module.double, "conv1.weight of net is torch.float64", "请传入 copy.deepcopy"),
        (traced, "give the network that it was made of", "请传入编译之前的网络"),
        (on_meta, "no numbers, for it is on the device meta", "在 meta 设备上，没有数值"),
        (quantized, "quantized: give the network as it was before", "请传入量化之前的网络"),
    ],
)
def test_what_the_page_cannot_compute_is_refused_in_both_languages(
    make: Callable[[nn.Module], object],
    change: Callable[[nn.Module], nn.Module],
    english: str,
    chinese: str,
) -> None:
    with pytest.raises((ValueError, tape.TapeError)) as refused:
        make(change(net()))
    assert english in str(refused.value)
    assert chinese in str(refused.value)
