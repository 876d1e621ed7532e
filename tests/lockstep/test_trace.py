"""A step that is watched: each value of the tape, each update and each place beside torch's."""

from collections import OrderedDict
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import LeNet, digits, tape
from livenet.tape._operations import is_view
from livenet.tape._replay import replay
from livenet.tape._values import words

from .cases import CASES
from .machine import Node

SMALL = 1e-6  # of the largest number among those that a line reads and writes


def few() -> nn.Module:
    torch.manual_seed(1)
    return nn.Sequential(OrderedDict(fc1=nn.Linear(2, 3), relu=nn.ReLU(), fc2=nn.Linear(3, 2)))


def lenet() -> nn.Module:
    torch.manual_seed(0)
    return LeNet()


def normalised() -> nn.Module:
    torch.manual_seed(0)
    conv = nn.Conv2d(1, 3, 5, bias=False)  # the gradient of a bias would be rounding alone
    return nn.Sequential(conv, nn.BatchNorm2d(3), nn.Flatten(), nn.Linear(2352, 10))


def close(ours: bytes, theirs: Tensor, *beside: Tensor) -> bool:
    found = torch.frombuffer(bytearray(ours), dtype=torch.float32).view(theirs.shape)
    largest = max(float(tensor.abs().max()) for tensor in (theirs, *beside))
    return bool(((found - theirs.float()).abs() <= SMALL * largest).all())


@pytest.mark.parametrize(
    ("make", "case"),
    [
        (few, "SGD"),
        (few, "Adam"),
        (few, "RMSprop"),
        (lenet, "SGD momentum"),
        (normalised, "SGD momentum"),
    ],
)
def test_every_value_is_torchs_and_no_place_is_taken_too_early(
    node: Node, make: Any, case: str
) -> None:
    net = make().train()
    optimizer, options, ours, lr = CASES[case]
    images, labels = digits.load("test", n=2)
    if make is few:
        images, labels = torch.tensor([[0.2, 0.8], [0.6, 0.4]]), torch.tensor([1, 0])
    graph = tape.record(net, images).graph
    before = {name: value.clone() for name, value in net.state_dict().items()}
    packed = tape.pack(net)

    given = {part["value"]: before[part["name"]] for part in graph["parameters"]}
    given |= {part["value"]: (images, labels)[i] for i, part in enumerate(graph["inputs"])}
    theirs = replay(graph, graph["constants"], given, len(images))
    rule = optimizer(net.parameters(), lr=lr, **options)
    F.cross_entropy(net(images), labels).backward()
    rule.step()

    args = {"tape": graph, "batch": len(images), "optimizer": ours, "lr": lr}
    told, buffers = node.call("trace", args, [packed, words(images), words(labels)])
    numbers = told["numbers"]
    assert numbers == sorted(theirs)
    values = dict(zip(numbers, buffers, strict=False))
    reads = {o: op["inputs"].values() for op in graph["ops"] for o in op["outputs"]}
    for number, found in values.items():
        beside = [theirs[value] for value in reads.get(number, ())]
        assert close(found, theirs[number], *beside), f"value {number}"
    grads = {
        p["name"]: torch.frombuffer(bytearray(values[p["grad"]]), dtype=torch.float32)
        for p in graph["parameters"]
        if p["grad"] is not None
    }
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None
        assert torch.allclose(grads[name], parameter.grad.flatten(), rtol=1e-5, atol=SMALL), name
    # What was updated: each parameter, and the optimizer's numbers beside it as torch names them.
    updated = iter(buffers[len(numbers) : -1])
    for parameter in net.parameters():
        assert parameter.grad is not None
        beside = [parameter.detach(), parameter.grad]
        assert close(next(updated), beside[0], *beside)
        for name in ("momentum_buffer", "square_avg", "exp_avg", "exp_avg_sq"):
            if rule.state[parameter].get(name) is not None:
                assert close(next(updated), rule.state[parameter][name], *beside), name
    assert next(updated, None) is None
    for name, value in tape.unpack(buffers[-1], net).items():
        assert torch.allclose(value, net.state_dict()[name], rtol=1e-5, atol=SMALL), name

    # Whoever reads a value finds it: nothing has been written over it since.
    places = {int(v): range(p["at"], p["at"] + p["words"]) for v, p in told["places"].items()}
    shared = 0
    for at, op in enumerate(graph["ops"]):
        for value in op["inputs"].values():
            wrote = next((i for i, o in enumerate(graph["ops"]) if value in o["outputs"]), -1)
            for between in graph["ops"][wrote + 1 : at + 1]:
                for other in between["outputs"]:
                    if other is not None and not is_view(between["op"]):
                        assert not overlap(places[value], places[other]), (value, other)
    for a in numbers:
        shared += sum(overlap(places[a], places[b]) for b in numbers if b > a)
    assert shared > sum(is_view(op["op"]) for op in graph["ops"])  # places are used again


def overlap(a: range, b: range) -> bool:
    return a.start < b.stop and b.start < a.stop
