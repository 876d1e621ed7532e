"""What `check` says in any exercise: no answer yet, an error in the reader's code, a wrong name."""

import pytest
import torch
from torch import nn

from livenet import check
from livenet.exercises.judging import Refused, judge, want_module, want_tensor


def test_check_prints_a_line_in_each_language(capsys: pytest.CaptureFixture[str]) -> None:
    check("02-same-size", nn.Conv2d(3, 8, 5))
    assert capsys.readouterr().out == (
        "还不对：形状应为 (1, 8, 32, 32)，得到的是 (1, 8, 28, 28)。\n"
        "Not yet: the shape should be (1, 8, 32, 32), and is (1, 8, 28, 28).\n"
    )


@pytest.mark.parametrize(("language", "told"), [("zh", "对了。\n"), ("en", "Right.\n")])
def test_a_page_is_told_in_its_language_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    monkeypatch.setenv("LIVENET_LANGUAGE", language)
    check("02-same-size", nn.Conv2d(3, 8, 5, padding=2))
    assert capsys.readouterr().out == told


def test_an_unknown_exercise_is_told() -> None:
    for name in ("02-same", "99-none", "x"):
        with pytest.raises(ValueError, match="copy its name"):
            check(name, 1)


@pytest.mark.parametrize("answer", [..., lambda *_: ...])
def test_what_was_not_written_yet_is_no_error(answer: object) -> None:
    assert judge("01-accuracy", answer)[1].startswith("No answer yet")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (3.0, "a function is wanted, and this is a float"),
        (nn.Flatten, "this is the class Flatten itself"),
        (lambda logits, labels: None, "is a return missing"),
        (lambda logits: logits, "your code raised an error: TypeError"),
        (lambda logits, labels: logits @ labels, "your code raised an error: RuntimeError"),
    ],
)
def test_what_cannot_be_called_or_raises_is_told(answer: object, message: str) -> None:
    assert message in judge("01-accuracy", answer)[1]


def test_a_tensor_is_refused_by_type_shape_and_dtype() -> None:
    want_tensor(torch.zeros(2), (2,))
    for wrong, message in (
        ([0.0, 0.0], "a tensor is wanted, and this is a list"),
        (torch.zeros(2, 1), r"shape should be \(2,\), and is \(2, 1\)"),
        (torch.zeros(2).double(), r"dtype should be torch.float32, and is torch.float64"),
    ):
        with pytest.raises(Refused, match=message):
            want_tensor(wrong, (2,))


def test_a_module_is_refused_as_a_class_and_as_another_thing() -> None:
    assert isinstance(want_module(nn.ReLU()), nn.ReLU)
    for wrong, message in (
        (nn.ReLU, "the class ReLU itself"),
        (torch.relu, "an nn.Module is wanted"),
    ):
        with pytest.raises(Refused, match=message):
            want_module(wrong)
