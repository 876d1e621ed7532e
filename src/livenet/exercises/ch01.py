"""The checks of chapter 1: an accuracy, digits moved to the left, a small network."""

from typing import Any

import torch
import torch.nn.functional as F

from livenet import digits
from livenet.exercises.judging import (
    Refused,
    call,
    exercise,
    near,
    want_few_parameters,
    want_module,
    want_number,
    want_tensor,
)

_MOST_PARAMETERS = 10_000
_LEAST_ACCURACY = 0.9


@exercise("01-accuracy")
def accuracy(answer: Any) -> None:
    """A function of logits (N, 10) and labels (N,): the share that is read rightly."""
    scores = torch.randn(50, 10, generator=torch.Generator().manual_seed(1))
    reads = scores.argmax(dim=1)
    labels = torch.where(torch.arange(50) % 4 == 0, (reads + 1) % 10, reads)  # 13 of 50 are wrong
    right = (reads == labels).float().mean().item()
    value = want_number(call(answer, scores, labels))
    if abs(value - right * 50) < 1e-3:
        raise Refused(
            "这是认对的个数；准确率是比例，还要除以总数。",
            "this is how many are right; accuracy is a share, so divide by how many there are.",
        )
    if abs(value - right * 100) < 1e-3:
        raise Refused(
            "这是百分数；准确率请给 0 到 1 之间的比例。",
            "this is a percentage; give the share, between 0 and 1.",
        )
    if abs(value - (1 - right)) < 1e-3:
        raise Refused("这是认错的比例。", "this is the share that is read wrongly.")
    if abs(value - right) > 1e-3:
        raise Refused(
            f"这一组里认对的比例是 {right:.2f}，你的函数给出 {value:.2f}。",
            f"the share here is {right:.2f}, and your function gives {value:.2f}.",
        )


@exercise("01-shift-left")
def shift_left(answer: Any) -> None:
    """A function of images (N, 1, H, W) and pixels: the images moved to the left."""
    images = torch.rand(3, 1, 8, 8, generator=torch.Generator().manual_seed(2)) + 0.1
    for pixels in (1, 3):
        moved = call(answer, images.clone(), pixels)
        want_tensor(moved, (3, 1, 8, 8))
        if near(moved, torch.roll(images, -pixels, dims=3)):
            raise Refused(
                "从左边出去的又从右边进来了；补进来的应当是白纸，也就是 0。",
                "what leaves on the left comes in on the right; paper, which is 0, should come in.",
            )
        if near(moved, F.pad(images, (pixels, -pixels))):
            raise Refused("你把图像移到了右边。", "you moved the images to the right.")
        if near(moved, F.pad(images, (0, 0, -pixels, pixels))):
            raise Refused(
                "你把图像移到了上边；左右是最后一维，写在最前面。",
                "you moved the images up; left and right are the last dimension, which comes first"
                " in F.pad.",
            )
        if not near(moved, F.pad(images, (-pixels, pixels))):
            raise Refused(
                f"移动 {pixels} 个像素，每行应当少掉最左的 {pixels} 个数，右边补 {pixels} 个 0。",
                f"moved by {pixels}, each row should lose its first {pixels} numbers and end with"
                f" {pixels} zeros.",
            )


@exercise("01-small-network")
def small_network(answer: Any) -> None:
    """A trained module with few parameters that reads digits of the test set."""
    net = want_module(answer)
    want_few_parameters(net, _MOST_PARAMETERS)
    images, labels = digits.load("test", n=2000)
    with torch.no_grad():
        logits = call(net, images)
    want_tensor(logits, (2000, 10))
    share = (logits.argmax(dim=1) == labels).float().mean().item()
    if share < 0.2:
        raise Refused(
            f"准确率 {share:.1%}，它还在瞎猜：交上来之前先训练它。",
            f"its accuracy is {share:.1%}, so it is guessing: train it before you hand it in.",
        )
    if share < _LEAST_ACCURACY:
        raise Refused(
            f"准确率 {share:.1%}，还不到 {_LEAST_ACCURACY:.0%}。",
            f"its accuracy is {share:.1%}, and {_LEAST_ACCURACY:.0%} is wanted.",
        )
