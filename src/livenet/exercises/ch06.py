"""The checks of chapter 6: an exam of batches, what decays, a checkpoint in part, few digits."""

import copy
from typing import Any

import torch
from torch import Tensor, nn, optim

from livenet import LeNet, digits
from livenet.exercises.judging import (
    Refused,
    call,
    exercise,
    kind,
    want_module,
    want_number,
    want_tensor,
)

_GIVEN = 300
_EXAM = 2_000
_LEAST_ACCURACY = 0.91
_TOO_GOOD = 0.985


class _Examined(nn.Module):
    """A network with dropout that notes whether it was in training, and whether under no_grad."""

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(7)
        self.drop = nn.Dropout(0.5)
        self.weight = nn.Parameter(torch.randn(10, 1024, generator=generator) / 32)
        self.trained = self.recorded = False

    def forward(self, x: Tensor) -> Tensor:
        """Turn images (N, 1, 32, 32) into scores (N, 10)."""
        self.trained |= self.training
        self.recorded |= torch.is_grad_enabled()
        return self.drop(x.flatten(1)) @ self.weight.T  # type: ignore[no-any-return]


@exercise("06-top-two")
def top_two(answer: Any) -> None:
    """A function of net and batches: the share whose label is among the two highest scores."""
    net = _Examined()
    images = torch.randn(14, 1, 32, 32, generator=torch.Generator().manual_seed(8))
    with torch.no_grad():
        order = (images.flatten(1) @ net.weight.T).argsort(dim=1, descending=True)
    places = torch.tensor([0, 1, 0, 2, 1, 0, 0, 0, 1, 1, 5, 0, 0, 9])  # of the label, by score
    labels = order[torch.arange(14), places]
    within = (places < 2).float()
    right = within.mean().item()
    batches = list(zip(images.split(6), labels.split(6), strict=True))  # 6, 6 and 2
    share = want_number(call(answer, net, batches))
    if net.trained:
        raise Refused(
            "考试时 dropout 还在随机丢数：先调用 net.eval()。",
            "dropout was still at work in the exam: call net.eval() first.",
        )
    if abs(share - 14 * right) < 1e-3:
        raise Refused(
            "这是个数；还要除以一共有几个。",
            "this is how many; divide by how many there are.",
        )
    if abs(share - sum(part.mean().item() for part in within.split(6)) / 3) < 1e-3:
        raise Refused(
            "这是各批比例的平均；最后一批不满，应当按个数算。",
            "this is the mean of the batches' shares; the last batch is not full, so count digits.",
        )
    if abs(share - (places == 0).float().mean().item()) < 1e-3:
        raise Refused(
            "这只数了得分最高的；第二高的也算对。",
            "this counts the highest score only; the second highest is right as well.",
        )
    if abs(share - right) > 1e-3:
        raise Refused(
            f"这里应为 {right:.3f}，你的函数给出 {share:.3f}。",
            f"here it is {right:.3f}, and your function gives {share:.3f}.",
        )
    if net.recorded:
        raise Refused(
            "数对了，但每一批都白白记下了计算图：放到 torch.no_grad() 里。",
            "the number is right, but each batch recorded a graph for nothing: put it under"
            " torch.no_grad().",
        )


@exercise("06-decay-weights")
def decay_weights(answer: Any) -> None:
    """A function of net and decay: groups for AdamW in which vectors and scalars do not decay."""
    net = nn.Sequential(nn.Conv2d(1, 6, 5), nn.BatchNorm2d(6), nn.Flatten(), nn.Linear(4704, 10))
    net.add_module("scale", nn.ParameterDict({"factor": nn.Parameter(torch.tensor(1.0))}))
    for p in net.parameters():
        nn.init.ones_(p)
        p.grad = torch.zeros_like(p)
    groups = call(answer, net, 0.5)
    if not isinstance(groups, list | tuple) or not all(isinstance(group, dict) for group in groups):
        raise Refused(
            '要返回一个列表，里面是 {"params": ..., "weight_decay": ...} 这样的字典。',
            'return a list of dicts such as {"params": ..., "weight_decay": ...}.',
        )
    optimizer = call(lambda: optim.AdamW(groups, lr=0.1))
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    for name, p in net.named_parameters():
        if id(p) not in held:
            raise Refused(
                f"{name} 不在任何一组里，它就永远不会更新；不衰减的也要交给优化器。",
                f"{name} is in no group and would never be updated; what does not decay goes to"
                " the optimizer, too.",
            )
    optimizer.step()  # without gradients, so nothing but decay moves a parameter
    for name, p in net.named_parameters():
        left = p.flatten()[0].item()
        if p.ndim <= 1 and abs(left - 0.999) < 1e-5:
            raise Refused(
                f"{name} 还在衰减：没写 weight_decay 的一组用 AdamW 的默认值 0.01，要写明 0。",
                f"{name} still decays: a group without weight_decay gets AdamW's default of 0.01;"
                " write 0.",
            )
        if p.ndim <= 1 and abs(left - 1) > 1e-6:
            raise Refused(
                f"{name} 只有 {p.ndim} 维，却在衰减：按 p.ndim 分组，名字里的 weight 靠不住。",
                f"{name} has ndim {p.ndim}, and decays: group by p.ndim; that a name says weight"
                " is not enough.",
            )
        if p.ndim > 1 and abs(left - 0.95) > 1e-5:
            raise Refused(
                f"lr = 0.1、decay = 0.5 时 {name} 每步应乘 0.95，现在乘了 {left:.3f}。",
                f"with lr = 0.1 and decay = 0.5, {name} should be multiplied by 0.95 at each step,"
                f" and is by {left:.3f}.",
            )


@exercise("06-load-what-fits")
def load_what_fits(answer: Any) -> None:
    """A function of net and state: load what fits, and name the parameters that got nothing."""
    old = LeNet()
    old.fc3 = nn.Linear(84, 26)
    wanted = ["fc3.weight", "fc3.bias"]
    for prefix in ("module.", ""):
        net = LeNet()
        before = copy.deepcopy(net.state_dict())
        state = {prefix + name: tensor.clone() for name, tensor in old.state_dict().items()}
        state[f"{prefix}fc4.weight"] = torch.zeros(26, 26)
        names = _loaded(answer, net, state)
        now = net.state_dict()
        if now["fc3.weight"].shape != (10, 84):
            raise Refused(
                "输出层被换成了 26 个得分；网络要保持原样。",
                "the output layer now has 26 scores; the network has to stay as it was.",
            )
        fitting = [name for name in before if name not in wanted]
        if all(torch.equal(now[name], before[name]) for name in fitting):
            raise Refused(
                f"什么也没有载入：文件里叫 {prefix}conv1.weight，网络里叫 conv1.weight。",
                f"nothing was loaded: the file says {prefix}conv1.weight, and the network"
                " conv1.weight.",
            )
        for name in fitting:
            if not torch.equal(now[name], old.state_dict()[name]):
                raise Refused(
                    f"{name} 的名字和形状都对得上，却没有载入。",
                    f"{name} fits by name and shape, and was not loaded.",
                )
        if any(not torch.equal(now[name], before[name]) for name in wanted):
            raise Refused(
                "fc3 的形状对不上，却被改动了。", "fc3 does not fit, and was changed all the same."
            )
        if not isinstance(names, list | tuple | set) or hasattr(names, "missing_keys"):
            raise Refused(
                f"要返回名字的列表，得到的是 {kind(names)}。",
                f"return a list of names; this is a {kind(names)}.",
            )
        if set(names) != set(wanted):
            raise Refused(
                f"没有得到权重的是 {wanted}，你返回了 {list(names)}。",
                f"what got no weights is {wanted}, and you returned {list(names)}.",
            )


def _loaded(answer: Any, net: nn.Module, state: dict[str, Tensor]) -> Any:
    """Return what the reader's function does; tell of a shape that was left in."""
    try:
        return call(answer, net, state)
    except Refused as refused:
        if "size mismatch" in str(refused.__cause__):
            raise Refused(
                "strict=False 容得下多出和缺少的名字，容不下不同的形状：先把它们去掉。",
                "strict=False forgives names that are missing or too many, not another shape: take"
                " those out first.",
            ) from refused
        raise


@exercise("06-few")
def few(answer: Any) -> None:
    """A function of 300 images and labels that returns a network which reads others well."""
    images, labels = digits.load("train", n=_GIVEN + _EXAM, seed=6)
    net = want_module(call(answer, images[:_GIVEN].clone(), labels[:_GIVEN].clone()))
    net.eval()
    with torch.no_grad():
        scores = call(net, images)
    want_tensor(scores, (_GIVEN + _EXAM, 10))
    right = (scores.argmax(dim=1) == labels).float()
    learnt, others = right[:_GIVEN].mean().item(), right[_GIVEN:].mean().item()
    if others >= _TOO_GOOD:
        raise Refused(
            f"只学 {_GIVEN} 个数字却认对 {others:.1%}，好得不像真的：它是不是见过考题？",
            f"{others:.1%} after {_GIVEN} digits is too good to be true: has it seen the digits of"
            " the exam?",
        )
    if others >= _LEAST_ACCURACY:
        return
    if learnt < 0.2:
        raise Refused(
            f"学过的它也只认对 {learnt:.1%}，是在瞎猜：它还没有训练。",
            f"even of what it was given it reads {learnt:.1%}, so it is guessing: train it.",
        )
    if learnt < _LEAST_ACCURACY:
        raise Refused(
            f"学过的它也只认对 {learnt:.1%}：学得还不够，多训练几轮，或换一个学习率。",
            f"even of what it was given it reads {learnt:.1%}: it has learnt too little; more"
            " epochs, or another learning rate.",
        )
    raise Refused(
        f"学过的认对 {learnt:.1%}，没见过的只有 {others:.1%}，要 {_LEAST_ACCURACY:.0%}：它在背题。",
        f"it reads {learnt:.1%} of what it was given and {others:.1%} of others, where"
        f" {_LEAST_ACCURACY:.0%} is wanted: it learns by heart.",
    )
