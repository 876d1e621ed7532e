"""The checks of chapter 5: one step, Adagrad by hand, an optimizer of one's own in a ravine."""

from typing import Any

import torch
from torch import nn

from livenet.exercises.judging import Refused, call, exercise

_STEPS = 30
_NEAR = 0.01


@exercise("05-step")
def step(answer: Any) -> None:
    """A function of net and lr: one step of SGD with the gradients that the network holds."""
    net = nn.Linear(3, 2)
    net(torch.ones(4, 3)).square().sum().backward()
    held = list(net.parameters())
    before = [p.detach().clone() for p in held]
    versions = [p._version for p in held]
    grads = [p.grad.clone() for p in held if p.grad is not None]
    call(answer, net, 0.1, nothing=True)
    now = list(net.parameters())
    if any(a is not b for a, b in zip(held, now, strict=True)):
        raise Refused(
            "网络换上了新的张量，优化器手里的还是旧的：请原地更新。",
            "the network holds new tensors, and an optimizer would hold the old ones: update in"
            " place.",
        )
    moves = [p.detach() - b for p, b in zip(now, before, strict=True)]
    if not any(move.any() for move in moves):
        raise Refused(
            "参数没有变：p = p - … 只让循环变量指向了新的张量，要用 p -= …。",
            "no parameter changed: p = p - … only renames the loop variable; write p -= ….",
        )
    wanted = [-0.1 * g for g in grads]
    same = [torch.allclose(m, w, atol=1e-6) for m, w in zip(moves, wanted, strict=True)]
    if all(torch.allclose(m, -w, atol=1e-6) for m, w in zip(moves, wanted, strict=True)):
        raise Refused("方向反了：要减去梯度。", "the wrong way: subtract the gradient.")
    if any(same) and not all(same):
        raise Refused(
            "有的参数没有更新：权重和偏置都要走一步。",
            "some parameters were not updated: weights and biases both take the step.",
        )
    if not all(same):
        raise Refused("每个参数应当减去 lr * p.grad。", "each parameter should lose lr * p.grad.")
    if [p._version for p in now] == versions:
        raise Refused(
            "数值对，但 .data 绕过了版本计数器：请改用 torch.no_grad()。",
            "the values are right, but .data went behind the version counter: use torch.no_grad().",
        )


@exercise("05-adagrad")
def adagrad(answer: Any) -> None:
    """A rule (params, grads, state, lr, eps) that walks as `torch.optim.Adagrad` does."""
    torch_w = nn.Parameter(torch.tensor([1.0, -2.0]))
    ours = [torch.tensor([1.0, -2.0])]
    optimizer = torch.optim.Adagrad([torch_w], lr=0.1, eps=1e-3)
    state: dict[Any, Any] = {}
    for number, grad in enumerate(([0.5, -3.0], [0.25, 2.0], [-1.0, 0.1])):
        torch_w.grad = torch.tensor(grad)
        optimizer.step()
        call(answer, ours, [torch.tensor(grad)], state, 0.1, 1e-3, nothing=True)
        right, weights = torch_w.detach(), ours[0].detach()
        if torch.allclose(weights, right, atol=1e-5):
            continue
        if number == 0:
            raise Refused(
                f"第一步之后应为 {_row(right)}，你得到 {_row(weights)}：检查平方、开方和 eps。",
                f"after the first step it is {_row(right)}, and yours is {_row(weights)}: look at"
                " the square, the root, and where eps stands.",
            )
        if not state:
            raise Refused(
                "第二步起不对，state 还是空的：平方和要从一步记到下一步。",
                "it is wrong from the second step on, and state is empty: the sum of squares is"
                " kept from step to step.",
            )
        raise Refused(
            f"第 {number + 1} 步起不对：Adagrad 把平方一直加下去，不忘掉旧的。",
            f"it is wrong from step {number + 1} on: Adagrad adds up squares and forgets none.",
        )


def _row(values: torch.Tensor) -> str:
    return "[" + ", ".join(f"{value:.4f}" for value in values.tolist()) + "]"


@exercise("05-ravine")
def ravine(answer: Any) -> None:
    """A rule (params, grads, state) that reaches the bottom of a ravine in 30 steps."""
    bottom = torch.tensor([0.5, -0.25])
    steep = torch.tensor([1.0, 20.0])
    params, state = [torch.tensor([-4.0, 1.0])], {}  # type: ignore[var-annotated]
    start = params[0].clone()
    for _ in range(_STEPS):
        call(answer, params, [(params[0] - bottom) * steep], state, nothing=True)
        if not params[0].isfinite().all():
            raise Refused(
                "权重成了 inf 或 nan：步子太大，它发散了。",
                "the weights became inf or nan: the steps are too large, and it diverged.",
            )
    if torch.equal(params[0], start):
        raise Refused(
            "权重一步也没动：请原地更新 params 里的张量。",
            "the weights never moved: update the tensors of params in place.",
        )
    far = (params[0] - bottom).norm().item()
    if far > _NEAR:
        raise Refused(
            f"{_STEPS} 步之后离谷底还有 {far:.3f}，要在 {_NEAR} 之内。",
            f"after {_STEPS} steps it is {far:.3f} from the bottom; {_NEAR} is wanted.",
        )
