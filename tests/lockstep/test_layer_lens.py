"""LayerLens against torch: every value to 1e-5, and of random ones what they were made of."""

import math
import random
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from livenet import tape

from .cases import mlp, padding_and_stride, tanh_and_average_pooling, three_convolutions
from .machine import Node

SPOTS = 12  # of each stage
WRAP = 12  # so many numbers of a row stand side by side on the page, at most


def lenet() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 10),
    )


def odd_windows() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 3, (3, 5), stride=(2, 1), padding=(0, 2)),
        nn.Sigmoid(),
        nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True),
        nn.Conv2d(3, 5, 1),
        nn.AvgPool2d((2, 3), stride=1, padding=(1, 0), count_include_pad=False),
        nn.Tanh(),
        nn.MaxPool2d(3, stride=2, dilation=2),
    )


NETWORKS = [
    lenet,
    mlp,
    tanh_and_average_pooling,
    padding_and_stride,
    three_convolutions,
    odd_windows,
]
ACTIVATIONS = (nn.ReLU, nn.LeakyReLU, nn.Tanh, nn.Sigmoid)
KINDS = {nn.Conv2d: "convolution", nn.MaxPool2d: "max", nn.AvgPool2d: "average"}


def stages(net: nn.Sequential, image: Tensor) -> list[tuple[str, nn.Module, Tensor, Tensor]]:
    """Return (kind, layer, before and after its activation) of each layer, gradients kept."""
    found: list[tuple[str, nn.Module, Tensor, Tensor]] = []
    x = image
    for layer in net:
        x = layer(x.clone())  # clone: an activation may be in place
        if isinstance(layer, nn.Flatten):
            continue
        x.retain_grad()
        if isinstance(layer, ACTIVATIONS) and found:
            kind, made, before, _ = found.pop()
            found.append((kind, made, before, x))
        else:
            found.append((KINDS.get(type(layer), "linear"), layer, x, x))
    return found


def look(node: Node, net: nn.Module, image: Tensor, spots: list[tuple[int, int]]) -> Any:
    recorded = tape.record(net, image, None)
    pixels = image.detach().numpy().tobytes()
    args = {"tape": recorded.graph, "spots": spots}
    return node.call("lens", args, [tape.pack(net), pixels])[0]


def spots_of(values: list[tuple[str, nn.Module, Tensor, Tensor]]) -> list[tuple[int, int]]:
    draw = random.Random(0)
    return [
        (s, draw.randrange(after.numel()))
        for s, (*_, after) in enumerate(values, 1)
        for _ in range(SPOTS)
    ]


@pytest.fixture(params=NETWORKS, ids=lambda make: make.__name__)
def net(request: pytest.FixtureRequest) -> nn.Module:
    make: Callable[[], nn.Module] = request.param
    return make()


def test_every_value_is_torchs(node: Node, net: nn.Sequential) -> None:
    image = torch.rand(1, 1, 32, 32)
    expected = stages(net, image.requires_grad_())
    seen = look(node, net, image, [])["seen"]
    assert [stage["kind"] for stage in seen] == ["input", *(kind for kind, *_ in expected)]
    for (_, _, before, after), stage in zip(expected, seen[1:], strict=True):
        assert stage["shape"] == list(after.shape[1:])
        for torchs, ours in ((before, stage["before"]), (after, stage["value"])):
            torch.testing.assert_close(torch.tensor(ours), torchs.flatten(), rtol=1e-5, atol=1e-5)


def test_a_value_is_the_sum_of_what_it_is_said_to_be_made_of(
    node: Node, net: nn.Sequential
) -> None:
    """The derivative of a value before its activation, by what went in, is the weight it had."""
    image = torch.rand(1, 1, 32, 32, requires_grad=True)
    values = stages(net, image)
    spots = spots_of(values)
    told = look(node, net, image, spots)["told"]
    inputs = [image, *(after for *_, after in values)]
    for (s, index), answer in zip(spots, told, strict=True):
        account = answer["account"]
        kind, layer, before, _ = values[s - 1]
        source = inputs[s - 1]
        (weights,) = torch.autograd.grad(before.flatten()[index], source, retain_graph=True)
        used, source = weights.flatten().double(), source.detach().flatten().double()
        value = before.flatten()[index].item()
        assert account["kind"] == kind
        if kind == "convolution":
            check_convolution(account, used, source, layer)
            assert account["sum"] + (account["bias"] or 0) == pytest.approx(value, abs=1e-5)
        elif kind == "linear":
            expected = (used * source).tolist()
            assert account["products"] == pytest.approx(expected, abs=1e-6)
            sizes = sorted((abs(p) for p in expected), reverse=True)[:8]
            assert [abs(c["product"]) for c in account["largest"]] == pytest.approx(sizes, abs=1e-6)
            parts = [c["product"] for c in account["largest"]] + [account["rest"], account["bias"]]
            assert sum(parts) == pytest.approx(value, abs=1e-5)
        else:
            cells = [c for c in account["window"] if c["index"] is not None]
            for cell in cells:
                assert cell["value"] == pytest.approx(source[cell["index"]].item(), abs=1e-5)
            if kind == "max":
                winner = account["window"][account["winner"]]
                assert winner["index"] == int(used.argmax())
                assert winner["value"] == pytest.approx(value, abs=1e-5)
            else:
                assert sorted(c["index"] for c in cells) == used.nonzero().flatten().tolist()
                assert account["sum"] / account["divisor"] == pytest.approx(value, abs=1e-5)


def check_convolution(account: Any, used: Tensor, source: Tensor, layer: Any) -> None:
    """Each kernel lies on the values it is said to lie on, and on no others."""
    assert account["bias"] is None if layer.bias is None else account["bias"] is not None
    said = torch.zeros_like(used)
    for channel in account["channels"]:
        for cell, weight, product in zip(
            channel["patch"], channel["kernel"], channel["products"], strict=True
        ):
            if cell["index"] is None:
                assert cell["value"] == product == 0
            else:
                said[cell["index"]] = weight
                expected = weight * source[cell["index"]].item()
                assert product == pytest.approx(expected, abs=1e-6)
    torch.testing.assert_close(said, used, rtol=0, atol=1e-7)


def test_the_reach_is_where_the_derivatives_are_not_zero(node: Node, net: nn.Sequential) -> None:
    """With positive numbers and every pooling a mean, no path to a value is cut off."""
    image = torch.rand(1, 1, 32, 32).requires_grad_()
    spots = spots_of(stages(net, image))
    told = look(node, net, image, spots)["told"]
    open_ = nn.Sequential(*(opened(layer) for layer in net))
    values = stages(open_, image)
    inputs = [image, *(after for *_, after in values)]
    for (s, index), answer in zip(spots, told, strict=True):
        made = inputs[: s + 1]
        grads = torch.autograd.grad(inputs[s].flatten()[index], made, retain_graph=True)
        for grad, box in zip(grads, answer["reach"], strict=False):
            expected, maps = around(grad[0])
            assert {side: box[side] for side in expected} == expected
            count = 1 if grad.dim() == 2 else grad.shape[1]
            assert maps == (list(range(count)) if box["map"] is None else [box["map"]])
        assert answer["reach"][s + 1 :] == ["none"] * (len(inputs) - s - 1)


def opened(layer: nn.Module) -> nn.Module:
    """A layer with positive weights, small enough for tanh to have a slope."""
    if isinstance(layer, nn.MaxPool2d):
        return Windows(layer)
    for parameter in layer.parameters():
        parameter.data = torch.full_like(parameter, 0.5 / parameter[0].numel())
    return layer


class Windows(nn.Module):
    """The mean of what a max pooling would choose from."""

    def __init__(self, pool: nn.MaxPool2d) -> None:
        super().__init__()
        self.pool = pool

    def forward(self, x: Tensor) -> Tensor:
        _, c, h, w = x.shape
        size = self.pool(x).shape[2:]
        side = {"kernel_size": self.pool.kernel_size, "stride": self.pool.stride}
        rest = {"padding": self.pool.padding, "dilation": self.pool.dilation}
        patches = nn.functional.unfold(x.view(c, 1, h, w), **side, **rest)
        return patches.mean(dim=1).view(1, c, *size)


def around(grad: Tensor) -> tuple[dict[str, int], list[int]]:
    """The box around what is not zero in a sample's maps, and which maps have any."""
    if grad.dim() == 1:  # a row of numbers, as it is wrapped on the page
        n = len(grad)
        width = n if n <= WRAP else max(w for w in range(1, WRAP + 1) if n % w == 0)
        width = width if n <= WRAP or 2 * width >= WRAP else WRAP
        padded = torch.zeros(math.ceil(n / width) * width)
        padded[:n] = grad
        grad = padded.view(1, -1, width)
    maps, rows, columns = (sorted({int(i) for i in axis}) for axis in grad.nonzero().T)
    box = {"top": rows[0], "left": columns[0], "bottom": rows[-1] + 1, "right": columns[-1] + 1}
    return box, maps
