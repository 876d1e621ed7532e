"""torch._C._nn: the functions of the table that belong to torch.nn."""

from torch._C import _dispatch, _methods, _schema


def __getattr__(name):
    if name.startswith("__") or not _schema.exists(name):
        raise AttributeError(f"module 'torch._C._nn' has no attribute '{name}'")
    return _dispatch.function(name)


def _parse_to(*args, **kwargs):
    """Return (device, dtype, non_blocking, memory_format) of the arguments of Module.to."""
    from torch._C._types import device, dtype, memory_format

    where, kind, blocking, form = kwargs.pop("device", None), kwargs.pop("dtype", None), False, None
    blocking = kwargs.pop("non_blocking", False)
    form = kwargs.pop("memory_format", None)
    for one in (*args, *([kwargs.pop("tensor")] if "tensor" in kwargs else [])):
        if isinstance(one, dtype):
            kind = one
        elif isinstance(one, str | device) or (isinstance(one, int) and not isinstance(one, bool)):
            where = one
        elif isinstance(one, bool):
            blocking = one
        elif isinstance(one, memory_format):
            form = one
        elif hasattr(one, "_h"):
            where, kind = one.device, one.dtype
        elif one is not None:
            _methods._bad_to(args, kwargs)
    _methods.check_device(where)
    return None if where is None else device(where), kind, blocking, form
