"""TrainLab: a network trains on the page, with any learning rate and optimizer, run beside run."""

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import torch
import torch.nn.functional as F
import traitlets
from torch import Tensor, nn

from livenet import _arguments, digits, tape
from livenet.digits import Digits
from livenet.widgets._fresh import fresh
from livenet.widgets._instrument import Instrument, label_bytes, pixels, takes_digits
from livenet.widgets._mistakes import MISTAKES, softened, want_mistakes
from livenet.widgets._networks import plain
from livenet.widgets._script import Script, train_source

OPTIMIZERS = ("SGD", "momentum", "Nesterov", "RMSprop", "Adam", "AdamW")
POWERS = (-5, 1)  # of ten: where the slider of the learning rate ends


class TrainLab(Instrument):
    """Train a network where the page is: its own trace runs in the browser, no kernel is asked.

    >>> net = LeNet()
    >>> lab = TrainLab(net, learning_rate=0.03, optimizer="momentum")
    >>> lab  # press Run, then
    >>> net.load_state_dict(lab.state_dict())

    Args:
        net: a network that :func:`livenet.tape.record` takes, on any device, also compiled; it is
            left as it is, and a copy of it trains.
        train: digits to train on, images float32 (N, 1, H, W), labels int64 (N,); 2,048 of
            MNIST's training digits when None.
        test: digits for the accuracy; 512 of MNIST's test digits when None.
        loss: as :func:`livenet.tape.record` takes it: ``"cross_entropy"``, ``"mse"``, a loss of
            torch's such as ``nn.CrossEntropyLoss(label_smoothing=0.1)`` or ``F.l1_loss``, or a
            function of your own. It is given the labels, or, where it compares numbers, the
            one-hot labels.
        learning_rate: where its slider stands at first, from 1e-5 to 10.
        optimizer: the one chosen at first: SGD, momentum, Nesterov, RMSprop, Adam or AdamW.
        batch_size: digits in a step at first, at least 1.
        momentum: of momentum and Nesterov at first, at least 0.
        zero_grad: whether gradients are cleared before each step, at first.
        seed: of the order of the digits, see :func:`livenet.shuffle.permutation`; and of
            ``torch.manual_seed`` when ``net`` was made, which the script that a reader copies
            says if it is true.
        shards: how many of the reader's cores compute a part of each batch, or of wide layers,
            from 1 to 64; as many as are likely to be fastest when None. A network whose samples see
            one another otherwise than by batch norm trains on one.
        validation: whether ``test`` are validation digits: they are called so, and their loss is
            drawn beside that of training, so that overfitting is seen.
        mistakes: names of those that the reader can make and mend by a switch each, or be asked
            to find; True for all: ``"zero_grad"`` and ``"step"`` are not called; ``"rate"``, ten
            times the learning rate; ``"softmax"``, taken of the scores before the loss;
            ``"labels"``, shuffled among the digits; ``"order"``, digits sorted by label and never
            shuffled; ``"zeros"``, all weights begin at 0; ``"few"``, one in sixteen of the digits.
            Each trains as PyTorch does where it is made, and the script that a reader copies
            makes it.

    Raises:
        livenet.tape.TapeError: the page cannot run this network; names the operation and module.
        TypeError: an argument is of another kind.
        ValueError: there is no such loss or optimizer, a number is out of its range, a label has
            no score in what ``net`` returns, or the images are not bytes over 255.
        livenet.tape.UnfitError: ``net`` does not take images of this shape; names the module.
    """

    _view = "train-lab"
    _height = 765
    _tapes = ("tape", "softened")
    tape = traitlets.Unicode().tag(sync=True)
    softened = traitlets.Unicode().tag(sync=True)  # empty where nobody can take that softmax
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
    validation = traitlets.Bool(help="The test digits are validation digits.").tag(sync=True)
    mistakes = traitlets.List(
        traitlets.Enum(MISTAKES), help="The mistakes that the reader can make and mend."
    ).tag(sync=True)
    made = traitlets.List(traitlets.Enum(MISTAKES), help="Those that are made at present.").tag(
        sync=True
    )
    shards = traitlets.Int(
        0, help="Cores at work on each batch; 0: as many as are likely to be fastest."
    ).tag(sync=True)

    def __init__(
        self,
        net: nn.Module,
        train: Digits | None = None,
        test: Digits | None = None,
        *,
        loss: str | Callable[[Any, Tensor], Any] = "cross_entropy",
        learning_rate: float = 0.03,
        optimizer: str = "momentum",
        batch_size: int = 32,
        momentum: float = 0.9,
        zero_grad: bool = True,
        seed: int = 0,
        shards: int | None = None,
        validation: bool = False,
        mistakes: bool | Sequence[str] = False,
    ) -> None:
        copied = plain(net)
        _arguments.want_choice("optimizer", optimizer, OPTIMIZERS)
        least, most = (10.0**power for power in POWERS)
        learning_rate = _arguments.want_number("learning_rate", learning_rate, least, most)
        batch_size = _arguments.want_int("batch_size", batch_size, 1)
        momentum = _arguments.want_number("momentum", momentum, 0)
        seed = _arguments.want_int("seed", seed, *_arguments.SEEDS)
        offered = want_mistakes(mistakes)
        if shards is not None:
            shards = _arguments.want_int("shards", shards, 1, 64)
        self._net = net
        given = train is not None
        train = digits.load("train", n=2_048) if train is None else _digits("train", train)
        test = digits.load("test", n=512) if test is None else _digits("test", test)
        self._lying = {"train": _lying(train), "test": _lying(test)}
        if test.images.shape[1:] != train.images.shape[1:]:
            raise ValueError(
                f"train and test must have images of one shape, not {_shape(train.images)}"
                f" and {_shape(test.images)}."
            )
        with takes_digits("TrainLab", "train=…", "test=…", given=given):
            recorded = tape.record(copied, train.images[:1], loss)
            behind = ""
            if "softmax" in offered:
                behind = tape.record(copied, train.images[:1], softened(loss)).json()
        classes = _classes(recorded)
        one_hot = _wants_one_hot(recorded)
        for name, split in (("train", train), ("test", test)):
            _arguments.want_classes(f"{name}.labels", split.labels, classes)
        self._initial = tape.pack(copied)
        drawn = fresh(copied, seed)
        script = Script(
            copied,
            loss,
            seed=seed if drawn else None,
            one_hot=one_hot,
            draws=seed if recorded.draws else None,
        )
        super().__init__(
            tape=recorded.json(),
            initial=b"" if drawn else self._initial,
            fresh=drawn or {},
            train_images=pixels(train.images),
            train_labels=label_bytes(train.labels),
            test_images=pixels(test.images),
            test_labels=label_bytes(test.labels),
            guess=_guess(classes, loss),
            source={
                "net": script.net,
                "train": train_source(given=given),
                "loss": script.loss,
            },
            learning_rate=learning_rate,
            optimizer=optimizer,
            batch_size=batch_size,
            momentum=momentum,
            zero_grad=bool(zero_grad),
            seed=seed,
            shards=shards or 0,
            validation=bool(validation),
            softened=behind,
            mistakes=offered,
        )
        slider = ipywidgets.FloatLogSlider(learning_rate, min=POWERS[0], max=POWERS[1], step=0.01)
        slider.readout_format = ".2g"
        slider.continuous_update = False  # a run begins when the handle is let go
        controls: dict[str, ipywidgets.Widget] = {
            "optimizer": ipywidgets.Dropdown(options=OPTIMIZERS, value=optimizer),
            "learning_rate": slider,
            "batch_size": ipywidgets.IntText(batch_size),
            "momentum": ipywidgets.FloatText(momentum, step=0.05),
        }
        if "zero_grad" not in offered:  # or it would have two switches
            controls["zero_grad"] = ipywidgets.Checkbox(zero_grad, indent=False)
        self.controls = controls  # at once: a change within it would not reach the page

    # Made of the bytes that the page has, for a notebook keeps each of its widgets to the end.
    @property
    def train(self) -> Digits:
        """The digits that it trains on, on the CPU, with the shapes and dtypes that were given."""
        return _unpacked(self.train_images, self.train_labels, *self._lying["train"])

    @property
    def test(self) -> Digits:
        """The digits for the accuracy, on the CPU, with the shapes and dtypes that were given."""
        return _unpacked(self.test_images, self.test_labels, *self._lying["test"])

    def state_dict(self) -> dict[str, Tensor]:
        """Return the network's parameters as the page trained them last, or as they were given.

        They have the names, shapes and dtypes of ``net.state_dict()``, and are on the CPU.
        """
        return tape.unpack(self.trained or self._initial, self._net)


def _digits(name: str, value: object) -> Digits:
    """Return digits as they travel: on the CPU, without a graph."""
    images, labels = _arguments.want_digits(name, value)
    return Digits(images.detach().cpu(), labels.cpu())


def _lying(split: Digits) -> tuple[torch.Size, torch.dtype, torch.dtype]:
    """Return the shape and dtype of images and the dtype of their labels."""
    return split.images.shape, split.images.dtype, split.labels.dtype


def _unpacked(
    images: bytes, labels: bytes, shape: torch.Size, dtype: torch.dtype, whole: torch.dtype
) -> Digits:
    """Return the digits that `pixels` and `label_bytes` have packed."""
    ink, classes = (
        torch.frombuffer(bytearray(packed), dtype=torch.uint8) for packed in (images, labels)
    )
    return Digits(ink.view(shape).to(dtype) / 255, classes.to(whole))


def _classes(recorded: tape.Tape) -> int:
    """Return how many scores a network gives for each image."""
    shape = recorded.graph["values"][recorded.graph["output"]]["shape"]
    if len(shape) != 2 or not isinstance(shape[1], int):
        raise ValueError(
            "the network must give scores for each image, (N, C),"
            f" and this one gives ({', '.join(map(str, shape))})."
            f" 网络必须给每张图像打分 (N, C)，而这一个给出 ({', '.join(map(str, shape))})。"
        )
    return shape[1]


def _wants_one_hot(recorded: tape.Tape) -> bool:
    """Whether the loss compares numbers, and not classes; refuse one that compares others."""
    graph = recorded.graph
    number = next(i["value"] for i in graph["inputs"] if i["name"] == "target")
    target, output = graph["values"][number], graph["values"][graph["output"]]
    if target["dtype"] == "float32" and target["shape"] != output["shape"]:
        raise ValueError(
            "TrainLab gives a loss the labels, (N,), or one-hot labels shaped like the scores, and"
            f" this one takes ({', '.join(map(str, target['shape']))}). TrainLab 给损失函数的是标签"
            " (N,)，或者与得分同形的独热标签，而这一个要的是"
            f" ({', '.join(map(str, target['shape']))})。"
        )
    return bool(target["dtype"] == "float32")


def _guess(classes: int, loss: Any) -> float | None:
    """Return the loss of whoever holds all classes alike; None where that means nothing."""
    if isinstance(loss, str):
        loss = tape.LOSSES[loss]
    if isinstance(loss, functools.partial):
        mean = loss.keywords.get("reduction", "mean") == "mean"
        loss = loss.func
    else:
        mean = getattr(loss, "reduction", "mean") == "mean"
    known = loss is F.cross_entropy or isinstance(loss, nn.CrossEntropyLoss)
    return math.log(classes) if known and mean else None


def _shape(images: Tensor) -> str:
    return f"({', '.join(['N', *map(str, images.shape[1:])])})"
