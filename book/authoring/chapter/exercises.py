"""The checks of chapter NN: means of rows."""

from typing import Any

import torch

from livenet.exercises.judging import Refused, call, exercise, near, want_tensor

_X = torch.tensor([[1.0, 2.0, 6.0], [0.0, 4.0, 8.0]])


@exercise("NN-rows")
def rows(answer: Any) -> None:
    """A function of a matrix: the mean of each row."""
    given = call(answer, _X.clone())
    want_tensor(given, (2,))
    if near(given, _X.sum(dim=1)):
        raise Refused("这是每一行的和。", "this is the sum of each row.")
    if not near(given, _X.mean(dim=1)):
        raise Refused("这不是每一行的平均。", "this is not the mean of each row.")


@exercise("NN-centred")
def centred(answer: Any) -> None:
    """A function of a matrix: each row less its mean."""
    given = call(answer, _X.clone())
    want_tensor(given, (2, 3))
    if near(given, _X - _X.mean()):
        raise Refused("减去的是全部数的平均。", "the mean of all numbers was taken away.")
    if not near(given, _X - _X.mean(dim=1, keepdim=True)):
        raise Refused("每一行的和应当是 0。", "each row should have the sum 0.")


@exercise("NN-spread")
def spread(answer: Any) -> None:
    """A function of a matrix: the variance of each row, divided by how many there are."""
    given = call(answer, _X.clone())
    want_tensor(given, (2,))
    if near(given, _X.var(dim=1)):
        raise Refused("除以的是个数减一。", "this was divided by one less than how many there are.")
    if not near(given, _X.var(dim=1, correction=0)):
        raise Refused("这不是每一行的方差。", "this is not the variance of each row.")
