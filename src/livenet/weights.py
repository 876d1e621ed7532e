"""Chapter 6's trained LeNet and the log of its training, and checkpoints that may not fit.

How the files came to be is told in ``assets/weights/README.md``.
"""

import hashlib
import json
import pickle
from pathlib import Path
from typing import Any

import torch
from torch import nn

from livenet.lenet import LeNet

# In an installed wheel the files lie inside the package, in a checkout they lie in assets/.
_HERE = Path(__file__).resolve().parent
WEIGHTS = (
    _HERE / "trained" if (_HERE / "trained").is_dir() else _HERE.parents[1] / "assets" / "weights"
)


class CheckpointError(RuntimeError):
    """A checkpoint is missing, is not what was saved, or belongs to another network."""


def log() -> dict[str, Any]:
    """Read the log of the long training: its settings, and for each seed its epochs and exam."""
    content: dict[str, Any] = json.loads((WEIGHTS / "log.json").read_text(encoding="utf-8"))
    return content


def trained(device: str | torch.device = "cpu") -> LeNet:
    """Return the LeNet that the long training left, in evaluation mode, on ``device``.

    Raises:
        CheckpointError: the file is missing, or its sha256 is not the one in the log.

    >>> sum(p.numel() for p in trained().parameters())
    61706
    """
    path = WEIGHTS / "lenet.pt"
    if path.is_file() and sha256(path) != log()["sha256"]:
        raise CheckpointError(f"{path.name} is not the file that its log tells of. {_MEND}")
    net = LeNet()
    load(net, path, device)
    return net.to(device).eval()


def load(net: nn.Module, path: Path, device: str | torch.device = "cpu") -> None:
    """Read a checkpoint, a saved ``state_dict``, into a network, or say all that does not fit.

    The network stays where it is; ``device`` is where the file's tensors are put on the way.

    Raises:
        CheckpointError: there is no such file, it is no checkpoint, or it does not fit; the
            network is then unchanged.
    """
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except FileNotFoundError:
        raise CheckpointError(f"{path.name} is missing from {path.parent}.") from None
    except (RuntimeError, EOFError, pickle.UnpicklingError):
        raise CheckpointError(
            f"{path.name} cannot be read: it is truncated, altered, or holds more than tensors."
        ) from None
    if not isinstance(state, dict):
        raise CheckpointError(f"{path.name} holds a {type(state).__name__}, not a state_dict.")
    wrong = misfits(net, state)
    if wrong:
        raise CheckpointError(f"{path.name} does not fit this network: {'; '.join(wrong)}.")
    net.load_state_dict(state)


def misfits(net: nn.Module, state: dict[str, Any]) -> list[str]:
    """Say how a ``state_dict`` differs from what a network wants; nothing when it fits.

    >>> misfits(nn.Linear(2, 1), {"weight": torch.zeros(1, 3)})
    ['weight is (1, 3), not (1, 2)', 'bias is missing']
    """
    wants = net.state_dict()
    said = []
    for name, tensor in wants.items():
        if name not in state:
            said.append(f"{name} is missing")
        elif state[name].shape != tensor.shape:
            said.append(f"{name} is {tuple(state[name].shape)}, not {tuple(tensor.shape)}")
    return said + [f"{name} belongs to no layer" for name in state if name not in wants]


def sha256(path: Path) -> str:
    """Return the checksum of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


_MEND = (
    "Bring it back with `git checkout -- assets/weights`, or install livenet again if you have"
    " no checkout."
)
