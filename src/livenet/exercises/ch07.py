"""The checks of chapter 7: saliency, occlusion, a step towards a digit, and many small steps."""

from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import digits, weights
from livenet.exercises.judging import Refused, call, exercise, near, want_tensor

_SUSPECT = 4176  # the test digit of the largest loss, a 2 that is read as 7
_EPS = 0.15
_MOST_ACCURACY = 0.3


def _image() -> Tensor:
    """Return the digit that the chapter asks about, (1, 1, 32, 32), as the caller's own."""
    return _suspect().clone()


@cache
def _suspect() -> Tensor:
    return digits.load("test").images[_SUSPECT : _SUSPECT + 1].clone()


@exercise("07-saliency")
def saliency(answer: Any) -> None:
    """A function of net, image and digit: the gradient of the digit's score for each pixel."""
    net, image = weights.trained(), _image()
    for digit in (7, 2):
        map_ = call(answer, net, image, digit)
        want_tensor(map_, (32, 32))
        if image.requires_grad:
            raise Refused(
                "你让传进来的 image 也需要梯度了：先 clone()，再 requires_grad_()。",
                "the image that was handed in now requires a gradient: clone() it first, then"
                " requires_grad_().",
            )
        x = image.clone().requires_grad_()
        scores = net(x)[0]
        slopes = torch.stack(
            [torch.autograd.grad(score, x, retain_graph=True)[0][0, 0] for score in scores]
        )  # (10, 32, 32)
        right = slopes[digit]
        probabilities = scores.detach().softmax(dim=0)
        loss = (probabilities.view(10, 1, 1) * slopes).sum(dim=0) - right
        if _close(map_, -probabilities[digit] * loss):
            raise Refused(
                "这是概率的梯度；网络有把握时它几乎是 0，请用得分。",
                "this is the gradient of the probability, which is nearly 0 where the network is"
                " sure; take the score.",
            )
        if _close(map_, loss):
            raise Refused(
                "这是损失的梯度，正负与得分的相反，还混进了另外九个得分。",
                "this is the gradient of the loss: its signs are the other way round, and the other"
                " nine scores are in it.",
            )
        if near(map_, right.abs()):
            raise Refused(
                "取了绝对值，就看不出多一点墨是升还是降：请留下正负号。",
                "with absolute values nobody sees whether ink raises or lowers the score: keep the"
                " signs.",
            )
        if digit == 2 and near(map_, slopes[7]):
            raise Refused(
                "问的是 2，你给的是 7 的：用参数 digit，不要用 argmax。",
                "asked for 2, it tells of 7: use the argument digit, not argmax.",
            )
        if not near(map_, right):
            raise Refused(
                "这不是这个数字的得分对每个像素的梯度。",
                "this is not the gradient of that digit's score for each pixel.",
            )
    if any(p.grad is not None for p in net.parameters()):
        raise Refused(
            "图对了，但参数的 .grad 里也留下了梯度：用 torch.autograd.grad 只求图像的。",
            "the map is right, but gradients were left in the parameters' .grad: ask for the"
            " image's alone by torch.autograd.grad.",
        )


def _close(map_: Tensor, other: Tensor) -> bool:
    """Return whether two maps are equal, though both may be small."""
    return torch.allclose(map_.detach(), other, rtol=1e-3, atol=1e-3 * other.abs().max().item())


@exercise("07-occlusion")
def occlusion(answer: Any) -> None:
    """A function of net, image, digit and size: what each cover takes from the digit's score."""
    net, image = weights.trained().requires_grad_(False), _image()
    whole = image.clone()
    for size in (8, 13):
        side = 33 - size
        map_ = call(answer, net, image, 7, size)
        if not torch.equal(image, whole):
            raise Refused(
                "传进来的 image 被盖上了纸：先 clone() 再盖。",
                "the image that was handed in is covered now: clone() it before you cover it.",
            )
        want_tensor(map_, (side, side))
        score = net(image)[0, 7]
        left = net(_covered(image, size))  # (side * side, 10)
        right = (score - left[:, 7]).view(side, side)
        sure, still = net(image).softmax(dim=1)[0, 7], left.softmax(dim=1)[:, 7].view(side, side)
        wrong: list[tuple[Tensor, str, str]] = [
            (
                score - right,
                "这是盖住之后的得分；要的是得分少了多少。",
                "these are the scores when covered; by how much they are lower is wanted.",
            ),
            (
                -right,
                "正负反了：原来的得分减去盖住之后的。",
                "the signs are the wrong way round: the score before, less the score when covered.",
            ),
            (sure - still, "这是概率的差；请用得分。", "these are probabilities; take scores."),
            (
                (score - net(_covered(image, size, pile=True))[:, 7]).view(side, side),
                "纸越盖越多：每个位置都要从原图重新开始。",
                "the paper piles up: begin each place with the whole image.",
            ),
            (
                right.T,
                "行和列反了：第 0 维是行，从上往下。",
                "rows and columns are exchanged: dimension 0 is the row, from the top.",
            ),
        ]
        for mistake, zh, en in wrong:
            if near(map_, mistake):
                raise Refused(zh, en)
        if not near(map_, right):
            raise Refused(
                f"盖 {size}×{size} 的白纸（值为 0）时，这不是得分少掉的数。",
                f"with {size}×{size} of paper, which is 0, this is not what the score loses.",
            )


def _covered(image: Tensor, size: int, *, pile: bool = False) -> Tensor:
    """Return an image covered at each place; with ``pile``, no paper is ever taken away."""
    side = 33 - size
    covered = image.repeat(side * side, 1, 1, 1)
    for place in range(side * side):
        row, column = divmod(place, side)
        last = side * side if pile else place + 1
        covered[place:last, 0, row : row + size, column : column + size] = 0
    return covered


@exercise("07-toward")
def toward(answer: Any) -> None:
    """A function of net, image, digit and eps: one step that makes the image more of a digit."""
    net, image = weights.trained(), _image()
    for digit, eps in ((2, 0.1), (3, 0.25)):
        changed = call(answer, net, image.clone(), digit, eps)
        want_tensor(changed, (1, 1, 32, 32))
        if changed.requires_grad:
            raise Refused(
                "结果还连着计算图：最后 detach()。",
                "the result still hangs on a graph: detach() it at the end.",
            )
        x = image.clone().requires_grad_()
        (slope,) = torch.autograd.grad(F.cross_entropy(net(x), torch.tensor([digit])), x)
        (up,) = torch.autograd.grad(net(x)[0, digit], x)
        if _agree(changed, (image + eps * slope.sign()).clamp(0, 1)):
            raise Refused(
                f"方向反了：这样损失变大，离 {digit} 更远；标签是目标时，要减。",
                f"the wrong way: so the loss rises, away from {digit}; where the label is what you"
                " want, subtract.",
            )
        if _agree(changed, image - eps * slope.sign()):
            raise Refused(
                "有的像素跑到了 0 到 1 之外：最后 clamp(0, 1)。",
                "some pixels left 0 to 1: clamp(0, 1) at the end.",
            )
        if _agree(changed, (image - eps * slope).clamp(0, 1)):
            raise Refused(
                "漏了 sign()：梯度很小，像素几乎没动；每个像素都要变 eps。",
                "sign() is missing: gradients are small and pixels hardly move; each should move"
                " by eps.",
            )
        if _agree(changed, (image + eps * up.sign()).clamp(0, 1)):
            raise Refused(
                "这是顺着得分走；损失还会把别的得分压下去，请用损失。",
                "this follows the score alone; the loss pushes the other scores down as well: take"
                " the loss.",
            )
        if not _agree(changed, (image - eps * slope.sign()).clamp(0, 1)):
            raise Refused(
                f"朝 {digit} 走一步，应当是 image - eps * 损失梯度的符号，再 clamp。",
                f"a step towards {digit} is image - eps * the sign of the loss's gradient, then"
                " clamp.",
            )


def _agree(changed: Tensor, image: Tensor) -> bool:
    """Return whether pixels agree, save a few whose gradient is 0 but for rounding."""
    return ((changed - image).abs() < 1e-5).float().mean().item() > 0.99


@exercise("07-deceive")
def deceive(answer: Any) -> None:
    """A function of net, images and labels: images changed by 0.15 at most that are misread."""
    net = weights.trained()
    images, labels = digits.load("test", n=100, seed=7)
    before = nn.utils.parameters_to_vector(net.parameters()).detach().clone()
    changed = call(answer, net, images.clone(), labels.clone())
    want_tensor(changed, (100, 1, 32, 32))
    if not torch.equal(nn.utils.parameters_to_vector(net.parameters()), before):
        raise Refused("你改了网络；只许改图像。", "you changed the network; change images only.")
    if not ((changed >= 0) & (changed <= 1)).all():
        raise Refused(
            "有的像素不在 0 到 1 之间：那不是一张图像。",
            "some pixels are not between 0 and 1: that is no image.",
        )
    change = (changed - images).abs().max().item()
    if change > _EPS + 1e-5:
        raise Refused(
            f"有一个像素变了 {change:.2f}，最多 {_EPS}：每一步之后都退回到离原图 {_EPS} 之内。",
            f"one pixel changed by {change:.2f}, and {_EPS} is the most: after each step, go back"
            f" to within {_EPS} of the original.",
        )
    with torch.no_grad():
        share = (net(changed).argmax(dim=1) == labels).float().mean().item()
    if share > _MOST_ACCURACY:
        raise Refused(
            f"还有 {share:.0%} 认对，最多 {_MOST_ACCURACY:.0%}：走出一步，梯度就变了，要重新求。",
            f"{share:.0%} are still read rightly, and {_MOST_ACCURACY:.0%} is the most: after a"
            " step the gradient is another; ask again.",
        )
