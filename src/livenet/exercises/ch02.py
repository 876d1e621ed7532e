"""The checks of chapter 2: a layer that keeps the size, 16 * 5 * 5 in general, a new network."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from livenet.exercises.judging import (
    Refused,
    call,
    exercise,
    near,
    want_few_parameters,
    want_module,
    want_tensor,
)

_MOST_PARAMETERS = 60_000


@exercise("02-same-size")
def same_size(answer: Any) -> None:
    """A convolution with kernels of 5, from 3 channels to 8, that keeps the size of an image."""
    layer = want_module(answer)
    if not isinstance(layer, nn.Conv2d):
        raise Refused(
            f"要的是 nn.Conv2d，得到的是 {type(layer).__name__}。",
            f"an nn.Conv2d is wanted, and this is a {type(layer).__name__}.",
        )
    if layer.kernel_size != (5, 5):
        raise Refused(
            f"卷积核应为 (5, 5)，你的是 {layer.kernel_size}。",
            f"the kernel should be (5, 5), and is {layer.kernel_size}.",
        )
    channels = (layer.in_channels, layer.out_channels)
    if channels != (3, 8):
        raise Refused(
            f"通道应为进 3 出 8，你的是进 {channels[0]} 出 {channels[1]}。",
            f"it should take 3 channels and give 8, and takes {channels[0]} and gives"
            f" {channels[1]}.",
        )
    for side in (32, 28):  # with padding enough, a stride of 2 keeps one size alone
        want_tensor(call(layer, torch.zeros(1, 3, side, side)), (1, 8, side, side))


@exercise("02-in-features")
def in_features(answer: Any) -> None:
    """A function of the image's side and the kernel's: the in_features that fc1 has to have."""
    for side, kernel in ((32, 5), (28, 5), (64, 3), (33, 4)):
        features = nn.Sequential(
            nn.Conv2d(1, 6, kernel), nn.MaxPool2d(2), nn.Conv2d(6, 16, kernel), nn.MaxPool2d(2)
        )
        with torch.no_grad():
            maps = features(torch.zeros(1, 1, side, side))
        right = maps[0].numel()
        features_in = call(answer, side, kernel)
        if isinstance(features_in, float):
            raise Refused(
                f"in_features 要整数，得到的是 {features_in}：用 // 而不是 /。",
                f"in_features is an integer, and this is {features_in}: use // and not /.",
            )
        if isinstance(features_in, bool) or not isinstance(features_in, int):
            raise Refused(
                f"要的是一个整数，得到的是 {type(features_in).__name__}。",
                f"an integer is wanted, and this is a {type(features_in).__name__}.",
            )
        if features_in == maps[0, 0].numel():
            raise Refused(
                "这是一张特征图的大小，还要乘上 C3 的通道数。",
                "this is the size of one feature map; multiply it by the channels of C3.",
            )
        if features_in != right:
            raise Refused(
                f"图像边长 {side}、卷积核 {kernel} 时应为 {right}，你的函数给出 {features_in}。",
                f"for images of side {side} and kernels of {kernel} it is {right}, and your"
                f" function gives {features_in}.",
            )


@exercise("02-colour")
def colour(answer: Any) -> None:
    """A module that takes colour images (N, 3, 32, 32) and gives ten scores for each."""
    net = want_module(answer)
    if want_few_parameters(net, _MOST_PARAMETERS) == 0:
        raise Refused(
            "named_parameters() 是空的：层要直接赋给 self，放进 Python 列表就没有登记。",
            "named_parameters() is empty: assign layers to self; in a Python list they are not"
            " registered.",
        )
    images = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(3))
    with _evaluating(net):
        _judge_scores(net, images)


@contextmanager
def _evaluating(net: nn.Module) -> Iterator[None]:
    """Let dropout and batch normalisation treat an image alone as in a batch, for a while."""
    modes = [(module, module.training) for module in net.modules()]
    net.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training


def _judge_scores(net: nn.Module, images: Tensor) -> None:
    """Refuse scores that are none, that depend on other images, or not on each parameter."""
    scores = call(net, images)
    want_tensor(scores, (len(images), 10))
    if near(scores.sum(dim=1), torch.ones(len(images))):
        raise Refused(
            "每行加起来是 1，这是概率；forward 应当以得分（logits）结束，不做 softmax。",
            "each row sums to 1, so these are probabilities; end forward with scores (logits), and"
            " no softmax.",
        )
    if not near(call(net, images[2:3]), scores[2:3].detach()):
        raise Refused(
            "一张图像单独算与放在批量里算，得分不同：是不是展平时把几张图像混在了一起？",
            "an image alone gets other scores than in a batch: does your flatten mix images?",
        )
    names, parameters = zip(*net.named_parameters(), strict=True)
    gradients = torch.autograd.grad(scores.sum(), parameters, allow_unused=True)
    idle = [name for name, grad in zip(names, gradients, strict=True) if grad is None]
    if idle:
        raise Refused(
            f"{idle[0]} 得不到梯度：__init__ 里造了它，forward 却没有用。",
            f"{idle[0]} gets no gradient: __init__ makes it, and forward does not use it.",
        )
