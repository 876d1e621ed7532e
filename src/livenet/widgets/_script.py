"""The Python that a reader of TrainLab copies: the network, its digits and its loss, as source.

Nothing of the reader's is run to find out whether the source would make the same network again:
to run a class a second time may print, read files or take minutes. The seed is in the script
where the weights are, bit for bit, those that it draws; where the class wants arguments, or
another seed drew the weights, the script says that the network is the reader's to make.
"""

import functools
import inspect
from typing import Any

from torch import nn

from livenet import tape
from livenet.widgets._constructions import construction, is_torchs, literal
from livenet.widgets._definitions import Definitions


class Script:
    """The parts of a script that trains a network as a TrainLab does.

    Args:
        net: the network.
        loss: as TrainLab takes it.
        seed: the seed that drew the weights, as ``_fresh`` found; None where none is known to.
        one_hot: the loss compares numbers, so that its target is the one-hot label.
        draws: the network draws random numbers as it trains, with this seed; None where it does
            not.
    """

    def __init__(
        self, net: nn.Module, loss: Any, *, seed: int | None, one_hot: bool, draws: int | None
    ) -> None:
        definitions = Definitions()
        definitions.add_module(net)
        self.loss = _loss(loss, definitions, one_hot)
        imports = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
        imports += "from livenet import digits, shuffle"
        made, whole = _construction(net)
        if "OrderedDict(" in made:
            imports = f"from collections import OrderedDict\n\n{imports}"
        if seed is None:
            beginning = "# net: the network that you gave to TrainLab, with the weights it had."
        else:
            beginning = f"torch.manual_seed({seed})"
        beginning += f"\nnet = {made}"
        if not whole:
            beginning += "  # your network, with the arguments that you gave it"
        if not net.training:
            beginning += "\nnet.eval()"
        if draws is not None:
            beginning += f"\ntorch.manual_seed({draws})  # what it draws in training is the page's"
        self.net = "\n\n\n".join(filter(None, [imports, definitions.text(), beginning]))


def train_source(given: bool) -> str:
    """Return Python that makes the digits to train on, or says that the reader has them."""
    if given:
        return "train = train  # your digits: images (N, 1, 32, 32), labels (N,)"
    return 'train = digits.load("train", n=2_048)'


def _construction(net: nn.Module) -> tuple[str, bool]:
    """Return an expression that makes a network, and whether it needs nothing of the reader's."""
    if type(net) is nn.Sequential:
        return _sequential(net)
    if is_torchs(net):
        made = construction(net)
        return made or f"nn.{type(net).__name__}(...)", made is not None
    if _takes_arguments(type(net)):
        return f"{type(net).__name__}(...)", False
    return f"{type(net).__name__}()", True


def _sequential(net: nn.Sequential) -> tuple[str, bool]:
    parts = [_construction(layer) for layer in net]
    names = list(net._modules)
    whole = all(complete for _, complete in parts)
    if names == [str(i) for i in range(len(names))]:
        return f"nn.Sequential({', '.join(text for text, _ in parts)})", whole
    named = ", ".join(f"{name}={text}" for name, (text, _) in zip(names, parts, strict=True))
    return f"nn.Sequential(OrderedDict({named}))", whole


def _takes_arguments(cls: type[nn.Module]) -> bool:
    """Whether a network of this class may have been made with arguments."""
    open_ended = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    return any(p.kind not in open_ended for p in inspect.signature(cls).parameters.values())


def _loss(loss: Any, definitions: Definitions, one_hot: bool) -> str:
    """Return an expression in ``output`` and ``target`` that computes a loss."""
    target = "F.one_hot(target, output.shape[1]).float()" if one_hot else "target"
    if isinstance(loss, str):
        loss = tape.LOSSES[loss]
    more = ""
    if isinstance(loss, functools.partial) and not loss.args:
        texts = {name: literal(value) for name, value in loss.keywords.items()}
        if None not in texts.values():
            more = "".join(f", {name}={text}" for name, text in texts.items())
            loss = loss.func
    if isinstance(loss, nn.Module):
        if not is_torchs(loss):
            definitions.add_module(loss)
        return f"{_construction(loss)[0]}(output, {target})"
    if getattr(loss, "__module__", None) == "torch.nn.functional":
        return f"F.{loss.__name__}(output, {target}{more})"
    name = getattr(loss, "__name__", "")
    if not name.isidentifier():
        name = "loss_function"
    definitions.add(name, loss)
    return f"{name}(output, {target}{more})"
