"""Chapter 6's trained LeNet and the log of its training, and checkpoints that may not fit.

How the files came to be is told in ``assets/weights/README.md``.
"""

import hashlib
import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from livenet import _arguments, resources
from livenet.lenet import LeNet


class CheckpointError(RuntimeError):
    """A checkpoint is missing, is not what was saved, or belongs to another network."""


def log() -> dict[str, Any]:
    """Read the log of the long training: its settings, and for each seed its epochs and exam.

    Raises:
        CheckpointError: the log is missing, or is not what the training wrote.
    """
    path = resources.WEIGHTS / "log.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"{path.name} is missing from {path.parent}. {_MEND}") from None
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict) or "sha256" not in content:
        raise CheckpointError(f"{path.name} in {path.parent} is altered. {_MEND}")
    return content


def trained(device: str | torch.device = "cpu") -> LeNet:
    """Return the LeNet that the long training left, in evaluation mode, on ``device``.

    Raises:
        CheckpointError: the file or its log is missing, or its sha256 is not the one in the log.
        TypeError: ``device`` is neither a ``torch.device`` nor a name of one.
        ValueError: this machine has no such device.

    >>> sum(p.numel() for p in trained().parameters())
    61706
    """
    device = _arguments.want_device("device", device)
    path = resources.WEIGHTS / "lenet.pt"
    if path.is_file() and sha256(path) != log()["sha256"]:
        raise CheckpointError(f"{path.name} is not the file that its log tells of. {_MEND}")
    with torch.device("cpu"):
        net = LeNet().float()  # whatever the defaults are
    load(net, path, device)
    return net.to(device).eval()


def load(net: nn.Module, path: str | Path, device: str | torch.device = "cpu") -> None:
    """Read a checkpoint, a saved ``state_dict``, into a network, or say all that does not fit.

    The network stays where it is; ``device`` is where the file's tensors are put on the way.

    Raises:
        CheckpointError: there is no such file, it is no checkpoint, or it does not fit; the
            network is then unchanged.
        TypeError: ``net`` is no network, ``path`` no path, or ``device`` no device.
        ValueError: this machine has no such device, or ``net`` is on the device meta.
    """
    _arguments.want_network("net", net)
    path = _arguments.want_path("path", path)
    device = _arguments.want_device("device", device)
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except FileNotFoundError:
        raise CheckpointError(f"{path.name} is missing from {path.parent}.") from None
    except (RuntimeError, EOFError, OSError, ValueError, pickle.UnpicklingError):
        raise CheckpointError(
            f"{path.name} cannot be read: it is truncated, altered, or holds more than tensors."
        ) from None
    if not isinstance(state, dict):
        raise CheckpointError(f"{path.name} holds a {type(state).__name__}, not a state_dict.")
    differences = misfits(net, state)
    if differences:
        raise CheckpointError(f"{path.name} does not fit this network: {'; '.join(differences)}.")
    net.load_state_dict(state)


def misfits(net: nn.Module, state: Mapping[str, Any]) -> list[str]:
    """Say how a ``state_dict`` differs from what a network wants; nothing when it fits.

    Raises:
        TypeError: ``net`` is no network, or ``state`` no mapping of names to tensors.

    >>> misfits(nn.Linear(2, 1), {"weight": torch.zeros(1, 3)})
    ['weight is (1, 3), not (1, 2)', 'bias is missing']
    """
    _arguments.want_module("net", net)
    if not isinstance(state, Mapping):
        raise TypeError(f"state must be a state_dict, not {_arguments.describe(state)}.")
    wants = net.state_dict()
    differences = []
    for name, tensor in wants.items():
        if name not in state:
            differences.append(f"{name} is missing")
        elif not isinstance(state[name], Tensor):
            differences.append(f"{name} is {_arguments.describe(state[name])}, not a tensor")
        elif state[name].shape != tensor.shape:
            differences.append(f"{name} is {tuple(state[name].shape)}, not {tuple(tensor.shape)}")
    return differences + [f"{name} belongs to no layer" for name in state if name not in wants]


def sha256(path: str | Path) -> str:
    """Return the checksum of a file, in hexadecimal.

    Raises:
        TypeError: ``path`` is no path.
        OSError: there is no such file, or it cannot be read.
    """
    return hashlib.sha256(_arguments.want_path("path", path).read_bytes()).hexdigest()


_MEND = (
    "Bring it back with `git checkout -- assets/weights`, or install livenet again if you have"
    " no checkout."
)
