"""FloatStorage and its like, which torch.save names in its files."""

from torch._C._types import NAMED
from torch.storage import _LegacyStorage, _warn_typed_storage_removal

_KINDS = {
    "Double": "double", "Float": "float", "Half": "half", "Long": "long", "Int": "int",
    "Short": "short", "Char": "int8", "Byte": "uint8", "Bool": "bool", "BFloat16": "bfloat16",
}  # fmt: skip
__all__ = [f"{name}Storage" for name in _KINDS]


def _make(name, kind):
    def dtype(self):
        _warn_typed_storage_removal(stacklevel=3)
        return kind

    return type(
        name, (_LegacyStorage,),
        {"__module__": "torch", "dtype": property(dtype), "_dtype": property(lambda self: kind)},
    )  # fmt: skip


class _classproperty:
    def __init__(self, kind):
        self.kind = kind

    def __get__(self, instance, owner):
        return self.kind


for _name, _kind in _KINDS.items():
    _made = _make(f"{_name}Storage", NAMED[_kind])
    _made.dtype = _made._dtype = _classproperty(NAMED[_kind])
    globals()[f"{_name}Storage"] = _made
