"""The checks of chapter 4: the chain rule by hand, a batch in parts, a gradient that is wrong."""

import copy
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from livenet import LeNet
from livenet.exercises.judging import Refused, call, exercise, kind, want_number


@exercise("04-by-hand")
def by_hand(answer: Any) -> None:
    """A function of two numbers: both derivatives of y = (a * b + b)**2."""
    for a, b in ((3.0, 5.0), (-1.5, 2.0)):
        result = call(answer, a, b)
        if not isinstance(result, tuple | list) or len(result) != 2:
            raise Refused(
                f"要返回两个数 (dy_da, dy_db)，得到的是 {kind(result)}。",
                f"return two numbers, (dy_da, dy_db); this is a {kind(result)}.",
            )
        dy_da, dy_db = (want_number(derivative) for derivative in result)
        dy_ds = 2 * (a * b + b)
        right = (dy_ds * b, dy_ds * (a + 1))
        if (dy_da, dy_db) == right[::-1]:
            raise Refused("两个导数的次序反了。", "the two derivatives are exchanged.")
        if dy_db == dy_ds * a:
            raise Refused(
                "b 有两条路：经过 a * b，也直接进入 s；dy_db 只算了第一条。",
                "b has two paths, through a * b and straight into s, and dy_db has only the first.",
            )
        if (dy_da, dy_db) == (b, a + 1):
            raise Refused(
                "这是 s 的导数，还要乘上平方的导数 2 * s。",
                "these are the derivatives of s; multiply by that of the square, 2 * s.",
            )
        for name, value, wanted in zip(("dy_da", "dy_db"), (dy_da, dy_db), right, strict=True):
            if abs(value - wanted) > 1e-6:
                raise Refused(
                    f"a = {a}、b = {b} 时 {name} 应为 {wanted}，你的函数给出 {value}。",
                    f"at a = {a} and b = {b} {name} is {wanted}, and your function gives {value}.",
                )


@exercise("04-in-parts")
def in_parts(answer: Any) -> None:
    """A function of net, images, labels and size: the batch's gradient from parts of that size."""
    generator = torch.Generator().manual_seed(6)
    images = torch.randn(10, 1, 32, 32, generator=generator)
    labels = torch.randint(10, (10,), generator=generator)
    net = LeNet()
    whole = copy.deepcopy(net)
    F.cross_entropy(whole(images), labels).backward()
    wanted = _gradients(whole)
    F.cross_entropy(net(images), 9 - labels).backward()  # left over from an earlier step
    old = _gradients(net)

    def gather(size: int) -> Tensor:
        """Return the gradients that the reader's function leaves behind."""
        call(answer, net, images, labels, size, nothing=True)
        if any(p.grad is None for p in net.parameters()):
            raise Refused(
                "有参数的 .grad 是 None：每一部分都要 backward()，之后别再清掉。",
                "a parameter's .grad is None: call backward() for each part, and do not clear it"
                " afterwards.",
            )
        return _gradients(net)

    for size in (5, 4):  # two equal parts, then 4 + 4 + 2
        gathered = gather(size)
        parts = -(-10 // size)
        if torch.allclose(gathered, wanted, rtol=1e-3, atol=1e-6):
            continue
        if torch.allclose(gathered - wanted, old, rtol=1e-3, atol=1e-6):
            raise Refused(
                "上一步的梯度还在里面：先清掉它们。",
                "the gradients of an earlier step are still in there: clear them first.",
            )
        if size == 5 and torch.allclose(gathered, parts * wanted, rtol=1e-3, atol=1e-6):
            raise Refused(
                f"梯度大了 {parts} 倍：每一部分的损失已经是平均，加起来之前要按份额缩小。",
                f"the gradient is {parts} times too large: the loss of each part is a mean already,"
                " so scale it down to its share before adding up.",
            )
        if size == 4:
            raise Refused(
                "10 张图分成 4、4、2 时不对：每一部分的份额是它的张数除以总数，不是部分数分之一。",
                "with 10 images in parts of 4, 4 and 2 it is wrong: the share of a part is its"
                " number of images over all, not one over the number of parts.",
            )
        raise Refused(
            "得到的梯度不是整个批量的梯度。", "these are not the gradients of the whole batch."
        )


def _gradients(net: LeNet) -> Tensor:
    """Return all gradients of a network in one row."""
    return torch.cat([p.grad.flatten() for p in net.parameters() if p.grad is not None])


@exercise("04-disagree")
def disagree(answer: Any) -> None:
    """A function of one number whose gradient by autograd is not its slope."""
    x = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
    y = call(answer, x)
    if not isinstance(y, Tensor) or y.ndim != 0:
        raise Refused("f(x) 应返回一个 0 维张量。", "f(x) should return a tensor of no dimensions.")
    if y.grad_fn is None:
        raise Refused(
            "结果没有 grad_fn，backward() 会直接报错；要骗的是自动求导，不是让它罢工。",
            "the result has no grad_fn, and backward() would raise; deceive autograd, do not stop"
            " it.",
        )
    want_number(y.detach())
    (gradient,) = torch.autograd.grad(y, x, allow_unused=True)
    if gradient is None:
        raise Refused(
            "结果不是从 x 算出来的，自动求导找不到路。",
            "the result is not computed from x, and autograd finds no path to it.",
        )
    h = 1e-6
    up, again, down = (
        want_number(call(answer, torch.tensor(3 + push, dtype=torch.float64, requires_grad=True)))
        for push in (h, 0.0, -h)
    )
    if again != y.item():
        raise Refused(
            "两次 f(3) 的值不同：函数里不要有随机数。",
            "f(3) differs from call to call: no random numbers, please.",
        )
    slope = (up - down) / (2 * h)
    if abs(gradient.item() - slope) < 1e-3 * max(1.0, abs(slope)):
        raise Refused(
            f"自动求导给 {gradient.item():.4f}，有限差分给 {slope:.4f}：两者一致，它没有被骗。",
            f"autograd gives {gradient.item():.4f} and finite differences give {slope:.4f}: they"
            " agree, and it was not deceived.",
        )
