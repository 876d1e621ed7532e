"""GraphLens: torchviz's layout, torch's numbers, plain and small state, and clear refusals."""

import json
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from torchviz import make_dot

from livenet import LeNet, _torchviz, drawing
from livenet.widgets import GraphLens


def lenet(batch: int) -> tuple[LeNet, Tensor]:
    torch.manual_seed(batch)
    net = LeNet()
    images, labels = torch.rand(batch, 1, 32, 32), torch.randint(10, (batch,))
    return net, F.cross_entropy(net(images), labels)


def product() -> tuple[Tensor, dict[str, Tensor]]:
    a = torch.tensor(3.0, requires_grad=True)
    b = torch.tensor(4.0, requires_grad=True)
    return (a * b + a) ** 2, {"a": a, "b": b}


def view_of_a_leaf() -> tuple[Tensor, dict[str, Tensor]]:
    w = torch.ones(1, 1, requires_grad=True)
    return w.view(1), {"w": w}


def view_of_a_result() -> tuple[Tensor, dict[str, Tensor]]:
    w = torch.ones(2, 3, requires_grad=True)
    return (w.exp() * w).sum(0).sum(0, keepdim=True).view(()), {"w": w}


def network() -> tuple[Tensor, dict[str, Tensor]]:
    net, loss = lenet(2)
    return loss, dict(net.named_parameters())


GRAPHS = [product, view_of_a_leaf, view_of_a_result, network]


def boxes_of(lens: GraphLens, name: str) -> list[int]:
    """Return the numbers of the boxes whose node has a name."""
    return [i for i, box in enumerate(lens.graph["boxes"]) if box.get("name") == name]


def values(lens: GraphLens, number: int) -> list[float]:
    listed: list[float] = lens.graph["tensors"][number]["values"]
    return listed


def picture(lens: GraphLens, number: int) -> Tensor:
    """Return what the bytes of a picture stand for, of shape (maps, rows, columns)."""
    description = lens.graph["tensors"][number]["picture"]
    shape = (description["maps"], description["rows"], description["columns"])
    size = shape[0] * shape[1] * shape[2]
    data = bytearray(lens.pictures[description["at"] : description["at"] + size])
    kind, most = (torch.int8, 127) if description["signed"] else (torch.uint8, 255)
    return (
        torch.frombuffer(data, dtype=kind).view(shape).double() / most * float(description["scale"])
    )


@pytest.mark.parametrize("make", GRAPHS)
def test_boxes_and_lines_are_where_torchviz_has_them(make: Any) -> None:
    loss, params = make()
    statements = _torchviz.statements(make_dot(loss, params=params), drawing.FILLS)
    laid = json.loads(drawing._run_dot(statements, "json"))
    lens = GraphLens(loss, params)
    height = lens.graph["height"]
    theirs = {item["name"]: item for item in laid["objects"]}
    assert len(theirs) == len(lens.graph["boxes"])
    for number, box in enumerate(lens.graph["boxes"]):
        other = theirs[f"n{number}"]
        x, y = map(float, other["pos"].split(","))
        assert box["at"] == pytest.approx([x, height - y], abs=0.06)
        assert box["label"] == other["label"].split("\n")
        assert other["fillcolor"] == drawing.FILLS[box["kind"]]
    numbers = [other["name"] for other in laid["objects"]]
    lines = [(numbers[edge["tail"]], numbers[edge["head"]]) for edge in laid["edges"]]
    mine = [(f"n{line['tail']}", f"n{line['head']}") for line in lens.graph["lines"]]
    assert sorted(mine) == sorted(lines)


def test_a_small_graph_is_told_in_full() -> None:
    loss, params = product()
    lens = GraphLens(loss, params)
    boxes, order = lens.graph["boxes"], lens.graph["order"]
    steps = [
        (
            boxes[visit["box"]]["name"],
            [values(lens, n) for n in visit["arrives"]],
            [values(lens, n) for n in visit["leaves"]],
        )
        for visit in order
    ]
    # The numbers of chapter 4, by hand.
    assert steps[:3] == [
        ("PowBackward0", [[1]], [[30]]),
        ("AddBackward0", [[30]], [[30], [30]]),
        ("MulBackward0", [[30]], [[120], [90]]),
    ]
    assert sorted(steps[3:]) == [("AccumulateGrad", [[90]], []), ("AccumulateGrad", [[150]], [])]
    (power,) = boxes_of(lens, "PowBackward0")
    assert [(item["name"], values(lens, item["tensor"])) for item in boxes[power]["saved"]] == [
        ("self", [15])
    ]
    assert boxes[power]["others"] == {"exponent": "2"}
    (times,) = boxes_of(lens, "MulBackward0")
    assert [item["parameter"] for item in boxes[times]["saved"]] == ["b", "a"]
    assert lens.chosen == power
    assert (lens.step, lens.controls["step"].max) == (0, 5)


def test_lenets_numbers_are_torchs() -> None:
    net, loss = lenet(4)
    lens = GraphLens(loss, dict(net.named_parameters()))
    loss.backward()
    visits = {visit["box"]: visit for visit in lens.graph["order"]}
    seen = 0
    for line in lens.graph["lines"]:
        leaf = lens.graph["boxes"][line["tail"]]
        if leaf["kind"] != "leaf":
            continue
        seen += 1
        expected = net.get_parameter(leaf["parameter"]).grad
        assert expected is not None
        (number,) = visits[line["head"]]["arrives"]
        summary = lens.graph["tensors"][number]
        assert summary["shape"] == list(expected.shape)
        assert summary["low"] == pytest.approx(expected.min().item(), rel=1e-8)
        assert summary["high"] == pytest.approx(expected.max().item(), rel=1e-8)
        assert summary["norm"] == pytest.approx(expected.double().norm().item(), rel=1e-8)
        if "values" in summary:
            torch.testing.assert_close(torch.tensor(summary["values"]), expected.flatten())
        drawn = picture(lens, number)
        rows = (-1, *expected.shape[-2:]) if expected.dim() > 1 else (1, 1, -1)
        maps, height, width = drawn.shape
        cut = expected.reshape(rows)[:maps, :height, :width].double()
        half = summary["picture"]["scale"] / 127 / 2
        torch.testing.assert_close(drawn, cut, atol=half * 1.001, rtol=0)
    assert seen == 10


@pytest.mark.parametrize("batch", range(1, 9))
def test_lenets_state_is_small_and_the_same_each_time(batch: int) -> None:
    states = []
    for _ in range(2):
        net, loss = lenet(batch)
        lens = GraphLens(loss, dict(net.named_parameters()))
        assert net.conv1.weight.grad is None
        states.append((json.dumps(lens.graph, allow_nan=False), lens.pictures))
    assert states[0] == states[1]
    text, pictures = states[0]
    assert len(text) + len(pictures) < 300_000


def test_numbers_that_are_not_finite_are_text() -> None:
    x = torch.tensor([0.0, 1.0, -1.0], requires_grad=True)
    lens = GraphLens((1 / x + x.log()).sum())
    text = json.dumps(lens.graph, allow_nan=False)
    assert '"nan"' in text
    assert '"-inf"' in text


class Outer(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.clone()

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        return gradients[0]


@pytest.mark.parametrize(
    "make",
    [
        lambda x: Outer.apply(x).sum(),  # type: ignore[no-untyped-call]
        lambda x: x.unbind()[1].sum(),
        lambda x: torch.view_as_complex(x[:, :2].contiguous()).abs().sum(),
        lambda x: F.embedding(torch.tensor([0, 1]), x, sparse=True).sum(),
        lambda x: x.half().bfloat16().sum(),
        lambda x: x[:0].sum(),
        lambda x: F.max_pool2d(x.view(1, 1, 4, 4), 2, return_indices=True)[0].sum(),
        lambda x: (x * x).sum().view(1, 1),
    ],
)
def test_any_graph_is_taken(make: Any) -> None:
    x = torch.rand(4, 4, requires_grad=True)
    lens = GraphLens(make(x), {"x": x})
    json.dumps(lens.graph, allow_nan=False)
    assert any(box.get("parameter") == "x" for box in lens.graph["boxes"])
    assert x.grad is None


def test_a_gradient_may_be_given_where_there_are_several_numbers() -> None:
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    out = x * x
    with pytest.raises(ValueError, match=r"starts from one number.*shape \(2,\).*sum or mean"):
        GraphLens(out)
    with pytest.raises(ValueError, match=r"shape of the loss, \(2,\); this one has \(3,\)"):
        GraphLens(out, gradient=torch.ones(3))
    lens = GraphLens(out, gradient=torch.tensor([1.0, 10.0]))
    last = lens.graph["order"][-1]
    assert values(lens, last["arrives"][0]) == [6.0, 80.0]


def test_a_graph_that_was_used_or_changed_is_refused_in_a_sentence() -> None:
    loss, params = product()
    loss.backward()
    with pytest.raises(ValueError, match=r"has been used by backward\(\).*compute the loss anew"):
        GraphLens(loss, params)
    loss, params = product()
    with torch.no_grad():
        params["b"].mul_(2)
    with pytest.raises(ValueError, match=r"changed in place.*compute the loss anew"):
        GraphLens(loss, params)


def test_a_missing_dot_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    loss, params = product()
    with pytest.raises(RuntimeError, match=r"apt install graphviz.*brew.*winget"):
        GraphLens(loss, params)
