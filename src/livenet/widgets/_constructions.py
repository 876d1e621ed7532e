"""Source that makes a module of torch's again, with the arguments that it was made with."""

import inspect
import math
from typing import Any

import torch
from torch import Tensor, nn

_NUMBERS = 64  # a tensor of so many or fewer is written out
_KINDS = (bool, int, float, str, tuple, type(None))
_BYGONE = {"size_average", "reduce", "device", "dtype"}  # arguments that say nothing now


def construction(module: nn.Module) -> str | None:
    """Return an expression in ``nn`` and ``torch``; None where none is found that does it.

    torch's own text of a module is one nearly always; it leaves out some arguments, as those of a
    loss, and the quotes of a text. So each is tried, on the device meta, and compared.
    """
    if not is_torchs(module):
        return None
    for text in (f"nn.{module!r}", _by_signature(module)):
        if text is not None and "\n" not in text and _makes(text, module):
            return text
    return None


def is_torchs(module: nn.Module) -> bool:
    """Whether torch, and not the reader, wrote the class of a module."""
    return type(module).__module__.startswith("torch.nn.")


def _by_signature(module: nn.Module) -> str | None:
    """Name each argument that the module keeps under its name, if it is not the default."""
    arguments = []
    for name, parameter in inspect.signature(type(module)).parameters.items():
        if parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
            return None
        value = getattr(module, name, parameter.default)
        if name == "bias" and (value is None or isinstance(value, Tensor)):
            value = value is not None
        if name in _BYGONE or _same(value, parameter.default):
            continue
        text = literal(value)
        if text is None:
            return None
        arguments.append(f"{name}={text}")
    return f"nn.{type(module).__name__}({', '.join(arguments)})"


def literal(value: Any) -> str | None:
    """Return Python for a plain value or a small tensor; None for anything else."""
    if isinstance(value, Tensor):
        if value.numel() > _NUMBERS or value.is_meta:
            return None
        kind = "" if value.dtype == torch.float32 else f", dtype={value.dtype}"
        return f"torch.tensor({value.tolist()}{kind})"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value) if isinstance(value, _KINDS) else None


def _same(value: Any, default: Any) -> bool:
    return isinstance(value, _KINDS) and type(value) is type(default) and value == default


def _makes(text: str, module: nn.Module) -> bool:
    try:
        with torch.random.fork_rng(devices=[]), torch.device("meta"):
            again = eval(text, {"nn": nn, "torch": torch})
    except Exception:  # whatever torch says of a text that is no call of it
        return False
    return type(again) is type(module) and _content(again) == _content(module)


def _content(module: nn.Module) -> Any:
    """Return what two modules must have in common to be made alike."""
    kept = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, _KINDS) and name != "training" and not name.startswith("_")
    }
    shapes = {name: value.shape for name, value in module.state_dict().items()}
    return kept, shapes, repr(module)
