"""A `grad_fn` graph read as plain objects, and one backward pass through it, watched by hooks."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from torch import Tensor
from torch.autograd.graph import Node

from livenet import _arguments

Kind = Literal["node", "leaf", "output", "base"]

_SAVED = "_saved_"
_MOST = 4_000  # boxes: dot lays so many out in some seconds
_UNSIGNED = 2**64  # torch keeps the axis -1 as 2**64 - 1


@dataclass(frozen=True)
class Box:
    """A box of the drawing: a node, or a tensor (a leaf, the output, what the output views)."""

    kind: Kind
    of: Any

    @property
    def name(self) -> str:
        """The node's class as Python names it, such as ``MulBackward0``; empty for a tensor."""
        return type(self.of).__name__ if self.kind == "node" else ""


@dataclass(frozen=True)
class Line:
    """An arrow along the forward pass, between boxes by their numbers.

    ``operand`` is its place in ``next_functions`` of the head, None where the head is no node.
    """

    tail: int
    head: int
    operand: int | None = None


@dataclass
class Graph:
    """Boxes and lines as torchviz draws them, in the order in which it meets them."""

    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Visit:
    """What the engine did at one node: the gradients that arrived, and those that left.

    ``arrives`` has one entry for each output of the operation, ``leaves`` one for each of
    ``next_functions``; None where there is no gradient. They are what ``watch`` was told to keep.
    """

    box: int
    arrives: list[Any]
    leaves: list[Any]


def read(output: Tensor) -> Graph:
    """Read the graph behind a tensor, without running anything.

    Args:
        output: of any shape and dtype, the result of operations on what requires a gradient.

    Raises:
        TypeError: ``output`` is no tensor.
        ValueError: there is no graph, or it has more than 4,000 boxes.
    """
    if not isinstance(output, Tensor):
        raise TypeError(
            "a tensor is wanted whose grad_fn leads into a graph,"
            f" not {_arguments.describe(output)}."
        )
    if output.grad_fn is None:
        raise ValueError(
            "this tensor has no grad_fn, so there is no graph behind it: give the result of an"
            " operation on tensors that require a gradient, outside torch.no_grad()."
        )
    walk = _Walk()
    walk.tensor("output", output)
    return walk.graph


class _Walk:
    """torchviz's walk, with a stack of its own, so that a deep graph cannot overflow Python's."""

    def __init__(self) -> None:
        self.graph = Graph()
        # Boxes keep the nodes alive, and so each node is one Python object throughout.
        self.numbers: dict[int, int] = {}
        self.entered: set[int] = set()

    def tensor(self, kind: Kind, tensor: Tensor) -> int:
        """Walk from an output, or from what it is a view of."""
        if id(tensor) in self.numbers:
            return self.numbers[id(tensor)]
        number = self.box(kind, tensor)
        if tensor.grad_fn is not None:
            self.nodes_from(tensor.grad_fn)
            self.line(self.box("node", tensor.grad_fn), number)
        if tensor._is_view() and tensor._base is not None:
            self.line(self.tensor("base", tensor._base), number)
        return number

    def nodes_from(self, first: Node) -> None:
        stack: list[tuple[int, Iterator[tuple[int, tuple[Node | None, int]]]]] = []

        def enter(node: Node) -> None:
            if id(node) in self.entered:
                return
            self.entered.add(id(node))
            if is_accumulator(node):
                leaf = self.box("leaf", node.variable)  # type: ignore[attr-defined]
                self.line(leaf, self.box("node", node), 0)
            stack.append((self.box("node", node), iter(enumerate(node.next_functions))))

        enter(first)
        while stack:
            head, rest = stack[-1]
            operand, (following, _) = next(rest, (None, (None, 0)))
            if operand is None:
                stack.pop()
            elif following is not None:
                self.line(self.box("node", following), head, operand)
                enter(following)

    def line(self, tail: int, head: int, operand: int | None = None) -> None:
        self.graph.lines.append(Line(tail, head, operand))

    def box(self, kind: Kind, of: Any) -> int:
        if id(of) not in self.numbers:
            if len(self.graph.boxes) == _MOST:
                raise ValueError(
                    f"this graph has more than {_MOST:,} boxes, too many to lay out:"
                    " give a tensor from earlier in the computation."
                )
            self.numbers[id(of)] = len(self.graph.boxes)
            self.graph.boxes.append(Box(kind, of))
        return self.numbers[id(of)]


def is_accumulator(node: Node) -> bool:
    """Whether this is the node that adds a gradient to the ``.grad`` of a leaf.

    Raises:
        TypeError: ``node`` is no node.
    """
    _want_node(node)
    return type(node).__name__ == "AccumulateGrad"


def saved(node: Node) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Return what a node saved in the forward pass: tensors, and other values as text, by name.

    Raises:
        TypeError: ``node`` is no node.
        RuntimeError: torch's own, where the tensors were freed or changed in place.
    """
    _want_node(node)
    tensors: dict[str, Tensor] = {}
    others: dict[str, str] = {}
    for attribute in dir(node):
        if not attribute.startswith(_SAVED):
            continue
        name, value = attribute.removeprefix(_SAVED), getattr(node, attribute)
        if isinstance(value, Tensor):
            tensors[name] = value
        elif isinstance(value, tuple) and any(isinstance(part, Tensor) for part in value):
            parts = {f"{name}[{i}]": part for i, part in enumerate(value)}
            tensors |= {key: part for key, part in parts.items() if isinstance(part, Tensor)}
        else:
            others[name] = _text(value)
    # A custom Function keeps them under one name.
    for i, part in enumerate(getattr(node, "saved_tensors", ())):
        if part is not None:
            tensors[f"saved_tensors[{i}]"] = part
    return tensors, others


def _want_node(node: object) -> None:
    if not isinstance(node, Node):
        raise TypeError(
            f"node must be a node of autograd such as y.grad_fn, not {_arguments.describe(node)}."
        )


def _text(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value >= _UNSIGNED // 2:
        value -= _UNSIGNED
    elif isinstance(value, (tuple, list)):
        return f"({', '.join(_text(part) for part in value)})"
    return str(value)


def watch(
    output: Tensor,
    boxes: Sequence[Box],
    gradient: Tensor | None,
    keep: Callable[[Tensor], Any],
) -> list[Visit]:
    """Run one real backward pass with ``retain_graph=True`` and tell what it did, in its order.

    What arrives at a leaf is taken before it would be added: no ``.grad`` of a leaf changes, and
    hooks that wait for its accumulation stay silent. Hooks on tensors and nodes run as ever, and a
    tensor with ``retain_grad()`` keeps what this pass brings.

    Args:
        output: where the pass begins.
        boxes: those of ``read(output)``.
        gradient: as ``output.backward`` takes it, of output's shape; None for a single number.
        keep: makes of a gradient what is kept of it, at once, for torch may reuse its memory.

    Raises:
        TypeError: an argument is of another kind.
        RuntimeError: torch's own, where the pass cannot run.
    """
    _arguments.want_tensor("output", output)
    if not isinstance(boxes, Sequence) or not all(isinstance(box, Box) for box in boxes):
        raise TypeError("boxes must be those of read(output).")
    if gradient is not None:
        _arguments.want_tensor("gradient", gradient)
    if not callable(keep):
        raise TypeError(f"keep must be a function, not {_arguments.describe(keep)}.")
    visits: list[Visit] = []
    running: dict[int, Visit] = {}

    def kept(gradients: tuple[Tensor | None, ...]) -> list[Any]:
        return [None if gradient is None else keep(gradient) for gradient in gradients]

    def hooks(number: int, node: Node) -> Iterator[Any]:
        def arrive(gradients: tuple[Tensor | None, ...]) -> tuple[None] | None:
            running[number] = Visit(number, kept(gradients), [])
            visits.append(running[number])
            return (None,) if is_accumulator(node) else None

        def leave(gradients: tuple[Tensor | None, ...], _: object) -> None:
            running[number].leaves.extend(kept(gradients))

        yield node.register_prehook(arrive)
        yield node.register_hook(leave)

    nodes = [(number, box.of) for number, box in enumerate(boxes) if box.kind == "node"]
    handles = [handle for number, node in nodes for handle in hooks(number, node)]
    try:
        with _no_accumulation_hooks([box.of for box in boxes if box.kind == "leaf"]):
            output.backward(gradient, retain_graph=True)
    finally:
        for handle in handles:
            handle.remove()
    return visits


@contextmanager
def _no_accumulation_hooks(leaves: Sequence[Tensor]) -> Iterator[None]:
    """Silence hooks after accumulation: an optimizer may hang there, and would take a step."""
    hooks_of_leaves = [hooks for leaf in leaves if (hooks := leaf._post_accumulate_grad_hooks)]
    kept = [OrderedDict(hooks) for hooks in hooks_of_leaves]
    for hooks in hooks_of_leaves:
        hooks.clear()
    try:
        yield
    finally:
        for hooks, before in zip(hooks_of_leaves, kept, strict=True):
            hooks.update(before)
