"""The tape by itself: names, sizes, refusals, and the way back to a state_dict."""

import base64
import functools
import json
from typing import Any

import numpy as np
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
    assert graph["values"][graph["names"]["fc1.weight"]] == {
        "shape": [120, 400],
        "dtype": "float32",
    }
    merged = nn.Sequential(nn.Conv2d(1, 2, 1), nn.Flatten(0, 1), nn.Flatten(), nn.Linear(1024, 3))
    graph = tape.record(merged, IMAGE, "mse").graph
    assert graph["values"][graph["output"]]["shape"] == ["2N", 3]


def test_without_a_loss_the_forward_pass_alone_is_recorded_as_it_predicts() -> None:
    net = nn.Sequential(nn.Conv2d(1, 2, 5), nn.BatchNorm2d(2), nn.Dropout(), nn.Flatten())
    frozen = net.requires_grad_(False)
    with torch.inference_mode():
        graph = tape.record(frozen, IMAGE, None).graph
    assert net.training
    assert graph["loss"] is None
    assert [i["name"] for i in graph["inputs"]] == ["input"]
    assert [p["grad"] for p in graph["parameters"]] == [None] * 7
    assert [op["op"] for op in graph["ops"]] == [
        "convolution",
        "_native_batch_norm_legit_no_training",
        "view",
    ]


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


def test_arguments_that_are_as_usual_are_left_out_and_others_are_not() -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(1024, 10), nn.ELU(0.5), nn.ELU())
    args = [op["args"] for op in tape.record(net, IMAGE).graph["ops"] if op["op"] == "elu"]
    assert args == [{"alpha": 0.5}, {}]


def test_what_is_not_finite_is_text_so_that_the_tape_is_json() -> None:
    class Masked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = nn.Linear(1024, 10)

        def forward(self, x: Tensor) -> Tensor:
            y: Tensor = self.fc(x.flatten(1))
            return y.masked_fill(y < 0, -torch.inf).clamp_min(-1e9)

    graph = json.loads(tape.record(Masked(), IMAGE).json())
    assert {"value": "-Infinity"} in [
        op["args"] for op in graph["ops"] if op["op"] == "masked_fill"
    ]


class Normalized(nn.Module):
    """Batch norm and dropout, each in its own way of training and predicting."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(1024, 16)
        self.norm = nn.BatchNorm1d(16)
        self.fc2 = nn.Linear(16, 10)

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(self.norm(self.fc1(x.flatten(1))), inplace=True)
        y: Tensor = self.fc2(F.dropout(h, 0.3, self.training))
        return y


def test_what_training_changes_beside_the_optimizer_is_said_by_next() -> None:
    graph = tape.record(Normalized(), IMAGE).graph
    following = {p["name"]: p.get("next") for p in graph["parameters"] if "next" in p}
    assert following.keys() == {f"norm.{n}" for n in ("running_mean", "running_var")} | {
        "norm.num_batches_tracked"
    }
    norm = next(op for op in graph["ops"] if op["op"].startswith("_native_batch_norm"))
    assert [following["norm.running_mean"], following["norm.running_var"]] == norm["outputs"][3:]
    assert graph["values"][following["norm.num_batches_tracked"]]["dtype"] == "int64"


def test_a_buffer_that_is_assigned_anew_is_followed_as_one_that_is_changed_in_place() -> None:
    class Mean(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = nn.Linear(1024, 10)
            self.mean: Tensor
            self.register_buffer("mean", torch.zeros(10))

        def forward(self, x: Tensor) -> Tensor:
            y: Tensor = self.fc(x.flatten(1)) - self.mean
            self.mean = 0.9 * self.mean + 0.1 * y.detach().mean(0)
            return y

    net = Mean()
    graph = tape.record(net, IMAGE).graph
    assert [p["name"] for p in graph["parameters"] if "next" in p] == ["mean"]
    assert torch.equal(net.mean, torch.zeros(10))


def test_a_network_that_predicts_otherwise_than_it_trains_has_an_evaluation_graph() -> None:
    net = Normalized()
    graph = tape.record(net, IMAGE).graph
    evaluation = graph["evaluation"]
    assert {op["op"] for op in evaluation["ops"]}.isdisjoint({"bernoulli", "mm"})
    given = len(graph["parameters"]) + 2
    assert evaluation["values"][:given] == graph["values"][:given]
    assert evaluation["names"]["input"] == graph["names"]["input"]
    assert evaluation["names"]["fc1.weight"] == graph["names"]["fc1.weight"]
    assert net.training
    assert tape.record(net.eval(), IMAGE).graph["evaluation"] is None
    assert tape.record(LeNet(), IMAGE).graph["evaluation"] is None


class Outside(nn.Module):
    """Adds a tensor that is neither parameter nor buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(1024, 10)
        self.outside = [torch.arange(10.0)]

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.fc(torch.flatten(x, 1)) + self.outside[0]
        return y + torch.tensor([1.0, 2.0]).repeat(5)


def test_a_tensor_from_outside_is_a_constant_and_its_numbers_are_on_the_tape() -> None:
    graph = tape.record(Outside(), IMAGE).graph
    numbers = [np.frombuffer(base64.b64decode(c["data"]), "<f4") for c in graph["constants"]]
    assert [n.tolist() for n in numbers] == [list(range(10)), [1, 2]]
    assert graph["values"][graph["constants"][0]["value"]]["shape"] == [10]


def test_the_numbers_of_the_samples_are_counted_and_no_constant() -> None:
    def by_hand(output: Tensor, target: Tensor) -> Tensor:
        return -output.log_softmax(1)[range(len(output)), target].mean()

    graph = tape.record(flat(nn.Linear(1024, 10)), IMAGE, by_hand).graph
    assert graph["constants"] == []
    assert {"end": "N"} in [op["args"] for op in graph["ops"] if op["op"] == "arange"]


def test_tied_weights_are_one_value_with_one_gradient() -> None:
    class Tied(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a = nn.Linear(1024, 1024)
            self.b = nn.Linear(1024, 1024)
            self.b.weight = self.a.weight

        def forward(self, x: Tensor) -> Tensor:
            y: Tensor = self.b(self.a(torch.flatten(x, 1)))
            return y

    net = Tied()
    by_name = {p["name"]: p for p in tape.record(net, IMAGE).graph["parameters"]}
    assert by_name["a.weight"]["value"] == by_name["b.weight"]["value"]
    assert by_name["a.weight"]["grad"] is not None
    assert by_name["b.weight"]["grad"] is None
    assert torch.equal(tape.unpack(tape.pack(net), net)["b.weight"], net.a.weight)


def test_an_output_that_is_a_view_says_where_its_numbers_lie() -> None:
    class Turned(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.rand(10, 1024))
            self.row = nn.Linear(1024, 1)

        def forward(self, x: Tensor) -> Tensor:
            flat = x.flatten(1)
            wide: Tensor = self.row(flat).expand(-1, 20)
            return (self.weight @ flat.T).T + wide[:, 5:15]

    graph = tape.record(Turned(), IMAGE).graph
    described = [graph["values"][o] for op in graph["ops"] for o in op["outputs"] if o is not None]
    assert {"shape": ["N", 10], "strides": [1, "N"], "dtype": "float32"} in described
    assert {"shape": ["N", 10], "strides": [1, 0], "dtype": "float32"} in described


def test_pack_takes_integers_and_truth_values() -> None:
    net = nn.BatchNorm1d(2)
    net.register_buffer("mask", torch.tensor([True, False]))
    with torch.no_grad():
        assert net.num_batches_tracked is not None
        net.num_batches_tracked.fill_(7)
    packed = tape.pack(net)
    assert len(packed) == 4 * (4 * 2 + 1 + 2)
    back = tape.unpack(packed, net)
    assert {k: v.dtype for k, v in back.items()} == {
        k: v.dtype for k, v in net.state_dict().items()
    }
    assert all(torch.equal(back[k], v) for k, v in net.state_dict().items())


def test_several_outputs_go_to_the_loss_and_the_first_is_the_output() -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = nn.Linear(1024, 10)

        def forward(self, x: Tensor) -> dict[str, Tensor]:
            y = self.fc(x.flatten(1))
            return {"scores": y, "size": y.square().mean()}

    def loss(output: dict[str, Tensor], target: Tensor) -> Tensor:
        return F.cross_entropy(output["scores"], target) + output["size"]

    graph = tape.record(Two(), IMAGE, loss).graph
    assert graph["values"][graph["output"]]["shape"] == ["N", 10]


def flat(*layers: nn.Module) -> nn.Module:
    return nn.Sequential(nn.Flatten(), *layers)


@pytest.mark.parametrize(
    ("loss", "dtype"),
    [
        (nn.CrossEntropyLoss(weight=torch.ones(10), label_smoothing=0.1), "int64"),
        (F.cross_entropy, "int64"),
        (functools.partial(F.cross_entropy, ignore_index=3), "int64"),
        (nn.MSELoss(reduction="sum"), "float32"),
        (F.smooth_l1_loss, "float32"),
        (nn.BCEWithLogitsLoss(), "float32"),
        (lambda y, t: F.cross_entropy(y, t, reduction="none").mean(), "int64"),
        (lambda y, t: F.l1_loss(y, F.one_hot(t, 10).float()), "int64"),
        (lambda y, t: F.binary_cross_entropy(y.sigmoid(), t), "float32"),
    ],
)
def test_a_loss_gets_the_target_that_it_takes(loss: Any, dtype: str) -> None:
    graph = tape.record(flat(nn.Linear(1024, 10)), IMAGE, loss).graph
    assert graph["values"][graph["names"]["target"]]["dtype"] == dtype


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


class Slope(nn.Module):
    """A network that differentiates in `forward`, as chapter 7's does."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))

    def forward(self, x: Tensor) -> Tensor:
        x = x.detach().requires_grad_()
        scores: Tensor = self.net(x)
        (slope,) = torch.autograd.grad(scores.square().sum(), x, retain_graph=True)
        return scores + slope.sum()


def test_a_network_that_differentiates_in_forward_is_recorded() -> None:
    graph = tape.record(Slope(), torch.zeros(1, 1, 8, 8), None).graph
    assert graph["values"][graph["output"]]["shape"] == ["N", 10]


class NotANumber(nn.Module):
    """Gives a loss that is no number, whatever the batch."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(1024, 10)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.fc(x.flatten(1)) * torch.nan
        return y


def normed() -> nn.Module:
    """Biases before batch norm, whose gradients are rounding alone."""
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5), nn.BatchNorm2d(6), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Conv2d(6, 16, 5), nn.BatchNorm2d(16), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 10)),
    )


@pytest.mark.parametrize("seed", range(4))
def test_what_is_all_rounding_keeps_no_batch_whole(seed: int) -> None:
    torch.manual_seed(seed)
    assert tape.record(normed(), torch.rand(2, 1, 32, 32)).graph["shards"] == "mean"


def test_a_loss_that_is_no_number_keeps_a_batch_whole() -> None:
    assert tape.record(NotANumber(), torch.rand(2, 1, 32, 32)).graph["shards"] is None
