"""Operations that give another shape, split or join, composed of others."""

import math

from .. import _state
from .._base import layout, wrap_dim
from .._state import G
from .._types import bool_, int64
from ._register import T, composite, kernel, ops


@composite("flatten.using_ints")
def flatten(self, start_dim=0, end_dim=-1):
    rank = self.dim()
    start, end = wrap_dim(start_dim, rank), wrap_dim(end_dim, rank)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if rank == 0:
        return self.reshape((1,))
    if start == end:
        return self
    shape = self.shape
    return self.reshape((*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


@composite("unflatten.int")
def unflatten(self, dim, sizes):
    dim = wrap_dim(dim, self.dim())
    shape = self.shape
    if not len(sizes):
        raise RuntimeError("unflatten: sizes must be non-empty")
    known = math.prod(s for s in sizes if s != -1)
    if -1 in sizes:
        if known == 0 or shape[dim] % known:
            raise RuntimeError(
                f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim"
                f" {dim}"
                f" ({shape[dim]}) in the input tensor"
            )
        sizes = [shape[dim] // known if s == -1 else s for s in sizes]
    elif known != shape[dim]:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {dim}"
            f" ({shape[dim]}) in the input tensor"
        )
    return self.view((*shape[:dim], *sizes, *shape[dim + 1 :]))


def infer_size(shape, count):
    """Return a shape whose -1, if any, is worked out; torch's message where none fits."""
    shape = list(shape)
    known = 1
    unknown = None
    for at, size in enumerate(shape):
        if size == -1:
            if unknown is not None:
                raise RuntimeError("only one dimension can be inferred")
            unknown = at
        elif size < -1:
            raise RuntimeError(f"invalid shape dimension {size} at index {at} of shape {shape}")
        else:
            known *= size
    if known == count or (unknown is not None and known and count % known == 0):
        if unknown is not None:
            if not known:
                raise RuntimeError(
                    f"cannot reshape tensor of 0 elements into shape {shape} because the"
                    " unspecified"
                    f" dimension size -1 can be any value and is ambiguous"
                )
            shape[unknown] = count // known
        return shape
    raise RuntimeError(f"shape '{shape}' is invalid for input of size {count}")


def view_strides(old_shape, old_strides, shape):
    """Return the strides of a view of another shape, or None where only a copy will do."""
    if not math.prod(old_shape):
        return [1] * len(shape) if tuple(shape) != tuple(old_shape) else list(old_strides)
    strides = [0] * len(shape)
    at = len(shape) - 1
    chunk = old_strides[-1] if old_strides else 1
    old_count = new_count = 1
    for dim in range(len(old_shape) - 1, -1, -1):
        old_count *= old_shape[dim]
        if dim == 0 or (old_shape[dim - 1] != 1 and old_strides[dim - 1] != old_count * chunk):
            while at >= 0 and (new_count < old_count or shape[at] == 1):
                strides[at] = new_count * chunk
                new_count *= shape[at]
                at -= 1
            if new_count != old_count:
                return None
            if dim > 0:
                chunk = old_strides[dim - 1]
                old_count = new_count = 1
    if not old_shape:
        return [1] * len(shape)
    return strides if at == -1 else None


@composite()
def reshape(self, shape):
    known = layout(self)
    if known.contiguous:
        wanted = infer_size(shape, known.numel)
        return ops["view"](self, wanted)
    wanted = infer_size(shape, known.numel)
    strides = view_strides(known.shape, known.strides, wanted)
    if strides is not None:
        # a mode sees a view, as real torch's do
        if _state.dispatch_modes:
            return ops["view"](self, wanted)
        return ops["_reshape_alias"](self, wanted, strides)
    return ops["_unsafe_view"](self.clone(memory_format=G["contiguous_format"]), wanted)


@composite()
def reshape_as(self, other):
    return self.reshape(other.shape)


@composite()
def view_as(self, other):
    return self.view(other.shape)


@composite()
def expand_as(self, other):
    return self.expand(other.shape)


@composite()
def contiguous(self, memory_format=None):
    format = memory_format or G["contiguous_format"]
    if self.is_contiguous(memory_format=format):
        return self
    return self.clone(memory_format=format)


@composite("tensor_split.sections", "tensor_split.indices")
def tensor_split(self, indices_or_sections, dim=0):
    return T().tensor_split(self, indices_or_sections, dim)


def _split_along(name, least, pick):
    @composite(f"{name}.int", f"{name}.array")
    def split(self, parts):
        dim = pick(self.dim())
        if self.dim() < least:
            raise RuntimeError(
                f"torch.{name} requires a tensor with at least {least} dimension"
                f"{'' if least == 1 else 's'}, but got a tensor with {self.dim()} dimensions!"
            )
        if isinstance(parts, int) and (parts == 0 or self.shape[dim] % parts):
            raise RuntimeError(
                f"torch.{name} attempted to split along dimension {dim}, but the size of the"
                f" dimension {self.shape[dim]} is not divisible by the split_size {parts}!"
            )
        return tensor_split(self, parts, dim)


_split_along("hsplit", 1, lambda rank: min(rank - 1, 1))


_split_along("vsplit", 2, lambda rank: 0)


_split_along("dsplit", 3, lambda rank: 2)


@kernel
def diag_embed(self, offset=0, dim1=-2, dim2=-1):
    rank = self.dim() + 1
    first, second = wrap_dim(dim1, rank), wrap_dim(dim2, rank)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    size = self.shape[-1] + abs(offset)
    shape = list(self.shape[:-1])
    for at in sorted((first, second)):
        shape.insert(at, size)
    result = self.new_zeros(shape)
    result.diagonal(offset, first, second).copy_(self)
    return result


@composite()
def chunk(self, chunks, dim=0):
    if self.dim() == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    dim = wrap_dim(dim, self.dim())
    size = self.shape[dim]
    part = (size + chunks - 1) // chunks
    if part == 0 and size == 0:
        return ops["split_with_sizes"](self, [0] * chunks, dim)
    return ops["split.Tensor"](self, part, dim)


@composite("split.sizes")
def split_sizes(self, split_size, dim=0):
    return ops["split_with_sizes"](self, split_size, dim)


@composite("narrow", "narrow.Tensor")
def narrow(self, dim, start, length):
    if isinstance(start, G["Tensor"]):
        if start.dim() or start.dtype.is_floating_point or start.dtype is bool_:
            raise RuntimeError("start must be an 0-dim integral Tensor.")
        start = int(start.item())
    rank = self.dim()
    if rank == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    size = self.shape[wrap_dim(dim, rank)]
    if not -size <= start <= size:
        raise IndexError(
            f"start out of range (expected to be in range of [{-size}, {size}], but got {start})"
        )
    start = start + size if start < 0 else start
    if start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return ops["slice.Tensor"](self, dim, start, start + length, 1)


def _turned(name, said):
    @composite(name)
    def turned(self):
        rank = self.dim()
        if rank == 1 or (name == "matrix_H" and rank > 2):
            more = " For batches of matrices, consider using tensor.mH" if rank > 2 else ""
            kind = (
                "matrices (2-D tensors)"
                if name == "matrix_H"
                else "matrices or batches of matrices"
            )
            raise RuntimeError(
                f"tensor.{said} is only supported on {kind}. Got {rank}-D tensor.{more}"
            )
        return self.transpose(-2, -1) if rank else self


for _name, _said in (("mT", "mT"), ("mH", "mH"), ("adjoint", "adjoint()"), ("matrix_H", "H")):
    _turned(_name, _said)


@composite("swapaxes", "swapdims")
def swapaxes(self, a, b):
    return self.transpose(a, b)


@composite("moveaxis.intlist", "movedim.intlist")
def movedim(self, source, destination):
    rank = self.dim()
    if len(source) != len(destination):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({[*source]} dims) should contain"
            f" the same number of dims as destination ({[*destination]} dims)"
        )
    wrapped = [[wrap_dim(one, rank) for one in dims] for dims in (source, destination)]
    for name, given, dims in zip(
        ("source", "destination"), (source, destination), wrapped, strict=True
    ):
        if len({*dims}) < len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({[*given]})")
    if not rank:
        return ops["alias"](self)
    source, destination = wrapped
    order = [None] * rank
    for s, d in zip(source, destination, strict=True):
        order[d] = s
    rest = iter(at for at in range(rank) if at not in source)
    return self.permute([next(rest) if one is None else one for one in order])


@composite("moveaxis.int", "movedim.int")
def movedim_int(self, source, destination):
    return movedim(self, [source], [destination])


@composite()
def ravel(self):
    return self.contiguous().view(-1)


@composite("vstack")
def vstack(tensors):
    return T().cat(T().atleast_2d(list(tensors)), 0)


@composite("hstack")
def hstack(tensors):
    every = T().atleast_1d(list(tensors))
    return T().cat(every, 0 if every[0].dim() == 1 else 1)


@composite("dstack")
def dstack(tensors):
    return T().cat(T().atleast_3d(list(tensors)), 2)


@composite("column_stack")
def column_stack(tensors):
    return T().cat([one.reshape((one.numel(), 1)) if one.dim() < 2 else one for one in tensors], 1)


@composite("diag")
def diag(self, diagonal=0):
    if self.dim() == 1:
        return T().diag_embed(self, diagonal)
    if self.dim() != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {self.dim()}D")
    return self.diagonal(diagonal).clone()


@composite("tile")
def tile(self, dims):
    missing = self.dim() - len(dims)
    return self.repeat([1] * missing + list(dims))


@composite("repeat_interleave.self_int")
def repeat_interleave(self, repeats, dim=None, output_size=None):
    if repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    x = self if dim is not None else self.flatten()
    at = wrap_dim(dim or 0, x.dim())
    x = x.unsqueeze(at + 1)
    shape = list(x.shape)
    shape[at + 1] = repeats
    return x.expand(shape).clone(memory_format=G["contiguous_format"]).flatten(at, at + 1)


@composite("repeat_interleave.self_Tensor")
def repeat_interleave_tensor(self, repeats, dim=None, output_size=None):
    torch = T()
    x = self if dim is not None else self.flatten()
    at = dim or 0
    repeats = repeats.reshape(-1)
    if repeats.numel() == 1:
        repeats = repeats.expand(x.shape[at])
    if repeats.numel() != x.shape[at]:
        raise RuntimeError(
            "repeats must have the same size as input along dim, but got repeats.size(0) ="
            f" {repeats.numel()} and input.size({at}) = {x.shape[at]}"
        )
    return x.index_select(at, torch.repeat_interleave(repeats, output_size=output_size).long())


@composite("take_along_dim")
def take_along_dim(self, indices, dim=None):
    if dim is None:
        return self.view(-1).gather(0, indices.view(-1))
    said = "torch.take_along_dim():"
    if self.dim() != indices.dim():
        raise RuntimeError(
            f"{said} input and indices should have the same number of dimensions, but got"
            f" {self.dim()} dimensions for input, and {indices.dim()} dimensions for indices"
        )
    if indices.dtype is not int64:
        raise RuntimeError(
            f"{said} dtype of indices should be Long but got {G['SCALAR_NAMES'][indices.dtype]}"
        )
    dim = wrap_dim(dim, self.dim())
    shape = [max(a, b) for a, b in zip(self.shape, indices.shape, strict=True)]
    wide = [[*shape] for _ in range(2)]
    wide[0][dim], wide[1][dim] = self.shape[dim], indices.shape[dim]
    return self.expand(wide[0]).gather(dim, indices.expand(wide[1]))


@composite("unsafe_chunk")
def unsafe_chunk(self, chunks, dim=0):
    dim = wrap_dim(dim, self.dim())
    each = -(-self.shape[dim] // chunks)
    if not each:
        return ops["unsafe_split_with_sizes"](self, [0] * chunks, dim)
    return ops["unsafe_split.Tensor"](self, each, dim)


@composite("broadcast_to")
def broadcast_to(self, size):
    return self.expand(size)


@composite("sum_to_size")
def sum_to_size(self, size):
    return G["sum_to"](self, tuple(size))


@composite()
def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    if padding_side not in ("left", "right"):
        raise RuntimeError(
            f"Expected padding_side to be one of left or right, but got {padding_side}."
        )
    first, most = sequences[0], max(one.shape[0] for one in sequences)
    sizes = (len(sequences), most) if batch_first else (most, len(sequences))
    out = T().full((*sizes, *first.shape[1:]), padding_value, dtype=first.dtype)
    for at, one in enumerate(sequences):
        start = most - one.shape[0] if padding_side == "left" else 0
        if batch_first:
            out.select(0, at).narrow(0, start, one.shape[0]).copy_(one)
        else:
            out.narrow(0, start, one.shape[0]).select(1, at).copy_(one)
    return out


@kernel
def unfold_backward(grad_in, input_sizes, dim, size, step):
    out = T().zeros(input_sizes, dtype=grad_in.dtype)
    if not input_sizes:
        return out + grad_in.sum()
    dim = wrap_dim(dim, len(input_sizes))
    reach = (grad_in.shape[dim] - 1) * step + 1
    for at in reversed(range(size)):  # so that a number gets what its windows give in their order
        ops["slice.Tensor"](out, dim, at, at + reach, step).add_(grad_in.select(-1, at))
    return out


@composite()
def _nnpack_available():
    return False
