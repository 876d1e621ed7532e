"""TensorBase: what a tensor is here, its shape and memory, and what autograd keeps of it."""

import operator

from . import _native as native
from ._state import G, grad_mode
from ._types import BY_CODE, CPU, META, TYPE_NAMES, Size, strided

_LAYOUTS = {}


class Layout:
    """What tensors alike have in common: dtype, shape, strides and device."""

    __slots__ = (
        "contiguous", "device", "dtype", "nbytes", "ndim", "numel", "shape", "strides",
    )  # fmt: skip

    def __init__(self, number):
        told = native.describe(number).to_py()
        rank = told[1]
        self.device = CPU if number >= 0 else META
        self.dtype, self.ndim = BY_CODE[told[0]], rank
        self.shape, self.strides = Size(tuple(told[2 : 2 + rank])), tuple(told[2 + rank :])
        self.numel = self.shape.numel()
        self.nbytes = self.numel * self.dtype.itemsize
        self.contiguous = True
        expected = 1
        for size, stride in zip(reversed(self.shape), reversed(self.strides), strict=True):
            if size != 1:
                self.contiguous &= stride == expected
                expected *= size
        self.contiguous |= not self.numel

    @property
    def dense(self):
        """Whether the elements lie side by side in some order of the axes, each alone."""
        expected = 1
        steps = zip(self.strides, self.shape, strict=True)
        for stride, size in sorted(step for step in steps if step[1] != 1):
            if stride != expected:
                return False
            expected *= size
        return True


def layout(tensor):
    """Return the layout of a tensor, which is asked for once."""
    found = tensor._l
    if found is None:
        number = native.layout(tensor._h)
        found = _LAYOUTS.get(number)
        if found is None:
            found = _LAYOUTS[number] = Layout(number)
        tensor._l = found
    return found


class Extra:
    """What few tensors have: hooks, the node that sums up a leaf's gradient, a view's history."""

    __slots__ = (
        "accumulate", "backward_hooks", "detached", "hooks", "meta", "name", "post_hooks",
        "retains", "storage", "view",
    )  # fmt: skip

    def __init__(self):
        self.accumulate = self.backward_hooks = self.hooks = self.name = self.post_hooks = None
        self.retains = self.storage = self.view = self.meta = None
        self.detached = -1  # the number of the node that would have been made then


def extra(tensor):
    found = tensor._x
    if found is None:
        found = tensor._x = Extra()
    return found


class TensorMeta(type):
    """isinstance(x, Tensor) goes through the C++ class in torch; here it is Python's own."""

    def __instancecheck__(cls, instance):
        return type.__instancecheck__(cls, instance)


# From the axis whose numbers lie side by side outwards, of images and of volumes.
_CHANNELS_LAST = {2: (1, 3, 2, 0), 3: (1, 4, 3, 2, 0)}
_new = object.__new__


class TensorBase(metaclass=TensorMeta):
    """A tensor. `_h` is its handle below, `_v` its version, shared with its views.

    `_r`: whether it requires grad, as a leaf or by its history; `_fn`, `_nr`: the node that made
    it and which of its outputs it is; `_base`: whose view it is; `_g`: its gradient.
    """

    __slots__ = ("__weakref__", "_base", "_fn", "_g", "_h", "_l", "_nr", "_r", "_v", "_x")
    __module__ = "torch._C"

    def __new__(cls, *args, **kwargs):
        from ._factories import legacy_new

        return legacy_new(cls, args, kwargs)

    def __del__(self):
        try:
            handle = self._h
        except AttributeError:
            return
        if handle in native.shared:
            left = native.shared[handle] - 1
            if left:
                native.shared[handle] = left
            else:
                del native.shared[handle]
            return
        dead = native.dead
        dead.append(handle)
        if len(dead) > 24 or (self._l is not None and self._l.nbytes > 1 << 20):
            native.flush()

    shape = property(lambda self: (self._l or layout(self)).shape)
    dtype = property(lambda self: (self._l or layout(self)).dtype)
    ndim = property(lambda self: (self._l or layout(self)).ndim)
    device = property(lambda self: (self._l or layout(self)).device)
    layout = property(lambda self: strided)
    itemsize = property(lambda self: (self._l or layout(self)).dtype.itemsize)
    nbytes = property(lambda self: (self._l or layout(self)).nbytes)
    is_cpu = property(lambda self: self.device is CPU)
    is_meta = property(lambda self: self.device is META)
    _version = property(lambda self: _version_of(self))
    output_nr = property(lambda self: (self.grad_fn, self._nr)[1])
    is_leaf = property(lambda self: self.grad_fn is None)
    is_quantized = is_sparse = is_sparse_csr = is_mkldnn = is_cuda = is_mps = is_xpu = is_vulkan = (
        is_ipu
    ) = is_mtia = is_xla = is_maia = is_nested = property(lambda self: False)
    _is_view_property = None

    def size(self, dim=None):
        shape = (self._l or layout(self)).shape
        if dim is None:
            return shape
        return shape[wrap_dim(dim, len(shape))]

    def stride(self, dim=None):
        strides = (self._l or layout(self)).strides
        if dim is None:
            return strides
        return strides[wrap_dim(dim, len(strides))]

    def dim(self):
        return (self._l or layout(self)).ndim

    ndimension = dim

    def numel(self):
        return (self._l or layout(self)).numel

    nelement = numel

    def element_size(self):
        return self.dtype.itemsize

    def get_device(self):
        return -1

    def storage_offset(self):
        return native.offset(self._h)

    def data_ptr(self):
        """Return an address: a tensor's storage has a place of its own, as addresses have."""
        if not self.numel() or self.is_meta:
            return 0
        where = native.storage(self._h)
        return (where << 32) + 64 + native.offset(self._h) * self.itemsize

    def is_contiguous(self, memory_format=None):
        known = self._l or layout(self)
        if memory_format is None or memory_format.code < 2:
            return known.contiguous
        order = _CHANNELS_LAST[memory_format.code]
        if known.ndim != len(order):
            return False
        expected = 1
        for at in order:
            if known.shape[at] != 1:
                if known.strides[at] != expected:
                    return False
                expected *= known.shape[at]
        return True

    def is_floating_point(self):
        return self.dtype.is_floating_point

    def is_complex(self):
        return self.dtype.is_complex

    def is_signed(self):
        return self.dtype.is_signed

    def is_conj(self):
        return False

    is_neg = _is_zerotensor = is_conj

    def is_inference(self):
        return self._v.__class__ is Untracked

    def _is_view(self):
        return self._base is not None

    def is_set_to(self, other):
        return self._l is other._l and self.data_ptr() == other.data_ptr()

    def is_distributed(self):
        return False

    def is_same_size(self, other):
        return self.shape == other.shape

    def _typed_storage(self):
        import torch

        return torch.storage.TypedStorage(
            wrap_storage=self.untyped_storage(), dtype=self.dtype, _internal=True
        )

    def untyped_storage(self):
        from ._storage import storage_of

        return storage_of(self)

    def type(self, dtype=None, non_blocking=False, **kwargs):
        if dtype is None:
            return "torch." + TYPE_NAMES[self.dtype]
        import torch

        known = {"torch." + name: kind for kind, name in TYPE_NAMES.items()}
        known["torch.Tensor"] = torch.get_default_dtype()
        name = dtype
        if isinstance(dtype, type):
            name = f"{dtype.__module__}.{dtype.__qualname__}".removeprefix("builtins.")
        if not isinstance(dtype, torch.dtype):
            if name not in known:
                raise ValueError(f"invalid type: '{name}'")
            dtype = known[name]
        return self.to(dtype)

    def item(self):
        if self.numel() != 1:
            raise RuntimeError(
                f"a Tensor with {self.numel()} elements cannot be converted to Scalar"
            )
        if self.is_meta:
            raise RuntimeError("Tensor.item() cannot be called on meta tensors")
        return G["OPS"]["_local_scalar_dense"](self)

    def tolist(self):
        known = self._l or layout(self)
        values = elements(self)
        if not known.ndim:
            return values[0]
        for size in reversed(known.shape[1:]):
            groups = len(values) // size if size else known.shape[:-1].numel()
            values = [values[at * size : at * size + size] for at in range(groups)]
        return values

    def numpy(self, *, force=False):
        if self._r and not force:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy()"
                " instead."
            )
        if self.is_meta:
            raise TypeError(
                "can't convert meta device type tensor to numpy. Use Tensor.cpu() to copy the"
                " tensor to host memory first."
            )
        return Array(self)

    def _nested_tensor_size(self):
        raise RuntimeError("this tensor is not nested")

    def __bool__(self):
        if self.numel() != 1:
            what = "more than one value" if self.numel() else "no values"
            raise RuntimeError(f"Boolean value of Tensor with {what} is ambiguous")
        return bool(self.item())

    def __int__(self):
        return int(_one(self))

    def __float__(self):
        return float(_one(self))

    def __complex__(self):
        return complex(_one(self))

    def __index__(self):
        if self.dtype.is_floating_point or self.numel() != 1:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return operator.index(int(self.item()))

    def __getstate__(self):
        return self.__dict__ or None


class Array:
    """What `numpy()` gives on a page, which has no NumPy: numbers to draw."""

    def __init__(self, tensor):
        self._tensor = tensor
        self.shape, self.ndim, self.size = tuple(tensor.shape), tensor.dim(), tensor.numel()

    def tolist(self):
        return self._tensor.tolist()

    def tobytes(self):
        return bytes(native.to_bytes(self._tensor._h).to_py())

    def __len__(self):
        return len(self._tensor)

    def __iter__(self):
        return iter(self.tolist())

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(
            f"Numpy is not available on the page: `{name}` of an array is not there."
            " `tolist()` gives"
            " plain numbers."
        )


def _one(tensor):
    if tensor.numel() != 1:
        raise RuntimeError(f"a Tensor with {tensor.numel()} elements cannot be converted to Scalar")
    return tensor.item()


class Untracked(list):
    """Stands for the version of what was made in inference mode, which has none.

    Raises:
        RuntimeError: it is to grow, as the tensor was changed, and inference mode is over.
    """

    __slots__ = ()

    def __setitem__(self, at, version):
        if not grad_mode.inference:
            raise RuntimeError(
                "Inplace update to inference tensor outside InferenceMode is not allowed.You can"
                " make a clone to get a normal tensor before doing inplace update.See"
                " https://github.com/pytorch/rfcs/pull/17 for more details."
            )


def fresh(tensor):
    """Return the version of what stands on the memory of a tensor and is changed apart from it."""
    return tensor._v.__class__((0,))


def _version_of(tensor):
    if tensor._v.__class__ is Untracked:
        raise RuntimeError("Inference tensors do not track version counter.")
    return tensor._v[0]


def elements(tensor):
    """Return the elements in reading order as Python numbers."""
    if tensor.is_meta:
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    kind = tensor.dtype
    try:
        found = native.numbers(tensor._h).to_py().tolist()
    except NotImplementedError as error:  # it is fake: what records a network asks for no numbers
        from torch._subclasses.fake_tensor import DataDependentOutputException

        raise DataDependentOutputException(str(error)) from error
    if kind.name == "bool":
        return [bool(one) for one in found]
    return found if kind.is_floating_point else [int(one) for one in found]


def wrap_dim(dim, rank):
    """Return a dimension counted from the front.

    Raises:
        IndexError: there is none of this number.
    """
    low, high = (-rank, rank - 1) if rank else (-1, 0)
    if not low <= dim <= high:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})"
        )
    return dim + rank if dim < 0 and rank else max(dim, 0) if not rank else dim


def wrap(handle):
    """Return the Python tensor of a new handle."""
    tensor = _new(G["Tensor"])
    tensor._h = handle
    tensor._l = tensor._fn = tensor._base = tensor._g = tensor._x = None
    tensor._r = False
    tensor._nr = 0
    tensor._v = Untracked((0,)) if grad_mode.inference else [0]
    return tensor


def share(tensor, cls=None):
    """Return another Python tensor on the same handle and version, without a history."""
    handle = tensor._h
    native.shared[handle] = native.shared.get(handle, 0) + 1
    twin = _new(cls or G["Tensor"])
    twin._h, twin._l, twin._v = handle, tensor._l, tensor._v
    twin._fn = twin._base = twin._g = twin._x = None
    twin._r = False
    twin._nr = 0
    return twin


def replace(tensor, handle):
    """Let a Python tensor stand on another handle, which it owns from now on."""
    old = tensor._h
    if old in native.shared:
        left = native.shared[old] - 1
        if left:
            native.shared[old] = left
        else:
            del native.shared[old]
    else:
        native.dead.append(old)
    tensor._h, tensor._l = handle, None


def take(tensor, other):
    """Let a Python tensor stand where another does."""
    handle = other._h
    native.shared[handle] = native.shared.get(handle, 0) + 1
    replace(tensor, handle)
    tensor._l = other._l


G["WRAP"] = wrap
grad_mode.inference = False


def born(made, requires_grad=True):
    """Let a tensor that was just made require a gradient, if it shall; refuse in makers' words."""
    if not requires_grad:
        return made
    if not made.dtype.is_floating_point:
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    return made.requires_grad_(True)
