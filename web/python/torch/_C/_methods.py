"""Methods and attributes of TensorBase that are no plain operation: grad, hooks, conversions."""

from . import _dispatch, _nodes, _table
from ._base import TensorBase, elements, extra, fresh, layout, replace, share, take
from ._composites.conversions import convert
from ._nodes import accumulator, grad_fn, inherits
from ._state import G, grad_mode
from ._types import (
    C_NAMES,
    PYTHON,
    bfloat16,
    bool_,
    device,
    dtype,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    memory_format,
    uint8,
)  # fmt: skip


def _get_requires_grad(self):
    return self._r or (self._base is not None and inherits(self))


def _set_requires_grad(self, wanted):
    if not isinstance(wanted, bool):
        raise RuntimeError("requires_grad must be a bool")
    if self._fn is not None or (self._r and self._base is not None and not self.is_leaf):
        if wanted:
            self._r = True
            return
        raise RuntimeError(
            "you can only change requires_grad flags of leaf variables. If you want to use a"
            " computed"
            " variable in a subgraph that doesn't require differentiation use"
            " var_no_grad = var.detach()."
        )
    if wanted and not (self.dtype.is_floating_point or self.dtype.is_complex):
        raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
    if wanted:
        check_tracked(self)
    self._r = wanted


def check_tracked(tensor):
    """Refuse to let a tensor that was made in inference mode require grad outside of it."""
    if tensor.is_inference() and not grad_mode.inference:
        raise RuntimeError(
            "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
        )


def _get_grad(self):
    if self._g is None and self._fn is not None and not _retains(self) and self._r:
        import warnings

        warnings.warn(
            "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad"
            " attribute won't be populated during autograd.backward(). If you indeed want the .grad"
            " field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf"
            " Tensor."
            " If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor"
            " instead. See github.com/pytorch/pytorch/pull/30531 for more information. (Triggered"
            " internally at /__w/pytorch/pytorch/build/aten/src/ATen/core/TensorBody.h:493.)",
            UserWarning,
            stacklevel=2,
        )
    return self._g


def _set_grad(self, grad):
    if grad is None:
        self._g = None
        return
    if not isinstance(grad, TensorBase):
        raise TypeError(
            "assigned grad expected to be a Tensor or None but got grad of type"
            f" {type(grad).__name__}"
        )
    if grad is self:
        raise RuntimeError("can't assign Variable as its own grad")
    if grad.dtype is not self.dtype:
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{C_NAMES[grad.dtype]}' to a tensor with"
            f" dtype '{C_NAMES[self.dtype]}'. The gradient must match the tensor's dtype"
            " (tensor.grad_dtype)."
            " You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow"
            " any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its"
            " gradient may break downstream systems that assume that they match."
        )
    if grad.shape != self.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(grad.shape)}' to a tensor of size"
            f" '{list(self.shape)}'. Please ensure that the gradient and the tensor are the"
            " same size"
        )
    self._g = grad


def _del_grad(self):
    self._g = None


def _retains(self):
    return self._x is not None and self._x.retains is not None


def _get_grad_fn(self):
    if not _get_requires_grad(self):
        return None
    return grad_fn(self) if self._base is not None else self._fn


def _get_hooks(self):
    return self._x.hooks if self._x is not None else None


def _set_hooks(self, hooks):
    kept = extra(self)
    kept.hooks = hooks
    if hooks is None:
        return
    node = _get_grad_fn(self)
    if node is not None:
        node.tensor_hooks = {**(node.tensor_hooks or {}), self._nr: hooks}
    else:
        node = kept.accumulate() if kept.accumulate is not None else None
        if node is not None:
            node.tensor_hooks = {0: hooks}


def _get_post(self):
    return self._x.post_hooks if self._x is not None else None


def _set_post(self, hooks):
    extra(self).post_hooks = hooks


def _undeletable(said):
    def refuse(self):
        raise RuntimeError(said)

    return refuse


class _Fixed(property):
    """An attribute that can only be read, as torch words it."""

    def _refuse(self):
        raise AttributeError(
            f"attribute '{self.__name__}' of 'torch._C.TensorBase' objects is not writable"
        )

    def __set__(self, tensor, value):
        self._refuse()

    def __delete__(self, tensor):
        self._refuse()


def _set_grad_fn(self, node):
    if node is not None:
        raise RuntimeError("_grad_fn can be only set to None")
    _nodes.detach_(self)


def _get_data(self):
    twin = share(self)
    twin._v = fresh(self)
    return twin


def _set_data(self, other):
    if not isinstance(other, TensorBase):
        raise TypeError(f"Variable data has to be a tensor, but got {type(other).__name__}")
    if self._r and not (other.dtype.is_floating_point or other.dtype.is_complex):
        raise RuntimeError(
            "data set to a tensor that requires gradients must be floating point or complex dtype"
        )
    take(self, other)
    if self._x is not None:
        self._x.accumulate = None


def detach(self):
    if G["MODES"]:
        return G["by_name"]("detach").call(self)
    return _detach(self)


def _detach(self):
    return share(self)


def detach_(self):
    if self._base is not None and self._r:
        raise RuntimeError(
            "Can't detach views in-place. Use detach() instead. If you are using"
            " DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set"
            " as True,"
            " gradients are views of DDP buckets, and hence detach_() cannot be called on these"
            " gradients. To fix this error, please refer to the Optimizer.zero_grad() function in"
            " torch/optim/optimizer.py as a reference."
        )
    _nodes.detach_(self)
    return self


def requires_grad_(self, requires_grad=True):
    if not self.is_leaf and not requires_grad:
        raise RuntimeError(
            "you can only change requires_grad flags of leaf variables. If you want to use a"
            " computed"
            " variable in a subgraph that doesn't require differentiation use var_no_grad ="
            " var.detach()."
        )
    if requires_grad and not self.dtype.is_floating_point:
        raise RuntimeError("only Tensors of floating point dtype can require gradients")
    if requires_grad:
        check_tracked(self)
    if self.is_leaf:
        self._r = bool(requires_grad)
    return self


def retain_grad(self):
    if not self._r:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if self.is_leaf or _retains(self):
        return
    import weakref

    node, me = _get_grad_fn(self), weakref.ref(self)
    extra(self).retains = True

    def keep(grad):
        tensor = me()
        if tensor is not None:
            held = tensor._g
            tensor._g = grad.clone() if held is None else held + grad
            if not grad_mode.on:
                tensor._g = tensor._g.detach() if tensor._g._r else tensor._g

    node.retain = {**(node.retain or {}), self._nr: keep}


def to(self, *args, **kwargs):
    """Tensor.to: a dtype, a device, both, or another tensor to be like."""
    kind = where = None
    copy = kwargs.pop("copy", False)
    form = kwargs.pop("memory_format", None)
    kwargs.pop("non_blocking", None)
    left = list(args)
    other = kwargs.pop("other", None)
    where = kwargs.pop("device", None)
    kind = kwargs.pop("dtype", None)
    kind = PYTHON.get(kind, kind)
    given = []
    for one in left:
        if isinstance(one, TensorBase):
            other = one
        elif isinstance(one, dtype):
            kind = one
        elif isinstance(one, type) and one in PYTHON:
            kind = PYTHON[one]
        elif isinstance(one, device | str) or (isinstance(one, int) and not isinstance(one, bool)):
            where = one
        elif isinstance(one, bool):
            given.append(one)
        elif isinstance(one, memory_format):
            form = one
        elif one is not None:
            _bad_to(args, kwargs)
    if kwargs:
        _bad_to(args, kwargs)
    if len(given) > 1:
        copy = given[1]
    if other is not None:
        kind = other.dtype
        where = other.device if where is None else where
    where = None if where is None else device(where)
    if kind is None and not copy and form is None and where in (None, self.device):
        return self
    return convert(self, kind, copy, form, where)


def _bad_to(args, kwargs):
    from ._arguments import kind_of

    got = [kind_of(one) for one in args] + [f"{k}={kind_of(v)}" for k, v in kwargs.items()]
    raise TypeError(
        f"to() received an invalid combination of arguments - got ({', '.join(got)}), but"
        " expected one"
        " of:\n * (torch.device device = None, torch.dtype dtype = None, bool non_blocking = False,"
        " bool copy = False, *, torch.memory_format memory_format = None)\n * (torch.dtype"
        " dtype, bool"
        " non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None)\n *"
        " (Tensor tensor, bool non_blocking = False, bool copy = False, *, torch.memory_format"
        " memory_format = None)\n"
    )


def check_device(where):
    """Refuse a device that a page does not have."""
    if where is None:
        return
    kind = device(where).type
    if kind in ("cpu", "meta"):
        return
    if kind == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    raise RuntimeError(
        f"PyTorch is not linked with support for {kind} devices"
        if kind in ("mps", "xpu")
        else f"The page's torch has the device 'cpu' alone, not {kind!r}."
    )


def _to_kind(kind):
    def convert_to(self, memory_format=None):
        return convert(self, kind, False, memory_format)

    return convert_to


def cpu(self, memory_format=None):
    return self.to("cpu") if self.is_meta else self


def cuda(self, *args, **kwargs):
    raise AssertionError("Torch not compiled with CUDA enabled")


def clone(self, *, memory_format=None):
    return G["OPS"]["clone"](self, memory_format)


def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False, **kwargs):
    import torch

    return torch.tensor(
        data, dtype=self.dtype if dtype is None else dtype, requires_grad=requires_grad
    )


def map_(self, other, function):
    values = [function(a, b) for a, b in zip(elements(self), elements(other), strict=True)]
    import torch

    return self.copy_(torch.tensor(values, dtype=self.dtype).reshape(self.shape))


def apply_(self, function):
    import torch

    return self.copy_(
        torch.tensor([function(one) for one in elements(self)], dtype=self.dtype).reshape(
            self.shape
        )
    )


def nonzero(self, *, as_tuple=False):
    """Where a tensor is not zero: a row for each place, or a tensor for each dimension."""
    found = G["OPS"]["nonzero"](self)
    if not as_tuple:
        return found
    return found.unbind(1) if self.dim() else (found.new_zeros(found.shape[0]),)


def new(self, *args):
    """As torch.Tensor(...), of this tensor's dtype."""
    import torch

    if len(args) == 1 and isinstance(args[0], TensorBase):
        return share(args[0])
    if len(args) == 1 and isinstance(args[0], list | tuple) and not isinstance(args[0], torch.Size):
        return torch.tensor(args[0], dtype=self.dtype)
    return torch.empty(*(args or (0,)), dtype=self.dtype)


def set_(self, source=None, storage_offset=0, size=None, stride=None):
    import torch

    from ._storage import StorageBase, view_storage

    if self._x is not None:
        self._x.accumulate = None  # it has another shape, and its gradient, too
    if source is None:
        take(self, torch.empty(0, dtype=self.dtype))
        return self
    if isinstance(source, TensorBase):
        take(self, source)
        self._v = [0]
        return self
    held = source._untyped_storage if hasattr(source, "_untyped_storage") else source
    assert isinstance(held, StorageBase)
    if size is None:
        size = (held.nbytes() // self.itemsize,)
    if stride is None:
        stride, step = [], 1
        for one in reversed(size):
            stride.insert(0, step)
            step *= one
    replace(self, view_storage(held, self.dtype, storage_offset, size, stride))
    return self


def numpy_T(self):
    rank = self.dim()
    if rank != 2 and rank:
        import warnings

        warnings.warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is"
            " deprecated"
            " and it will throw an error in a future release. Consider `x.mT` to transpose"
            " batches of"
            " matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the"
            " dimensions of a"
            " tensor.",
            UserWarning,
            stacklevel=2,
        )
    return self.permute(tuple(range(rank - 1, -1, -1)))


def install():
    """Give TensorBase its methods: those of the table, then these, which stand above them."""
    for base in _dispatch.names("m"):
        if base not in TensorBase.__dict__:
            setattr(TensorBase, base, _dispatch.method(base))
    own = {
        "requires_grad": property(
            _get_requires_grad,
            _set_requires_grad,
            _undeletable("requires_grad must be a bool"),
        ),
        "grad": property(_get_grad, _set_grad, _del_grad),
        "_grad": property(lambda self: self._g, _set_grad, _del_grad),
        "grad_dtype": property(lambda self: self.dtype),
        "grad_fn": property(_get_grad_fn),
        "_grad_fn": property(
            _get_grad_fn,
            _set_grad_fn,
            _undeletable("Deletion of _grad_fn not allowed. Detach tensor instead!"),
        ),
        "_backward_hooks": property(
            _get_hooks,
            _set_hooks,
            _undeletable("Deletion of _backwards_hooks not allowed!"),
        ),
        "_post_accumulate_grad_hooks": property(
            _get_post,
            _set_post,
            _undeletable("Deletion of _post_accumulate_grad_hooks not allowed!"),
        ),
        "data": property(
            _get_data,
            _set_data,
            _undeletable("Deleting tensor data is not allowed. Delete tensor instead!"),
        ),
        "retains_grad": property(_retains),
        "name": property(lambda self: None),
        "T": property(numpy_T),
        "mT": property(lambda self: G["OPS"]["mT"](self)),
        "mH": property(lambda self: G["OPS"]["mH"](self)),
        "H": property(lambda self: G["OPS"]["matrix_H"](self)),
        "real": property(lambda self: self),
        "imag": property(lambda self: G["OPS"]["imag"](self)),
        "detach": detach, "detach_": detach_, "requires_grad_": requires_grad_,
        "retain_grad": retain_grad, "to": to, "cpu": cpu, "cuda": cuda, "clone": clone,
        "new_tensor": new_tensor, "map_": map_, "nonzero": nonzero, "apply_": apply_, "set_": set_,
        "new": new,
        "float": _to_kind(float32), "double": _to_kind(float64), "half": _to_kind(float16),
        "bfloat16": _to_kind(bfloat16), "int": _to_kind(int32), "long": _to_kind(int64),
        "short": _to_kind(int16), "char": _to_kind(int8), "byte": _to_kind(uint8),
        "bool": _to_kind(bool_),
        "is_pinned": lambda self, device=None: False,
        "pin_memory": lambda self, device=None: self,
        "is_shared": lambda self: False,
        "share_memory_": lambda self: self,
        "resolve_conj": lambda self: self, "resolve_neg": lambda self: self,
        "conj": lambda self: self, "conj_physical": lambda self: self,
        "coalesce": None,
    }  # fmt: skip
    from torch._elsewhere import refusal

    for name in _table.TENSOR_NAMES - {*dir(TensorBase), *own}:
        setattr(TensorBase, name, refusal(f"torch.Tensor.{name}"))
    for name, value in own.items():
        if value is not None:
            setattr(TensorBase, name, value)
            if callable(value) and hasattr(value, "__name__") and not isinstance(value, property):
                value.__name__ = name
                value.__qualname__ = f"TensorBase.{name}" if name == "_" else name
    for name, value in [*vars(TensorBase).items()]:
        if isinstance(value, property) and value.fset is None:
            fixed = _Fixed(value.fget)
            fixed.__set_name__(TensorBase, name)
            setattr(TensorBase, name, fixed)
    for sign, base in {
        "__add__": "add", "__radd__": "add", "__mul__": "mul", "__rmul__": "mul", "__sub__": "sub",
        "__truediv__": "div", "__matmul__": "matmul", "__eq__": "eq", "__ne__": "ne",
        "__lt__": "lt",
        "__le__": "le", "__gt__": "gt", "__ge__": "ge", "__and__": "bitwise_and",
        "__rand__": "bitwise_and", "__or__": "bitwise_or", "__ror__": "bitwise_or",
        "__xor__": "bitwise_xor", "__rxor__": "bitwise_xor", "__iadd__": "add_", "__isub__": "sub_",
        "__imul__": "mul_", "__idiv__": "div_", "__itruediv__": "div_", "__iand__": "bitwise_and_",
        "__ior__": "bitwise_or_", "__ixor__": "bitwise_xor_", "__invert__": "bitwise_not",
        "__mod__": "remainder", "__imod__": "remainder_", "__lshift__": "bitwise_left_shift",
        "__rshift__": "bitwise_right_shift", "__pow__": "pow", "__ifloordiv__": "floor_divide_",
    }.items():  # fmt: skip
        setattr(TensorBase, sign, _operator(base, sign))
    TensorBase.__hash__ = lambda self: id(self)


def _operator(base, sign):
    inner = _dispatch.method(base)

    def operate(self, other, *rest):
        try:
            return inner(self, other, *rest)
        except TypeError:  # what is no operand of ours may know how: Python then asks it
            return NotImplemented

    if sign == "__invert__":
        return inner
    operate.__name__ = operate.__qualname__ = sign
    operate.__module__ = "torch"
    G.setdefault("OPERATORS", {})[operate] = inner
    return operate


del accumulator, layout
