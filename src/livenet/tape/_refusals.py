"""What a network must not be to be recorded, known before it runs."""

from __future__ import annotations

import torch
from torch import nn

from livenet.tape._errors import TapeError


def want_python(net: nn.Module) -> None:
    """Refuse a network whose forward Python does not run.

    Raises:
        TapeError: a module of it is scripted or traced.
    """
    for path, module in net.named_modules():
        if isinstance(module, torch.jit.ScriptModule):
            english, chinese = (
                (f"module {path}", f"模块 {path} ") if path else ("the network", "这个网络")
            )
            raise TapeError(
                f"{english} is scripted, so that Python cannot follow it: give the module that"
                " was given to torch.jit.",
                f"{chinese}由 torch.jit 编译过，Python 无法跟随：请传入编译之前的模块。",
            )


def want_no_hooks(net: nn.Module) -> None:
    """Refuse hooks on the gradients of parameters.

    Raises:
        TapeError: a parameter has one.
    """
    for name, held in net.state_dict(keep_vars=True).items():
        if held._backward_hooks or getattr(held, "_post_accumulate_grad_hooks", None):
            raise TapeError(
                f"{name} has a hook on its gradient, which the page does not run: remove it, or"
                " do what it does in forward or in the loss.",
                f"{name} 的梯度上挂着钩子，网页不会运行它：请去掉它，或者在 forward 或损失函数里"
                "做同样的事。",
            )
