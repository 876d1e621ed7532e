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
            shown = f"module {path}" if path else "the network"
            raise TapeError(
                f"{shown} is scripted, so that Python cannot follow it: give the module that"
                " was given to torch.jit."
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
                " do what it does in forward or in the loss."
            )
