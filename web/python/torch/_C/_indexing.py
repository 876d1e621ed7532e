"""Tensor indexing as Python writes it: integers, slices, None, ..., masks and tensors."""

from ._base import TensorBase, layout, wrap_dim
from ._nodes import grad_mode
from ._state import G
from ._types import bool_, int64, uint8

ops = G["OPS"]


def _tensor(value):
    import torch

    found = torch.tensor(value)
    return found.to(int64) if found.numel() == 0 and found.dtype is not bool_ else found


def _unpack(index):
    if isinstance(index, tuple):
        return list(index)
    # A list is a tensor, unless it holds what a tuple of indices may hold.
    if isinstance(index, list) and len(index) < 32 and any(map(_of_tuple, index)):
        _warn(
            "Using a non-tuple sequence for multidimensional indexing is deprecated and will be"
            " changed in pytorch 2.9; use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will"
            " be interpreted as tensor index, x[torch.tensor(seq)], which will result either in an"
            " error or a different result",
            5,
        )
        return list(index)
    return [index]


def _of_tuple(one):
    return one is None or one is ... or isinstance(one, slice | TensorBase | list | tuple | str)


def _warn(text, calls):
    """Warn at the line that indexes, so many calls above."""
    import warnings

    warnings.warn(text, UserWarning, stacklevel=calls)


def _count(index):
    total = 0
    for one in index:
        if one is None or one is ... or isinstance(one, bool):
            continue
        if isinstance(one, TensorBase) and one.dtype in (bool_, uint8):
            total += one.dim()
        else:
            total += 1
    return total


def _apply(tensor, index):
    """Do what gives views, and return (what is left, tensors to index it by)."""
    items = _unpack(index)
    known = _count(items)
    rank = tensor.dim()
    if known > rank:
        raise IndexError(f"too many indices for tensor of dimension {rank}")
    if sum(one is ... for one in items) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    result, dim, tensors = tensor, 0, []
    for place, one in enumerate(items):
        kind = one.__class__
        if kind is int:
            result = _select(result, dim, one, tensor, place)
        elif kind is slice:
            result = _slice(result, dim, one)
            dim += 1
        elif one is ...:
            dim += rank - known
        elif one is None:
            result = ops["unsqueeze"](result, dim)
            dim += 1
        elif kind is bool:
            result = ops["unsqueeze"](result, dim)
            _place(tensors, dim, _mask(one))
            dim += 1
        elif isinstance(one, TensorBase):
            if one.dim() == 0 and one.dtype not in (bool_, uint8):
                if one.dtype.is_floating_point:
                    raise IndexError(
                        "tensors used as indices must be long, int, byte or bool tensors"
                    )
                result = _select(result, dim, int(one.item()), tensor, place)
            elif one.dim() == 0:
                result = ops["unsqueeze"](result, dim)
                _place(tensors, dim, one.to(bool_).unsqueeze(0))
                dim += 1
            else:
                if one.dtype is uint8:
                    _warn(
                        "indexing with dtype torch.uint8 is now deprecated, please use a dtype"
                        " torch.bool instead.",
                        4,
                    )
                _place(tensors, dim, one)
                dim += one.dim() if one.dtype in (bool_, uint8) else 1
        elif isinstance(one, str):
            raise TypeError("new(): invalid data type 'str'")
        elif isinstance(one, list | tuple | range):
            made = _tensor(list(one))
            _place(tensors, dim, made)
            dim += made.dim() if made.dtype is bool_ else 1
        elif hasattr(one, "__index__"):
            result = _select(result, dim, one.__index__(), tensor, place)
        else:
            raise IndexError(
                "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are"
                " valid indices (got " + type(one).__name__ + ")"
            )
    return result, tensors


def _mask(value):
    import torch

    return torch.tensor([value])


def _place(tensors, dim, one):
    while len(tensors) < dim:
        tensors.append(None)
    if len(tensors) == dim:
        tensors.append(one)
    else:
        tensors[dim] = one


def _select(result, dim, at, whole, place=0):
    """Take one of an axis; `place` is where the reader wrote it, for torch counts by that."""
    if at == 0 and dim == 0 and whole.dim() == 0:
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or"
            " `tensor.item<T>()` in"
            " C++ to convert a 0-dim tensor to a number"
        )
    size = result.shape[dim] if dim < result.dim() else 0
    if not -size <= at < size:
        raise IndexError(f"index {at} is out of bounds for dimension {place} with size {size}")
    return ops["select.int"](result, dim, at)


def _slice(result, dim, one, alone=False):
    """Take a part of an axis: among other indices torch passes over the whole of one."""
    start, stop, step = map(_whole, (one.start, one.stop, one.step))
    step = 1 if step is None else step
    if step == 0:
        raise ValueError("step cannot be zero")
    if step < 0:
        raise ValueError("step must be greater than zero")
    if start is None and stop is None and step == 1 and not alone:
        return result
    return ops["slice.Tensor"](
        result, dim, 0 if start is None else start, (1 << 63) - 1 if stop is None else stop, step
    )


def _whole(part):
    if part is None or part.__class__ is int:
        return part
    if not hasattr(part, "__index__"):
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return part.__index__()


def getitem(self, index):
    if G["MODES"] or type(self) is not G["Tensor"]:
        handled = _torch_function(G["TensorBase"].__getitem__, self, (self, index), index)
        if handled is not NotImplemented:
            return handled
    if index.__class__ is int:
        return _select(self, 0, index, self)
    if index.__class__ is slice:
        if self.dim() == 0:
            raise IndexError("slice() cannot be applied to a 0-dim tensor.")
        return _slice(self, 0, index, alone=True)
    result, tensors = _apply(self, index)
    if not tensors:
        return _fresh(self, result)
    return ops["index.Tensor"](result, tensors)


def _fresh(self, result):
    """A view of the whole is a new tensor, too."""
    return ops["alias"](self) if result is self else result


def setitem(self, index, value):
    if G["MODES"] or type(self) is not G["Tensor"]:
        handled = _torch_function(G["TensorBase"].__setitem__, self, (self, index, value), index)
        if handled is not NotImplemented:
            return
    if index.__class__ is int:
        result, tensors = _select(self, 0, index, self), []
    elif index.__class__ is slice and self.dim() == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    else:
        result, tensors = _apply(self, index)
    if not isinstance(value, TensorBase):
        import torch

        if not isinstance(value, int | float | bool):
            if isinstance(value, list | tuple):
                raise TypeError(
                    f"can't assign a {type(value).__name__} to a"
                    f" torch.{G['TYPE_NAMES'][self.dtype]}"
                )
            raise TypeError(
                f"can't assign a {type(value).__name__} to a torch.{G['TYPE_NAMES'][self.dtype]}"
            )
        # torch copies a number, which elements that share memory refuse and halves take as infinite
        lies = layout(result)
        if not tensors and 0 not in lies.strides and lies.dtype.itemsize != 2:
            result.fill_(value)
            return
        value = torch.full((), value, dtype=self.dtype)
    plain = not value.dim()
    if not plain and value.shape != result.shape:
        first = next((at for at, size in enumerate(value.shape) if size != 1), value.dim())
        if first:  # axes of size 1 in front say nothing
            value = value.reshape(value.shape[first:])
    if not tensors:
        if value.shape == result.shape:
            result.copy_(value)
        elif plain:
            result.fill_(value)
        else:
            result.copy_(value.expand(result.shape))
        return
    if value.dtype is not self.dtype and value.dim() == 0:
        value = value.to(self.dtype)
    if result is self:
        ops["index_put_"](self, tensors, value, False)
    else:
        ops["index_put_"](result, tensors, value, False)


def delitem(self, index):
    raise TypeError("Tensor does not support deleting items")


def _torch_function(public, self, args, index):
    from ._modes import torch_function

    items = index if isinstance(index, tuple) else (index,)
    given = (*args, *[one for one in items if isinstance(one, TensorBase)])
    return torch_function(public, args, {}, given)


def install():
    TensorBase.__getitem__ = getitem
    TensorBase.__setitem__ = setitem
    TensorBase.__delitem__ = delitem
    getitem.__name__, setitem.__name__ = "__getitem__", "__setitem__"


del grad_mode, wrap_dim
