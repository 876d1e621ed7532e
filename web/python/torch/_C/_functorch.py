"""torch._C._functorch: nothing of torch.func is on a page."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from torch._elsewhere import refusal

    return refusal(f"torch.func ({name})")


def is_functorch_wrapped_tensor(tensor):
    return False


is_batchedtensor = is_gradtrackingtensor = is_functorch_wrapped_tensor


def maybe_get_bdim(tensor):
    return -1


def get_unwrapped(tensor):
    return tensor


def maybe_current_level():
    return None
