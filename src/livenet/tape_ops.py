"""What the engine can run: each aten operation of a tape, and the arguments it understands.

A check takes the input values by argument name and the other arguments, raises
:class:`TapeError` with the rest of a sentence ("with groups=2, …"), and returns the arguments
that the tape keeps, pairs spelled out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Args = dict[str, Any]
Check = Callable[[Args, Args], Args]


class TapeError(ValueError):
    """A network does something that the engine cannot run."""


@dataclass(frozen=True)
class Op:
    """check: see above. view: the output shares its input's memory. strided: takes any strides."""

    check: Check
    view: bool = False
    strided: bool = False


def _fixed(**allowed: Any) -> Check:
    """Arguments that must have one value, and are then left out; the others are kept."""

    def check(_: Args, args: Args) -> Args:
        for name, value in allowed.items():
            if args.get(name) != value:
                raise TapeError(
                    f"with {name}={args.get(name)!r}, and the engine knows only {value!r}."
                )
        return {k: v for k, v in args.items() if k not in allowed}

    return check


def _keep_nothing(_: Args, __: Args) -> Args:
    """Nothing that the engine needs: shapes and strides say it all."""
    return {}


def _pair(value: Any, default: list[int]) -> list[int]:
    """``3`` and ``[3]`` mean ``[3, 3]``; an empty list means the default."""
    items = list(value) if isinstance(value, (list, tuple)) else [value]
    return (items * 2 if len(items) == 1 else items) or default


def _image(ins: Args, name: str) -> None:
    if len(ins[name]["shape"]) != 4:
        raise TapeError(
            f"on {len(ins[name]['shape'])} dimensions, and the engine knows only (N, C, H, W)."
        )


def _convolution(ins: Args, args: Args) -> Args:
    _image(ins, "input")
    if args["transposed"]:
        raise TapeError("transposed, and the engine has no transposed convolution.")
    if args["groups"] != 1:
        raise TapeError(f"with groups={args['groups']}, and the engine knows only groups=1.")
    kept = {k: _pair(args[k], [0, 0]) for k in ("stride", "padding", "dilation")}
    if "output_mask" in args:
        kept["output_mask"] = args["output_mask"]
    return kept


def _pool(ins: Args, args: Args) -> Args:
    _image(ins, "self")
    window = _pair(args["kernel_size"], [])
    kept = {
        "kernel_size": window,
        "stride": _pair(args["stride"], window),
        "padding": _pair(args["padding"], [0, 0]),
    }
    if "dilation" in args:
        kept["dilation"] = _pair(args["dilation"], [1, 1])
    else:
        kept["count_include_pad"] = args["count_include_pad"]
        kept["divisor_override"] = args["divisor_override"]
    return kept


def _elementwise(ins: Args, args: Args) -> Args:
    """``add`` and ``mul``: the second operand is a tensor or a number."""
    if any(v["dtype"] != "float32" for v in ins.values()):
        raise TapeError("on integers, and the engine computes in float32.")
    return {k: float(v) for k, v in args.items()}


def _softmax(_: Args, args: Args) -> Args:
    if args.get("half_to_float"):
        raise TapeError("with half_to_float=True, and the engine knows only float32.")
    return {"dim": args["dim"]}


def _nll(ins: Args, args: Args) -> Args:
    if "weight" in ins:
        raise TapeError("with a weight for each class, and the engine weighs all alike.")
    if len(ins["self"]["shape"]) != 2:
        raise TapeError(f"on {len(ins['self']['shape'])} dimensions, and the engine knows (N, C).")
    return {"reduction": _reduction(args), "ignore_index": args["ignore_index"]}


def _reduction(args: Args) -> int:
    if args["reduction"] not in (1, 2):
        raise TapeError('with reduction="none", and the engine needs one number to descend.')
    return int(args["reduction"])


def _mse(ins: Args, args: Args) -> Args:
    if ins["self"]["shape"] != ins["target"]["shape"]:
        raise TapeError(
            f"on shapes {ins['self']['shape']} and {ins['target']['shape']}, "
            "and the engine does not broadcast a loss."
        )
    return {"reduction": _reduction(args)}


def _sum(ins: Args, args: Args) -> Args:
    rank = len(ins["self"]["shape"])
    dims = args.get("dim") or range(rank)  # sum() and sum(dim=[]) take all
    return {"dim": sorted(d % rank for d in dims), "keepdim": args.get("keepdim", False)}


# The same numbers under another name for autograd: they leave no trace on the tape.
ALIASES = {"detach", "alias", "lift_fresh"}

# In-place calls are written down as the plain call; the tensor then stands for the new value.
IN_PLACE = {f"{name}_": name for name in ("relu", "tanh", "sigmoid", "leaky_relu")}

_VIEW = Op(_keep_nothing, view=True)

SUPPORTED: dict[str, Op] = {
    "convolution": Op(_convolution),
    "convolution_backward": Op(_convolution),
    "max_pool2d_with_indices": Op(_pool),
    "max_pool2d_with_indices_backward": Op(_pool),
    "avg_pool2d": Op(_pool),
    "avg_pool2d_backward": Op(_pool),
    "relu": Op(_keep_nothing, strided=True),
    "threshold_backward": Op(_fixed(threshold=0), strided=True),
    "tanh": Op(_keep_nothing, strided=True),
    "tanh_backward": Op(_keep_nothing, strided=True),
    "sigmoid": Op(_keep_nothing, strided=True),
    "sigmoid_backward": Op(_keep_nothing, strided=True),
    "leaky_relu": Op(_fixed(), strided=True),
    "leaky_relu_backward": Op(_fixed(self_is_result=False), strided=True),
    "add": Op(_elementwise, strided=True),
    "mul": Op(_elementwise, strided=True),
    "addmm": Op(_fixed(alpha=1, beta=1)),
    "mm": Op(_fixed(out_dtype=None)),
    "sum": Op(_sum),
    "_softmax": Op(_softmax),
    "_softmax_backward_data": Op(_softmax),
    "_log_softmax": Op(_softmax),
    "_log_softmax_backward_data": Op(_softmax),
    "nll_loss_forward": Op(_nll),
    "nll_loss_backward": Op(_nll),
    "mse_loss": Op(_mse),
    "mse_loss_backward": Op(_mse),
    "ones_like": Op(_keep_nothing),
    "clone": Op(_keep_nothing),
    "view": _VIEW,
    "_unsafe_view": _VIEW,
    "t": _VIEW,
    "transpose": _VIEW,
    "permute": _VIEW,
    "expand": _VIEW,
    "unsqueeze": _VIEW,
    "squeeze": _VIEW,
}
