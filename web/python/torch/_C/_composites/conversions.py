"""A tensor as another dtype or as a number, composed of others."""

from .. import _native as native
from .._types import bool_, float16, float32, int64, preserve_format
from ._register import T, composite, ops


@composite("_local_scalar_dense")
def local_scalar(self):
    try:
        value = native.item(self._h)
    except native.JsException as raised:
        raise native.error(raised) from None
    kind = self.dtype
    if kind.is_floating_point:
        return float(value)
    return bool(value) if kind is bool_ else int(value)


local_scalar.below_autograd = True


@composite("type_as")
def type_as(self, other):
    return self.to(other.dtype)


def convert(self, dtype, copy=False, memory_format=None, device=None):
    """Return a tensor of another dtype, layout or device: itself where nothing changes."""
    same = (dtype is None or dtype is self.dtype) and device in (None, self.device)
    if (
        same
        and not copy
        and (
            memory_format in (None, preserve_format)
            or self.is_contiguous(memory_format=memory_format)
        )
    ):
        return self
    if device is not None and self.is_meta and device.type != "meta":
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    return ops["_to_copy"](self, dtype, None, device, None, False, memory_format)


@composite("to.dtype_layout")
def to_layout(
    self,
    dtype=None,
    layout=None,
    device=None,
    pin_memory=None,
    non_blocking=False,
    copy=False,
    memory_format=None,
):
    return convert(self, dtype, copy, memory_format, device)


@composite("to.dtype")
def to_dtype(self, dtype, non_blocking=False, copy=False, memory_format=None):
    return convert(self, dtype, copy, memory_format)


@composite("is_nonzero")
def is_nonzero(self):
    return bool(self)


@composite("one_hot")
def one_hot(self, num_classes=-1):
    torch = T()
    if self.dtype is not int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if not self.numel():
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return torch.zeros((*self.shape, num_classes), dtype=int64)
    if self.min().item() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(self.max().item()) + 1
    else:
        if num_classes <= 0:
            raise RuntimeError("num_classes should be positive")
        if num_classes <= self.max().item():
            raise RuntimeError("Class values must be smaller than num_classes.")
    result = torch.zeros((*self.shape, num_classes), dtype=int64)
    result.scatter_(-1, self.unsqueeze(-1), 1)
    return result


@composite("item")
def item(self):
    return self.item()


@composite("data")
def data(self):
    return self.data


def half_to_float(self):
    return self.to(float32) if self.dtype is float16 else self
