"""The check of a tape before it is given: it computes what the network itself computes."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils import _pytree as pytree

from livenet.tape._errors import TapeError
from livenet.tape._evaluating import evaluating
from livenet.tape._lending import lent
from livenet.tape._recording import Given
from livenet.tape._replay import at_batch, replay

# A batch of neither of the sizes that were recorded.
_N = 7

# Predictions are compared at these, too: one sample, an even number, a batch as one trains with.
_OTHERS = (1, 2, 64)

# Of a tensor's largest value. Both sides are torch in float32, on the same numbers; they may add
# up in another order.
_TOLERANCE = 1e-3


def check(net: nn.Module, graph: dict[str, Any], given: Given) -> None:
    """Compare a tape with its network: output, loss, gradients and what the state becomes.

    Raises:
        TapeError: they differ, or the output does not depend on the input.
    """
    _want_dependence(graph)
    if any(t.is_meta for t in net.state_dict(keep_vars=True).values()):
        return  # a network without numbers; who trains it needs some, and asks for them
    with torch.random.fork_rng(devices=[]), torch.inference_mode(False), torch.enable_grad():
        torch.default_generator.manual_seed(0)
        values = draw(graph, given)
        _want_no_memory(net, values["input"])
        if given.loss is not None:
            _compare(net, graph, graph, given, values)
        predicts = graph["evaluation"] or graph
        with evaluating(net):
            if given.loss is None or graph["evaluation"] is not None:
                _compare(net, graph, predicts, given, values)
            for n in _OTHERS:
                _compare_output(net, graph, predicts, draw(graph, given, n)["input"])


def _want_dependence(graph: dict[str, Any]) -> None:
    """Refuse an output that is the same whatever the input is."""
    needed = {graph["output"]}
    for op in reversed(graph["ops"]):
        if _reads(op["op"]) and not needed.isdisjoint(op["outputs"]):
            for value in op["inputs"].values():
                needed.update(value if isinstance(value, list) else [value])
    if graph["inputs"][0]["value"] not in needed:
        raise TapeError(
            "the network's output does not depend on its input: use the tensor that forward is"
            " given.",
            "网络的输出与输入无关：请使用传给 forward 的那个张量。",
        )


def _reads(name: str) -> bool:
    """Whether an operation reads the numbers of its input, and not its size alone."""
    return not name.startswith("new_") and not name.endswith("_like")


def draw(graph: dict[str, Any], given: Given, n: int = _N) -> dict[str, Tensor]:
    """Return an input and a target by chance, of a batch of n, by their names."""
    drawn = {}
    for item in graph["inputs"]:
        described = graph["values"][item["value"]]
        example = given.example if item["name"] == "input" else given.target
        shape = at_batch(described["shape"], n)
        if example is not None and example.dtype != torch.float32:
            chosen = torch.randint(len(example), (n,))
            drawn[item["name"]] = example.detach().cpu()[chosen]
        elif described["dtype"] == "float32":
            drawn[item["name"]] = torch.rand(shape)
        else:
            output = graph["values"][graph["output"]]["shape"]
            classes = output[1] if len(output) > 1 and isinstance(output[1], int) else 2
            drawn[item["name"]] = torch.randint(classes, shape)
    return drawn


def _compare(
    net: nn.Module,
    tape: dict[str, Any],
    graph: dict[str, Any],
    given: Given,
    drawn: dict[str, Tensor],
) -> None:
    mode = "training" if net.training else "evaluation"
    copies = state_copies(net)
    held = net.state_dict(keep_vars=True)
    state = {name: copies[id(tensor)] for name, tensor in held.items()}
    numbers = {p["name"]: p["value"] for p in tape["parameters"]}
    start = {numbers[name]: tensor.detach().clone() for name, tensor in state.items()}
    start |= {i["value"]: drawn[i["name"]] for i in tape["inputs"]}
    try:
        torch.default_generator.manual_seed(0)
        wanted = _by_torch(net, graph, given, copies, state, drawn)
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise TapeError(
            f"the network does not run on a batch of {_N} in torch ({reason}): let it take a batch"
            " of any size.",
            f"torch 在批量大小为 {_N} 时运行不了这个网络（{reason}）：请让它接受任意大小的批量。",
        ) from error
    try:
        torch.default_generator.manual_seed(0)
        with _quietly():
            values = replay(graph, tape["constants"], start, _N)
    except (ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise _otherwise(f"an operation fails: {reason}", f"有运算失败：{reason}") from error
    for name, theirs in wanted.items():
        ours = values[_number_of(name, tape, graph)]
        if not _close(ours, theirs):
            raise _otherwise(f"in {mode} mode, {name} differs", f"{mode} 模式下的 {name} 不同")


def _compare_output(
    net: nn.Module, tape: dict[str, Any], graph: dict[str, Any], batch: Tensor
) -> None:
    """Compare what is predicted; where torch itself refuses such a batch there is nothing to."""
    copies = state_copies(net)
    held = net.state_dict(keep_vars=True)
    start = {p["value"]: copies[id(held[p["name"]])].detach() for p in tape["parameters"]}
    start[tape["inputs"][0]["value"]] = batch
    torch.default_generator.manual_seed(0)
    with _quietly():
        values = replay(graph, tape["constants"], start, len(batch), graph["output"])
    torch.default_generator.manual_seed(0)
    with lent(net, copies), _quietly():  # forward may differentiate
        try:
            leaves = pytree.tree_leaves(net(batch.clone()))
        except Exception:
            return
    theirs = next(t for t in leaves if isinstance(t, Tensor))
    # torch may have dropped the axis of a batch of one, as squeeze() does
    if not _close(values[graph["output"]].flatten(), theirs.detach().flatten()):
        raise _otherwise("its output differs", "输出不同", len(batch))


def state_copies(net: nn.Module) -> dict[int, Tensor]:
    """Return a copy of each parameter and buffer, by the id of its original."""
    held = {id(tensor): tensor for tensor in net.state_dict(keep_vars=True).values()}
    return {
        original: tensor.detach().cpu().clone().requires_grad_(tensor.requires_grad)
        for original, tensor in held.items()
    }


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Keep what the network prints, and what torch warns of, to the reader's own runs."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _otherwise(english: str, chinese: str, n: int = _N) -> TapeError:
    return TapeError(
        f"the network treats a batch of {n} otherwise than it was recorded ({english}): let what"
        " it does depend neither on the batch's size nor on what happened in earlier calls.",
        f"网络对待批量大小为 {n} 的一批样本，与记录时不同（{chinese}）："
        "请让它做的事既不取决于批量大小，也不取决于以前的调用。",
    )


def _number_of(name: str, tape: dict[str, Any], graph: dict[str, Any]) -> int:
    if name in ("output", "loss"):
        return int(graph[name])
    kind, _, parameter = name.partition(" ")
    entry = next(p for p in tape["parameters"] if p["name"] == parameter)
    return int(entry["grad" if kind == "gradient" else "next"])


def _by_torch(
    net: nn.Module,
    graph: dict[str, Any],
    given: Given,
    copies: dict[int, Tensor],
    state: dict[str, Tensor],
    drawn: dict[str, Tensor],
) -> dict[str, Tensor]:
    """Return what the network itself computes, by the names of a comparison."""
    with lent(net, copies), _quietly():
        returned = net(drawn["input"].clone())
        output = next(t for t in pytree.tree_leaves(returned) if isinstance(t, Tensor))
        found = {"output": output.detach()}
        loss = given.loss.function(returned, drawn["target"].clone()) if given.loss else None
        for path, module in net.named_modules():
            for key, buffer in module._buffers.items():
                name = f"{path}.{key}" if path else key
                if name in state and isinstance(buffer, Tensor):
                    state[name] = buffer
    if loss is None:
        return found
    found["loss"] = loss.detach()
    if "parameters" not in graph:
        return found
    graded = [p["name"] for p in graph["parameters"] if p["grad"] is not None]
    gradients = torch.autograd.grad(loss, [state[name] for name in graded], allow_unused=True)
    for name, gradient in zip(graded, gradients, strict=True):
        if gradient is not None:
            found[f"gradient {name}"] = gradient
    for entry in graph["parameters"]:
        if "next" in entry:
            found[f"change {entry['name']}"] = state[entry["name"]].detach()
    return found


def _want_no_memory(net: nn.Module, batch: Tensor) -> None:
    """Run the network twice; refuse one that does not forget its first call, for a tape is one.

    Parameters and buffers are put back in between, and the generator begins anew; what a call
    assigns is the same after each, what it counts is not.
    """
    copies = state_copies(net)
    start = [(tensor, tensor.detach().clone()) for tensor in copies.values()]
    outputs: list[Tensor] = []
    numbers: list[dict[tuple[str, str], Any]] = []
    with lent(net, copies), _quietly():  # forward may differentiate
        buffers = [(module, dict(module._buffers)) for module in net.modules()]
        for _ in range(2):
            torch.default_generator.manual_seed(0)
            leaves = pytree.tree_leaves(net(batch.clone()))
            outputs.append(next(t for t in leaves if isinstance(t, Tensor)).detach().clone())
            numbers.append(
                {
                    (path, name): value
                    for path, module in net.named_modules()
                    for name, value in vars(module).items()
                    if isinstance(value, int | float | str)
                }
            )
            for module, held in buffers:
                module._buffers.clear()
                module._buffers.update(held)
            for tensor, before in start:
                tensor.detach().copy_(before)
    for (path, name), value in numbers[1].items():
        if numbers[0].get((path, name)) != value:
            shown = f"self.{path}.{name}" if path else f"self.{name}"
            raise TapeError(
                f"forward changes {shown} at each call, and a tape holds one call: keep what counts"
                " in a buffer, by register_buffer.",
                f"forward 每次调用都改变 {shown}，而纸带只记一次调用：请用 register_buffer 把要计"
                "的数"
                "放进缓冲区。",
            )
    if not _close(*outputs):
        raise TapeError(
            "the network's output depends on what it kept of an earlier call, and a tape holds one"
            " call: keep what it remembers in a buffer, by register_buffer.",
            "网络的输出取决于它从以前的调用里留下的东西，而纸带只记一次调用：请用 register_buffer "
            "把要记住的"
            "放进缓冲区。",
        )


def _close(ours: Tensor, theirs: Tensor) -> bool:
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return False
    if not theirs.is_floating_point():
        return torch.equal(ours, theirs)
    finite = theirs[theirs.isfinite()]
    scale = finite.abs().max().item() if finite.numel() else 1.0
    return torch.allclose(ours, theirs, rtol=0, atol=_TOLERANCE * scale + 1e-6, equal_nan=True)
