"""Nodes of the graph: what they keep, their edges and hooks, and histories of views."""

import itertools
import re
import traceback
import weakref

from . import _native as native
from ._base import Untracked, extra, layout, share, wrap
from ._state import G, anomaly, grad_mode
from ._types import TYPE_NAMES

_numbers = itertools.count()
# Leaves sum up their gradients before any other node runs.
_FIRST = 1 << 62


class Node:
    """A step of the way back. `edges` are (node, which of its outputs) or None.

    `outputs` holds the layouts of what it made, `saved` what its formula needs.
    """

    __slots__ = (
        "__weakref__", "_metadata", "_traceback", "edges", "outputs", "post_hooks", "pre_hooks",
        "retain", "saved", "seq", "tensor_hooks",
    )  # fmt: skip
    __module__ = "builtins"
    releases = True
    #: Whether it computes the gradients alone that are asked for.
    chooses = True
    saved_names = ()

    def __init__(self, edges=(), outputs=()):
        self.edges, self.outputs = edges, outputs
        self.saved = ()
        self.seq = next(_numbers)
        self.pre_hooks = self.post_hooks = self.tensor_hooks = self.retain = None
        self._metadata = self._traceback = None
        if anomaly[0]:
            note_traceback(self)

    def name(self):
        name = type(self).__name__
        # those that torch's C++ has by hand, and not from its tables
        by_hand = name in (
            *("CopyBackwards", "NotImplemented", "Error", "DelayedError", "UndefinedGradBackward"),
        )
        return f"torch::autograd::{name}" if by_hand else name

    @property
    def next_functions(self):
        return tuple((None, 0) if edge is None else edge for edge in self.edges)

    @property
    def metadata(self):
        if self._metadata is None:
            self._metadata = {}
        if anomaly[0] and self._traceback:
            self._metadata.setdefault("traceback_", self._traceback)
        return self._metadata

    @property
    def _input_metadata(self):
        return [_InputMetadata(known) for known in self.outputs]

    def _sequence_nr(self):
        return self.seq

    def _set_sequence_nr(self, number):
        self.seq = number

    def _register_hook_dict(self, tensor):
        """Setting `_backward_hooks` of a tensor has done it."""

    def register_hook(self, hook):
        from torch.utils.hooks import RemovableHandle

        if self.post_hooks is None:
            self.post_hooks = _Hooks()
        handle = RemovableHandle(self.post_hooks)
        self.post_hooks[handle.id] = hook
        return handle

    def register_prehook(self, hook):
        from torch.utils.hooks import RemovableHandle

        if self.pre_hooks is None:
            self.pre_hooks = _Hooks()
        handle = RemovableHandle(self.pre_hooks)
        self.pre_hooks[handle.id] = hook
        return handle

    def __getattr__(self, name):
        kept, names = name.removeprefix("_raw_saved_"), type(self).saved_names
        if not name.startswith("_raw_saved_") or kept not in names:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        at = names.index(kept)
        if type(self).saved_kinds[at] != "l":
            return SavedTensor.of(self, at)
        if self.saved is None:
            raise RuntimeError(_TWICE)
        return tuple(SavedTensor.of(self, at, part) for part in range(len(self.saved[at])))

    def __call__(self, *grads):
        if len(grads) != max(1, len(self.outputs)):
            wanted = max(1, len(self.outputs))
            raise TypeError(f"expected {wanted} arguments, got {len(grads)} instead")
        result = self.apply(grads)
        return result[0] if len(result) == 1 else tuple(result)

    def apply(self, grads):
        raise NotImplementedError(f"{type(self).__name__} has no backward on the page.")

    def step(self, grads):
        """Return the gradients of the edges; what the engine calls."""
        return self.apply(grads)

    def release(self):
        if self.releases:
            self.saved = None


class _Hooks(dict):
    """A dict that can be pointed to weakly, as RemovableHandle does."""

    __slots__ = ("__weakref__",)


class _InputMetadata:
    def __init__(self, known):
        self.shape, self.dtype, self.device = known.shape, known.dtype, "cpu"
        self.is_nested_tensor = self.is_cpp_nested_tensor = False


def note_traceback(node):
    node._traceback = traceback.format_stack()[:-2]


_TWICE = (
    "Trying to backward through the graph a second time (or directly access saved tensors after"
    " they have already been freed). Saved intermediate values of the graph are freed when you"
    " call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward"
    " through the graph a second time or if you need to access saved tensors after calling"
    " backward."
)


class Packed:
    """A saved tensor that a reader's pack hook has taken."""

    __slots__ = ("edge", "held", "is_output", "unpack")

    def __init__(self, tensor, hooks, is_output=False):
        pack, self.unpack = hooks
        self.edge = None if is_output else edge(tensor)
        version = tensor._v[0]
        with _NoGrad():
            self.held = pack(tensor)
        if tensor._v[0] != version:
            raise RuntimeError(
                "A saved tensor pack hook is modifying its input in place. Tensors provided as"
                " input to pack hook cannot be modified by in-place operations as this can lead to"
                " unexpected side-effects. Please open an issue if you need to perform in-place"
                " operations on the input to a pack hook."
            )
        self.is_output = is_output

    def get(self):
        tensor = self.unpack(self.held)
        if not isinstance(tensor, G["Tensor"]):
            raise TypeError(
                "Output of saved tensor unpack_hook expected to be a Tensor but got result of type "
                + type(tensor).__name__
            )
        return tensor if self.edge is None else _joined(tensor, *self.edge)


class SavedTensor:
    """What `_raw_saved_x` gives: a saved tensor on which hooks can be registered.

    Of a list of tensors that a node keeps, it is the one at place `part`.
    """

    __module__ = "torch._C._autograd"

    def __init__(self):
        raise RuntimeError("Trying to create a SavedTensor object from Python is forbidden.")

    @classmethod
    def of(cls, node, at, part=None):
        made = cls.__new__(cls)
        made.node, made.at, made.part = node, at, part
        return made

    def unpack(self):
        return unpack(self.node, self.at)

    def register_hooks(self, *hooks):
        if len(hooks) != 2 or not all(callable(hook) for hook in hooks):
            raise TypeError(
                "register_hooks(): incompatible function arguments. The following argument types"
                " are supported:\n    1. (self: torch._C._autograd.SavedTensor, arg0:"
                " collections.abc.Callable, arg1: collections.abc.Callable) -> None\n\nInvoked"
                f" with: {', '.join(map(repr, (self, *hooks)))}"
            )
        if self.node.saved is None:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor after it has been freed. Saved"
                " intermediate values of the graph are freed when you call .backward() or"
                " autograd.grad(). Specify retain_graph=True if you need to backward through the"
                " graph a second time or if you need to access saved variables after calling"
                " backward."
            )
        saved = list(self.node.saved)
        kept = saved[self.at] if self.part is None else saved[self.at][self.part]
        tensor, version, *rest = kept
        if tensor is None:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor with value None is forbidden"
            )
        if isinstance(tensor, Packed):
            raise RuntimeError(
                "Calling register_hooks on a saved tensor whose hooks have already been set. Hint:"
                " only one pair of hooks is allowed at a time."
            )
        packed = (Packed(tensor, hooks), version, *rest)
        if self.part is not None:
            packed = tuple(
                packed if at == self.part else one for at, one in enumerate(saved[self.at])
            )
        saved[self.at] = packed
        self.node.saved = tuple(saved)


class _NoNode:
    """Holds what is saved for no node."""

    def __init__(self, saved):
        self.saved = saved


def make_saved_tensor(tensor, is_output):
    """Save a tensor as a node would save an input."""
    if is_output:
        raise NotImplementedError(
            "torch._C._autograd._make_saved_tensor(is_output=True) is not there in the page's"
            " torch."
        )
    return SavedTensor.of(_NoNode((keep(tensor),)), 0)


class _NoGrad:
    def __enter__(self):
        self.before, grad_mode.on = grad_mode.on, False

    def __exit__(self, *error):
        grad_mode.on = self.before


def keep(tensor):
    """Save an input for the way back, with the version it has now."""
    if tensor is None or tensor.__class__ in native.KIND:
        return tensor, None
    if tensor._v.__class__ is Untracked:
        raise RuntimeError(_UNTRACKED)
    if G["PACK"] is not None:
        return Packed(tensor, G["PACK"]), tensor._v[0]
    return tensor, tensor._v[0]


_UNTRACKED = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference"
    " mode in computation tracked by autograd. To work around this, you can make a clone to get a"
    " normal tensor and use it in autograd, or use `torch.no_grad()` instead of"
    " `torch.inference_mode()`."
)


def keep_output(tensor):
    """Save an output; its own history would be a circle, so a twin without one is kept."""
    if tensor is None or not tensor._r:
        return keep(tensor)
    if G["PACK"] is not None:
        return Packed(share(tensor), G["PACK"], True), tensor._v[0], tensor._nr
    # Of a view that was changed in place the history begins at its base.
    node = None if tensor._base is None else weakref.ref(tensor._fn)
    return share(tensor), tensor._v[0], tensor._nr, node


def unpack(node, at):
    """Return a saved tensor, or say that it was changed since."""
    if node.saved is None:
        raise RuntimeError(_TWICE)
    kept = node.saved[at]
    tensor, version = kept[0], kept[1]
    if version is None:
        return tensor
    is_output = len(kept) > 2
    if tensor.__class__ is Packed:
        found = tensor.get()
        if is_output and grad_mode.on:
            return with_history(found, node, kept[2])
        return found
    if tensor._v[0] != version:
        raise RuntimeError(_changed(tensor, version, node if is_output else None, kept))
    if is_output:
        if grad_mode.on:
            return with_history(tensor, (kept[3] and kept[3]()) or node, kept[2])
    elif tensor._x is not None and tensor._x.detached > getattr(node, "seq", 0):
        raise RuntimeError(
            "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_()."
            "This is not supported, please use out-of-place `.detach()` instead"
        )
    return tensor


def detach_(tensor):
    """Let a tensor forget its history; a node that has kept it cannot use it any more."""
    if tensor._fn is not None:
        extra(tensor).detached = next(_numbers)
    tensor._fn, tensor._nr, tensor._r = None, 0, False


def _joined(tensor, node, number):
    """Return a tensor whose gradient goes where that of the one that was saved would."""
    twin = share(tensor)
    twin._r = True
    if node.__class__ is AccumulateGrad:
        extra(twin).accumulate = weakref.ref(node)
    else:
        twin._fn, twin._nr = node, number
    return twin


def with_history(tensor, node, number):
    twin = share(tensor)
    if tensor.dtype.is_floating_point:
        twin._fn, twin._nr, twin._r = node, number, True
    return twin


def _changed(tensor, version, node, kept):
    known = layout(tensor)
    maker = node or grad_fn(tensor)
    made = ""
    if maker is not None:
        made = f", which is output {kept[2] if node else tensor._nr} of {_made_by(maker)},"
    hint = (
        " Hint: enable anomaly detection to find the operation that failed to compute its"
        " gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )
    if anomaly[0]:
        hint = (
            " Hint: the backtrace further above shows the operation that failed to compute its"
            " gradient. The variable in question was changed in there or anywhere later. Good luck!"
        )
    return (
        "one of the variables needed for gradient computation has been modified by an inplace"
        f" operation: [torch.{TYPE_NAMES[known.dtype]} {list(known.shape)}]{made} is at version"
        f" {tensor._v[0]}; expected version {version} instead.{hint}"
    )


def _made_by(node):
    """Return the name of what made a tensor, as torch writes it there."""
    return re.sub(r"Backward(0?$|(?=\d))", "", node.name())


def public(node, at):
    """Return what `_saved_x` shows of a node."""
    if node.saved is None:
        raise RuntimeError(_TWICE)
    kind = type(node).saved_kinds[at]
    if kind == "t":
        found = unpack(node, at)
        if found is not None and found.__class__ in native.KIND:
            return G["scalar_tensor"](found)
        if len(node.saved[at]) > 2 and found is not None:
            return with_history(found, node, node.saved[at][2])
        return found
    if kind == "l":
        return tuple(unpack_list(node, at))
    found = node.saved[at]
    return tuple(found) if isinstance(found, list | tuple) else found  # no Size


def keep_list(tensors):
    return tuple(keep(one) for one in tensors)


def unpack_list(node, at):
    if node.saved is None:
        raise RuntimeError(_TWICE)
    found = []
    for tensor, version in node.saved[at]:
        if tensor.__class__ is Packed:
            tensor = tensor.get()
        elif version is not None and tensor._v[0] != version:
            raise RuntimeError(_changed(tensor, version, None, None))
        found.append(tensor)
    return found


class AccumulateGrad(Node):
    """The end of a path: adds what arrives to a leaf's `.grad`."""

    __slots__ = ("variable",)

    def __init__(self, variable):
        super().__init__((), (layout(variable),))
        self.seq = _FIRST
        self.variable = variable

    def name(self):
        return "torch::autograd::AccumulateGrad"

    def apply(self, grads):
        grad = grads[0]
        variable = self.variable
        if grad is None or not variable._r:
            return ()
        if variable._g is None:
            variable._g = _own(grad, variable)
        elif grad_mode.on:
            variable._g = variable._g + grad
        else:
            variable._g.add_(grad)
        hooks = variable._x.post_hooks if variable._x else None
        if hooks:
            for hook in tuple(hooks.values()):
                if hook(variable) is not None:
                    raise RuntimeError("Tensor post accumulate grad hooks should return None.")
        return ()

    def release(self):
        pass


def _own(grad, variable):
    """Return a gradient that nobody else holds, laid out as its leaf is, or row by row."""
    known, dense = layout(grad), layout(variable).dense
    # Strides of axes of size 1 say nothing, and torch leaves them as they come, but for 0.
    same = (
        known.contiguous
        if not dense
        else all(
            one == other or (size == 1 and one)
            for size, one, other in zip(
                known.shape, known.strides, layout(variable).strides, strict=True
            )
        )
    )
    # A tensor that more than the engine know may be changed by them. Of one that views another
    # torch asks no more, so that two leaves may come to share their gradients' memory.
    alone = grad._h not in native.shared and _references(grad) <= 7
    if same and alone and not grad_mode.on:
        return grad.detach()
    if not grad_mode.on:
        grad = grad.detach()
    if not dense or not grad_mode.on:
        copy = grad.clone(memory_format=G["contiguous_format"])
        if not dense or layout(copy).strides == layout(variable).strides:
            return copy
    copy = G["OPS"]["empty_strided"](
        variable.shape, variable.stride(), dtype=grad.dtype, device=grad.device
    )
    return copy.copy_(grad)


def _references(tensor):
    import sys

    return sys.getrefcount(tensor)


def accumulator(variable):
    """Return the node of a leaf, the same as long as something holds it."""
    kept = extra(variable)
    node = kept.accumulate() if kept.accumulate is not None else None
    if node is None:
        node = AccumulateGrad(variable)
        kept.accumulate = weakref.ref(node)
        if kept.hooks:
            node.tensor_hooks = {0: kept.hooks}
    return node


def edge(tensor):
    """Return where the gradient of a tensor goes, or None."""
    if not tensor._r:
        return None
    node = tensor._fn if tensor._base is None else grad_fn(tensor)
    if node is None:
        return accumulator(tensor), 0
    return node, tensor._nr


def inherits(view):
    """Return whether a view requires grad because its base has come to."""
    if view._base._r and view.dtype.is_floating_point:
        view._r = True
    return view._r


def edges_of(tensors):
    return tuple(None if one is None else edge(one) for one in tensors)


def grad_fn(tensor):
    """Return the node that made a tensor; a view's is made anew when its base was changed."""
    view = tensor._x.view if tensor._x is not None else None
    if view is not None and view.version != tensor._v[0]:
        base = tensor._base
        if base._r and view.kind is not None:
            _refuse_view(tensor, view, "its base or another view of its base has been")
        if base._r:
            node = _as_strided_node()
            known = layout(tensor)
            node.edges = (edge(base),)
            node.outputs = (known,)
            node.saved = (geometry(base), known.shape, known.strides, tensor.storage_offset())
            _move_hooks(tensor, node)
            tensor._fn, tensor._nr, tensor._r = node, 0, True
        view.version = tensor._v[0]
    return tensor._fn


def _move_hooks(tensor, node):
    """Let a tensor's new node keep its gradient; its hooks stay where they were."""
    kept = tensor._x
    if kept is None:
        return
    kept.hooks = None
    if kept.retains and tensor._fn is not None and tensor._fn.retain:
        keeper = tensor._fn.retain.pop(tensor._nr, None)
        if keeper is not None:
            node.retain = {**(node.retain or {}), 0: keeper}


def _as_strided_node():
    if "N_AsStridedBackward0" not in G:
        G["by_name"]("as_strided").fast  # noqa: B018 (makes the class)
    return G["N_AsStridedBackward0"]()


def geometry(tensor):
    return tensor.shape, tensor.stride(), tensor.storage_offset(), tensor.dtype


class View:
    """A view: the version that its history is of, and what forbids to change it."""

    __slots__ = ("kind", "version")

    def __init__(self, version, kind=None):
        self.version, self.kind = version, kind


def view_of(result, source, kind=None):
    """Make a new tensor a view of another."""
    result._v = source._v
    if source._v.__class__ is Untracked:
        return
    result._base = source if source._base is None else source._base
    if kind is None and not grad_mode.on:
        kind = "inference" if grad_mode.inference else "no_grad"
    elif kind is None and source._x is not None and source._x.view is not None:
        kind = source._x.view.kind
    extra(result).view = View(result._v[0], kind)
    return result


class CopySlices(Node):
    """What becomes of a base whose view was changed: the change, in its slice, and the rest."""

    __module__ = "builtins"
    __slots__ = ("fn", "geometry")

    def __init__(self, base, view, fn):
        super().__init__((edge(base), *fn.edges[1:]), (layout(base),))
        self.fn = fn
        self.geometry = (
            layout(base).shape,
            layout(base).strides,
            base.storage_offset(),
            layout(view).shape,
            layout(view).strides,
            view.storage_offset(),
        )

    def name(self):
        return "torch::autograd::CopySlices"

    def apply(self, grads):
        grad = grads[0]
        if grad is None:
            return (None,) * len(self.edges)
        import torch

        shape, strides, offset, sizes, steps, start = self.geometry
        result = torch.empty_strided(shape, strides, dtype=grad.dtype)
        result.copy_(grad)
        part = result.as_strided(sizes, steps, start - offset)
        self.fn.edges = (self.fn.edges[0] or self.edges[0], *self.fn.edges[1:])
        inner = self.fn.step((part.clone(),))
        found = list(inner)
        if found[0] is None:
            part.zero_()
        else:
            part.copy_(found[0])
        found[0] = result
        return tuple(found)

    def release(self):
        self.fn.release()


def wrapped_node(tensor, node):
    """Let a tensor that was changed in place have a new history."""
    _move_hooks(tensor, node)
    tensor._fn, tensor._nr, tensor._r = node, 0, True
    if tensor._x is not None and tensor._x.view is not None:
        tensor._x.view.version = tensor._v[0]


def rebase(tensor, node):
    """Give a tensor that an operation changed in place its new history, and its base, too."""
    node.outputs = (layout(tensor),)
    if tensor._base is None:
        wrapped_node(tensor, node)
        return
    base = tensor._base
    slices = CopySlices(base, tensor, node)
    _move_hooks(base, slices)
    base._fn, base._nr, base._r = slices, 0, True
    tensor._r = True
    tensor._x.view.version = -1
    grad_fn(tensor)


def check_inplace(tensor, recording):
    """Refuse to change what autograd must find unchanged.

    Raises:
        RuntimeError: it is a leaf that requires grad, a view of one, or a view that cannot be
            followed back.
    """
    requires = tensor._r or (tensor._base is not None and inherits(tensor))
    if not requires or not grad_mode.on:
        view = tensor._x.view if tensor._x is not None else None
        if not recording or view is None or not grad_mode.on:
            return
    if tensor._base is None:
        if tensor._r and tensor._fn is None:
            raise RuntimeError(
                "a leaf Variable that requires grad is being used in an in-place operation."
            )
        return
    base = tensor._base
    view = tensor._x.view
    if view is not None and view.kind is not None:
        _refuse_view(tensor, view, "is being")
    if base._r and base._fn is None:
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation."
        )


_CLARIFY = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your"
    " code by moving both the view and the inplace either both inside the {0} block (if you don't"
    " want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
)
# What forbids to change a view, by its kind.
_WHY = {
    "multi": " This view is the output of a function that returns multiple views. Such functions do"
    " not allow the output views to be modified inplace. You should replace the inplace operation"
    " by an out-of-place one.",
    "custom": " This view was created inside a custom Function (or because an input was returned"
    " as-is) and the autograd logic to handle view+inplace would override the custom backward"
    " associated with the custom Function, leading to incorrect gradients. This behavior is"
    " forbidden. You can fix this by cloning the output of the custom Function.",
    "no_grad": _CLARIFY.format("no_grad"),
    "inference": _CLARIFY.format("inference_mode"),
}


def _refuse_view(tensor, view, changed):
    """Raise, as torch does, where a view's history cannot follow a change in place."""
    node = tensor._fn
    said = f"is a view and {changed} modified inplace."
    if view.kind in ("no_grad", "inference") or node is None:
        mode = "inference mode" if view.kind == "inference" else "no_grad mode"
        end = "in normal mode." if view.kind == "inference" else "with grad mode enabled."
        said = f"created in {mode} and {changed} modified inplace {end}"
        said = f"A view was {said}" if node is None else f"is a view of a view which was {said}"
    if node is not None:
        said = f"Output {tensor._nr} of {_made_by(node)} {said}"
    raise RuntimeError(said + _WHY[view.kind])


G.update(
    edge=edge, keep=keep, keep_output=keep_output, unpack=unpack, keep_list=keep_list,
    unpack_list=unpack_list, view_of=view_of, rebase=rebase, check_inplace=check_inplace,
    layout_of=layout, edges_of=edges_of, inherits=inherits, wrap=wrap, geometry=geometry,
)  # fmt: skip
