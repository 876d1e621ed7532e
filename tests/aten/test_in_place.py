"""Operations in place and of ``out``: what they write, into tensors that lie anywhere."""

import torch
from torch import Tensor

from tests.lockstep.fuzz import Draw
from tests.lockstep.machine import Node
from tests.lockstep.test_operations import OPERATIONS

from . import seam
from .judge import differences
from .seam import Call

NAMES = [
    "add.Tensor",
    "add.Scalar",
    "sub.Tensor",
    "mul.Tensor",
    "mul.Scalar",
    "div.Tensor",
    "relu",
    "exp",
    "neg",
    "sigmoid",
    "tanh",
    "clamp",
    "addcmul",
    "addcdiv",
    "lerp.Scalar",
    "masked_fill.Scalar",
    "eq.Scalar",
    "bitwise_and.Tensor",
    "index_fill.int_Scalar",
    "scatter.value",
    "scatter_add",
    "cumsum",
    "addmm",
    "index_put",
    "fill.Scalar",
]

#: What torch says of these in place is about its own steps.
SENTENCES = ("addmm_", "lerp_.Scalar", "scatter_add_")


def in_place(name: str) -> str:
    """Return the name of the operation that writes its first argument."""
    base, _, rest = name.partition(".")
    return f"{base}_.{rest}" if rest else f"{base}_"


def written(name: str, seed: int) -> Call:
    """Return a call in place; now and then ``self`` is of a dtype that the result has to fit."""
    spec = seam.overload(name)._schema.arguments
    drawn = OPERATIONS[name](Draw(seed))
    args = {s.name: a for s, a in zip(spec, drawn, strict=False)}
    x = args["self"]
    if seed % 3 == 2 and x.dtype == torch.float32:
        dtype = (torch.float64, torch.int64, torch.float16)[seed // 3 % 3]
        args["self"] = x.nan_to_num(0).clamp(-100, 100).to(dtype)
    return Call(in_place(name), args, seed)


def test_what_is_written_in_place_is_what_torch_writes(node: Node) -> None:
    calls = [written(name, seed) for name in NAMES for seed in range(6)]

    def unsaid(call: Call, what: str) -> bool:
        return what in ("sentence", "error") and call.op in SENTENCES

    assert not differences(node, calls, unsaid)


def test_only_the_part_that_is_written_changes(node: Node) -> None:
    whole = torch.arange(24.0).reshape(4, 6) - 12
    views = (whole[1], whole[:, 2], whole[1:3, 1:4], whole.t(), whole[0, 1:3], whole[2:])
    calls = []
    for part in views:
        ones = torch.ones(part.shape)
        calls += [
            Call("mul_.Scalar", {"self": part, "other": 2.0}, beside=whole),
            Call("add_.Tensor", {"self": part, "other": ones}, beside=whole),
            Call("relu_", {"self": part}, beside=whole),
            Call("fill_.Scalar", {"self": part, "value": 7}, beside=whole),
            Call("copy_", {"self": part, "src": ones.long()}, beside=whole),
        ]
    assert not differences(node, calls)


def test_overlapping_memory_is_refused_as_torch_does(node: Node) -> None:
    square, line = torch.arange(16.0).reshape(4, 4), torch.arange(10.0)
    row: Tensor = torch.zeros(3).expand(4, 3)
    calls = [
        Call("add_.Tensor", {"self": square, "other": square.t()}),
        Call("add_.Tensor", {"self": square, "other": square}),
        Call("copy_", {"self": line[1:], "src": line[:-1]}),
        Call("copy_", {"self": line, "src": line}),
        Call("add_.Tensor", {"self": row, "other": torch.ones(4, 3)}),
        Call("fill_.Scalar", {"self": row, "value": 1}),
    ]
    assert not differences(node, calls)


def test_out_is_written(node: Node) -> None:
    x, y = torch.rand(3, 4), torch.rand(3, 4)
    for name, args in (("add.out", {"self": x, "other": y}), ("exp.out", {"self": x})):
        (ours,) = seam.run(node, [Call(name, {**args, "out": torch.zeros(4, 3).t()})])
        theirs = seam.overload(name)(**args, out=torch.zeros(4, 3).t())
        assert isinstance(ours, list)
        assert isinstance(ours[0], Tensor)
        assert torch.allclose(ours[0], theirs)
        assert ours[0].stride() == theirs.stride()
