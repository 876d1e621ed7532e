"""Calls as torch once took them: a number before the tensor that it is multiplied by."""

import warnings

from ._arguments import Misfit, Signature
from ._schema import Schema
from ._state import G

_SUM = ("Tensor self, Scalar alpha, Tensor other",)
_PRODUCT = ("Tensor self, Scalar value, Tensor tensor1, Tensor tensor2",)


def _products(first, second):
    return tuple(
        f"Scalar beta, Tensor self, {alpha}Tensor {first}, Tensor {second}"
        for alpha in ("", "Scalar alpha, ")
    )


_LINES = {
    "add": _SUM,
    "sub": _SUM,
    "addcdiv": _PRODUCT,
    "addcmul": _PRODUCT,
    "addbmm": _products("batch1", "batch2"),
    "addmm": _products("mat1", "mat2"),
    "addmv": _products("mat", "vec"),
    "addr": _products("vec1", "vec2"),
    "baddbmm": _products("batch1", "batch2"),
}


def called(function, args, kwargs):
    """Call a function with arguments in their old order; None if that does not fit either."""
    base = function.base
    for line in _LINES.get(base.rstrip("_"), ()):
        old = Signature(Schema(f"{base}({line}) -> Tensor|"), function.method)
        try:
            text = old.bind(args, kwargs)
        except Misfit:
            continue
        _warn(function, old)
        space = {f"a{i}": one for i, one in enumerate(args)}
        space |= {f"k_{key}": one for key, one in kwargs.items()}
        names = [arg.name for arg in old.schema.args]
        values = dict(zip(names, eval(f"({text},)", G, space), strict=True))
        now = G["by_name"](base, "Tensor" if line in _SUM else "")
        return now.call(*[values.get(arg.name, arg.default) for arg in now.schema.args])
    return None


_warned = []


def _warn(function, old):
    if _warned:
        return
    _warned.append(old)
    shown = function.shown
    this = f"{shown}{old}"
    if not function.method:
        this = this[:-1] + ", *, Tensor out = None)"
    others = "\n".join(f"\t{shown}{one}" for one in function.signatures)
    warnings.warn(
        f"This overload of {shown} is deprecated:\n\t{this}\nConsider using one of the following"
        f" signatures instead:\n{others} (Triggered internally at"
        " /__w/pytorch/pytorch/torch/csrc/utils/python_arg_parser.cpp:1841.)",
        UserWarning,
        stacklevel=5,
    )
