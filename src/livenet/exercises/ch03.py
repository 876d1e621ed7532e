"""The checks of chapter 3: a mean squared error, a cross-entropy by hand, a loss of one's own."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from livenet.exercises.judging import (
    Refused,
    call,
    exercise,
    near,
    want_gradient,
    want_tensor,
)


@exercise("03-mse")
def mse(answer: Any) -> None:
    """A function of predictions (N, 1) and truths (N,): their mean squared error."""
    prediction = torch.tensor([[1.0], [2.0], [4.0]], requires_grad=True)
    truth = torch.tensor([1.0, 4.0, 3.0])
    loss = call(answer, prediction, truth)
    want_tensor(loss, ())
    squares = (prediction.detach().squeeze(1) - truth) ** 2
    if near(loss, ((prediction.detach() - truth) ** 2).mean()):
        raise Refused(
            "(N, 1) 与 (N,) 广播成了 (N, N)，每个预测与每个真值都减了一遍：先把形状对齐。",
            "(N, 1) and (N,) were broadcast to (N, N), each prediction minus each truth: align the"
            " shapes first.",
        )
    if near(loss, squares.sum()):
        raise Refused("这是平方和，还要取平均。", "this is the sum of squares; take the mean.")
    if near(loss, squares.mean().sqrt()):
        raise Refused("你又开了方；均方误差不开方。", "you took a square root; MSE has none.")
    if not near(loss, squares.mean()):
        raise Refused(
            f"这里应为 {squares.mean().item():.2f}，你的函数给出 {loss.item():.2f}。",
            f"here it is {squares.mean().item():.2f}, and your function gives {loss.item():.2f}.",
        )
    want_gradient(loss)


@exercise("03-cross-entropy")
def cross_entropy(answer: Any) -> None:
    """A function of logits (N, C) and labels (N,): cross-entropy without `F.cross_entropy`."""
    logits = torch.randn(5, 4, generator=torch.Generator().manual_seed(4), requires_grad=True)
    labels = torch.tensor([3, 0, 2, 2, 1])
    right = F.cross_entropy(logits, labels)
    loss = call(answer, logits, labels)
    want_tensor(loss, ())
    if near(loss, -right):
        raise Refused("差一个负号。", "a minus sign is missing.")
    if near(loss, 5 * right):
        raise Refused(
            "这是 5 个样本的和，还要对批量取平均。",
            "this is the sum over 5 samples; take the mean over the batch.",
        )
    if near(loss, F.cross_entropy(logits.softmax(dim=1), labels)):
        raise Refused("softmax 做了两次。", "softmax was applied twice.")
    if near(loss, _over_the_batch(logits, labels)):
        raise Refused(
            "softmax 沿批量那一维做了；应沿类那一维，dim=1。",
            "softmax went along the batch; it goes along the classes, dim=1.",
        )
    if not near(loss, right.detach()):
        raise Refused(
            f"这里应为 {right.item():.4f}，你的函数给出 {loss.item():.4f}。",
            f"here it is {right.item():.4f}, and your function gives {loss.item():.4f}.",
        )
    want_gradient(loss)
    far = torch.tensor([[0.0, 200.0]])
    if not near(call(answer, far, torch.tensor([0])), torch.tensor(200.0)):
        raise Refused(
            "两个得分相差 200 时它不是 200：先 softmax 再取对数会下溢，用 log_softmax 一步完成。",
            "with two scores 200 apart it is not 200: softmax first and log after underflows; let"
            " log_softmax do both in one step.",
        )


def _over_the_batch(logits: Tensor, labels: Tensor) -> Tensor:
    """Return what comes of a softmax along the wrong dimension."""
    return F.nll_loss(logits.detach().log_softmax(dim=0), labels)


@exercise("03-own-loss")
def own_loss(answer: Any) -> None:
    """A loss of the reader's own, of logits (N, 10) and labels (N,), that a classifier can use."""
    labels = torch.tensor([7, 7])

    def loss_at(score: float) -> tuple[Tensor, Tensor]:
        """Return the loss and its gradient where the right class has a score, and others 0."""
        logits = torch.zeros(2, 10)
        logits[:, 7] = score
        loss = call(answer, logits.requires_grad_(), labels)
        want_tensor(loss, ())
        want_gradient(loss)
        (gradient,) = torch.autograd.grad(loss, logits)
        return loss.detach(), gradient[:, 7].sum()

    wrong, slope = loss_at(-8.0)
    blank, _ = loss_at(0.0)
    sure, _ = loss_at(12.0)
    if slope > -0.1:
        raise Refused(
            f"错得离谱时（正确类得 −8 分），损失对这个得分的导数是 {slope:.4f}：它饱和了，学不动。",
            f"when the right class is all but ruled out (it scores −8) the derivative with respect"
            f" to that score is {slope:.4f}: it saturates, and nothing is learnt.",
        )
    if not wrong > blank:
        raise Refused(
            "错得离谱时的损失应当大于一无所知时的。",
            "to rule out the right class should cost more than to know nothing.",
        )
    if not sure < blank:
        raise Refused(
            f"又对又有把握（12 分）时损失是 {sure:.2f}，一无所知时只有 {blank:.2f}：应当反过来。",
            f"right and sure (a score of 12) costs {sure:.2f} and knowing nothing only"
            f" {blank:.2f}: it charges for being sure.",
        )
    surer, _ = loss_at(10_000.0)
    if surer < sure - 100:
        raise Refused(
            f"正确类得 12 分时损失是 {sure:.2f}，得 10,000 分时是 {surer:.2f}："
            "它没有下界，会逼得分无限变大。",
            f"at a score of 12 the loss is {sure:.2f} and at 10,000 {surer:.2f}: it is not bounded"
            " below, and drives the scores up for ever.",
        )
    logits = torch.randn(3, 10, generator=torch.Generator().manual_seed(5)).requires_grad_()
    some = torch.tensor([1, 5, 9])
    if near(call(answer, logits, some), F.cross_entropy(logits, some).detach()):
        raise Refused(
            "这就是交叉熵本身，要的是另一个损失。",
            "this is cross-entropy itself, and another loss is wanted.",
        )
    once, twice = call(answer, logits, some), call(answer, logits.repeat(2, 1), some.repeat(2))
    if not near(twice, once.detach()):
        raise Refused(
            "同一批图像放两遍，损失就变了：对批量取平均，不要求和。",
            "the same batch twice over gives another loss: take the mean over the batch, not the"
            " sum.",
        )
