"""Embedding bags: rows of a table, of each bag their sum, their mean or their largest numbers."""

from .._types import bfloat16, float16, float32, float64, int32, int64
from ._register import T, composite, kernel, ops

SUM, MEAN, MAX = range(3)


@composite("embedding_bag", "embedding_bag.padding_idx")
def embedding_bag(
    weight, indices, offsets, scale_grad_by_freq=False, mode=SUM, sparse=False,
    per_sample_weights=None, include_last_offset=False, padding_idx=None,
):  # fmt: skip
    if padding_idx is None:
        padding_idx = -1
    else:
        count = weight.shape[0]
        if not -count <= padding_idx < count:
            raise RuntimeError(
                f"padding_idx must be within the number of embeddings, -{count} through"
                f" {count - 1}, but got {padding_idx}"
            )
        padding_idx %= count
    below = "_embedding_bag" if weight.requires_grad else "_embedding_bag_forward_only"
    return ops[below](
        weight, indices, offsets, scale_grad_by_freq, mode, sparse, per_sample_weights,
        include_last_offset, padding_idx,
    )  # fmt: skip


@kernel
def _embedding_bag(
    weight, indices, offsets, scale_grad_by_freq=False, mode=SUM, sparse=False,
    per_sample_weights=None, include_last_offset=False, padding_idx=-1,
):  # fmt: skip
    indices, offsets = _checked(weight, indices, offsets, mode, per_sample_weights)
    bags = offsets.shape[0] - include_last_offset
    if bags < 0:
        raise RuntimeError("include_last_offset: number of offset should be at least 1")
    bag_of = _bag_of(indices, offsets, bags)
    fast = mode != MAX and _is_fast(weight, per_sample_weights, padding_idx)
    _want_rows(indices, weight.shape[0], fast)
    rows = _wide(weight).index_select(0, indices)
    if per_sample_weights is not None:
        rows = rows * _wide(per_sample_weights).unsqueeze(1)
    there = indices != padding_idx
    rows, kept, held = rows[there], bag_of[there], indices[there]
    sizes = offsets.new_zeros(bags).index_add_(0, kept, kept.new_ones(kept.shape))
    largest = offsets.new_zeros(bags)
    out = rows.new_zeros(bags, weight.shape[1])
    if fast and include_last_offset and bags:  # which here, and here alone, ends the last bag
        rows, kept = rows[: offsets[-1]], kept[: offsets[-1]]
    if mode == MAX:
        largest = offsets.new_zeros(out.shape)
        for bag in sizes.nonzero().flatten().tolist():
            mine = kept == bag
            out[bag], at = rows[mine].max(0)
            largest[bag] = held[mine][at]
    else:
        out.index_add_(0, kept, rows)
    if mode == MEAN:
        out = out / sizes.clamp(min=1).unsqueeze(1)
    # torch's own way to sum tells neither whose a row is nor how many there are
    if mode == SUM:
        sizes = sizes.zero_()
        if fast:
            bag_of = offsets.new_zeros(0)
    return out.to(weight.dtype), bag_of, sizes, largest


@kernel
def _embedding_bag_forward_only(*args):
    found = _embedding_bag(*args)
    mode, last = (args[4] if len(args) > 4 else SUM), (args[7] if len(args) > 7 else False)
    if mode == SUM and last:  # where it counts the last offset, too
        return (*found[:2], *[args[2].new_zeros(args[2].shape[0]) for _ in range(2)])
    return found


@kernel
def _embedding_bag_backward(
    grad, indices, offsets, offset2bag, bag_size, maximum_indices, num_weights, scale_grad_by_freq,
    mode, sparse, per_sample_weights, padding_idx=-1,
):  # fmt: skip
    if sparse:
        refuse_sparse()
    if indices.numel() and not offset2bag.numel():
        indices, offset2bag, per_sample_weights = _fast_bags(
            indices, offsets, grad.shape[0], per_sample_weights
        )
    return ops["_embedding_bag_dense_backward"](
        grad, indices, offset2bag, bag_size, maximum_indices, num_weights, scale_grad_by_freq, mode,
        per_sample_weights, padding_idx,
    )  # fmt: skip


def refuse_sparse():
    """Say that a gradient cannot be sparse."""
    raise NotImplementedError(
        "sparse=True: the page's torch has no sparse tensors, and the gradient would be one. Take"
        " the notebook to run this cell in Jupyter or Colab."
    )


@kernel
def _embedding_bag_dense_backward(
    grad, indices, offset2bag, bag_size, maximum_indices, num_weights, scale_grad_by_freq, mode,
    per_sample_weights, padding_idx=-1,
):  # fmt: skip
    wide = _wide(grad)
    found = wide.new_zeros(num_weights, grad.shape[1])
    if mode == MAX:
        full = bag_size != 0
        found.scatter_add_(0, maximum_indices[full].to(int64), wide[full])
        return found.to(grad.dtype)
    rows = wide.index_select(0, offset2bag)
    if per_sample_weights is not None:
        rows = rows * _wide(per_sample_weights).unsqueeze(1)
    if mode == MEAN:
        rows = rows / bag_size.clamp(min=1).index_select(0, offset2bag).unsqueeze(1)
    if scale_grad_by_freq:
        counts = indices.new_zeros(num_weights)
        counts.index_add_(0, indices, indices.new_ones(indices.shape))
        # As torch on a CPU has it: the i-th of the places is shared by the count of the i-th index.
        number = indices.unique(return_inverse=True)[1]
        rows = rows / counts[indices.sort()[0][number]].unsqueeze(1)
    there = indices != padding_idx
    return found.index_add_(0, indices[there], rows[there]).to(grad.dtype)


@kernel
def _embedding_bag_per_sample_weights_backward(
    grad, weight, indices, offsets, offset2bag, mode, padding_idx=-1
):
    if mode != SUM:
        raise RuntimeError(
            "embedding_bag_backward: per_sample_weights only supported for mode='sum'"
        )
    count = indices.shape[0]
    if count and not offset2bag.numel():
        indices, offset2bag, _ = _fast_bags(indices, offsets, grad.shape[0])
    rows = _wide(grad).index_select(0, offset2bag) * _wide(weight).index_select(0, indices)
    found = grad.new_zeros(count)
    found[: indices.shape[0]] = rows.sum(1).masked_fill(indices == padding_idx, 0).to(grad.dtype)
    return found


@kernel
def embedding_renorm_(self, indices, max_norm, norm_type):
    """Shorten the rows that are named to a norm of `max_norm`, where theirs is larger."""
    rows = indices.unique()
    norms = self[rows].norm(norm_type, 1)
    large = norms > max_norm
    rows, norms = rows[large], norms[large]
    self[rows] = self[rows] * (max_norm / (norms + 1e-7)).unsqueeze(1)
    return self


def _wide(tensor):
    return tensor.to(float32) if tensor.dtype in (float16, bfloat16) else tensor


def _bag_of(indices, offsets, bags):
    """Return the bag of each index."""
    starts = offsets.new_zeros(indices.shape[0] + 1)
    starts.index_add_(0, offsets[:bags], offsets.new_ones(bags))
    return starts.cumsum(0)[:-1].to(offsets.dtype) - 1


def _fast_bags(indices, offsets, bags, shares=None):
    """Return indices, their bags and their shares, as far as `_is_fast` sums them."""
    if offsets.shape[0] > bags:
        indices = indices[: offsets[-1]]
        shares = None if shares is None else shares[: offsets[-1]]
    return indices, _bag_of(indices, offsets, bags), shares


def _is_fast(weight, per_sample_weights, padding_idx):
    """Return whether torch sums without a list of whose each row is."""
    return (
        weight.dtype is not float64
        and weight.stride(1) == 1
        and padding_idx < 0
        and (per_sample_weights is None or per_sample_weights.stride(0) == 1)
    )


def _checked(weight, indices, offsets, mode, per_sample_weights):
    """Return indices and offsets of one dtype, or raise what torch does."""
    if indices.dim() not in (1, 2):
        raise RuntimeError(
            f"input has to be a 1D or 2D Tensor, but got Tensor of dimension {indices.dim()}"
        )
    if indices.dim() == 1 and offsets.dim() != 1:
        raise RuntimeError(
            f"offsets has to be a 1D Tensor, but got Tensor of dimension {offsets.dim()}"
        )
    if weight.dim() != 2:
        raise RuntimeError(
            f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.dim()}"
        )
    for name, tensor, kinds in (
        ("indices", indices, {int64: "Long", int32: "Int"}),
        ("offsets", offsets, {int64: "Long", int32: "Int"}),
        (
            "weight",
            weight,
            {float16: "Half", bfloat16: "BFloat16", float32: "Float", float64: "Double"},
        ),
    ):
        if tensor.dtype not in kinds:
            raise RuntimeError(
                f"Expected tensor for argument #1 '{name}' to have one of the following scalar"
                f" types: {', '.join(kinds.values())}; but got {tensor.type()} instead (while"
                " checking arguments for embedding_bag)"
            )
    if indices.dtype is not offsets.dtype:
        indices, offsets = indices.to(int64), offsets.to(int64)
    if offsets.numel():
        if offsets[0]:
            raise RuntimeError(
                "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start"
                f" from position 0. However, got {offsets[0].item()}\n[ {offsets.type()}{{}} ]"
            )
        if offsets[-1] > indices.shape[0]:
            raise RuntimeError(
                f"offsets[-1] can not be greater than input's length {indices.shape[0]} but got"
                f" offsets[-1] of {offsets[-1].item()}"
            )
    if per_sample_weights is not None:
        if mode != SUM:
            raise RuntimeError(
                "embedding_bag: per_sample_weights was not None. per_sample_weights is only"
                f" supported for mode='sum' (got mode='{mode}'). Please open a feature request on"
                " GitHub."
            )
        if per_sample_weights.dtype is not weight.dtype:
            raise RuntimeError(
                "Expected tensor for argument #1 'weight' to have the same type as tensor for"
                f" argument #1 'per_sample_weights'; but type {weight.type()} does not equal"
                f" {per_sample_weights.type()} (while checking arguments for embedding_bag)"
            )
    return indices, offsets


def _want_rows(indices, count, fast):
    """Raise what torch does for an index that names no row."""
    outside = ((indices < 0) | (indices >= count)).nonzero()
    if not outside.numel():
        return
    at = outside[0].item()
    value = indices[at].item()
    if fast:
        raise RuntimeError(
            f"Index {at} of input takes value {value} which is not in the valid range [0, {count})"
        )
    raise RuntimeError(
        f"embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be {value}"
    )
