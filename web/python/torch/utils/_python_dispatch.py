"""TorchDispatchMode: a context in which every operation, below autograd, asks a reader's class."""

from torch import _C


class TorchDispatchMode:
    """A mode; a subclass has `__torch_dispatch__(self, func, types, args=(), kwargs=None)`."""

    supports_higher_order_operators = False

    def __init__(self, _dispatch_key=None):
        self.old_modes = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        raise NotImplementedError

    def __enter__(self):
        _C._push_on_torch_dispatch_stack(self)
        return self

    def __exit__(self, *error):
        _C._pop_torch_dispatch_stack(None)

    @classmethod
    def push(cls, *args, **kwargs):
        return cls(*args, **kwargs)


class BaseTorchDispatchMode(TorchDispatchMode):
    """A mode that changes nothing."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


def _disable_current_modes():
    import contextlib

    from torch._C._state import dispatch_modes, look_at_modes

    @contextlib.contextmanager
    def without():
        kept = dispatch_modes[:]
        dispatch_modes.clear()
        look_at_modes()
        try:
            yield kept
        finally:
            dispatch_modes[:] = kept
            look_at_modes()

    return without()


def is_traceable_wrapper_subclass(t):
    return False


def is_traceable_wrapper_subclass_type(t):
    return False


def transform_subclass(t, callback, outer_size=None, outer_stride=None):
    raise NotImplementedError("Wrapper subclasses are not there in the page's torch.")


def is_in_torch_dispatch_mode(include_infra_modes=True):
    return _C._len_torch_dispatch_stack() > 0


def _get_current_dispatch_mode():
    count = _C._len_torch_dispatch_stack()
    return _C._get_dispatch_stack_at(count - 1) if count else None


def _get_current_dispatch_mode_stack():
    return [_C._get_dispatch_stack_at(at) for at in range(_C._len_torch_dispatch_stack())]


def return_and_correct_aliasing(func, args, kwargs, out):
    return out
