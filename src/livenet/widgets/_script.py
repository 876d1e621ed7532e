"""The Python that a reader of TrainLab copies: the network, its digits and its loss, as source.

Nothing of the reader's is run to find out whether the source would make the same network again:
to run a class a second time may print, read files or take minutes. The seed is in the script
where the weights are, bit for bit, those that it draws; where the class wants arguments, or
another seed drew the weights, the script says that the network is the reader's to make.
"""

import ast
import inspect
import linecache

from torch import nn


def net_source(net: nn.Module, seed: int | None) -> str:
    """Return Python that makes a network, or that tells the reader to.

    Args:
        net: the network.
        seed: the seed that drew its weights, as ``_fresh`` found; None where none is known to.
    """
    imports = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
    imports += "from livenet import digits, shuffle\n"
    name = type(net).__name__
    construction = f"net = {name}()"
    if isinstance(net, nn.Sequential):
        definition, construction = "", f"net = {_sequential(net)}"
    elif type(net).__module__ == "livenet.lenet":
        definition = "from livenet import LeNet\n"
    else:
        definition = f"\n\n{_class_source(type(net))}\n\n"
        if "Tensor" in definition:
            imports += "from torch import Tensor\n"
        if _takes_arguments(type(net)):
            construction = f"net = {name}(...)  # your network, with the arguments that you gave it"
    if seed is None:
        beginning = "# net: the network that you gave to TrainLab, with the weights it had."
    else:
        beginning = f"torch.manual_seed({seed})"
    return f"{imports}{definition}\n{beginning}\n{construction}".strip()


def train_source(given: bool) -> str:
    """Return Python that makes the digits to train on, or says that the reader has them."""
    if given:
        return "train = train  # your digits: images (N, 1, 32, 32), labels (N,)"
    return 'train = digits.load("train", n=2_048)'


def loss_source(loss: str) -> str:
    """Return Python that computes a loss of `livenet.tape.LOSSES`."""
    if loss == "cross_entropy":
        return "F.cross_entropy(output, target)"
    return "F.mse_loss(output, F.one_hot(target, output.shape[1]).float())"


def _sequential(net: nn.Sequential) -> str:
    layers = (
        _sequential(layer) if isinstance(layer, nn.Sequential) else f"nn.{layer!r}" for layer in net
    )
    return f"nn.Sequential({', '.join(layers)})"


def _takes_arguments(cls: type[nn.Module]) -> bool:
    """Whether a network of this class may have been made with arguments."""
    open_ended = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    return any(p.kind not in open_ended for p in inspect.signature(cls).parameters.values())


def _class_source(cls: type[nn.Module]) -> str:
    """Return the source of a class, from its file or from the notebook's cell."""
    code = inspect.unwrap(cls.forward).__code__
    lines = linecache.getlines(code.co_filename)
    text = "".join(lines)
    try:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and node.name == cls.__name__:
                return ast.get_source_segment(text, node) or ""
    except SyntaxError:  # a cell with magics
        pass
    return f"# class {cls.__name__}: as in your notebook"
