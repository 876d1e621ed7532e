"""The graph behind a tensor is read as torchviz draws it, and a pass through it is autograd's."""

import math
import random
from collections import Counter
from typing import Any

import pytest
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.graph import Node

from livenet import LeNet, grad_graph


def product() -> tuple[Tensor, list[Tensor]]:
    a = torch.tensor(3.0, requires_grad=True)
    b = torch.tensor(4.0, requires_grad=True)
    return (a * b + a) ** 2, [a, b]


def random_graph(seed: int) -> tuple[Tensor, list[Tensor]]:
    """Return a number made of random operations on random earlier values, and the leaves."""
    draw = random.Random(seed)
    torch.manual_seed(seed)
    leaves = [torch.randn(3, 3, requires_grad=True) for _ in range(3)]
    values: list[Tensor] = list(leaves)
    operations: list[Any] = [
        lambda a, b: a + b,
        lambda a, b: a * b,
        lambda a, b: a @ b,
        lambda a, b: a - b.t(),
        lambda a, _: a.tanh(),
        lambda a, _: a.relu(),
        lambda a, b: torch.cat([a[:1], b[1:]]),
        lambda a, _: torch.stack(a.unbind(1)),
        lambda a, _: a.softmax(1),
    ]
    for _ in range(draw.randint(5, 25)):
        values.append(draw.choice(operations)(draw.choice(values), draw.choice(values)))
    return sum(v.sum() for v in values[3:]), leaves  # type: ignore[return-value]


def nodes_of(boxes: list[grad_graph.Box]) -> dict[int, Node]:
    return {number: box.of for number, box in enumerate(boxes) if box.kind == "node"}


def assert_engines_order(order: list[Node]) -> None:
    """Each node is ready, and of those the one made last; accumulation comes before all."""
    waits = Counter(after for node in order for after, _ in node.next_functions if after)

    def rank(node: Node) -> float:
        # torch numbers nodes as they are made.
        return math.inf if grad_graph.is_accumulator(node) else node._sequence_nr()

    ready = {order[0]}
    for node in order:
        assert node in ready
        assert rank(node) == max(map(rank, ready))
        ready.remove(node)
        for after, _ in node.next_functions:
            if after is not None:
                waits[after] -= 1
                if waits[after] == 0:
                    ready.add(after)
    assert not ready


@pytest.mark.parametrize("seed", range(10))
def test_the_order_is_that_of_nodes_made_last_with_accumulation_first(seed: int) -> None:
    output, _ = random_graph(seed)
    boxes = grad_graph.read(output).boxes
    visits = grad_graph.watch(output, boxes, None, lambda gradient: gradient.clone())
    nodes = nodes_of(boxes)
    assert visits[0].box == boxes.index(next(b for b in boxes if b.of is output.grad_fn))
    assert_engines_order([nodes[visit.box] for visit in visits])
    assert len(visits) == len(nodes)


@pytest.mark.parametrize("seed", range(10))
def test_gradients_are_those_that_torch_gives(seed: int) -> None:
    output, leaves = random_graph(seed)
    boxes = grad_graph.read(output).boxes
    visits = {
        v.box: v for v in grad_graph.watch(output, boxes, None, lambda gradient: gradient.clone())
    }
    nodes = nodes_of(boxes)
    for number, node in nodes.items():
        arrives, leaves_it = visits[number].arrives, visits[number].leaves
        edges = [torch.autograd.graph.GradientEdge(node, i) for i in range(len(arrives))]
        asked = torch.autograd.grad(output, edges, retain_graph=True, allow_unused=True)
        for ours, theirs in zip(arrives, asked, strict=True):
            assert (ours is None) == (theirs is None)
            assert ours is None or torch.equal(ours, theirs)
        assert len(leaves_it) == len(node.next_functions)
        # What is sent here adds up to what arrives.
        for place, arrived in enumerate(arrives):
            sent = [
                visits[other].leaves[operand]
                for other, head in nodes.items()
                for operand, edge in enumerate(head.next_functions)
                if edge == (node, place)
            ]
            if sent and arrived is not None:
                total = torch.stack([part for part in sent if part is not None]).sum(0)
                torch.testing.assert_close(arrived, total)
    accumulators = {getattr(node, "variable", None): n for n, node in nodes.items()}
    for leaf in leaves:
        (expected,) = torch.autograd.grad(output, leaf, retain_graph=True, allow_unused=True)
        assert (expected is None) == (leaf not in accumulators)
        assert expected is None or torch.equal(visits[accumulators[leaf]].arrives[0], expected)


def test_no_grad_of_a_leaf_changes_and_backward_still_works() -> None:
    output, (a, b) = product()
    a.grad = kept = torch.tensor(7.0)
    optimizer = torch.optim.SGD([a, b], lr=1.0)
    a.register_post_accumulate_grad_hook(lambda _: optimizer.step())
    grad_graph.watch(output, grad_graph.read(output).boxes, None, lambda gradient: gradient.clone())
    assert a.grad is kept
    assert (kept.item(), a.item(), b.grad) == (7.0, 3.0, None)
    output.backward()
    assert (kept.item(), b.grad) == (157.0, torch.tensor(90.0))
    assert a.item() == 3.0 - 157.0  # the hook is back


def test_hooks_are_taken_away_even_when_the_pass_fails() -> None:
    output, (a, _) = product()
    boxes = grad_graph.read(output).boxes

    def fail(_: Tensor) -> None:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        grad_graph.watch(output, boxes, None, fail)
    output.backward()
    assert a.grad == 150


def test_readers_hooks_act_and_are_seen() -> None:
    a, b = (torch.tensor(x, requires_grad=True) for x in (3.0, 4.0))
    q = a * b
    q.register_hook(lambda gradient: 2 * gradient)
    output = (q + a) ** 2
    boxes = grad_graph.read(output).boxes
    visits = grad_graph.watch(output, boxes, None, lambda gradient: gradient.item())
    arrived = {getattr(boxes[v.box].of, "variable", None): v.arrives for v in visits}
    assert (arrived[a], arrived[b]) == ([270.0], [180.0])  # as chapter 4 has it


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        (x,) = ctx.saved_tensors
        return 2 * x * gradients[0]


def square(x: Tensor) -> Tensor:
    squared: Tensor = Square.apply(x)  # type: ignore[no-untyped-call]
    return squared


def test_what_a_node_saved_is_told_by_name() -> None:
    net = LeNet()
    images = torch.rand(2, 1, 32, 32)
    loss = F.cross_entropy(net(images), torch.tensor([1, 2]))
    first = [b for b in grad_graph.read(loss).boxes if b.name == "ConvolutionBackward0"][-1]
    tensors, others = grad_graph.saved(first.of)
    assert list(tensors) == ["input", "weight"]
    assert tensors["input"] is images
    assert tensors["weight"] is net.conv1.weight
    assert others["stride"] == "(1, 1)"
    x = torch.tensor([3.0], requires_grad=True)
    tensors, _ = grad_graph.saved(square(x).grad_fn)  # type: ignore[arg-type]
    assert list(tensors) == ["saved_tensors[0]"]
    assert tensors["saved_tensors[0]"] is x
    index = torch.tensor([0, 0])
    indices, _ = grad_graph.saved(x[index].grad_fn)  # type: ignore[arg-type]
    assert torch.equal(indices["indices[0]"], index)
    _, others = grad_graph.saved(x.sum(-1).grad_fn)  # type: ignore[arg-type]
    assert others["dim"] == "(-1)"


def test_a_custom_function_is_visited_too() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    output = square(x)
    boxes = grad_graph.read(output).boxes
    visits = grad_graph.watch(output, boxes, None, lambda gradient: gradient.item())
    assert [(boxes[v.box].name, v.arrives, v.leaves) for v in visits] == [
        ("SquareBackward", [1.0], [6.0]),
        ("AccumulateGrad", [6.0], []),
    ]


def test_a_graph_deeper_than_pythons_stack_is_read() -> None:
    h = w = torch.tensor(1.0, requires_grad=True)
    for _ in range(3_000):
        h = h.sin()
    boxes = grad_graph.read(h).boxes
    assert len(boxes) == 3_003
    assert [box.of for box in boxes if box.kind == "leaf"] == [w]


def test_what_has_no_graph_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"no grad_fn.*outside torch\.no_grad"):
        grad_graph.read(torch.ones(1))
    with pytest.raises(TypeError, match=r"a tensor is wanted.*not 3\.0"):
        grad_graph.read(3.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no grad_fn"):
        grad_graph.read(nn.Linear(2, 2).weight)
    h = torch.tensor(1.0, requires_grad=True)
    for _ in range(4_000):
        h = h + 1
    with pytest.raises(ValueError, match="more than 4,000 boxes"):
        grad_graph.read(h)
