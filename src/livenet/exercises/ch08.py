"""The checks of chapter 8: a loop mended, a test set without a leak, a doctor for networks."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn, optim

from livenet import LeNet, digits
from livenet.exercises.judging import Refused, call, exercise, kind, want_number, want_tensor
from livenet.weights import trained


@exercise("08-mend")
def mend(answer: Any) -> None:
    """A function of net, optimizer and batches: an epoch without the mistakes, its mean loss."""
    generator = torch.Generator().manual_seed(8)
    batches = [
        (torch.randn(6, 4, generator=generator), torch.tensor([0, 1, 2, 2, 1, 0])) for _ in range(3)
    ]
    net, start = _student(), _weights(_student())
    modes: list[bool] = []
    net.register_forward_pre_hook(lambda module, args: modes.append(module.training))
    mean_loss = call(answer, net, optim.SGD(net.parameters(), lr=0.5), batches)
    if not modes:
        raise Refused("网络一次也没有运行。", "the network was never run.")
    if not all(modes):
        raise Refused(
            "训练时网络在 eval 模式：dropout 不关单元，批量归一化不更新均值。",
            "the network trains in eval mode: dropout shuts off nothing, and batch normalization"
            " updates no means.",
        )
    ended = _weights(net)
    if torch.equal(ended, start):
        raise Refused(
            "权重一步也没动：zero_grad 要在 backward 之前，step 在它之后。",
            "the weights never moved: zero_grad comes before backward, and step after it.",
        )
    losses, right = _epoch(batches)
    if any(torch.allclose(ended, _epoch(batches, clear=False, twice=t)[1]) for t in (False, True)):
        raise Refused(
            "旧梯度还在累积：每一步都要 optimizer.zero_grad()。",
            "old gradients still pile up: optimizer.zero_grad() at each step.",
        )
    if torch.allclose(ended, _epoch(batches, twice=True)[1]):
        raise Refused(
            "softmax 还在：交叉熵要的是 logits。",
            "the softmax is still there: cross-entropy wants logits.",
        )
    if not torch.allclose(ended, right, atol=1e-5):
        raise Refused(
            "走过的路与健康的循环不同：每批一步，五行照第 5 章的次序。",
            "it does not walk as a healthy loop does: one step for each batch, the five lines in"
            " chapter 5's order.",
        )
    if isinstance(mean_loss, Tensor) and mean_loss.requires_grad:
        raise Refused(
            "返回的损失带着每一批的计算图，内存一批一批地涨：累计 loss.item()。",
            "the loss that it returns holds the graph of every batch, and memory grows: add up"
            " loss.item().",
        )
    mean_loss = want_number(mean_loss)
    if abs(mean_loss - sum(losses) / 3) > 1e-4:
        raise Refused(
            f"三批的平均损失是 {sum(losses) / 3:.4f}，你返回 {mean_loss:.4f}。",
            f"the mean loss of the three batches is {sum(losses) / 3:.4f}, and you return"
            f" {mean_loss:.4f}.",
        )


def _student() -> nn.Module:
    """Return a small network that behaves otherwise in eval mode, the same at each call."""
    with torch.random.fork_rng():
        torch.manual_seed(8)
        return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3))


def _weights(net: nn.Module) -> Tensor:
    return torch.cat([p.detach().flatten() for p in net.parameters()])


def _epoch(
    batches: list[tuple[Tensor, Tensor]], clear: bool = True, twice: bool = False
) -> tuple[list[float], Tensor]:
    """Return the losses of an epoch and the weights after it, with mistakes where asked for.

    Args:
        batches: inputs (N, 4) and labels (N,).
        clear: `zero_grad` is called.
        twice: softmax goes before cross-entropy, which has its own.
    """
    net = _student()
    optimizer = optim.SGD(net.parameters(), lr=0.5)
    losses = []
    for x, y in batches:
        if clear:
            optimizer.zero_grad()
        scores = net(x)
        loss = F.cross_entropy(scores.softmax(dim=1) if twice else scores, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, _weights(net)


@exercise("08-divide")
def divide(answer: Any) -> None:
    """A function of images, labels and n: training set moved five ways, n for a test as they are.

    Each image of the check has a single bright pixel, in the middle, whose value is its number.
    """
    images = torch.zeros(100, 1, 7, 7)
    images[:, 0, 3, 3] = torch.arange(100.0) + 1
    labels = torch.arange(100) // 10  # sorted
    parts = call(answer, images.clone(), labels.clone(), 40)
    if not isinstance(parts, tuple | list) or len(parts) != 4:
        raise Refused(
            f"要返回四个张量，训练图像、标签和测试图像、标签；得到的是 {kind(parts)}。",
            "return four tensors, images and labels to train on, then images and labels to test"
            f" on; this is a {kind(parts)}.",
        )
    for part, tensor in zip(parts, (images, labels, images, labels), strict=True):
        size = len(part) if isinstance(part, Tensor) and part.ndim else 0
        want_tensor(part, (size, *tensor.shape[1:]), tensor.dtype)
    kept, kept_labels, held, held_labels = parts
    if len(kept) != len(kept_labels) or len(held) != len(held_labels):
        raise Refused("图像与标签不一样多。", "there are not as many labels as there are images.")
    kept_ids, held_ids = (part.amax(dim=(1, 2, 3)).long() - 1 for part in (kept, held))
    shared = set(kept_ids.tolist()) & set(held_ids.tolist())
    if shared:
        raise Refused(
            f"泄漏：有 {len(shared)} 个数字既在训练集又在测试集。先分开，再挪动。",
            f"a leak: {len(shared)} digits are in training and in the test. Divide first, move"
            " afterwards.",
        )
    if len(held) != 40 or held_ids.unique().numel() != 40 or not held[:, 0, 3, 3].all():
        raise Refused(
            f"测试集应是 40 张原样的图像，得到 {len(held)} 张：只挪训练的那一份。",
            f"the test should be 40 images as they were, and has {len(held)}: move only the part"
            " for training.",
        )
    if len(kept) != 300 or len({tuple(image) for image in kept.flatten(1).tolist()}) != 300:
        raise Refused(
            f"60 个训练数字各挪五种，应是 300 张不同的图像，得到 {len(kept)} 张。",
            "60 digits for training, each moved five ways, are 300 different images; there are"
            f" {len(kept)}.",
        )
    wrong = (kept_labels != labels[kept_ids]).sum() + (held_labels != labels[held_ids]).sum()
    if wrong:
        raise Refused(
            f"有 {wrong} 张图像的标签不是它自己的：moved 先给全体原样，再给全体挪一格的，"
            "标签要按同样的次序重复，打乱也要一起打乱。",
            f"{wrong} images have another's label: moved gives all as they are, then all moved"
            " once; repeat labels in that order, and shuffle both with one permutation.",
        )
    kinds = held_labels.unique().numel()
    if kinds <= 4:
        raise Refused(
            f"数据按标签排着序，测试集里只有 {kinds} 类：分开之前先打乱。",
            f"the data came sorted by label, and the test has but {kinds} classes: shuffle before"
            " you divide.",
        )


def _ends_with(net: LeNet, last: Callable[[Tensor], Tensor]) -> LeNet:
    """Return the network with a function put at its end."""
    net.register_forward_hook(lambda module, args, logits: last(logits))
    return net


def _patients() -> list[tuple[nn.Module, str, str, str]]:
    """Return networks, what each suffers from, and a sentence about each in both languages."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        fresh, dead, cut = LeNet(), LeNet(), LeNet()
        unsure = _ends_with(LeNet(), lambda logits: logits.softmax(dim=1))
    sure = _ends_with(trained(), lambda logits: logits.softmax(dim=1))
    odd = _ends_with(trained(), lambda logits: logits.log_softmax(dim=1))
    nn.init.constant_(dead.fc2.bias, -100)
    cut.conv2.register_forward_hook(lambda module, args, c3: c3.detach())
    for p in cut.parameters():
        p.grad = torch.ones_like(p)
    return [
        (
            fresh,
            "healthy",
            "一个刚造出来的 LeNet，损失约 ln 10 正是它该有的",
            "a LeNet just made, whose loss of about ln 10 is as it should be",
        ),
        (
            trained(),
            "healthy",
            "第 6 章训练好的 LeNet",
            "chapter 6's trained LeNet",
        ),
        (
            unsure,
            "softmax",
            "以 softmax 结束、没训练过的网络，损失看不出毛病；看输出的每一行",
            "an untrained network with a softmax at its end; its loss tells nothing, the rows of"
            " its output do",
        ),
        (
            sure,
            "softmax",
            "以 softmax 结束、训练过的网络；看输出的每一行",
            "a trained network with a softmax at its end; look at the rows of its output",
        ),
        (
            dead,
            "dead",
            "F6 的 ReLU 全死的网络，每张图像的输出都一样",
            "a network with every ReLU of F6 dead; its output is the same for each image",
        ),
        (
            cut,
            "cut",
            "conv2 之后有 detach() 的网络，两个卷积层收不到梯度；它的 .grad 里还有以前的梯度，"
            "先清掉",
            "a network with a detach() after conv2, whose convolutions get no gradient; its .grad"
            " held gradients of an earlier step, so clear them first",
        ),
        (
            odd,
            "healthy",
            "以 log_softmax 结束的网络，再做一次 log_softmax 也不变，所以无害",
            "a network with a log_softmax at its end, which a second one does not change, and so"
            " does no harm",
        ),
    ]


@exercise("08-doctor")
def doctor(answer: Any) -> None:
    """A function of net, x and y that says "healthy", "softmax", "dead" or "cut"."""
    x, y = digits.load("train", n=64)
    for net, right, zh, en in _patients():
        before = _weights(net)
        diagnosis = call(answer, net, x, y)
        if not isinstance(diagnosis, str):
            raise Refused(
                f"诊断应是一个字符串，得到的是 {kind(diagnosis)}。",
                f"a diagnosis is text, and this is a {kind(diagnosis)}.",
            )
        if diagnosis not in ("healthy", "softmax", "dead", "cut"):
            raise Refused(
                f'诊断应是 "healthy"、"softmax"、"dead"、"cut" 之一，得到的是 {diagnosis!r}。',
                'a diagnosis is one of "healthy", "softmax", "dead", "cut"; this is'
                f" {diagnosis!r}.",
            )
        if not torch.equal(_weights(net), before):
            raise Refused(
                "诊断之后病人的权重变了：只看，不要走一步。",
                "the patient's weights are others after the diagnosis: look, and take no step.",
            )
        if diagnosis != right:
            raise Refused(
                f'有一位病人应诊断为 "{right}"，你说 "{diagnosis}"：那是{zh}。',
                f'one patient is "{right}", and you say "{diagnosis}": it is {en}.',
            )
