"""Single calls of every operation against torch's own, on any strides, offsets and dtypes."""

import pytest
import torch
from torch import Tensor

from tests.lockstep.fuzz import Draw
from tests.lockstep.machine import Node
from tests.lockstep.test_operations import OPERATIONS

from . import seam
from .judge import differences
from .seam import Call

HALVES = (torch.float16, torch.bfloat16)

#: What is not torch's, and why.
QUIRKS = {
    # torch's kernels read weights that do not lie in order as if they did
    "native_group_norm": "numbers",
    "native_group_norm_backward": "numbers",
    # it reads beyond the end of a tensor that is expanded
    "median.dim": "numbers",
    # which of equal numbers comes first
    "topk": "numbers",
    # a buffer drawn at random is not the one that belongs to the input
    "log_sigmoid_backward": "numbers",
    # with 1/6 as a float32, in double too
    "hardsigmoid_backward": "numbers",
    # with a base of 1 it fills the result with ones
    "pow.Scalar": "strides",
    # it computes a gradient that nobody asked for
    "convolution_backward": "outputs",
}

#: What torch computes in 16 bits where we compute in 32, or does not compute at all.
IN_HALVES = {
    "gelu",
    "grid_sampler_2d",
    "grid_sampler_2d_backward",
    "normal_functional",
    "replication_pad2d_backward",
    "multi_margin_loss_backward",
    "_cdist_backward",
    "avg_pool3d_backward",
}


def _passed_over(call: Call, what: str) -> bool:
    halves = any(isinstance(a, Tensor) and a.dtype in HALVES for a in call.args.values())
    return QUIRKS.get(call.op) == what or (halves and call.op in IN_HALVES)


def drawn(name: str, seed: int) -> Call:
    """Return a call with arguments as the engine's own test draws them, in one of four dtypes."""
    spec = seam.overload(name)._schema.arguments
    args = OPERATIONS[name](Draw(seed))
    dtype = (torch.float32, torch.float64, torch.float32, HALVES[seed // 4 % 2])[seed % 4]

    def cast(arg: object) -> object:
        if isinstance(arg, Tensor):
            return arg.to(dtype) if arg.dtype == torch.float32 else arg
        if isinstance(arg, (list, tuple)):
            return [cast(item) for item in arg]
        return dtype if arg is torch.float32 else arg

    return Call(name, {s.name: cast(a) for s, a in zip(spec, args, strict=False)}, seed)


@pytest.fixture(scope="module")
def names(node: Node) -> set[str]:
    """Return the operations that there are."""
    return {text.partition("(")[0] for text in node.call("schemas", {})[0]}


#: Kernels of the engine that no single call reaches yet.
LEFT = {
    "_embedding_bag",
    "_embedding_bag_backward",
    "_embedding_bag_forward_only",
    "rrelu_with_noise_functional",
}


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - LEFT))
def test_a_call_gives_what_torch_gives(node: Node, name: str) -> None:
    calls = [drawn(name, seed) for seed in range(8)]
    assert not differences(node, calls, _passed_over, plain=len(name) % 2 == 0)


def test_every_kernel_can_be_called(names: set[str]) -> None:
    assert OPERATIONS.keys() - names == LEFT


def test_schemas_are_those_of_torch(node: Node) -> None:
    ours = set(node.call("schemas", {})[0])
    theirs = {
        str(seam.overload(text.partition("(")[0])._schema).removeprefix("aten::") for text in ours
    }
    assert ours == theirs
