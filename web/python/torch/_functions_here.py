"""torch.add and all other functions of the table, found when they are first asked for."""

import warnings

from torch import _C
from torch._C import _dispatch, _native, _schema, _types
from torch._C._base import TensorBase, wrap_dim
from torch._C._state import G
from torch._C._types import Size, device


def lookup(name):
    """Return torch's function of a name.

    Raises:
        AttributeError: torch has none.
    """
    if name in _OWN:
        return _OWN[name]
    if _schema.exists(name) and any("f" in flags for _, flags in _schema.variants(name)):
        return _dispatch.function(name)
    raise AttributeError(f"module 'torch' has no attribute '{name}'")


def names():
    return [*_OWN, *_dispatch.names("f")]


def broadcast_shapes_checked(tensors):
    return [one.shape for one in tensors]


def _promote_types(a, b):
    return _types.BY_CODE[_native.promote(a.code, b.code)]


def _result_type(a, b):
    handles = [one._h if hasattr(one, "_h") else _native.wrapped(one) for one in (a, b)]
    return _types.BY_CODE[_native.result_type(*handles)]


def _can_cast(from_, to):
    return bool(_native.can_cast(from_.code, to.code))


def _numel(input):
    return input.numel()


def _is_floating_point(input):
    return input.dtype.is_floating_point


def _is_complex(input):
    return input.dtype.is_complex


def _get_device_module(device=None):
    import torch

    return getattr(torch, "cpu" if device is None else torch.device(device).type)


def _detach(input):
    return input.detach()


def _clone(input, *, memory_format=None):
    return input.clone(memory_format=memory_format)


def _saved(input):
    return False


def _alike(input, from_):
    return True


def _broadcast_tensors(tensors):
    import torch

    shape = torch.broadcast_shapes(*[one.shape for one in tensors])
    return tuple(one if one.shape == shape else one.expand(shape) for one in tensors)


def _meshgrid(tensors, indexing=None):
    if indexing is None:
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing"
            " argument. (Triggered internally at"
            " /__w/pytorch/pytorch/aten/src/ATen/native/TensorShape.cpp:4215.)",
            UserWarning,
            stacklevel=3,
        )
        indexing = "ij"
    if indexing not in ("ij", "xy"):
        raise RuntimeError(
            f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}'
        )
    tensors = list(tensors)
    if not tensors:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    for what in ("dtype", "device"):
        if len({getattr(one, what) for one in tensors}) > 1:
            raise RuntimeError(f"meshgrid expects all tensors to have the same {what}")
    for one in tensors:
        if one.dim() > 1:
            raise RuntimeError(
                "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got:"
                f" {one.tolist()}"
            )
    swap = indexing == "xy" and len(tensors) >= 2
    if swap:
        tensors[0], tensors[1] = tensors[1], tensors[0]
    shape = [one.numel() for one in tensors]
    found = []
    for at, one in enumerate(tensors):
        view = [1] * len(shape)
        view[at] = -1
        found.append(one.reshape(view).expand(shape))
    if swap:
        found[0], found[1] = found[1], found[0]
    return tuple(found)


def _einsum(equation, operands, path=None):
    from torch._C._einsum import einsum

    return einsum(equation, list(operands))


def _is_same_size(input, other):
    return input.shape == other.shape


def _tensor_split(input, indices_or_sections, dim=0):
    if not input.dim():
        raise RuntimeError(
            "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims"
        )
    size = input.shape[wrap_dim(dim, input.dim())]
    if isinstance(indices_or_sections, TensorBase):
        if indices_or_sections.dtype is not _types.int64:
            raise RuntimeError(
                "tensor_split expected tensor_indices_or_sections to have dtype of long, but got "
                + _types.SCALAR_NAMES[indices_or_sections.dtype]
            )
        indices_or_sections = indices_or_sections.tolist()
    if isinstance(indices_or_sections, int) and indices_or_sections <= 0:
        raise RuntimeError(f"number of sections must be larger than 0, got {indices_or_sections}")
    if isinstance(indices_or_sections, int):
        count = indices_or_sections
        small, more = divmod(size, count)
        ends = []
        at = 0
        for one in range(count):
            at += small + (one < more)
            ends.append(at)
        ends.pop()
    else:
        ends = list(indices_or_sections)
    parts, start = [], 0
    for end in [*ends, size]:
        parts.append(input[(slice(None),) * (dim % input.dim()) + (slice(start, end),)])
        start = end
    return tuple(parts)


def _atleast(rank):
    def atleast(tensors):
        many = isinstance(tensors, list | tuple)
        found = []
        for one in tensors if many else [tensors]:
            if one.dim() >= rank:
                found.append(one)
            elif rank == 1:
                found.append(one.reshape(1))
            elif rank == 2:
                found.append(one.reshape(1, 1) if one.dim() == 0 else one.unsqueeze(0))
            elif one.dim() == 0:
                found.append(one.reshape(1, 1, 1))
            elif one.dim() == 1:
                found.append(one.unsqueeze(0).unsqueeze(-1))
            else:
                found.append(one.unsqueeze(-1))
        return tuple(found) if many else found[0]

    return atleast


def _unscale(tensors, found_inf, inv_scale):
    """Multiply gradients by a number, and note an inf or nan among them."""
    for one in tensors:
        if not one.isfinite().all():
            found_inf.fill_(1)
        one.mul_(inv_scale.to(one.dtype))


def _nonzero(input, *, out=None, as_tuple=False):
    if out is None:
        return input.nonzero(as_tuple=as_tuple)
    if as_tuple:
        raise RuntimeError("nonzero does not support the out kwarg when as_tuple is True")
    if out.dtype is not _types.int64:
        raise RuntimeError(
            "nonzero: Expected out tensor to have scalar type Long but got scalar type"
            + _types.SCALAR_NAMES[out.dtype]
        )
    found = input.nonzero()
    out.resize_(found.shape)
    return out.copy_(found)


_OWN = {
    "nonzero": _nonzero,
    "get_device_module": _get_device_module,
    "_amp_foreach_non_finite_check_and_unscale_": _unscale,
    "numel": _numel,
    "promote_types": _promote_types,
    "result_type": _result_type,
    "can_cast": _can_cast,
    "is_floating_point": _is_floating_point,
    "is_complex": _is_complex,
    "detach": _detach,
    "clone": _clone,
    "_has_compatible_shallow_copy_type": _alike,
    "_is_functional_tensor": _saved,
    "is_inference": lambda input: input.is_inference(),
    "is_conj": _saved,
    "is_neg": _saved,
    "is_same_size": _is_same_size,
    "broadcast_tensors": _broadcast_tensors,
    "meshgrid": _meshgrid,
    "einsum": _einsum,
    "tensor_split": _tensor_split,
    "atleast_1d": _atleast(1),
    "atleast_2d": _atleast(2),
    "atleast_3d": _atleast(3),
}
for _name, _function in _OWN.items():
    _function.__name__ = _function.__qualname__ = _name
    _function.__module__ = None


def install(space):
    """Put into torch what must win over its own files' names."""
    for name in ("numel", "promote_types", "result_type", "can_cast", "is_floating_point",
                 "is_complex", "clone", "detach"):  # fmt: skip
        space[name] = _OWN[name]
    operators = G.get("OPERATORS", {})
    G["OPERATORS_BACK"] = {inner: shown for shown, inner in operators.items()}
    G["OPERATORS_BACK"] = {}


del _C, device, Size
