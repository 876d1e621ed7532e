"""torch.special: the functions of the table whose names begin with special_."""

from torch._C import _dispatch, _schema


def __getattr__(name):
    if name.startswith("__") or not _schema.exists(f"special_{name}"):
        raise AttributeError(f"module 'torch.special' has no attribute '{name}'")
    return _dispatch.function(f"special_{name}")
