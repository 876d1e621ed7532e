"""Convolution, pooling and their patches, composed of others."""

import itertools

from .._dispatch import composites
from .._state import G
from .._types import channels_last
from ._register import T, composite, kernel, ops

# As C++ names the types of elements.
_C_NAMES = {
    "uint8": "unsigned char", "int8": "signed char", "int16": "short", "int32": "int",
    "int64": "long", "float16": "c10::Half", "bfloat16": "c10::BFloat16", "float32": "float",
    "float64": "double", "bool": "bool",
}  # fmt: skip


def _convolution(rank):
    def conv(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        stride, dilation = _many(stride, rank), _many(dilation, rank)
        if bias is not None and bias.dtype is not input.dtype:
            raise RuntimeError(
                f"Input type ({_C_NAMES[input.dtype.name]}) and bias type"
                f" ({_C_NAMES[bias.dtype.name]}) should be the same"
            )
        if not weight.shape[1] and not input.shape[-1 - rank]:
            raise NotImplementedError(
                "A convolution of no channels is not there in the page's torch. Take the notebook"
                " to run this cell in Jupyter or Colab."
            )
        batched = input.dim() == rank + 2
        if not batched and input.dim() != rank + 1:
            raise RuntimeError(
                f"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input to"
                f" conv{rank}d, but"
                f" got input of size: {list(input.shape)}"
            )
        if not batched:
            input = input.unsqueeze(0)
        if isinstance(padding, str):
            result = _string_padding(input, weight, bias, stride, padding, dilation, groups, rank)
        else:
            result = ops["convolution"](
                input,
                weight,
                bias,
                stride,
                _many(padding, rank),
                dilation,
                False,
                [0] * rank,
                groups,
            )
        return result if batched else result.squeeze(0)

    return conv


def _string_padding(input, weight, bias, stride, padding, dilation, groups, rank):
    if padding == "valid":
        amounts = [0] * rank
    elif padding == "same":
        if any(one != 1 for one in stride):
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        totals = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:], strict=True)]
        amounts = [total // 2 for total in totals]
        if any(total % 2 for total in totals):
            pad = [p for total in reversed(totals) for p in (0, total % 2)]
            input = ops["constant_pad_nd"](input, pad, 0)
    else:
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    return ops["convolution"](
        input, weight, bias, stride, amounts, dilation, False, [0] * rank, groups
    )


def _many(value, count):
    if isinstance(value, int):
        return [value] * count
    return list(value) * count if len(value) == 1 else list(value)


for _rank in (1, 2, 3):
    composites[f"conv{_rank}d"] = composites[f"conv{_rank}d.padding"] = _convolution(_rank)


def _transposed(rank):
    def conv(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
        batched = input.dim() == rank + 2
        result = ops["convolution"](
            input if batched else input.unsqueeze(0), weight, bias, _many(stride, rank),
            _many(padding, rank), _many(dilation, rank), True, _many(output_padding, rank), groups,
        )  # fmt: skip
        return result if batched else result.squeeze(0)

    return conv


for _rank, _overload in ((1, ""), (2, ".input"), (3, ".input")):
    composites[f"conv_transpose{_rank}d{_overload}"] = _transposed(_rank)


@composite()
def max_pool2d(self, kernel_size, stride=(), padding=0, dilation=1, ceil_mode=False):
    return ops["max_pool2d_with_indices"](self, kernel_size, stride, padding, dilation, ceil_mode)[
        0
    ]


@composite()
def max_pool3d(self, kernel_size, stride=(), padding=0, dilation=1, ceil_mode=False):
    return ops["max_pool3d_with_indices"](self, kernel_size, stride, padding, dilation, ceil_mode)[
        0
    ]


@composite()
def max_pool1d(self, kernel_size, stride=(), padding=0, dilation=1, ceil_mode=False):
    return max_pool1d_with_indices(self, kernel_size, stride, padding, dilation, ceil_mode)[0]


@composite()
def max_pool1d_with_indices(self, kernel_size, stride=(), padding=0, dilation=1, ceil_mode=False):
    def one(value, filler):
        value = value if isinstance(value, int) else (value[0] if len(value) else None)
        return [] if value is None else [filler, value]

    values, indices = ops["max_pool2d_with_indices"](
        self.unsqueeze(-2),
        one(kernel_size, 1),
        one(stride, 1),
        one(padding, 0),
        one(dilation, 1),
        ceil_mode,
    )
    return values.squeeze(-2), indices.squeeze(-2)


@composite()
def avg_pool1d(self, kernel_size, stride=(), padding=0, ceil_mode=False, count_include_pad=True):
    def one(value, filler):
        value = value if isinstance(value, int) else (value[0] if len(value) else None)
        return [] if value is None else [filler, value]

    return ops["avg_pool2d"](
        self.unsqueeze(-2),
        one(kernel_size, 1),
        one(stride, 1),
        one(padding, 0),
        ceil_mode,
        count_include_pad,
        None,
    ).squeeze(-2)


@composite()
def adaptive_avg_pool2d(self, output_size):
    if not isinstance(output_size, int) and len(output_size) != 2:
        raise RuntimeError("adaptive_avg_pool2d: output_size must be 2")
    if tuple(_many(output_size, 2)) == (1, 1):
        out = self.mean([-1, -2], keepdim=True)
        last = self.dim() == 4 and self.is_contiguous(memory_format=channels_last)
        if last and not self.is_contiguous():
            n, c = out.shape[:2]
            return out.as_strided((n, c, 1, 1), (c, 1, c, c))
        return out
    return ops["_adaptive_avg_pool2d"](self, _many(output_size, 2))


@composite()
def adaptive_avg_pool1d(self, output_size):
    return adaptive_avg_pool2d(self.unsqueeze(-2), (1, *_many(output_size, 1))).squeeze(-2)


@composite()
def adaptive_max_pool1d(self, output_size):
    values, indices = ops["adaptive_max_pool2d"](self.unsqueeze(-2), (1, *_many(output_size, 1)))
    return values.squeeze(-2), indices.squeeze(-2)


def _steps(size, dilation, count, stride):
    """Return for each place of a window the slice of what its `count` steps meet."""
    starts = range(0, size * dilation, dilation)
    return [slice(at, at + stride * (count - 1) + 1, stride) for at in starts]


def _check_windows(kernel_size, dilation, padding, stride):
    for name, short, pair in (
        ("kernel size", "kernel", kernel_size),
        ("dilation", "dilation", dilation),
        ("stride", "stride", stride),
    ):
        if min(pair) <= 0:
            raise RuntimeError(
                f"{name} should be greater than zero, but got {short}_height: {pair[0]}"
                f" {short}_width: {pair[1]}"
            )
    if min(padding) < 0:
        raise RuntimeError(
            f"padding should be non-negative, but got pad_height: {padding[0]} pad_width:"
            f" {padding[1]}"
        )


@kernel
def im2col(self, kernel_size, dilation, padding, stride):
    """Lay windows of an image side by side, each a column: views of its padded rows."""
    _check_windows(kernel_size, dilation, padding, stride)
    self.size(2)  # which is looked at first
    flat = self.dim() == 3
    if self.dim() not in (3, 4) or 0 in self.shape[not flat :]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero"
            f" dimensions for input, but got: {list(self.shape)}"
        )
    x = self.unsqueeze(0) if flat else self
    top, left = padding
    x = T().nn.functional.pad(x, (left, left, top, top)) if top or left else x
    n, c, height, width = x.shape
    (kh, kw), (dh, dw), (sh, sw) = kernel_size, dilation, stride
    rows, columns = (height - dh * (kh - 1) - 1) // sh + 1, (width - dw * (kw - 1) - 1) // sw + 1
    if rows < 1 or columns < 1:
        raise RuntimeError(
            f"Given input with spatial size ({self.shape[-2]}, {self.shape[-1]}),"
            f" kernel_size=({kh}, {kw}), dilation=({dh}, {dw}), padding=({top}, {left}), calculated"
            f" shape of the array of sliding blocks as ({rows}, {columns}), but its"
            " components must be at least one."
        )
    down, across = _steps(kh, dh, rows, sh), _steps(kw, dw, columns, sw)
    parts = [x[:, :, i, j] for i in down for j in across]
    out = T().stack(parts, 2).reshape((n, c * kh * kw, rows * columns))
    return out.squeeze(0) if flat else out


@kernel
def col2im(self, output_size, kernel_size, dilation, padding, stride):
    """Sum what im2col laid out, each number where it came from."""
    _check_windows(kernel_size, dilation, padding, stride)
    flat = self.dim() == 2
    if self.dim() not in (2, 3) or 0 in self.shape[not flat :]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and"
            f" non-zero dimensions for input, but got: {list(self.shape)}"
        )
    x = self.unsqueeze(0) if flat else self
    (height, width), (kh, kw), (dh, dw) = output_size, kernel_size, dilation
    (top, left), (sh, sw) = padding, stride
    n, count = x.shape[:2]
    if count % (kh * kw):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size,"
            f" but got input.size(1)={count} and kernel_size=({kh}, {kw})."
        )
    rows = (height + 2 * top - dh * (kh - 1) - 1) // sh + 1
    columns = (width + 2 * left - dw * (kw - 1) - 1) // sw + 1
    if x.shape[2] != rows * columns:
        raise RuntimeError(
            f"Given output_size=({height}, {width}), kernel_size=({kh}, {kw}), dilation=({dh},"
            f" {dw}), padding=({top}, {left}), stride=({sh}, {sw}), expected size of input's"
            f" dimension 2 to match the calculated number of sliding blocks {rows} * {columns} ="
            f" {rows * columns}, but got input.size(2)={x.shape[2]}."
        )
    if not self.dtype.is_floating_point:
        name = G["SCALAR_NAMES"][self.dtype]
        raise NotImplementedError(f"\"col2im_out_cpu\" not implemented for '{name}'")
    parts = x.reshape((n, count // (kh * kw), kh * kw, rows, columns))
    out = x.new_zeros((n, count // (kh * kw), height + 2 * top, width + 2 * left))
    down, across = _steps(kh, dh, rows, sh), _steps(kw, dw, columns, sw)
    for at, (i, j) in enumerate(itertools.product(down, across)):
        out[:, :, i, j] += parts[:, :, at]
    out = out[:, :, top : top + height, left : left + width]
    out = out.contiguous()
    return out.squeeze(0) if flat else out
