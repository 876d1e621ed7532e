"""Every operation of the engine against torch's own: one line says how to draw its arguments."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import torch

from livenet import resources

from . import fuzz
from .fuzz import Draw
from .machine import Node

Arguments = Callable[[Draw], list[Any]]


def one(d: Draw) -> list[Any]:
    return [d.expanded(d.tensor(d.shape()))]


def positive(d: Draw) -> list[Any]:
    return [d.tensor(d.shape(), -0.2, 4)]


def unit(d: Draw) -> list[Any]:
    return [d.tensor(d.shape(), -1.1, 1.1)]


def two(d: Draw) -> list[Any]:
    s = d.shape()
    return [d.expanded(d.tensor(s)), d.tensor(d.smaller(s))]


def number(d: Draw) -> list[Any]:
    return [d.tensor(d.shape()), d.float()]


def ints(d: Draw) -> list[Any]:
    s = d.shape()
    return [d.ints(s, -5, 6), d.ints(d.smaller(s), 1, 4)]


def bools(d: Draw) -> list[Any]:
    s = d.shape()
    return [d.bools(s), d.bools(d.smaller(s))]


def mixed(d: Draw) -> list[Any]:
    """Whole numbers, and numbers or truths beside them."""
    s = d.shape()
    return [d.ints(s, -5, 6), d.one(d.tensor(d.smaller(s)), d.float(), d.bools(d.smaller(s)))]


def gradient(*more: Any) -> Arguments:
    """A gradient and what it was computed from, of one shape."""

    def draw(d: Draw) -> list[Any]:
        s = d.shape()
        return [d.expanded(d.tensor(s)), d.tensor(s), *(m(d) if callable(m) else m for m in more)]

    return draw


# how to draw the arguments of each operation, in the order of its schema; the overload after a dot
OPERATIONS: dict[str, Arguments] = {
    # functions of one number
    **{
        name: one
        for name in (
            *("abs", "asinh", "atan", "ceil", "cos", "cosh", "erf", "erfc", "exp", "exp2", "expm1"),
            *("floor", "frac", "isfinite", "isinf", "isnan", "neg", "reciprocal", "round", "sgn"),
            *("sign", "sin", "sinh", "square", "tan", "trunc", "relu", "tanh", "sigmoid", "clone"),
            *("silu", "mish", "hardsigmoid", "hardswish", "log_sigmoid_forward", "ones_like"),
            *("zeros_like", "logical_not", "leaky_relu", "gelu", "elu", "celu", "softplus"),
            *("hardtanh", "softshrink", "hardshrink"),
        )
    },
    **{name: positive for name in ("acosh", "log", "log10", "log1p", "log2", "rsqrt", "sqrt")},
    **{name: unit for name in ("acos", "asin", "atanh")},
}
LINES: dict[str, tuple[str, Arguments]] = {}


def cases() -> list[tuple[str, Arguments]]:
    return [(name, draw) for name, draw in OPERATIONS.items()]


@pytest.mark.parametrize(("name", "draw"), cases())
def test_operation(node: Node, name: str, draw: Arguments) -> None:
    for seed in range(12):
        d = Draw(seed)
        args = draw(d)
        kernels = ("fused", "simd", "plain")[seed % 3]
        for single, double, ours in fuzz.run(node, name, args, kernels, seed):
            assert fuzz.agree(single, double, ours, 3e-6), (
                f"{name}, seed {seed}, {kernels}: {args}\ntorch {double}\nours {ours}"
            )
