"""The arguments of `livenet.train` are checked here, so that its functions stay chapter 6's."""

import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

import torch
from torch import Tensor, nn, optim
from torch.optim.lr_scheduler import LRScheduler
from torch.utils.data import DataLoader

from livenet import _arguments

Function = TypeVar("Function", bound=Callable[..., Any])


def checked(check: Callable[..., tuple[Any, ...]]) -> Callable[[Function], Function]:
    """Call a function with what ``check`` makes of its arguments, if it does not refuse them."""

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*check(*args, **kwargs))
            except IndexError as error:
                if "Target" not in str(error):  # cross-entropy's, "Target 12 is out of bounds."
                    raise
                raise ValueError(f"the network has no score for a label: {error}") from error

        return cast(Function, call)

    return decorate


def check_set(
    self: object, images: Tensor, labels: Tensor, shift: int = 0
) -> tuple[object, Tensor, Tensor, int]:
    """Those of `DigitSet`."""
    images = _arguments.want_tensor("images", images, "N", "…")
    shift = _arguments.want_int("shift", shift, 0, 2)
    if shift and images.dim() != 4:
        raise ValueError(
            f"images must have shape (N, 1, 32, 32) to be shifted, not {tuple(images.shape)}."
        )
    labels = _arguments.want_tensor("labels", labels, "N")
    if len(labels) != len(images):
        raise ValueError(f"there are {len(images)} images and {len(labels)} labels.")
    return self, images, labels, shift


def check_loader(loader: DataLoader[Any]) -> tuple[DataLoader[Any]]:
    """That of `progress`."""
    if not hasattr(loader, "__iter__") or not hasattr(loader, "__len__"):
        raise TypeError(f"loader must be a DataLoader, not {_arguments.describe(loader)}.")
    return (loader,)


def check_training(
    net: nn.Module,
    batches: Iterable[Any],
    optimizer: optim.Optimizer,
    schedule: LRScheduler,
    device: torch.device,
) -> tuple[nn.Module, Iterable[Any], optim.Optimizer, LRScheduler, torch.device]:
    """Those of `train_epoch`."""
    for name, value, kind in (
        ("optimizer", optimizer, optim.Optimizer),
        ("schedule", schedule, LRScheduler),
    ):
        if not isinstance(value, kind):
            found = _arguments.describe(value)
            raise TypeError(f"{name} must be a torch.optim {kind.__name__}, not {found}.")
    net = _arguments.want_network("net", net)
    device = _arguments.want_device("device", device)
    return net, _arguments.want_batches("batches", batches), optimizer, schedule, device


def check_exam(
    net: nn.Module, loader: Iterable[Any], device: torch.device
) -> tuple[nn.Module, Iterable[Any], torch.device]:
    """Those of `evaluate`."""
    net = _arguments.want_network("net", net)
    device = _arguments.want_device("device", device)
    return net, _arguments.want_batches("loader", loader), device


def check_patience(self: object, net: nn.Module, patience: int) -> tuple[object, nn.Module, int]:
    """Those of an `EarlyStop`."""
    net = _arguments.want_module("net", net)
    return self, net, _arguments.want_int("patience", patience, 1)


def check_loss(self: object, loss: float) -> tuple[object, float]:
    """That of a call of an `EarlyStop`."""
    if isinstance(loss, Tensor):
        loss = _arguments.want_tensor("loss", loss).item() if loss.numel() == 1 else loss
    if isinstance(loss, bool) or not isinstance(loss, int | float):
        raise TypeError(f"loss must be one number, not {_arguments.describe(loss)}.")
    return self, loss
