"""torch.autograd.Function below: a ctx that is its own node."""

from ._base import TensorBase, layout, share
from ._nodes import (
    Node,
    SavedTensor,
    _NoGrad,
    edge,
    keep,
    keep_output,
    rebase,
    unpack,
    view_of,
)
from ._state import G, grad_mode


class _FunctionBase(Node):
    """The part of autograd.Function that is C++ in torch: apply, and what ctx holds."""

    __slots__ = (
        "__dict__", "_blocked", "_materialize", "_materialize_non_diff_grads", "dirty_tensors",
        "needs_input_grad", "non_differentiable", "to_save",
    )  # fmt: skip
    __module__ = "torch._C"
    chooses = False

    def __init__(self, *args, **kwargs):
        super().__init__()
        self.to_save = self.dirty_tensors = self.non_differentiable = None
        self._materialize = self._materialize_non_diff_grads = True
        self._blocked = ()
        self.needs_input_grad = ()

    @property
    def materialize_grads(self):
        return self._materialize

    @materialize_grads.setter
    def materialize_grads(self, value):
        self._materialize = value

    @property
    def saved_tensors(self):
        from ._nodes import _TWICE

        if self.saved is None:
            raise RuntimeError(_TWICE)
        if self.to_save is not None and not self.saved:
            return tuple(self.to_save)
        return tuple(unpack(self, at) for at in range(len(self.saved)))

    @property
    def saved_variables(self):
        import warnings

        warnings.warn(
            "'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning, stacklevel=2
        )
        return self.saved_tensors

    @property
    def _raw_saved_tensors(self):
        from ._nodes import _TWICE

        if self.saved is None:
            raise RuntimeError(_TWICE)
        return tuple(SavedTensor.of(self, at) for at in range(len(self.saved)))

    def name(self):
        return type(self).__name__

    @classmethod
    def apply(cls, *args, **kwargs):
        node = cls._backward_cls()
        setup = cls.setup_context is not _no_setup(cls)
        tensors = [one for one in args if isinstance(one, TensorBase)]
        recording = grad_mode.on and any(one._r for one in tensors)
        node.needs_input_grad = tuple(isinstance(one, TensorBase) and one._r for one in args)
        if not grad_mode.on:
            node.needs_input_grad = tuple(False for _ in args)
        with _NoGrad():
            if setup:
                found = cls.forward(*args, **kwargs)
                cls.setup_context(node, args, found)
            else:
                found = cls.forward(node, *args, **kwargs)
        single = not isinstance(found, tuple)
        outputs = [found] if single else list(found)
        node.edges = tuple(
            edge(one) if isinstance(one, TensorBase) and recording else None for one in args
        )
        # A gradient is given for each argument; only tensors have edges.
        blocked = {id(one) for one in node.non_differentiable or ()}
        dirty = {id(one) for one in node.dirty_tensors or ()}
        node._blocked = tuple(at for at, one in enumerate(outputs) if id(one) in blocked)
        given = {id(one) for one in tensors}
        layouts, views, differentiable = [], [], 0
        for at, out in enumerate(outputs):
            if not isinstance(out, TensorBase):
                layouts.append(None)
                continue
            if id(out) in dirty:
                out._v[0] += 1
                if recording:
                    if out._r and out._fn is None:
                        raise RuntimeError(
                            "a leaf Variable that requires grad is being used in an in-place"
                            " operation."
                        )
                    if out._base is not None:
                        rebase(out, node)
                    else:
                        out._fn, out._nr, out._r = node, at, True
            else:
                if id(out) in given or (out._r and out._fn is None):
                    source = out
                    out = share(out) if type(out) is G["Tensor"] else share(out, type(out))
                    outputs[at] = out
                    if recording:  # it is not the argument, but a view of it
                        view_of(out, source, "custom")
                if out._x is not None and out._x.view is not None:
                    views.append(out._x.view)
                floating = out.dtype.is_floating_point
                if recording and id(found if single else found[at]) not in blocked and floating:
                    out._fn, out._nr, out._r = node, at, True
                    differentiable += 1
                elif not recording or id(found if single else found[at]) in blocked:
                    out._fn, out._r = None, False
            layouts.append(layout(out))
        for view in views:
            view.kind = "multi" if differentiable > 1 else "custom"
        if recording:
            node.outputs = tuple(one for one in layouts)
            ids = {id(one): i for i, one in enumerate(outputs)}
            original = {id(one): i for i, one in enumerate([found] if single else found)}
            kept = []
            for one in node.to_save or ():
                if one is not None and not isinstance(one, TensorBase):
                    raise TypeError(
                        f"save_for_backward can only save variables, but argument"
                        f" {len(kept)} is of type {type(one).__name__}"
                    )
                place = ids.get(id(one), original.get(id(one))) if one is not None else None
                kept.append(
                    keep(one) if place is None or id(one) in given else keep_output(outputs[place])
                )
            node.saved = tuple(kept)
        node.to_save = None
        return outputs[0] if single else tuple(outputs)

    def step(self, grads):
        given = list(grads)
        if self._materialize:
            import torch

            passed = () if self._materialize_non_diff_grads else self._blocked
            for at, one in enumerate(given):
                if at in passed:
                    continue
                if one is None and at < len(self.outputs) and self.outputs[at] is not None:
                    known = self.outputs[at]
                    given[at] = torch.zeros(known.shape, dtype=known.dtype)
        found = self.apply(*given)
        results = list(found) if isinstance(found, tuple) else [found]
        wanted = len(self.edges)
        while len(results) > wanted and results[-1] is None:
            results.pop()
        if len(results) != wanted:
            raise RuntimeError(
                f"function {type(self).__name__} returned an incorrect number of gradients"
                " (expected"
                f" {wanted}, got {len(results)})"
            )
        for at, one in enumerate(results):
            if one is not None and self.edges[at] is None and not self.needs_input_grad[at]:
                results[at] = None
            elif one is not None and not isinstance(one, TensorBase):
                raise TypeError(f"expected Variable or None (got {type(one).__name__})")
        return tuple(results)


def _no_setup(cls):
    from torch.autograd.function import _SingleLevelFunction

    return _SingleLevelFunction.setup_context
