"""Wrong answers that learners of chapter NN give, and the sentence meant for each."""

from typing import Any

import pytest

from livenet.exercises.judging import judge


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x.sum(dim=1), "the sum of each row"),
        (lambda x: x[:, 0], "not the mean of each row"),
    ],
)
def test_rows(answer: Any, said: str) -> None:
    assert said in judge("NN-rows", answer)[1]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x - x.mean(), "the mean of all numbers"),
        (lambda x: x, "the sum 0"),
    ],
)
def test_centred(answer: Any, said: str) -> None:
    assert said in judge("NN-centred", answer)[1]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x.var(dim=1), "one less than how many"),
        (lambda x: x.std(dim=1), "not the variance"),
    ],
)
def test_spread(answer: Any, said: str) -> None:
    assert said in judge("NN-spread", answer)[1]
