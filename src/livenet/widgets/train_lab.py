"""TrainLab: a network trains on the page, with any learning rate and optimizer, run beside run."""

import ast
import inspect
import linecache
import math

import ipywidgets
import torch
import traitlets
from torch import Tensor, nn

from livenet import digits, tape
from livenet.digits import Digits
from livenet.widgets._fresh import fresh
from livenet.widgets._instrument import Instrument, pixels

OPTIMIZERS = ("SGD", "momentum", "Nesterov", "RMSprop", "Adam", "AdamW")


class TrainLab(Instrument):
    """Train a network where the page is: its own trace runs in the browser, no kernel is asked.

    >>> net = LeNet()
    >>> lab = TrainLab(net, learning_rate=0.03, optimizer="momentum")
    >>> lab  # press Run, then
    >>> net.load_state_dict(lab.state_dict())

    Args:
        net: a network that :func:`livenet.tape.record` takes; it is left as it is.
        train: digits to train on; 2,048 of MNIST's training digits when None.
        test: digits for the accuracy; 512 of MNIST's test digits when None.
        loss: ``"cross_entropy"`` or ``"mse"`` (of the output and the one-hot label).
        learning_rate, optimizer, batch_size, momentum, zero_grad: where the controls stand at
            first. ``optimizer`` is one of SGD, momentum, Nesterov, RMSprop, Adam, AdamW.
        seed: of the order of the digits, see :func:`livenet.shuffle.permutation`; and of
            ``torch.manual_seed`` when ``net`` was made, which the script that a reader copies
            says if it is true.

    Raises:
        livenet.tape.TapeError: the page cannot run this network; names the operation and module.
        ValueError: there is no such loss or optimizer, or the images are not bytes over 255.
    """

    _view = "train-lab"
    _height = 745
    tape = traitlets.Unicode().tag(sync=True)
    initial = traitlets.Bytes().tag(sync=True)  # empty if the page can draw it by `fresh`
    fresh = traitlets.Dict().tag(sync=True)
    trained = traitlets.Bytes(
        help="The parameters that the page trained last, float32 in state_dict order; empty before."
    ).tag(sync=True, from_json=lambda view, _lab: bytes(view))
    train_images = traitlets.Bytes().tag(sync=True)
    train_labels = traitlets.Bytes().tag(sync=True)
    test_images = traitlets.Bytes().tag(sync=True)
    test_labels = traitlets.Bytes().tag(sync=True)
    guess = traitlets.Float(None, allow_none=True).tag(sync=True)
    source = traitlets.Dict().tag(sync=True)
    learning_rate = traitlets.Float(0.03, help="The learning rate, at least 0.").tag(sync=True)
    optimizer = traitlets.Enum(OPTIMIZERS, "momentum", help="The optimizer's name.").tag(sync=True)
    batch_size = traitlets.Int(32, help="Digits in a step.").tag(sync=True)
    momentum = traitlets.Float(0.9, help="Of momentum and Nesterov.").tag(sync=True)
    zero_grad = traitlets.Bool(True, help="Clear the gradients before each step.").tag(sync=True)
    seed = traitlets.Int(0, help="Of the order of the digits.").tag(sync=True)

    def __init__(
        self,
        net: nn.Module,
        train: Digits | None = None,
        test: Digits | None = None,
        *,
        loss: str = "cross_entropy",
        learning_rate: float = 0.03,
        optimizer: str = "momentum",
        batch_size: int = 32,
        momentum: float = 0.9,
        zero_grad: bool = True,
        seed: int = 0,
    ) -> None:
        if optimizer not in OPTIMIZERS:
            raise ValueError(
                f"there is no optimizer {optimizer!r}: choose from {', '.join(OPTIMIZERS)}."
            )
        self._net = net
        self.train = digits.load("train", n=2_048) if train is None else train
        self.test = digits.load("test", n=512) if test is None else test
        self._initial = tape.pack(net)
        drawn = fresh(net, seed)
        recorded = tape.record(net, self.train.images[:1], loss)
        super().__init__(
            tape=recorded.json(),
            initial=b"" if drawn else self._initial,
            fresh=drawn or {},
            train_images=pixels(self.train.images),
            train_labels=_labels(self.train.labels),
            test_images=pixels(self.test.images),
            test_labels=_labels(self.test.labels),
            guess=_guess(net, self.train, loss),
            source={
                "net": _source(net, seed),
                "train": 'train = digits.load("train", n=2_048)'
                if train is None
                else "train = train  # your digits: images (N, 1, 32, 32), labels (N,)",
                "loss": "F.cross_entropy(output, target)"
                if loss == "cross_entropy"
                else "F.mse_loss(output, F.one_hot(target, output.shape[1]).float())",
            },
            learning_rate=learning_rate,
            optimizer=optimizer,
            batch_size=batch_size,
            momentum=momentum,
            zero_grad=zero_grad,
            seed=seed,
        )
        slider = ipywidgets.FloatLogSlider(learning_rate, min=-5, max=1, step=0.01)
        slider.readout_format = ".2g"
        slider.continuous_update = False  # a run begins when the handle is let go
        self.controls = {
            "optimizer": ipywidgets.Dropdown(options=OPTIMIZERS, value=optimizer),
            "learning_rate": slider,
            "batch_size": ipywidgets.IntText(batch_size),
            "momentum": ipywidgets.FloatText(momentum, step=0.05),
            "zero_grad": ipywidgets.Checkbox(zero_grad, indent=False),
        }

    def state_dict(self) -> dict[str, Tensor]:
        """Return the network's parameters as the page trained them last, or as they were given.

        They have the names, shapes and dtypes of ``net.state_dict()``.
        """
        return tape.unpack(self.trained or self._initial, self._net)


def _labels(labels: Tensor) -> bytes:
    return labels.to(torch.uint8).numpy().tobytes()


def _guess(net: nn.Module, train: Digits, loss: str) -> float | None:
    """Return the loss of who holds all classes alike; None where that means nothing."""
    if loss != "cross_entropy":
        return None
    with torch.no_grad():
        return math.log(net(train.images[:1]).shape[1])


def _source(net: nn.Module, seed: int) -> str:
    """Return Python that makes ``net`` again, or that tells the reader to."""
    imports = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
    imports += "from livenet import digits, shuffle\n"
    name = type(net).__name__
    if isinstance(net, nn.Sequential):
        definition, made = "", f"net = {_sequential(net)}"
    elif type(net).__module__ == "livenet.lenet":
        definition, made = "from livenet import LeNet\n", "net = LeNet()"
    else:
        definition, made = f"\n\n{_class_source(type(net))}\n\n", f"net = {name}()"
        if "Tensor" in definition:
            imports += "from torch import Tensor\n"
    code = f"torch.manual_seed({seed})\n{made}"
    if not _makes(f"{imports}{definition}{code}", net):
        code = f"# net: the network that you gave to TrainLab, with the weights it had.\n{made}"
    return f"{imports}{definition}\n{code}".strip()


def _makes(code: str, net: nn.Module) -> bool:
    """Whether running ``code`` leaves a network with the same parameters in ``net``."""
    scope: dict[str, object] = {}
    with torch.random.fork_rng():
        try:
            exec(code, scope)
        except Exception:  # the reader's own code may want names that are not there
            return False
    made = scope.get("net")
    return isinstance(made, nn.Module) and tape.pack(made) == tape.pack(net)


def _sequential(net: nn.Sequential) -> str:
    layers = (
        _sequential(layer) if isinstance(layer, nn.Sequential) else f"nn.{layer!r}" for layer in net
    )
    return f"nn.Sequential({', '.join(layers)})"


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
