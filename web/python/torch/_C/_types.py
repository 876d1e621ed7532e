"""dtype, device, layout, memory format, Size, finfo and iinfo, as torch names and prints them."""

import math


class dtype:
    """A kind of element; `code` is torch's number for it, by which `web/aten` knows it."""

    __slots__ = ("code", "is_complex", "is_floating_point", "is_signed", "itemsize", "name")
    __module__ = "torch"

    def __init__(self, name, code, itemsize, floating=False, signed=True, is_complex=False):
        self.name, self.code, self.itemsize = name, code, itemsize
        self.is_floating_point, self.is_signed, self.is_complex = floating, signed, is_complex

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name

    def to_real(self):
        return self

    def to_complex(self):
        return {"float16": complex32, "float64": complex128}.get(self.name, complex64)


uint8 = dtype("uint8", 0, 1, signed=False)
int8 = dtype("int8", 1, 1)
int16 = dtype("int16", 2, 2)
int32 = dtype("int32", 3, 4)
int64 = dtype("int64", 4, 8)
float16 = dtype("float16", 5, 2, floating=True)
float32 = dtype("float32", 6, 4, floating=True)
float64 = dtype("float64", 7, 8, floating=True)
complex32 = dtype("complex32", 8, 4, is_complex=True)
complex64 = dtype("complex64", 9, 8, is_complex=True)
complex128 = dtype("complex128", 10, 16, is_complex=True)
bool_ = dtype("bool", 11, 1, signed=False)
bfloat16 = dtype("bfloat16", 15, 2, floating=True)
uint16 = dtype("uint16", 27, 2, signed=False)
uint32 = dtype("uint32", 28, 4, signed=False)
uint64 = dtype("uint64", 29, 8, signed=False)
float8_e5m2 = dtype("float8_e5m2", 23, 1, floating=True)
float8_e4m3fn = dtype("float8_e4m3fn", 24, 1, floating=True)

quint8 = dtype("quint8", 13, 1)
qint8 = dtype("qint8", 12, 1)
qint32 = dtype("qint32", 14, 4)
quint4x2 = dtype("quint4x2", 16, 1)
quint2x4 = dtype("quint2x4", 17, 1)

float8_e5m2fnuz = dtype("float8_e5m2fnuz", 25, 1, floating=True)
float8_e4m3fnuz = dtype("float8_e4m3fnuz", 26, 1, floating=True)
float8_e8m0fnu = dtype("float8_e8m0fnu", 44, 1, floating=True)
float4_e2m1fn_x2 = dtype("float4_e2m1fn_x2", 45, 1, floating=True)

BITS = {
    name: dtype(name, code, 1)
    for code, name in enumerate(("bits1x8", "bits2x4", "bits4x2", "bits8", "bits16"), 18)
}
BITS |= {
    f"{sign}int{bits}": dtype(f"{sign}int{bits}", 30 + bits, 1, signed=not sign)
    for sign in ("", "u")
    for bits in range(1, 8)
}

# The names that `torch` has for each; those of `on_page` can be computed with here.
NAMED = {
    "uint8": uint8,
    "int8": int8,
    "int16": int16,
    "short": int16,
    "int32": int32,
    "int": int32,
    "int64": int64,
    "long": int64,
    "float16": float16,
    "half": float16,
    "float32": float32,
    "float": float32,
    "float64": float64,
    "double": float64,
    "bool": bool_,
    "bfloat16": bfloat16,
    "complex32": complex32,
    "chalf": complex32,
    "complex64": complex64,
    "cfloat": complex64,
    "complex128": complex128,
    "cdouble": complex128,
    "uint16": uint16,
    "uint32": uint32,
    "uint64": uint64,
    "float8_e5m2": float8_e5m2,
    "float8_e4m3fn": float8_e4m3fn,
    "float8_e5m2fnuz": float8_e5m2fnuz,
    "float8_e4m3fnuz": float8_e4m3fnuz,
    "float8_e8m0fnu": float8_e8m0fnu,
    "float4_e2m1fn_x2": float4_e2m1fn_x2,
    **BITS,
    "quint8": quint8,
    "qint8": qint8,
    "qint32": qint32,
    "quint4x2": quint4x2,
    "quint2x4": quint2x4,
}
# What Python's own types mean where a dtype may stand.
PYTHON = {float: float64, int: int64, bool: bool_, complex: complex128}
BY_CODE = {one.code: one for one in NAMED.values()}
TYPE_NAMES = {
    uint8: "ByteTensor", int8: "CharTensor", int16: "ShortTensor", int32: "IntTensor",
    int64: "LongTensor", float16: "HalfTensor", float32: "FloatTensor", float64: "DoubleTensor",
    bool_: "BoolTensor", bfloat16: "BFloat16Tensor", float8_e5m2: "Float8_e5m2Tensor",
    float8_e4m3fn: "Float8_e4m3fnTensor",
}  # fmt: skip
# As messages of the C++ side name them: the type there, and torch's own name of it.
C_NAMES = {
    uint8: "unsigned char", int8: "signed char", int16: "short int", int32: "int",
    int64: "long int", float16: "c10::Half", float32: "float", float64: "double", bool_: "bool",
    bfloat16: "c10::BFloat16",
}  # fmt: skip
SCALAR_NAMES = {
    uint8: "Byte", int8: "Char", int16: "Short", int32: "Int", int64: "Long", float16: "Half",
    float32: "Float", float64: "Double", bool_: "Bool", bfloat16: "BFloat16",
    complex64: "ComplexFloat", complex128: "ComplexDouble", float8_e5m2: "Float8_e5m2",
    float8_e4m3fn: "Float8_e4m3fn",
}  # fmt: skip


class layout:
    __module__ = "torch"

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name


LAYOUTS = {
    name: layout(name)
    for name in ("strided", "sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc",
                 "jagged", "_mkldnn")
}  # fmt: skip
strided = LAYOUTS["strided"]


class memory_format:
    __module__ = "torch"

    def __init__(self, name, code):
        self.name, self.code = name, code

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name


FORMATS = {
    name: memory_format(name, code)
    for code, name in enumerate(
        ("contiguous_format", "preserve_format", "channels_last", "channels_last_3d")
    )
}
FORMATS["legacy_contiguous_format"] = FORMATS["contiguous_format"]
contiguous_format, preserve_format = FORMATS["contiguous_format"], FORMATS["preserve_format"]
channels_last = FORMATS["channels_last"]

_DEVICES = (
    "cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga",
    "maia", "xla", "lazy", "vulkan", "mps", "meta", "hpu", "mtia", "privateuseone",
)  # fmt: skip


class device:
    """Where a tensor lies. A page has "cpu"; the other names can be said, as in torch."""

    __slots__ = ("_context", "index", "type")
    __module__ = "torch"

    def __new__(cls, device=None, index=None, *, type=None):
        name = type if device is None else device
        if isinstance(name, cls):
            return name
        self = object.__new__(cls)
        if isinstance(name, int) and not isinstance(name, bool):
            name, index = "cpu" if index is None and name is None else "cuda", name
        if not isinstance(name, str):
            raise TypeError(
                "device(): argument 'type' (position 1) must be str, not " + _kind(name)
            )
        kind, _, number = name.partition(":")
        if kind not in _DEVICES:
            raise RuntimeError(
                f"Expected one of {', '.join(_DEVICES)} device type at start of device string:"
                f" {kind}"
            )
        if number:
            if not number.isdigit() or (number != "0" and number[0] == "0"):
                raise RuntimeError(f"Invalid device string: '{name}'")
            if index is not None:
                raise RuntimeError(
                    "type (string) must not include an index because index was passed explicitly: "
                    + name
                )
            index = int(number)
        object.__setattr__(self, "type", kind)
        object.__setattr__(self, "index", index)
        return self

    def __setattr__(self, name, value):
        raise AttributeError(f"attribute '{name}' of 'torch.device' objects is not writable")

    def __repr__(self):
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other):
        if not isinstance(other, device):
            return NotImplemented
        return self.type == other.type and self.index == other.index

    def __hash__(self):
        return hash((self.type, self.index))

    def __reduce__(self):
        return device, ((self.type,) if self.index is None else (self.type, self.index))

    def __enter__(self):
        from torch.utils._device import DeviceContext

        context = DeviceContext(self)
        context.__enter__()
        _ENTERED.append(context)
        return self

    def __exit__(self, *error):
        _ENTERED.pop().__exit__(*error)

    def __call__(self, function):
        from torch.utils._device import device_decorator

        return device_decorator(self, function)


_ENTERED = []
META = device("meta")
CPU = device("cpu")


def _kind(value):
    return "Tensor" if hasattr(value, "_h") else type(value).__name__


class Size(tuple):
    """A shape: a tuple that prints as torch's."""

    __slots__ = ()
    __module__ = "torch"

    def __new__(cls, sizes=()):
        if type(sizes) is tuple:
            return tuple.__new__(cls, sizes)
        return tuple.__new__(cls, [_index(size, at) for at, size in enumerate(sizes)])

    def numel(self):
        return math.prod(self)

    def __repr__(self):
        return f"torch.Size([{', '.join(map(str, self))}])"

    __str__ = __repr__

    def __getitem__(self, at):
        found = tuple.__getitem__(self, at)
        return tuple.__new__(Size, found) if type(at) is slice else found

    def __add__(self, other):
        return tuple.__new__(Size, tuple.__add__(self, tuple(other)))

    def __radd__(self, other):
        return tuple.__new__(Size, tuple(other) + tuple(self))

    def __mul__(self, times):
        return tuple.__new__(Size, tuple.__mul__(self, times))

    __rmul__ = __mul__

    def __reduce__(self):
        return Size, (tuple(self),)


def _index(size, at):
    try:
        return size.__index__()
    except (AttributeError, TypeError):
        raise TypeError(
            f"torch.Size() takes an iterable of 'int' (item {at} is '{type(size).__name__}')"
        ) from None


_LIMITS = {  # bits, eps, max, smallest normal, resolution
    float16: (16, 2.0**-10, 65504.0, 2.0**-14, 1e-3),
    bfloat16: (16, 2.0**-7, 3.3895313892515355e38, 2.0**-126, 1e-2),
    float32: (32, 2.0**-23, 3.4028234663852886e38, 2.0**-126, 1e-6),
    float64: (64, 2.0**-52, 1.7976931348623157e308, 2.0**-1022, 1e-15),
    float8_e5m2: (8, 2.0**-2, 57344.0, 2.0**-14, 1.0),
    float8_e4m3fn: (8, 2.0**-3, 448.0, 2.0**-6, 1.0),
}


class finfo:
    """The limits of a floating dtype."""

    __module__ = "torch"

    def __init__(self, type=None):
        self._dtype = default_dtype() if type is None else type
        if self._dtype not in _LIMITS:
            raise TypeError(
                f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle"
                f" '{self._dtype}'"
            )
        self.bits, self.eps, self.max, self.tiny, self.resolution = _LIMITS[self._dtype]
        self.min, self.smallest_normal, self.dtype = -self.max, self.tiny, self._dtype.name

    def __repr__(self):
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g},"
            f" eps={self.eps:g}, smallest_normal={self.tiny:g}, tiny={self.tiny:g},"
            f" dtype={self.dtype})"
        )

    def __eq__(self, other):
        return isinstance(other, finfo) and self._dtype is other._dtype

    __hash__ = None


class iinfo:
    """The limits of an integer dtype."""

    __module__ = "torch"

    def __init__(self, type):
        if type.is_floating_point or type.is_complex:
            raise TypeError(
                f"torch.iinfo() requires an integer input type. Use torch.finfo to handle '{type}'"
            )
        if type is bool_:
            raise TypeError("torch.bool is not supported by torch.iinfo")
        self.bits, self.dtype = type.itemsize * 8, type.name
        self.min = -(2 ** (self.bits - 1)) if type.is_signed else 0
        self.max = 2 ** (self.bits - type.is_signed) - 1

    def __repr__(self):
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


_default = [float32]


def default_dtype():
    return _default[0]
