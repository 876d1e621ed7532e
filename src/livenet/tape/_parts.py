"""Whether the batch of a tape may be computed in parts, on as many cores: tried on real numbers.

Each part is a batch of its own under the same tape. Batch norm alone is given the whole batch, as
the page's shards exchange its sums, and what is drawn is drawn for all. A network in which
samples see one another otherwise, or whose loss is no mean over them and no sum, stays whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from livenet.tape import _check, _operations, _replay
from livenet.tape._recording import Given

# Of a tensor's largest value; torch in float32 on both sides.
_TOLERANCE = 2e-5

# Of the largest gradient: one that is all rounding, as of a bias before batch norm, is no smaller.
# In 50 LeNets with batch norm it was up to 5e-6.
_ROUNDING = 2e-5

# Of more classes than this no batch is made up that has each of them.
_MOST_CLASSES = 256

_NORMS = {
    "_native_batch_norm_legit": "training",
    "_native_batch_norm_legit_functional": "training",
    "native_batch_norm": "training",
    "native_batch_norm_backward": "train",
}

Values = dict[int, Tensor]


def combination(net: nn.Module, graph: dict[str, Any], given: Given) -> str | None:
    """Return how the gradients of a batch's parts become its own.

    ``"mean"``: as their mean, weighted by samples; ``"sum"``: as their sum; None: they do not.
    """
    held = net.state_dict(keep_vars=True)
    if given.loss is None or any(t.is_meta for t in held.values()):
        return None
    copies = _check.state_copies(net)
    state = {p["value"]: copies[id(held[p["name"]])].detach() for p in graph["parameters"]}
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.default_generator.manual_seed(1)
        batches = list(_batches(graph, given))
        for how in ("mean", "sum"):
            if all(_agrees(graph, state, batch, how) for batch in batches):
                return how
    return None


def _batches(graph: dict[str, Any], given: Given) -> Iterator[dict[int, Tensor]]:
    """Yield one batch by chance, and one whose halves have each class a different number of times.

    So neither a class that has a weight of its own nor one that a loss ignores goes unseen.
    """
    numbers = {item["name"]: item["value"] for item in graph["inputs"]}
    drawn = _check.draw(graph, given, 7)
    yield {numbers[name]: tensor for name, tensor in drawn.items()}
    target = graph["values"][numbers["target"]] if "target" in numbers else None
    output = graph["values"][graph["output"]]["shape"]
    if not target or target["dtype"] != "int64" or given.target is not None or len(output) < 2:
        drawn = _check.draw(graph, given, 12)
    else:
        classes = output[1]
        if not isinstance(classes, int) or classes > _MOST_CLASSES:
            classes = 1
        drawn = _check.draw(graph, given, 2 * classes)
        each = torch.arange(classes)
        chosen = torch.cat([each, each // 2])
        chosen = chosen.reshape(-1, *[1] * (drawn["target"].dim() - 1))
        drawn["target"] = chosen.expand_as(drawn["target"]).contiguous()
    yield {numbers[name]: tensor for name, tensor in drawn.items()}


def _agrees(graph: dict[str, Any], state: Values, batch: Values, how: str) -> bool:
    n = len(batch[graph["inputs"][0]["value"]])
    sizes = [n // 2, n - n // 2]
    weights = [size / n for size in sizes] if how == "mean" else [1.0, 1.0]
    try:
        torch.default_generator.manual_seed(0)
        whole = _replay.replay(graph, graph["constants"], state | batch, n)
        torch.default_generator.manual_seed(0)
        parts = _Parts(graph, state, batch, sizes, weights).values
    except (ValueError, RuntimeError, IndexError, NotImplementedError):
        return False

    output = graph["output"]
    if not _close(torch.cat([part[output] for part in parts]), whole[output]):
        return False
    graded = [p["grad"] for p in graph["parameters"] if p["grad"] is not None]
    sizes_of = (whole[number].abs().max().item() for number in graded if whole[number].numel())
    floor = _ROUNDING * max(sizes_of, default=0.0)
    for number in [graph["loss"], *graded]:
        if not _close(_weighted(parts, weights, number), whole[number], floor):
            return False
    return all(
        _close(part[p["next"]], whole[p["next"]])
        for p in graph["parameters"]
        if "next" in p
        for part in parts
    )


def _weighted(parts: list[Values], weights: list[float], number: int) -> Tensor:
    return torch.stack([w * part[number] for w, part in zip(weights, parts, strict=True)]).sum(0)


def _close(ours: Tensor, theirs: Tensor, floor: float = 1e-7) -> bool:
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return False
    if not theirs.is_floating_point():
        return torch.equal(ours, theirs)
    scale = theirs.abs().max().item() if theirs.numel() else 0.0
    if not math.isfinite(scale + floor):
        return False
    return torch.allclose(ours, theirs, rtol=0, atol=_TOLERANCE * scale + floor)


class _Parts:
    """A batch in parts, side by side through the operations of a tape."""

    def __init__(
        self,
        graph: Mapping[str, Any],
        state: Values,
        batch: Values,
        sizes: list[int],
        weights: list[float],
    ) -> None:
        self.graph = graph
        self.sizes, self.weights = sizes, weights
        cut = [dict(zip(batch, halves, strict=True)) for halves in self._cut(batch)]
        self.values = [
            _replay.begin(graph, graph["constants"], state | part, n)
            for part, n in zip(cut, sizes, strict=True)
        ]
        for op in graph["ops"]:
            self._run(op)

    def _cut(self, batch: Values) -> Iterator[tuple[Tensor, ...]]:
        return zip(*(tensor.split(self.sizes) for tensor in batch.values()), strict=True)

    def _run(self, op: dict[str, Any]) -> None:
        if _operations.draws(op["op"]):
            self._draw(op)
        elif op["args"].get(_NORMS.get(op["op"])) and self._axis(op["inputs"]["input"]) not in (
            1,
            None,
        ):
            self._normalize(op)
        else:
            for values, n in zip(self.values, self.sizes, strict=True):
                _replay.run(op, self.graph, values, n)

    def _axis(self, number: int) -> int | None:
        """Return the axis along which the batch stands in a value, if there is one.

        Raises:
            ValueError: there are two.
        """
        shape = self.graph["values"][number]["shape"]
        axes = [axis for axis, size in enumerate(shape) if isinstance(size, str)]
        if len(axes) > 1 or any("+" in shape[axis] or "-" in shape[axis] for axis in axes):
            raise ValueError(f"a batch stands in {shape}")
        return axes[0] if axes else None

    def _split(self, whole: Tensor, number: int) -> list[Tensor]:
        """Return the parts of a value of the whole batch; of one that has no batch, it for each."""
        axis = self._axis(number)
        if axis is None:
            return [whole] * len(self.sizes)
        each = whole.shape[axis] // sum(self.sizes)
        return list(whole.split([each * n for n in self.sizes], axis))

    def _put(self, number: int | None, parts: list[Tensor]) -> None:
        if number is None:
            return
        described = self.graph["values"][number]
        for values, n, part in zip(self.values, self.sizes, parts, strict=True):
            values[number] = _replay.laid_out(part, described, n)

    def _draw(self, op: dict[str, Any]) -> None:
        if set(op["inputs"]) - {"self"} or (op["op"] == "bernoulli" and "p" not in op["args"]):
            raise ValueError(f"{op['op']} reads numbers")
        (number,) = op["outputs"]
        n = sum(self.sizes)
        like = {v: self._joined(v) for v in op["inputs"].values()}
        (whole,) = _replay.computed(op, self.graph, like, n)
        whole = _replay.laid_out(whole, self.graph["values"][number], n)
        self._put(number, self._split(whole, number))

    def _joined(self, number: int) -> Tensor:
        axis = self._axis(number)
        parts = [values[number] for values in self.values]
        return parts[0] if axis is None else torch.cat(parts, axis)

    def _normalize(self, op: dict[str, Any]) -> None:
        backward = op["op"].endswith("backward")
        numbers = [v for v in op["inputs"].values() if not isinstance(v, list)]
        joined = {v: self._joined(v) for v in numbers}
        if backward:
            number = op["inputs"]["grad_out"]
            pairs = zip(self.values, self.weights, strict=True)
            axis = self._axis(number)
            assert axis is not None
            joined[number] = torch.cat([w * values[number] for values, w in pairs], axis)
        made = _replay.computed(op, self.graph, joined, sum(self.sizes))
        for number, whole in zip(op["outputs"], made, strict=True):
            if number is not None:
                self._put(number, self._split(whole, number))
        if backward:  # the input's gradient is the part's own again, as are those of the parameters
            dx, *others = op["outputs"]
            if dx is not None:
                for values, w in zip(self.values, self.weights, strict=True):
                    values[dx] /= w
            for values, n in zip(self.values, self.sizes, strict=True):
                own = _replay.computed(op, self.graph, values, n)[1:]
                for number, tensor in zip(others, own, strict=True):
                    if number is not None:
                        values[number] = tensor
