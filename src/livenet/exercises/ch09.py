"""The checks of chapter 9: unequal shares, a sampler, one graph, a gradient in a byte a number."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from livenet import LeNet, digits
from livenet.exercises.judging import Refused, call, exercise, kind, near, want_tensor
from livenet.weights import trained

_MOST_BYTES = 0.3
_MOST_ERROR = 0.05


@exercise("09-joint")
def joint(answer: Any) -> None:
    """A function of each process's mean gradient and number of digits: the joint gradient."""
    means = [torch.tensor([[1.0, -2.0]]), torch.tensor([[5.0, 6.0]]), torch.tensor([[-3.0, 0.5]])]
    counts = [30, 10, 24]
    weighted = [n * mean for n, mean in zip(counts, means, strict=True)]
    right = torch.stack(weighted).sum(dim=0) / 64
    joined = call(answer, [mean.clone() for mean in means], list(counts))
    want_tensor(joined, (1, 2))
    if near(joined, torch.stack(means).mean(dim=0)):
        raise Refused(
            "这是平均的平均：份额不等，每个平均要按它的个数加权。",
            "this is the mean of the means: shares are unequal, and each mean weighs as many digits"
            " as it is of.",
        )
    if near(joined, torch.stack(means).sum(dim=0)):
        raise Refused(
            "这是 all-reduce 交出的和，还没有变成平均。",
            "this is the sum that an all-reduce gives, and not yet a mean.",
        )
    if near(joined, right * 64):
        raise Refused(
            "加权的和还要除以数字的总数。",
            "the weighted sum is still to be divided by the number of all digits.",
        )
    if near(joined, right * 64 / 3):
        raise Refused(
            "权重是数字的个数，所以要除以数字的总数，不是进程数。",
            "the weights are numbers of digits, so divide by the number of all digits, not of"
            " processes.",
        )
    if not near(joined, right):
        raise Refused(
            f"合并的梯度应为 {right.tolist()}，你得到 {joined.tolist()}。",
            f"the joint gradient is {right.tolist()}, and yours is {joined.tolist()}.",
        )


@exercise("09-share")
def share(answer: Any) -> None:
    """A function of n, rank, world and epoch: the indices that a process sees in an epoch."""
    n, world = 50, 4

    def deal(epoch: int) -> list[list[int]]:
        """Return the indices of every process."""
        return [_indices(call(answer, n, rank, world, epoch)) for rank in range(world)]

    with torch.random.fork_rng():
        shares, again, later = deal(0), deal(0), deal(1)
    if shares != again:
        raise Refused(
            "用同样的实参再调用一次，答案变了：几个进程没有共同的随机状态，种子要由 epoch 定。",
            "called again with the same arguments it answers differently: processes share no random"
            " state, so let the epoch be the seed.",
        )
    sizes = [len(indices) for indices in shares]
    if len(set(sizes)) > 1:
        raise Refused(
            f"份额是 {sizes}：少一步的进程先走了，别人的 all-reduce 等不到它。重复几个补齐。",
            f"the shares are {sizes}: a process with fewer steps leaves, and the all-reduce of the"
            " others waits for it. Repeat a few to make them even.",
        )
    seen = {index for indices in shares for index in indices}
    if not seen <= set(range(n)):
        raise Refused(
            f"有的编号不在 0 到 {n - 1} 之间。", f"some indices are not from 0 to {n - 1}."
        )
    if sizes[0] == n:
        raise Refused(
            "每个进程都拿了全部数据，分开就白分了。",
            "each process has all the data, and nothing is divided.",
        )
    if sizes[0] == n // world and len(seen) == n // world * world:
        raise Refused(
            f"{n} 个分给 {world} 个进程，余下的 {n - len(seen)} 个丢了：重复几个补齐，不要丢。",
            f"of {n} for {world} processes the last {n - len(seen)} are dropped: repeat a few to"
            " make it even, and drop none.",
        )
    if len(seen) < n:
        raise Refused(
            f"有 {n - len(seen)} 个数字谁也没看到，别的却看了不止一次：种子里不能有 rank，"
            "先有共同的次序，再分。",
            f"{n - len(seen)} digits are seen by nobody, and others more than once: keep rank out"
            " of the seed; first a common order, then the shares.",
        )
    if sizes[0] != -(-n // world):
        raise Refused(
            f"每份 {-(-n // world)} 个就够了，你给了 {sizes[0]} 个。",
            f"{-(-n // world)} for each is enough, and you give {sizes[0]}.",
        )
    if shares == later:
        raise Refused(
            "第 0 轮与第 1 轮的次序相同：每一轮要重新打乱。",
            "epochs 0 and 1 have the same order: shuffle anew in each.",
        )


def _indices(result: object) -> list[int]:
    """Return the indices that a reader's function gave, or refuse what is none."""
    if isinstance(result, Tensor) and result.layout == torch.strided and not result.is_meta:
        result = result.tolist()
    if not isinstance(result, list | tuple | range) or not all(type(i) is int for i in result):
        raise Refused(
            f"要返回编号的列表或张量，得到的是 {kind(result)}。",
            f"return a list or a tensor of indices; this is a {kind(result)}.",
        )
    return list(result)


@exercise("09-one-graph")
def one_graph(answer: Any) -> None:
    """A function of a gradient that limits its length to 1, and compiles to one graph."""
    long, short = torch.tensor([3.0, -4.0]), torch.tensor([0.3, 0.4])
    for g, right in ((long, long / 5), (short, short), (torch.zeros(2), torch.zeros(2))):
        limited = call(answer, g.clone())
        want_tensor(limited, (2,))
        if limited.isnan().any():
            raise Refused(
                "梯度全是 0 时，结果是 nan：除以了 0。",
                "for a gradient of zeros it gives nan: it divides by 0.",
            )
        if not near(limited, right):
            raise Refused(
                f"{g.tolist()} 应变成 {right.tolist()}，你得到 {limited.tolist()}。",
                f"{g.tolist()} should become {right.tolist()}, and yours is {limited.tolist()}.",
            )
    compiled: Any = torch.compile(answer, backend="eager", fullgraph=True)
    try:
        compiled(long)
    except Exception as error:
        message = str(error).strip().splitlines()[0]
        raise Refused(
            f"数值都对，但图断了（{message}）：if 和 .item() 要看张量的数值，换成张量的运算。",
            f"the values are right, but the graph breaks ({message}): an if and .item() look at a"
            " tensor's numbers; use operations on tensors.",
        ) from error


@exercise("09-pack")
def pack(answer: Any) -> None:
    """Two functions, `pack(g)` and `unpack(packed, n)`: a gradient in 30% of its bytes."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise Refused(
            f"要交的是一对函数 (pack, unpack)，得到的是 {kind(answer)}。",
            f"hand in a pair of functions, (pack, unpack); this is a {kind(answer)}.",
        )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        fresh = _gradient(LeNet())
    for g in (fresh, _gradient(trained()), fresh * 1e-6, torch.zeros_like(fresh)):
        packed = call(answer[0], g.clone())
        parts = packed if isinstance(packed, tuple | list) else [packed]
        if not all(isinstance(part, Tensor) for part in parts):
            raise Refused(
                "pack 应返回一个张量，或几个张量的元组。",
                "pack should return a tensor, or a tuple of tensors.",
            )
        size = sum(part.numel() * part.element_size() for part in parts)
        share = size / (4 * g.numel())
        if share > _MOST_BYTES:
            raise Refused(
                f"发出的字节是原来的 {share:.0%}，最多 {_MOST_BYTES:.0%}：一个数一个字节多一点。",
                f"it sends {share:.0%} of the bytes, and {_MOST_BYTES:.0%} is the most: there is"
                " little more than a byte for each number.",
            )
        back = call(answer[1], packed, g.numel())
        want_tensor(back, tuple(g.shape))
        if not back.isfinite().all():
            raise Refused(
                "回来的数里有 inf 或 nan：不是超出了格式的范围，就是除以了 0。",
                "inf or nan comes back: either a number is beyond the format's range, or something"
                " was divided by 0.",
            )
        if g.any() and not back.any():
            raise Refused(
                "回来的全是 0：梯度很小，落在格式的最小一格之下；先除以一个尺度，把它也发出去。",
                "all that comes back is 0: gradients are small, below the least step of the format;"
                " divide by a scale first, and send the scale too.",
            )
        error = ((back - g).norm() / g.norm().clamp(min=1e-30)).item()
        if error > _MOST_ERROR:
            raise Refused(
                f"误差是梯度范数的 {error:.0%}，最多 {_MOST_ERROR:.0%}：梯度里少数几个很大，"
                "多数很小，看你的格子对小的够不够细。",
                f"the error is {error:.0%} of the gradient's length, and {_MOST_ERROR:.0%} is the"
                " most: a few gradients are large and most are small; see whether your steps are"
                " fine enough for the small.",
            )


def _gradient(net: LeNet) -> Tensor:
    """Return a network's gradient of 64 digits, (61706,)."""
    images, labels = digits.load("train", n=64)
    F.cross_entropy(net(images), labels).backward()
    return torch.cat([p.grad.flatten() for p in net.parameters() if p.grad is not None])
