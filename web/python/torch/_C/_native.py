"""The JavaScript below: `web/aten` and its errors, and the numbers that wait there to be freed."""

import gc

import aten as _aten
from pyodide.ffi import JsException, create_proxy

ERRORS = {
    one.__name__: one
    for one in (RuntimeError, IndexError, ValueError, TypeError, NotImplementedError, OverflowError)
}

op = _aten.op
into = _aten.into
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
set_where = _aten.setWhere
is_fake = _aten.isFake
strided = _aten.strided
held = _aten.held
from_bytes = _aten.fromBytes
from_numbers = _aten.fromNumbers
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


def _raising(call):
    """Return a function that raises what JavaScript throws as Python's error."""

    def calling(*args):
        try:
            return call(*args)
        except JsException as raised:
            raise error(raised) from None

    return calling


promote, result_type = _raising(_aten.promote), _raising(_aten.resultType)
equal, item, is_true = _raising(_aten.equal), _raising(_aten.item), _raising(_aten.isTrue)
numbers, to_bytes, write = _raising(_aten.numbers), _raising(_aten.bytes), _raising(_aten.write)
put = _raising(_aten.put)
resize, storage_bytes = _raising(_aten.resize), _raising(_aten.storageBytes)
# Handles whose Python tensors have gone. They are handed back in bunches, as each call costs.
dead = []


def flush():
    """Free what has gone."""
    if dead:
        gone = dead[:]
        dead.clear()
        _free(*gone)


def _full(everything):
    """Free what has gone; with `everything` what stands in circles as well."""
    if everything:
        gc.collect()
    flush()


# A tensor whose shape nobody asked for does not tell how large it was, and what a circle holds
# below, Python's own collector does not see.
_aten.onFull(create_proxy(_full))

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
