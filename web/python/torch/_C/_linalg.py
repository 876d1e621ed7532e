"""torch._C._linalg: the functions of the table that belong to torch.linalg."""

from torch._C import _dispatch, _schema
from torch._elsewhere import refusal


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _dispatch.function(name) if _schema.exists(name) else refusal(f"torch.{name}")
