"""How a view is written back into what it was taken of, as in torch's FunctionalInverses.cpp."""

from torch._C._dispatch import by_name
from torch._C._schema import overloads
from torch._ops import overload_of


def _op(name, *args):
    base, _, overload = name.partition(".")
    if not overload and all(one.overload_name for one in overloads(base)):
        overload = overloads(base)[0].overload_name
    return overload_of(by_name(base, overload))(*args)


def inverse(func, base, value, args, kwargs, index):
    """Return `base` with `value` in the place that a view by `func` shows.

    Raises:
        NotImplementedError: there is no way back from this view.
    """
    schema = func._operation.schema
    names = [one.name for one in schema.args[1:]]
    given = {one.name: one.default for one in schema.args[1:]}
    given |= dict(zip(names, args, strict=False)) | kwargs
    if schema.name == "select.int":
        return _op("select_scatter", base, value, given["dim"], given["index"])
    way = _WAYS.get(schema.name)
    if way is None:
        raise NotImplementedError(f"aten::{schema.name} cannot be written back into.")
    return way(base, value, index, **given)


def _same(base, value, index, **rest):
    return value


def _shaped(base, value, index, **rest):
    return _op("view", value, list(base.shape))


def _permute(base, value, index, dims):
    rank = len(dims)
    back = [0] * rank
    for at, dim in enumerate(dims):
        back[dim % rank] = at
    return _op("permute", value, back)


def _slice(base, value, index, dim, start, end, step):
    return _op("slice_scatter", base, value, dim, start, end, step)


def _split(base, value, index, split_size, dim):
    dim %= base.dim()
    start = index * split_size
    end = min(start + split_size, base.shape[dim])
    return _op("slice_scatter", base, value, dim, start, end, 1)


def _split_sizes(base, value, index, split_sizes, dim):
    dim %= base.dim()
    start = sum(split_sizes[:index])
    return _op("slice_scatter", base, value, dim, start, start + split_sizes[index], 1)


def _squeeze(base, value, index, dim=None):
    shape, rank = base.shape, base.dim()
    if dim is None:
        dims = range(rank)
    else:
        dims = sorted(one % rank for one in (dim if isinstance(dim, list | tuple) else [dim]))
    for one in dims:
        if shape[one] == 1:
            value = _op("unsqueeze", value, one)
    return value


_WAYS = {
    "alias": _same,
    "detach": _same,
    "view": _shaped,
    "_reshape_alias": _shaped,
    "_unsafe_view": _shaped,
    "permute": _permute,
    "t": lambda base, value, index: _op("t", value),
    "transpose.int": lambda base, value, index, dim0, dim1: _op("transpose.int", value, dim0, dim1),
    "slice.Tensor": _slice,
    "diagonal": lambda base, value, index, offset, dim1, dim2: _op(
        "diagonal_scatter", base, value, offset, dim1, dim2
    ),
    "as_strided": lambda base, value, index, size, stride, storage_offset: _op(
        "as_strided_scatter", base, value, size, stride, storage_offset
    ),
    "split.Tensor": _split,
    "split_with_sizes": _split_sizes,
    "unbind.int": lambda base, value, index, dim: _op("select_scatter", base, value, dim, index),
    "squeeze": _squeeze,
    "squeeze.dim": _squeeze,
    "squeeze.dims": _squeeze,
    "unsqueeze": lambda base, value, index, dim: _op("squeeze.dim", value, dim),
    "unfold": lambda base, value, index, dimension, size, step: _op(
        "unfold_backward", value, list(base.shape), dimension, size, step
    ),
}
