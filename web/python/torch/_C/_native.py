"""The JavaScript below: `web/aten` and its errors, and the numbers that wait there to be freed."""

import aten as _aten
from pyodide.ffi import JsException

ERRORS = {
    one.__name__: one
    for one in (RuntimeError, IndexError, ValueError, TypeError, NotImplementedError, OverflowError)
}

op = _aten.op
has = _aten.has
layout = _aten.layout
describe = _aten.describe
offset = _aten.offset
storage = _aten.storage
nbytes = _aten.nbytes
overlaps = _aten.overlaps
alias = _aten.alias
become = _aten.become
set_meta = _aten.setMeta
is_meta = _aten.isMeta
strided = _aten.strided
resize = _aten.resize
held = _aten.held
from_bytes = _aten.fromBytes
write = _aten.write
from_numbers = _aten.fromNumbers
to_bytes = _aten.bytes
storage_bytes = _aten.storageBytes
numbers = _aten.numbers
item = _aten.item
equal = _aten.equal
is_true = _aten.isTrue
promote = _aten.promote
result_type = _aten.resultType
can_cast = _aten.canCast
set_default_dtype = _aten.setDefaultDtype
generator = _aten.generator
default_generator = _aten.defaultGenerator
count = _aten.count
_wrap = _aten.wrap
_free = _aten.free


def error(raised):
    """Return what JavaScript threw as the Python error that torch raises."""
    return ERRORS.get(raised.name, RuntimeError)(raised.message)


# Handles whose Python tensors have gone. They are handed back in bunches, as each call costs.
dead = []
_MOST = 48


def flush():
    """Free what has gone."""
    if dead:
        gone = dead[:]
        dead.clear()
        _free(*gone)


# How many Python tensors more than one stand on a handle.
shared = {}
KIND = {bool: 0, int: 1, float: 2}
_wrapped = {}


def wrapped(number):
    """Return the handle of a Python number that stands where a tensor may."""
    key = (number.__class__, number) if number or number.__class__ is not float else repr(number)
    handle = _wrapped.get(key)
    if handle is None:
        if len(_wrapped) > 500:
            # The first ones: the call that asks may hold the last.
            for old in list(_wrapped)[:250]:
                _free(_wrapped.pop(old))
        handle = _wrapped[key] = _wrap(KIND[number.__class__], number)
    return handle


__all__ = ["JsException", "error", "wrapped"]
