"""Where a text counts or compares numbers, they have to be torch's to the last bit."""

import torch

from tests.lockstep.fuzz import Draw
from tests.lockstep.machine import Node

from . import seam
from .seam import Call


def test_an_enlarged_picture_has_the_greys_of_torch(node: Node) -> None:
    calls = []
    for seed in range(6):
        d = Draw(seed)
        picture = torch.randint(0, 256, (1, 2, 28, d.whole(3, 28))) / 255
        size = [d.one(32, 14, 31), d.whole(3, 40)]
        args = {"self": picture, "output_size": size, "align_corners": d.flag()}
        calls.append(Call("upsample_bilinear2d", args))
    for call, ours in zip(calls, seam.run(node, calls), strict=True):
        (theirs,) = seam.theirs(call)
        assert isinstance(theirs, torch.Tensor)
        assert torch.equal(ours[0], theirs), (call.args["output_size"], (ours[0] != theirs).sum())  # type: ignore[arg-type]
