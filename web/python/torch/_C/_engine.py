"""The way back: nodes in torch's order, their gradients summed as they come."""

import functools
import heapq
import itertools
import warnings

from ._base import layout, share
from ._modes import all_off
from ._nodes import AccumulateGrad, accumulator, grad_fn
from ._state import G, anomaly, grad_mode

_callbacks = []
_running = [None]
# The number of the way back that runs now, or -1.
_task = [-1]
_tasks = itertools.count()
# Whether what runs asked for no inputs of its own, as reentrant checkpoints want it.
_whole = [True]
# The nodes below a root, the roots, which of them run, and whose gradients are handed out.
_asked = [None]


def run(tensors, grads, keep_graph, create_graph, inputs, allow_unreachable, accumulate):
    """Run backward from `tensors`; return the gradients of `inputs`, if any were named.

    Raises:
        RuntimeError: a root has no history, an input was not reached, or a node says so.
    """
    roots = []
    buffers = {}
    # Whoever gave these has them still, whatever passes them on: no leaf may keep them.
    held = [share(grad) for grad in grads if grad is not None]
    for at, (root, grad) in enumerate(zip(tensors, grads, strict=True)):
        node, number = _edge(root)
        if node is None:
            raise RuntimeError(
                f"element {at} of tensors does not require grad and does not have a grad_fn"
            )
        if grad is None:
            continue
        roots.append(node)
        _put(buffers, node, number, grad)
    captures, wanted = _captures(inputs, accumulate)
    needed = _needed(roots, wanted, accumulate) if inputs else None
    waiting = _dependencies(roots)
    order = itertools.count()
    ready = []
    queued = set()
    for node in roots:
        if waiting.get(node, 0) == 0 and node not in queued:
            queued.add(node)
            heapq.heappush(ready, (-node.seq, next(order), node))
    found = {}
    before, grad_mode.on = grad_mode.on, create_graph
    outer, _running[0] = _running[0], None
    outer_task, _task[0] = _task[0], next(_tasks)
    outer_whole, _whole[0] = _whole[0], _whole[0] and not inputs
    outer_asked, _asked[0] = _asked[0], (waiting, roots, needed, captures)
    all_off[0] += 1  # below, torch's engine is C++
    try:
        while ready:
            node = heapq.heappop(ready)[2]
            _running[0] = node
            arrived = buffers.pop(node, None) or [None] * max(1, len(node.outputs))
            if len(arrived) < len(node.outputs):
                arrived += [None] * (len(node.outputs) - len(arrived))
            # What nobody asks for is not run, nor are its hooks; of what is asked for and does not
            # run itself, those of the tensor are, and before what arrived is handed out.
            runs = needed is None or needed.get(node, False)
            if not runs and node in captures:
                _tensor_hooks(node, arrived)
            if node in captures:
                for number, at in captures[node]:
                    found[at] = arrived[number]
            if runs:
                _tensor_hooks(node, arrived)
                results = _evaluate(node, arrived, keep_graph, needed, captures)
            else:
                results = (None,) * len(node.edges)
            del arrived
            for place, edge in enumerate(node.edges):
                if edge is None:
                    continue
                target, number = edge
                grad = results[place] if place < len(results) else None
                if grad is not None:
                    _put(buffers, target, number, grad)
                grad = None
                left = waiting[target] = waiting[target] - 1
                if not left:
                    if target in buffers or target in captures or needed is None:
                        heapq.heappush(ready, (-target.seq, next(order), target))
                    else:
                        heapq.heappush(ready, (-target.seq, next(order), target))
            results = None
        while _callbacks and outer is None:
            _callbacks.pop(0)()
    finally:
        grad_mode.on = before
        all_off[0] -= 1
        _running[0], _task[0], _whole[0] = outer, outer_task, outer_whole
        _asked[0] = outer_asked
    del held
    if not inputs:
        return ()
    given = []
    for at in range(len(inputs)):
        grad = found.get(at)
        if grad is None and not allow_unreachable:
            raise RuntimeError(
                "One of the differentiated Tensors appears to not have been used in the graph. Set"
                " allow_unused=True if this is the desired behavior."
            )
        given.append(grad)
    return tuple(given)


def _edge(root):
    """Return (node, output number) of a tensor or GradientEdge, or (None, 0)."""
    if isinstance(root, tuple):
        return root.node, root.output_nr
    if not root.requires_grad:
        return None, 0
    node = grad_fn(root)
    return (accumulator(root), 0) if node is None else (node, root._nr)


def _captures(inputs, accumulate):
    captures, wanted = {}, set()
    for at, one in enumerate(inputs or ()):
        node, number = _edge(one)
        if node is None:
            if isinstance(one, tuple) or not one._r:
                raise RuntimeError("One of the differentiated Tensors does not require grad")
            continue
        if accumulate and not isinstance(one, tuple):
            one.retain_grad()
        captures.setdefault(node, []).append((number, at))
        wanted.add(node)
    return captures, wanted


def _dependencies(roots):
    waiting, seen, stack = {}, set(roots), list(dict.fromkeys(roots))
    while stack:
        for edge in stack.pop().edges:
            if edge is not None:
                node = edge[0]
                waiting[node] = waiting.get(node, 0) + 1
                if node not in seen:
                    seen.add(node)
                    stack.append(node)
    return waiting


def _needed(roots, wanted, accumulate):
    """Return which nodes lie on a way from a root to what is wanted."""
    needed = {}
    stack = [(node, False) for node in roots]
    while stack:
        node, done = stack.pop()
        if done:
            below = any(needed.get(e[0]) or e[0] in wanted for e in node.edges if e is not None)
            needed[node] = below or (node in wanted and accumulate)
        elif node not in needed:
            needed[node] = False
            stack.append((node, True))
            stack += [(e[0], False) for e in node.edges if e is not None and e[0] not in needed]
    return needed


def _put(buffers, node, number, grad):
    held = buffers.get(node)
    if held is None:
        held = buffers[node] = [None] * max(1, len(node.outputs), number + 1)
    before = held[number]
    held[number] = grad if before is None else before + grad


def will_run(node):
    """Return whether the way back that runs now will run a node.

    Raises:
        RuntimeError: it is no node, nothing runs, or the gradient of a leaf is asked for.
    """
    from ._nodes import Node

    if not isinstance(node, Node):
        kind = type(node).__name__
        raise RuntimeError(f"_will_engine_execute_node expects an grad_fn, but got {kind}")
    if _asked[0] is None:
        raise RuntimeError(
            "_get_should_execute_nodes should only be called during the backward pass"
        )
    below, roots, needed, captures = _asked[0]
    # torch begins at a root that is the only one, and does not count it
    if node not in below and (len(roots) == 1 or node not in roots):
        return False
    if needed is None:
        return True
    if not node.edges and node in captures and not needed.get(node):
        raise RuntimeError(
            "A leaf node was passed to _will_engine_execute_node but we are currently running"
            " autograd.grad(). This is currently not supported."
        )
    return needed.get(node, False) or node in captures


def _tensor_hooks(node, arrived):
    """Run the hooks of what a node made, then let those tensors keep their gradients."""
    for number, hooks in (node.tensor_hooks or {}).items():
        grad = arrived[number]
        for hook in tuple(hooks.values()):
            result = hook(grad)
            if result is not None:
                _same(hook, grad, result)
                grad = arrived[number] = result
    for number, keeper in (node.retain or {}).items():
        if arrived[number] is not None:
            keeper(arrived[number])


def _changed(hook, grads, result):
    """Return gradients as a hook of a node gave them, once each fits the one it is for."""
    if not isinstance(result, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(result).__name__}'")
    if len(result) != len(grads):
        raise RuntimeError(
            f"hook '{_name(hook)}' has returned an incorrect number of values (got {len(result)},"
            f" but expected {len(grads)})"
        )
    for grad, one in zip(grads, result, strict=True):
        if one is not None:
            _same(hook, grad, one)
    return result


def _same(hook, grad, result):
    if grad is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not isinstance(result, G["Tensor"]):
        raise TypeError(f"expected Variable, but hook returned '{type(result).__name__}'")
    if result.dtype is not grad.dtype:
        raise RuntimeError(
            f"hook '{_name(hook)}' has changed the type of value (was {grad.type()} got"
            f" {result.type()})"
        )
    if result.shape != grad.shape:
        raise RuntimeError(f"hook '{_name(hook)}' has changed the size of value")


def _name(hook):
    return getattr(hook, "__name__", "<unknown>")


def _evaluate(node, arrived, keep_graph, needed, captures):
    if node.pre_hooks:
        for hook in tuple(node.pre_hooks.values()):
            result = hook(tuple(arrived))
            if result is not None:
                arrived = list(_changed(hook, arrived, result))
    given = tuple(arrived) if node.post_hooks else None
    try:
        results = node.step(arrived)
    except Exception:
        if anomaly[0]:
            _tell_where(node)
        raise
    if not keep_graph:
        node.release()
    if needed is not None and node.chooses:
        results = [
            one if to is not None and (needed.get(to[0]) or to[0] in captures) else None
            for one, to in zip(results, node.edges, strict=False)
        ]
    results = _validate(node, results)
    if anomaly[0] and anomaly[1]:
        _look_for_nan(node, results)
    if node.post_hooks:
        for hook in tuple(node.post_hooks.values()):
            changed = hook(tuple(results), given)
            if changed is not None:
                results = _changed(hook, results, changed)
    return results


def _validate(node, results):
    """Return gradients of the shapes and dtypes that the inputs had."""
    fixed = None
    for at, edge in enumerate(node.edges):
        if edge is None or at >= len(results) or results[at] is None:
            continue
        grad, target = results[at], edge[0]
        known = target.outputs[edge[1]] if edge[1] < len(target.outputs) else None
        if known is None or grad._l is known or layout(grad) is known:
            continue
        if grad.shape != known.shape:
            if not _expands(known.shape, grad.shape):
                raise RuntimeError(
                    f"Function {node.name()} returned an invalid gradient at index {at} - got"
                    f" {list(grad.shape)} but expected shape compatible with {list(known.shape)}"
                )
            grad = G["sum_to"](grad, known.shape)
        if grad.dtype is not known.dtype:
            grad = grad.to(known.dtype)
        if grad is not results[at]:
            fixed = fixed or list(results)
            fixed[at] = grad
    return results if fixed is None else tuple(fixed)


def _expands(shape, wider):
    if len(shape) > len(wider):
        return False
    return all(a in (1, b) for a, b in zip(reversed(shape), reversed(wider), strict=False))


def _look_for_nan(node, results):
    for at, grad in enumerate(results):
        if grad is not None and grad.isnan().any().item():
            _tell_where(node)
            raise RuntimeError(
                f"Function '{node.name()}' returned nan values in its {at}th output."
            )


def _tell_where(node):
    trace = node.metadata.get("traceback_")
    if trace is None:
        text = (
            f"Error detected in {node.name()}. No forward pass information available. Enable"
            " detect anomaly during forward pass for more information."
        )
    else:
        text = (
            f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n"
            + "".join(trace)
        )
    warnings.warn(text + "(Triggered internally at the page's engine.)", UserWarning, stacklevel=2)


_CIRCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter"
    " and its gradient which can cause a memory leak. We recommend using autograd.grad when"
    " creating the graph to avoid this. If you have to use this function, make sure to reset the"
    " .grad fields of your parameters to None after use to break the cycle and avoid the leak."
    " (Triggered internally at /__w/pytorch/pytorch/torch/csrc/autograd/engine.cpp:1307.)"
)


@functools.cache
def _warn_of_circle():
    warnings.warn(_CIRCLE, UserWarning, stacklevel=3)


class ImperativeEngine:
    """What `torch.autograd.variable.Variable._execution_engine` is."""

    def run_backward(
        self, tensors, grad_tensors, keep_graph, create_graph, inputs=(), allow_unreachable=False,
        accumulate_grad=False,
    ):  # fmt: skip
        if accumulate_grad and create_graph:
            _warn_of_circle()
        return run(
            tensors, grad_tensors, keep_graph, create_graph, inputs, allow_unreachable,
            accumulate_grad,
        )  # fmt: skip

    def queue_callback(self, callback):
        _callbacks.append(callback)

    def is_checkpoint_valid(self):
        return _whole[0]
