"""The tape by itself: names, sizes, refusals, and the way back to a state_dict."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import shuffle, tape
from livenet.lenet import LeNet

IMAGE = torch.zeros(1, 1, 32, 32)


def names(net: nn.Module, example: Tensor = IMAGE, loss: str = "cross_entropy") -> dict[str, int]:
    found: dict[str, int] = tape.record(net, example, loss).graph["names"]
    return found


def test_lenets_values_bear_the_names_of_its_forward() -> None:
    found = names(LeNet())
    assert {"input", "c1", "s2", "c3", "s4", "f5", "f6", "output", "loss"} <= found.keys()
    assert {"grad:c1", "grad:s4", "grad:conv1.weight", "grad:fc3.bias"} <= found.keys()
    # the layer alone and the layer with its ReLU are two values
    assert found["conv1"] != found["c1"]


def test_the_values_of_a_sequence_bear_the_paths_of_its_modules() -> None:
    net = nn.Sequential(nn.Conv2d(1, 2, 5), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 28 * 28, 10))
    assert {"0", "1", "2", "3", "grad:0", "grad:0.weight"} <= names(net).keys()


def test_a_module_called_twice_has_two_names() -> None:
    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.act = nn.Tanh()
            self.fc = nn.Linear(1024, 10)

        def forward(self, x: Tensor) -> Tensor:
            y: Tensor = self.act(self.fc(self.act(torch.flatten(x, 1))))

            return y

    found = names(Twice())
    assert found["act"] != found["act:2"] == found["output"]


def test_an_in_place_relu_leaves_the_value_before_it_readable() -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(1024, 10), nn.ReLU(inplace=True))
    found = names(net)
    assert found["1"] != found["2"]
    assert "grad:2" in found
    assert "grad:1" not in found  # the tensor that autograd knows is the later value


def test_sizes_that_follow_the_batch_are_multiples_of_n() -> None:
    graph = tape.record(LeNet(), IMAGE).graph
    value = graph["values"][graph["names"]["c1"]]
    assert value == {"shape": ["N", 6, 28, 28], "dtype": "float32"}
    transposed = next(op["outputs"][0] for op in graph["ops"] if op["op"] == "t")
    assert graph["values"][transposed]["strides"] == [1, 400]
    merged = nn.Sequential(nn.Conv2d(1, 2, 1), nn.Flatten(0, 1), nn.Flatten(), nn.Linear(1024, 3))
    graph = tape.record(merged, IMAGE, "mse").graph
    assert graph["values"][graph["output"]]["shape"] == ["2N", 3]


def test_the_inference_tape_holds_the_forward_pass_only() -> None:
    graph = tape.record(LeNet(), IMAGE).inference().graph
    assert graph["loss"] is None
    assert [i["name"] for i in graph["inputs"]] == ["input"]
    assert [op["op"] for op in graph["ops"]].count("convolution") == 2
    assert not [op["op"] for op in graph["ops"] if "backward" in op["op"] or "loss" in op["op"]]
    assert "c1" in graph["names"]
    assert max(graph["names"].values()) < len(graph["values"])


def test_parameters_go_to_bytes_and_back() -> None:
    net, other = LeNet(), LeNet()
    other.load_state_dict(tape.unpack(tape.pack(net), other))
    for ours, theirs in zip(net.parameters(), other.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    with pytest.raises(ValueError, match=r"246,824 bytes of parameters, not 4"):
        tape.unpack(b"1234", net)


def test_a_frozen_parameter_has_no_gradient() -> None:
    net = LeNet()
    net.conv1.requires_grad_(False)
    graph = tape.record(net, IMAGE).graph
    grads = {p["name"]: p["grad"] for p in graph["parameters"]}
    assert grads["conv1.weight"] is None
    assert grads["conv2.weight"] is not None


def test_the_network_is_left_as_it_was() -> None:
    net = LeNet()
    before = {k: v.clone() for k, v in net.state_dict().items()}
    tape.record(net, IMAGE)
    assert all(torch.equal(v, before[k]) for k, v in net.state_dict().items())
    assert all(p.grad is None for p in net.parameters())
    assert not net._forward_hooks
    assert not net.conv1._forward_pre_hooks


class Doubled(nn.Module):
    """Adds a tensor from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(1024, 10)
        self.outside = [torch.ones(10)]

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.fc(torch.flatten(x, 1)) + self.outside[0]
        return y


class Deciding(nn.Module):
    """Goes one way or another by what it sees."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(1024, 10)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.fc(torch.flatten(x, 1))
        return y if y.sum().item() > 0 else 2 * y


class Tied(nn.Module):
    """Two names for one weight."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(1024, 1024)
        self.b = nn.Linear(1024, 1024)
        self.b.weight = self.a.weight

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.b(self.a(torch.flatten(x, 1)))
        return y


def flat(*layers: nn.Module) -> nn.Module:
    return nn.Sequential(nn.Flatten(), *layers)


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (flat(nn.Linear(1024, 10), nn.GELU()), r"module 2 \(GELU\) calls aten\.gelu"),
        (
            nn.Sequential(nn.Conv2d(1, 4, 3), nn.Conv2d(4, 4, 3, groups=2), nn.Flatten()),
            r"module 1 \(Conv2d\) calls aten\.convolution with groups=2",
        ),
        (
            nn.Sequential(nn.ConvTranspose2d(1, 1, 3), nn.Flatten()),
            r"module 0 \(ConvTranspose2d\) calls aten\.convolution transposed",
        ),
        (flat(nn.BatchNorm1d(1024)), r"module 1 \(BatchNorm1d\) has 1\.num_batches_tracked"),
        (flat(nn.Linear(1024, 10), nn.Dropout()), r"module 2 \(Dropout\) calls"),
        (
            flat(nn.Linear(1024, 10).double()),
            r"module 1 \(Linear\) has 1\.weight of torch\.float64",
        ),
        (
            flat(nn.Linear(1024, 10), nn.Threshold(0.5, 0)),
            r"module 2 \(Threshold\) calls aten\.threshold",
        ),
        (Doubled(), r"the network \(Doubled\) calls aten\.add on a tensor that is neither"),
        (Deciding(), r"the network \(Deciding\) .*values of a tensor decide"),
        (Tied(), r"b\.weight is the same tensor as a\.weight"),
        (nn.Flatten(), "nothing to train"),
    ],
)
def test_what_the_engine_cannot_run_is_refused_by_name(net: nn.Module, message: str) -> None:
    with pytest.raises(tape.TapeError, match=message) as caught:
        tape.record(net, IMAGE)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("loss", "message"),
    [
        (nn.CrossEntropyLoss(weight=torch.ones(10)), r"the loss calls aten\.nll_loss_forward"),
        (nn.CrossEntropyLoss(reduction="none"), r'reduction="none"'),
        (nn.CrossEntropyLoss(label_smoothing=0.1), r"the loss calls aten\."),
        (lambda y, t: F.l1_loss(y.sum(1), t.float()), r"the loss calls aten\."),
    ],
)
def test_a_loss_that_the_engine_cannot_run_is_refused(
    loss: Callable[[Tensor, Tensor], Tensor], message: str
) -> None:
    with pytest.raises(tape.TapeError, match=message):
        tape.record(flat(nn.Linear(1024, 10)), IMAGE, loss)


def test_a_loss_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no loss 'hinge'"):
        tape.record(LeNet(), IMAGE, "hinge")


def test_every_epoch_has_an_order_of_its_own() -> None:
    first = shuffle.permutation(100, seed=3, epoch=0)
    second = shuffle.permutation(100, seed=3, epoch=1)
    other = shuffle.permutation(100, seed=4, epoch=0)
    assert sorted(first.tolist()) == list(range(100))
    assert first.tolist() != second.tolist()
    assert first.tolist() != other.tolist()
