"""How an answer to an exercise is judged, and what can be wrong with it in any exercise.

A check is a function of the reader's answer, registered by `exercise`. It returns nothing when the
answer is right, and otherwise raises `Refused` with one clear sentence in each language.
"""

import importlib
import importlib.util
import math
import os
import re
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from livenet import _arguments

Check = Callable[[Any], None]

EXERCISES: dict[str, Check] = {}
_UNANSWERED = (
    "还没有答案：把 ... 换成你的代码，再运行一次。",
    "No answer yet: replace ... by your code, and run the cell again.",
)
_RIGHT = ("对了。", "Right.")
_NAME = re.compile(r"(\d\d)-[a-z0-9-]+")


class Refused(Exception):
    """An answer is wrong; the reason is one sentence in Chinese and in English."""

    def __init__(self, zh: str, en: str):
        super().__init__(en)
        self.zh, self.en = zh, en


class Unanswered(Exception):
    """The answer is still the `...` that the notebook was published with."""


def exercise(name: str) -> Callable[[Check], Check]:
    """Register a check under the name that the chapter's cell gives to `check`."""

    def register(function: Check) -> Check:
        EXERCISES[name] = function
        return function

    return register


def check(name: str, answer: object) -> None:
    """Print whether an answer is right, and if not, what is wrong, in Chinese and in English.

    On a page of the book, whose language the environment names in ``LIVENET_LANGUAGE``, it is that
    one alone.

    Args:
        name: the exercise, such as "02-same-size", as its cell has it.
        answer: a tensor, function or module; `...` is no answer yet, and no error.

    Raises:
        TypeError: ``name`` is no text.
        ValueError: there is no exercise of this name.

    >>> check("02-same-size", torch.nn.Conv2d(3, 8, 5, padding=2))
    对了。
    Right.
    """
    zh, en = judge(name, answer)
    told = {"zh": [zh], "en": [en]}.get(os.environ.get("LIVENET_LANGUAGE", ""), [zh, en])
    print(*told, sep="\n")


def judge(name: str, answer: object) -> tuple[str, str]:
    """Return what `check` prints, in Chinese and in English; it raises what `check` raises."""
    if match := _NAME.fullmatch(_arguments.want_text("the name of an exercise", name)):
        module = f"livenet.exercises.ch{match[1]}"
        if importlib.util.find_spec(module):
            importlib.import_module(module)
    if name not in EXERCISES:
        raise ValueError(f"There is no exercise {name!r}; copy its name from the chapter's cell.")
    try:
        if answer is ...:
            raise Unanswered
        EXERCISES[name](answer)
    except Unanswered:
        return _UNANSWERED
    except Refused as reason:
        return f"还不对：{reason.zh}", f"Not yet: {reason.en}"
    return _RIGHT


def kind(answer: object) -> str:
    """Return what an answer is, for a sentence."""
    return f"class {answer.__name__}" if isinstance(answer, type) else type(answer).__name__


def call(function: Any, *arguments: object, nothing: bool = False) -> Any:
    """Call a reader's function or module, and say what it raised.

    Args:
        function: the reader's.
        arguments: what it is called with.
        nothing: it works on its arguments, and may return nothing.

    Raises:
        Refused: it is no function, it raised, or it returned nothing.
        Unanswered: it returned `...`.
    """
    if isinstance(function, type):
        raise Refused(
            f"给的是类 {function.__name__} 本身，还差一对括号来造出实例。",
            f"this is the class {function.__name__} itself; call it to make an instance.",
        )
    if not callable(function):
        raise Refused(
            f"要交的是函数，得到的是 {kind(function)}。",
            f"a function is wanted, and this is a {kind(function)}.",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = function(*arguments)
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        raise Refused(
            f"运行你的代码时出错：{message}", f"your code raised an error: {message}"
        ) from error
    if result is ...:
        raise Unanswered
    if result is None and not nothing:
        raise Refused(
            "函数什么也没有返回，是不是漏了 return？",
            "the function returned nothing; is a return missing?",
        )
    return result


def want_tensor(answer: object, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> None:
    """Refuse what is no tensor of this shape and dtype."""
    if not isinstance(answer, Tensor):
        raise Refused(
            f"要的是张量，得到的是 {kind(answer)}。",
            f"a tensor is wanted, and this is a {kind(answer)}.",
        )
    if tuple(answer.shape) != shape:
        raise Refused(
            f"形状应为 {shape}，得到的是 {tuple(answer.shape)}。",
            f"the shape should be {shape}, and is {tuple(answer.shape)}.",
        )
    if answer.dtype != dtype:
        raise Refused(
            f"dtype 应为 {dtype}，得到的是 {answer.dtype}。",
            f"the dtype should be {dtype}, and is {answer.dtype}.",
        )
    if answer.device.type != "cpu":
        raise Refused(
            f"张量应在 cpu 上，得到的在 {answer.device} 上。",
            f"the tensor should be on cpu, and is on {answer.device}.",
        )
    if answer.layout != torch.strided:
        raise Refused(
            f"要的是普通的稠密张量，得到的是 {answer.layout}：用 to_dense()。",
            f"a dense tensor is wanted, and this is {answer.layout}: use to_dense().",
        )


def want_number(answer: object) -> float:
    """Refuse what is no number, or a tensor of several, or no finite number; return it."""
    if isinstance(answer, Tensor) and answer.ndim != 0:
        raise Refused(
            f"要的是一个数，得到的是形状为 {tuple(answer.shape)} 的张量。",
            f"one number is wanted, and this is a tensor of shape {tuple(answer.shape)}.",
        )
    if isinstance(answer, Tensor) and not answer.is_complex() and not answer.is_meta:
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, float | int):
        raise Refused(
            f"要的是一个数，得到的是 {kind(answer)}。",
            f"one number is wanted, and this is a {kind(answer)}.",
        )
    if not math.isfinite(answer):
        raise Refused(
            f"要的是一个有限的数，得到的是 {answer}。",
            f"a finite number is wanted, and this is {answer}.",
        )
    return float(answer)


def want_module(answer: object) -> nn.Module:
    """Refuse what is no module, and a class where an instance is wanted."""
    if isinstance(answer, type):
        call(answer)  # says so
    if not isinstance(answer, nn.Module):
        raise Refused(
            f"要的是 nn.Module，得到的是 {kind(answer)}。",
            f"an nn.Module is wanted, and this is a {kind(answer)}.",
        )
    for name, held in answer.state_dict(keep_vars=True).items():
        if is_lazy(held):
            raise Refused(
                f"{name} 还没有形状：先让网络算一次。",
                f"{name} has no shape yet: run the network once.",
            )
        if held.device.type != "cpu":
            raise Refused(
                f"网络应在 cpu 上，{name} 在 {held.device} 上。",
                f"the network should be on cpu, and {name} is on {held.device}.",
            )
    return answer


def want_few_parameters(net: nn.Module, most: int) -> int:
    """Refuse a network with more parameters than are allowed; return how many it has."""
    count = sum(p.numel() for p in net.parameters())
    if count > most:
        raise Refused(
            f"参数不能超过 {most:,} 个，你的网络有 {count:,} 个。",
            f"at most {most:,} parameters are allowed, and your network has {count:,}.",
        )
    return count


def want_gradient(answer: Tensor) -> None:
    """Refuse a result that autograd cannot follow back."""
    if answer.grad_fn is None:
        raise Refused(
            "结果没有 grad_fn，梯度到不了网络：别用 .item()、.detach() 或 torch.tensor 断开它。",
            "the result has no grad_fn, so no gradient reaches the network: do not cut it off with"
            " .item(), .detach() or torch.tensor.",
        )


def near(answer: Tensor, right: Tensor) -> bool:
    """Return whether two tensors are equal up to the rounding of float32."""
    return torch.allclose(answer.detach(), right, rtol=1e-4, atol=1e-5)
