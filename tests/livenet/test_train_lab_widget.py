"""What TrainLab gives its view, what it refuses, and what it hands back."""

import functools
import gc
import json
import weakref
from collections import OrderedDict
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from book import ROOT
from livenet import LeNet, digits, resources, tape
from livenet.digits import Digits
from livenet.widgets import TrainLab
from livenet.widgets._instrument import _MANY


def some(n: int, size: int = 8) -> Digits:
    images = torch.randint(0, 256, (n, 1, size, size)).float() / 255
    return Digits(images, torch.randint(0, 10, (n,)))


def small() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10))


@pytest.fixture(scope="module")
def lab() -> TrainLab:
    torch.manual_seed(0)
    return TrainLab(LeNet())


def test_its_state_is_the_digits_the_network_and_the_settings(lab: TrainLab) -> None:
    state = lab.get_state()
    train, test = digits.load("train", n=2_048), digits.load("test", n=512)
    for split, name in ((train, "train"), (test, "test")):
        images = torch.frombuffer(bytearray(state[f"{name}_images"]), dtype=torch.uint8)
        assert torch.equal(images.view(split.images.shape) / 255, split.images)
        assert list(state[f"{name}_labels"]) == split.labels.tolist()
    assert state["initial"] == b""  # the page draws it by the seed
    assert state["fresh"]["seed"] == 0
    assert state["trained"] == b""
    assert "grad:conv1.weight" in json.loads(state["tape"])["names"]
    assert state["guess"] == pytest.approx(2.302585, abs=1e-6)
    assert (state["learning_rate"], state["optimizer"], state["batch_size"]) == (
        0.03,
        "momentum",
        32,
    )


def test_it_has_its_digits_and_holds_no_tensors_of_them() -> None:
    train, test = Digits(some(6).images, torch.arange(6, dtype=torch.int32)), some(4)
    held = [weakref.ref(tensor) for tensor in (train.images, test.images)]
    lab = TrainLab(small(), train, test)
    for given, kept in ((train, lab.train), (test, lab.test)):
        for one, other in zip(given, kept, strict=True):
            assert torch.equal(one, other)
            assert one.dtype == other.dtype
    del train, test, given, kept, one, other
    gc.collect()
    assert [ref() for ref in held] == [None, None]


def test_weights_that_no_seed_draws_travel_whole() -> None:
    torch.manual_seed(0)
    net = LeNet()
    with torch.no_grad():
        net.fc3.bias[0] += 1
    lab = TrainLab(net)
    assert (lab.initial, lab.fresh) == (tape.pack(net), {})


def test_each_control_moves_a_trait_of_its_name(lab: TrainLab) -> None:
    assert all(lab.trait_metadata(name, "sync") for name in lab.controls)
    rate = lab.controls["learning_rate"]
    assert (rate.min, rate.max, rate.value) == (-5, 1, 0.03)
    assert lab.controls["optimizer"].options == (
        "SGD",
        "momentum",
        "Nesterov",
        "RMSprop",
        "Adam",
        "AdamW",
    )


def test_it_gives_back_what_it_was_given_until_the_page_has_trained() -> None:
    net = small()
    lab = TrainLab(net, some(4), some(2))
    for name, value in net.state_dict().items():
        assert torch.equal(lab.state_dict()[name], value)
    trained = small()
    lab.trained = tape.pack(trained)
    net.load_state_dict(lab.state_dict())
    for name, value in trained.state_dict().items():
        assert torch.equal(net.state_dict()[name], value)


class Own(nn.Module):
    """A network that a script can make again, by its class's source."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(torch.flatten(x, 1))  # type: ignore[no-any-return]


@pytest.mark.parametrize("make", [LeNet, small, Own])
def test_its_source_makes_the_same_network_again(make: type[nn.Module]) -> None:
    torch.manual_seed(3)
    net = make()
    size = 32 if isinstance(net, LeNet) else 8
    lab = TrainLab(net, some(4, size), some(2, size), seed=3)
    script: dict[str, Any] = {}  # which stands by itself, so it finds no name here
    with torch.random.fork_rng():
        exec(lab.source["net"], script)
    assert tape.pack(script["net"]) == tape.pack(net)


def test_a_network_that_no_seed_makes_is_left_to_the_reader() -> None:
    lab = TrainLab(small(), some(4), some(2), seed=12345)
    assert "the weights it had" in lab.source["net"]


class Counted(nn.Module):
    """Counts how often one is made, and takes an argument."""

    made = 0

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        type(self).made += 1
        self.fc = nn.Linear(64, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(torch.flatten(x, 1))  # type: ignore[no-any-return]


def test_nothing_of_the_readers_is_run_again_and_arguments_are_left_to_them() -> None:
    torch.manual_seed(3)
    net = Counted(10)
    before = Counted.made
    lab = TrainLab(net, some(4), some(2), seed=3)
    assert Counted.made == before
    assert "torch.manual_seed(3)\nnet = Counted(...)  # your network" in lab.source["net"]


FACTOR = 0.5


def scaled(x: Tensor) -> Tensor:
    return FACTOR * x


class Scale(nn.Module):
    """A module of the reader's own that uses what stands beside it."""

    def forward(self, x: Tensor) -> Tensor:
        return scaled(x)


class Focal(nn.Module):
    """A loss of the reader's own."""

    def __init__(self, power: float = 2.0) -> None:
        super().__init__()
        self.power = power

    def forward(self, output: Tensor, target: Tensor) -> Tensor:
        each = F.cross_entropy(output, target, reduction="none")
        return ((1 - torch.exp(-each)) ** self.power * each).mean()


def own_loss(output: Tensor, target: Tensor) -> Tensor:
    return F.nll_loss(F.log_softmax(scaled(output), 1), target)


SAME_LOSSES: list[Any] = [
    "cross_entropy",
    "mse",
    nn.CrossEntropyLoss(label_smoothing=0.1, weight=torch.arange(1.0, 11.0)),
    F.cross_entropy,
    functools.partial(F.cross_entropy, label_smoothing=0.2),
    nn.MSELoss(reduction="sum"),
    nn.HuberLoss(delta=0.5),
    F.l1_loss,
    nn.BCEWithLogitsLoss(),
    own_loss,
    lambda output, target: F.cross_entropy(2 * output, target),
]


@pytest.mark.parametrize("loss", SAME_LOSSES)
def test_its_source_computes_the_very_loss_that_is_recorded(loss: Any) -> None:
    net, digits_ = small(), some(7)
    lab = TrainLab(net, digits_, some(2), loss=loss)
    script: dict[str, Any] = {}
    with torch.random.fork_rng():
        exec(lab.source["net"], script)
    output, target = net(digits_.images), digits_.labels
    said = eval(lab.source["loss"], script | {"output": output, "target": target})
    comparing = "one_hot" in lab.source["loss"]
    wanted = F.one_hot(target, 10).float() if comparing else target
    function = tape.LOSSES[loss] if isinstance(loss, str) else loss
    assert torch.equal(said, function(output, wanted))
    recorded = json.loads(lab.tape)
    kind = recorded["values"][recorded["names"]["target"]]["dtype"]
    assert kind == ("float32" if comparing else "int64")


def test_a_loss_that_takes_arguments_is_left_to_the_reader() -> None:
    lab = TrainLab(small(), some(4), some(2), loss=Focal(3.0))
    assert lab.source["loss"] == "Focal(...)(output, target)"
    assert "class Focal(nn.Module):" in lab.source["net"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: nn.Sequential(nn.Flatten(), Scale(), nn.Linear(64, 10)),
        lambda: nn.Sequential(OrderedDict(flat=nn.Flatten(), out=nn.Linear(64, 10))),
        lambda: nn.Sequential(
            nn.Conv2d(1, 3, 3, padding="same", padding_mode="reflect"),
            nn.Sequential(nn.Flatten(), nn.Linear(192, 10)),
        ),
    ],
)
def test_the_source_of_a_sequence_makes_it_again(make: Any) -> None:
    torch.manual_seed(3)
    net = make()
    lab = TrainLab(net, some(4), some(2), seed=3)
    script: dict[str, Any] = {}
    with torch.random.fork_rng():
        exec(lab.source["net"], script)
    assert repr(script["net"]) == repr(net)
    assert script["net"].state_dict().keys() == net.state_dict().keys()
    assert tape.pack(script["net"]) == tape.pack(net)


def test_the_script_draws_what_the_page_draws_and_has_the_networks_mode() -> None:
    net = nn.Sequential(nn.Flatten(), nn.Dropout(), nn.Linear(64, 10))
    lab = TrainLab(net, some(4), some(2), seed=5)
    assert (
        lab.source["net"]
        .rstrip()
        .endswith("torch.manual_seed(5)  # what it draws in training is the page's")
    )
    assert "net.eval()" not in lab.source["net"]
    assert lab.source["net"].count("manual_seed") == 1
    lab = TrainLab(net.eval(), some(4), some(2), seed=5)
    assert lab.source["net"].rstrip().endswith("net.eval()")


def test_running_statistics_come_back_with_the_rest() -> None:
    norm: Any = nn.BatchNorm1d(64)
    net = nn.Sequential(nn.Flatten(), norm, nn.Linear(64, 10))
    lab = TrainLab(net, some(4), some(2))
    assert norm.num_batches_tracked == 0
    norm.num_batches_tracked.fill_(3)
    norm.running_mean.fill_(0.5)
    lab.trained = tape.pack(net)
    back = lab.state_dict()
    assert back["1.num_batches_tracked"].dtype == torch.int64
    assert back["1.num_batches_tracked"] == 3
    assert torch.equal(back["1.running_mean"], torch.full((64,), 0.5))


class Kept(nn.Module):
    """Keeps its weights in a list as well, and uses them from there."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(64, 10)
        self.kept = [self.fc.weight, self.fc.bias]

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x.flatten(1), *self.kept)


def test_what_a_module_keeps_in_a_list_is_trained_and_no_constant() -> None:
    recorded = json.loads(TrainLab(Kept(), some(4), some(2)).tape)
    assert recorded["constants"] == []
    assert all(p["grad"] is not None for p in recorded["parameters"])


def test_what_shares_a_parameters_memory_and_hooks_on_gradients_are_refused() -> None:
    class Twice(Own):
        def __init__(self) -> None:
            super().__init__()
            self.again = self.fc.weight.data

        def forward(self, x: Tensor) -> Tensor:
            y: Tensor = super().forward(x) + self.again.sum()
            return y

    with pytest.raises(tape.TapeError, match=r"shares the memory of fc\.weight"):
        TrainLab(Twice(), some(4), some(2))
    hooked = Own()
    hooked.fc.weight.register_hook(lambda gradient: 2 * gradient)
    with pytest.raises(tape.TapeError, match=r"fc\.weight has a hook"):
        TrainLab(hooked, some(4), some(2))


def test_it_leaves_torchs_random_numbers_alone() -> None:
    net, train, test = small(), some(4), some(2)
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    TrainLab(net, train, test)
    assert torch.equal(torch.rand(3), expected)


def test_what_it_cannot_do_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no optimizer 'Lion': choose from SGD"):
        TrainLab(small(), some(4), some(2), optimizer="Lion")
    with pytest.raises(ValueError, match="there is no loss 'hinge'"):
        TrainLab(small(), some(4), some(2), loss="hinge")
    with pytest.raises(ValueError, match="bytes divided by 255"):
        TrainLab(small(), Digits(torch.rand(2, 1, 8, 8), torch.zeros(2).long()), some(2))
    with pytest.raises(tape.TapeError, match="_fft_r2c"):
        TrainLab(Strange(), some(4), some(2))


class Strange(nn.Module):
    """Uses an operation that the engine has no kernel for."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = torch.fft.rfft(self.fc(torch.flatten(x, 1))).abs()
        return y


def test_a_mistake_brings_what_the_page_needs_to_make_it() -> None:
    lab = TrainLab(small(), some(4), some(2), mistakes=("softmax", "zero_grad"))
    ops = [[op["op"] for op in json.loads(t)["ops"]] for t in (lab.tape, lab.softened)]
    assert "_softmax" in ops[1]
    assert "_softmax" not in ops[0]
    assert "zero_grad" not in lab.controls  # the mistake is its switch
    assert (lab.mistakes, lab.made) == (["softmax", "zero_grad"], [])
    plain = TrainLab(small(), some(4), some(2))
    assert (plain.softened, plain.mistakes, plain.validation) == ("", [], False)
    assert len(lab._esm) > len(plain._esm)  # an engine that knows softmax


@pytest.mark.parametrize(("rows", "view"), [(127, "train-lab.js"), (128, "train-lab-usual.js")])
def test_many_rows_bring_the_products_that_leave_out_what_is_blank(rows: int, view: str) -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, rows), nn.ReLU(), nn.Linear(rows, 10))
    lab = TrainLab(net, some(4), some(2))
    assert lab._esm == (resources.VIEWS / view).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("behind", "view"), [(nn.MaxPool2d(2), "train-lab.js"), (nn.Identity(), "train-lab-usual.js")]
)
def test_a_convolution_without_a_pooling_brings_the_gradient_that_takes_all_places(
    behind: nn.Module, view: str
) -> None:
    body = nn.Sequential(nn.Conv2d(1, 2, 5), nn.ReLU(), behind, nn.Flatten())
    side = 8
    rows = body(torch.zeros(1, 1, side, side)).numel()
    lab = TrainLab(nn.Sequential(body, nn.Linear(rows, 10)), some(4), some(2))
    assert lab._esm == (resources.VIEWS / view).read_text(encoding="utf-8")


def test_rows_are_many_for_python_where_they_are_for_the_engine() -> None:
    source = (ROOT / "web/engine/assembly/blank.ts").read_text(encoding="utf-8")
    assert f"MANY: i32 = {_MANY};" in source
