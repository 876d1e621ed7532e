"""Hostile arguments: every public name of livenet answers each by one deliberate sentence.

`ROWS` has what each function and class is given and what it should say. The walk over the package
finds every public name, so a new one without rows fails here; what needs none says why in `SAFE`.
"""

import importlib
import inspect
import math
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import graphviz
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import Tensor, nn, optim
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader

import livenet
from livenet import (
    LeNet,
    check,
    digits,
    drawing,
    grad_graph,
    lenet,
    plot,
    shuffle,
    speed,
    tape,
    train,
    weights,
    widgets,
)
from livenet.digits import Digits
from livenet.widgets import (
    DrawDigit,
    GraphLens,
    LayerLens,
    LossLens,
    OptimizerRace,
    ShapeWalker,
    TapeLens,
    TrainLab,
)

CPU = torch.device("cpu")
META = torch.device("meta")
NAN = math.nan


@dataclass(frozen=True)
class Row:
    """Arguments, the error that is right for them, and what its sentence says."""

    error: type[Exception]
    message: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]


def row(error: type[Exception], message: str, *arguments: Any, **options: Any) -> Row:
    return Row(error, message, arguments, options)


def some(n: int = 4, high: int = 10, size: int = 8) -> Digits:
    return Digits(torch.zeros(n, 1, size, size), torch.arange(n) % high)


def small(device: Any = "cpu", dtype: torch.dtype = torch.float32) -> nn.Sequential:
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10, device=device, dtype=dtype))


def deep() -> nn.Sequential:
    return nn.Sequential(nn.Flatten(), *[nn.Linear(64, 64) for _ in range(30)])


def lazy() -> nn.Sequential:
    return nn.Sequential(nn.Flatten(), nn.LazyLinear(10))


def batches(*pairs: Any) -> list[Any]:
    return list(pairs) or [tuple(some())]


def step(net: nn.Module) -> tuple[optim.Optimizer, LambdaLR]:
    """Return an optimizer and a schedule that changes nothing."""
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    return optimizer, LambdaLR(optimizer, lambda _: 1.0)


def training(
    error: type[Exception],
    message: str,
    *,
    net: Any = None,
    data: Any = None,
    optimizer: Any = None,
    schedule: Any = None,
    device: Any = CPU,
) -> Row:
    """Return a row for `train_epoch` in which all but what is named is right."""
    fine = small()
    right = step(fine)
    return row(
        error,
        message,
        fine if net is None else net,
        batches() if data is None else data,
        right[0] if optimizer is None else optimizer,
        right[1] if schedule is None else schedule,
        device,
    )


def fitting(error: type[Exception], message: str, **options: Any) -> Row:
    """Return a row for `fit` in which all but what is named is right."""
    fine = {"net": small(), "train": some(), "validation": some(), "epochs": 1, "shift": 0}
    return row(error, message, **fine | options)


def diverging() -> Row:
    """Return a row whose weights pass beyond what float32 holds in the first epoch."""
    few = digits.load("train", n=64)
    return row(
        RuntimeError,
        "training diverged, its loss is nan: lower the learning rate",
        LeNet(),
        few,
        few,
        epochs=1,
        batch_size=8,
        lr=1e8,
    )


def product() -> Tensor:
    w = torch.ones(2, requires_grad=True)
    return w * w


def leaf(value: float = 3.0) -> Tensor:
    return torch.tensor(value, requires_grad=True)


@cache
def lab() -> TrainLab:
    return TrainLab(small(), some(), some(2))


def number(*_: Any) -> float:
    return 1.0


MODULE = "must be an nn.Module, not None"
CLASS = r"the class LeNet itself: give LeNet\(\)"
ON_META = "no numbers, for it is on the device meta"

# Each entry is a function, for some arguments cost time or must be new.
ROWS: dict[Any, Callable[[], list[Row]]] = {
    check: lambda: [
        row(TypeError, "the name of an exercise must be text, not 5", 5, 1),
        row(TypeError, "must be text, not None", None, 1),
        row(ValueError, "There is no exercise ''", "", 1),
        row(ValueError, "There is no exercise '02-none'", "02-none", 1),
        row(ValueError, "There is no exercise '../x'", "../x", 1),
        row(ValueError, r"There is no exercise '\.x'", ".x", 1),
    ],
    digits.load: lambda: [
        row(TypeError, "the split must be text, not None", None),
        row(TypeError, "the split must be text, not a list", ["test"]),
        row(ValueError, "no split 'valid': choose from train, test", "valid"),
        row(ValueError, "n must be from 1 to 10000, not 0", "test", 0),
        row(ValueError, "n must be from 1 to 10000, not 10001", "test", 10_001),
        row(TypeError, "n must be a whole number, not 2.5", "test", 2.5),
        row(TypeError, "n must be a whole number, not True", "test", True),
        row(TypeError, "n must be a whole number, not the text 'many'", "test", "many"),
        row(TypeError, "seed must be a whole number, not None", "test", 5, None),
        row(TypeError, "seed must be a whole number, not nan", "test", 5, NAN),
        row(ValueError, "seed must be from -9223372036854775808 to", "test", 5, 2**70),
    ],
    digits.hold_out: lambda: [
        row(TypeError, "digits must be Digits, a pair .* not None", None, 1),
        row(TypeError, "digits must be Digits, .* not a tensor", torch.zeros(4, 1, 8, 8), 1),
        row(TypeError, "digits.images must be a tensor, not a list", ([0], [1]), 1),
        row(ValueError, "one for each of 4 images, not 3", (some().images, some(3).labels), 1),
        row(ValueError, "labels must be integers", (some().images, torch.zeros(4)), 1),
        row(ValueError, "n must be from 1 to 3, not 4", some(), 4),
        row(ValueError, "digits must be at least two", some(1), 1),
        row(TypeError, "n must be a whole number", some(), 1.0),
        row(ValueError, ON_META, Digits(some().images.to(META), some().labels), 1),
        row(TypeError, "seed must be a whole number, not the text", some(), 1, "x"),
    ],
    digits.read_bytes: lambda: [
        row(ValueError, "no split 'valid'", "valid"),
        row(TypeError, "the split must be text, not a list", []),
        row(TypeError, "the split must be text, not None", None),
    ],
    train.DigitSet: lambda: [
        row(TypeError, "images must be a tensor, not None", None, some().labels),
        row(TypeError, "labels must be a tensor, not a list", some().images, [1, 2]),
        row(ValueError, "there are 4 images and 3 labels", some().images, some(3).labels),
        row(ValueError, "shift must be from 0 to 2, not -1", *some(), shift=-1),
        row(ValueError, "shift must be from 0 to 2, not 40", *some(), shift=40),
        row(TypeError, "shift must be a whole number, not 0.5", *some(), shift=0.5),
        row(ValueError, "to be shifted, not", torch.zeros(4, 8, 8), some().labels, shift=1),
        row(ValueError, r"shape \(N, …\), not \(\)", torch.tensor(0.0), some().labels),
    ],
    train.progress: lambda: [
        row(TypeError, "loader must be a DataLoader, not None", None),
        row(TypeError, "loader must be a DataLoader, not a generator", (b for b in batches())),
        row(TypeError, "loader must be a DataLoader, not 5", 5),
    ],
    train.train_epoch: lambda: [
        training(TypeError, CLASS, net=LeNet),
        training(TypeError, "must be an nn.Module, not the text", net="LeNet"),
        training(ValueError, ON_META, net=small(META)),
        training(ValueError, "1.weight of net has no shape yet", net=lazy()),
        training(TypeError, "batches must be a DataLoader or other batches, not 7", data=7),
        training(ValueError, "batches must have at least one batch", data=()),
        training(ValueError, "at least one batch", data=DataLoader(train.DigitSet(*some(0)), 2)),
        training(TypeError, "must be a pair of images and labels", data=[some().images]),
        training(TypeError, "labels of batches must be a tensor", data=[(some().images, [1])]),
        training(ValueError, "each of 4 images, not 3", data=[(some().images, some(3).labels)]),
        training(ValueError, "must be integers", data=[(some().images, torch.zeros(4))]),
        training(
            ValueError,
            "no score for a label: Target 10",
            data=[(some(1).images, torch.tensor([10]))],
        ),
        training(ValueError, "one is -1", data=[(some(1).images, torch.tensor([-1]))]),
        training(TypeError, "optimizer must be a torch.optim Optimizer", optimizer="SGD"),
        training(TypeError, "schedule must be a torch.optim LRScheduler", schedule=0.1),
        training(TypeError, 'a name such as "cpu", not None', device=None),
        training(ValueError, 'device "tpu9" cannot be used on this machine', device="tpu9"),
        training(ValueError, 'device "meta" cannot be used', device=META),
    ],
    train.evaluate: lambda: [
        row(TypeError, MODULE, None, batches(), CPU),
        row(TypeError, CLASS, LeNet, batches(), CPU),
        row(ValueError, ON_META, small(META), batches(), CPU),
        row(ValueError, "loader must have at least one batch", small(), [], CPU),
        row(TypeError, "loader must be a DataLoader", small(), None, CPU),
        row(
            ValueError, "no score for a label", small(), [(some(1).images, torch.tensor([77]))], CPU
        ),
        row(TypeError, "device must be a torch.device", small(), batches(), 0),
    ],
    train.EarlyStop: lambda: [
        row(TypeError, MODULE, None, 2),
        row(TypeError, CLASS, LeNet, 2),
        row(ValueError, "patience must be at least 1, not 0", small(), 0),
        row(TypeError, "patience must be a whole number, not 1.5", small(), 1.5),
    ],
    train.EarlyStop.__call__: lambda: [
        row(RuntimeError, "diverged, its loss is nan: lower the", train.EarlyStop(small(), 2), NAN),
        row(RuntimeError, "its loss is inf: lower", train.EarlyStop(small(), 2), math.inf),
        row(TypeError, "loss must be one number, not None", train.EarlyStop(small(), 2), None),
        row(TypeError, "not the text '0.5'", train.EarlyStop(small(), 2), "0.5"),
        row(TypeError, "not a tensor", train.EarlyStop(small(), 2), torch.zeros(2)),
    ],
    train.fit: lambda: [
        diverging(),
        fitting(TypeError, MODULE, net=None),
        fitting(TypeError, CLASS, net=LeNet),
        fitting(ValueError, ON_META, net=small(META)),
        fitting(ValueError, "has no shape yet", net=lazy()),
        fitting(TypeError, "train must be Digits", train=None),
        fitting(TypeError, "validation must be Digits", validation="test"),
        fitting(ValueError, "train must have at least one image", train=some(0)),
        fitting(ValueError, "validation must have at least one", validation=some(0)),
        fitting(ValueError, "one is -3", train=Digits(some(1).images, torch.tensor([-3]))),
        fitting(ValueError, "no score", validation=Digits(some(1).images, torch.tensor([10]))),
        fitting(ValueError, "epochs must be at least 1, not 0", epochs=0),
        fitting(TypeError, "epochs must be a whole number, not 1.5", epochs=1.5),
        fitting(ValueError, "batch_size must be at least 1, not -8", batch_size=-8),
        fitting(ValueError, "lr must be above 0", lr=0),
        fitting(ValueError, "lr must be at least 0, not -1", lr=-1),
        fitting(ValueError, "lr must be at least 0, not nan", lr=NAN),
        fitting(TypeError, "lr must be a number, not the text", lr="fast"),
        fitting(ValueError, "weight_decay must be at least 0", weight_decay=-0.1),
        fitting(ValueError, "shift must be from 0 to 2, not 3", shift=3),
        fitting(ValueError, "patience must be at least 1", patience=0),
        fitting(ValueError, 'device "cuda:99" cannot be used', device="cuda:99"),
        fitting(TypeError, "device must be a torch.device", device=1),
    ],
    train.main: lambda: [row(ValueError, '--device "tpu" cannot be used', ["--device", "tpu"])],
    weights.trained: lambda: [
        row(ValueError, 'device "cuda:99" cannot be used on this machine', "cuda:99"),
        row(ValueError, 'device "gpu" cannot be used', "gpu"),
        row(ValueError, 'device "meta" cannot be used', "meta"),
        row(TypeError, "device must be a torch.device .* not None", None),
    ],
    weights.load: lambda: [
        row(TypeError, MODULE, None, "x.pt"),
        row(TypeError, CLASS, LeNet, "x.pt"),
        row(ValueError, ON_META, small(META), "x.pt"),
        row(weights.CheckpointError, "x.pt is missing from", small(), "x.pt"),
        row(weights.CheckpointError, "x.pt is missing from", small(), Path("x.pt")),
        row(weights.CheckpointError, "cannot be read", small(), Path(__file__).parent),
        row(weights.CheckpointError, "cannot be read", small(), __file__),
        row(TypeError, "path must be the path of a file, not None", small(), None),
        row(TypeError, "path must be the path of a file, not 3", small(), 3),
        row(ValueError, 'device "gpu" cannot be used', small(), "x.pt", "gpu"),
    ],
    weights.misfits: lambda: [
        row(TypeError, MODULE, None, {}),
        row(TypeError, "state must be a state_dict, not a list", small(), []),
        row(TypeError, "state must be a state_dict, not None", small(), None),
        row(TypeError, "state must be a state_dict, not a Linear", small(), nn.Linear(1, 1)),
    ],
    weights.sha256: lambda: [
        row(FileNotFoundError, "no-such-file", "no-such-file"),
        row(TypeError, "path must be the path of a file, not None", None),
    ],
    plot.show_images: lambda: [
        row(TypeError, "images must be a tensor, not None", None),
        row(TypeError, "images must be a tensor, not a list", [torch.zeros(8, 8)]),
        row(TypeError, "images must be a tensor, not a ndarray", np.zeros((2, 8, 8))),
        row(ValueError, r"this tensor is \(2, 3, 8, 8\)", torch.zeros(2, 3, 8, 8)),
        row(ValueError, r"this tensor is \(8, 8\)", torch.zeros(8, 8)),
        row(
            ValueError, r"nothing to show: images of shape \(0, 1, 8, 8\)", torch.zeros(0, 1, 8, 8)
        ),
        row(ValueError, r"nothing to show: images of shape \(2, 0, 5\)", torch.zeros(2, 0, 5)),
        row(ValueError, "without one finite value", torch.full((2, 8, 8), NAN)),
        row(ValueError, ON_META, torch.zeros(2, 8, 8, device=META)),
        row(ValueError, "must hold real numbers, not torch.complex64", torch.zeros(2, 8, 8) * 1j),
        row(ValueError, "to_dense", torch.zeros(2, 8, 8).to_sparse()),
        row(ValueError, "there are 2 images and 3 captions", torch.zeros(2, 8, 8), "abc"),
        row(TypeError, "captions must be a list", torch.zeros(2, 8, 8), 5),
        row(ValueError, "columns must be at least 1, not 0", torch.zeros(2, 8, 8), columns=0),
        row(TypeError, "columns must be a whole number", torch.zeros(2, 8, 8), columns=2.5),
        row(ValueError, "size must be above 0", torch.zeros(2, 8, 8), size=0),
        row(ValueError, "size must be at least 0, not nan", torch.zeros(2, 8, 8), size=NAN),
    ],
    plot.show_probabilities: lambda: [
        row(TypeError, "logits must be a tensor, not a list", [0.0] * 10),
        row(TypeError, "logits must be a tensor, not None", None),
        row(ValueError, r"shape \(10,\), not \(1, 10\)", torch.zeros(1, 10)),
        row(ValueError, r"logits must be floats, not torch.int64", torch.arange(10)),
        row(ValueError, "have no softmax", torch.full((10,), NAN)),
        row(ValueError, "have no softmax", torch.full((10,), math.inf)),
        row(ValueError, ON_META, torch.zeros(10, device=META)),
        row(TypeError, "ax must be axes of matplotlib, not the text", torch.zeros(10), "ax"),
    ],
    drawing.draw: lambda: [
        row(TypeError, "must be what torchviz.make_dot returns, not None", None),
        row(TypeError, "make_dot returns, not a tensor", product()),
        row(TypeError, "make_dot returns, not the text", "digraph {}"),
        row(TypeError, "make_dot returns, not a Graph", graphviz.Graph()),
    ],
    drawing.lay_out: lambda: [
        row(TypeError, "boxes must hold Box, not the text", ["a"], []),
        row(ValueError, "no kind 'root': choose from", [drawing.Box("a", "root")], []),  # type: ignore[arg-type]
        row(TypeError, "arrows must hold Arrow", [drawing.Box("a", "node")], [(0, 0)]),
        row(ValueError, "an arrow must be", [drawing.Box("a", "node")], [drawing.Arrow(0, 1)]),
    ],
    drawing.Drawing: lambda: [row(TypeError, "svg must be text, not None", None)],
    grad_graph.read: lambda: [
        row(TypeError, "a tensor is wanted .* not None", None),
        row(ValueError, "no grad_fn", torch.ones(1)),
    ],
    grad_graph.is_accumulator: lambda: [
        row(TypeError, "must be a node of autograd such as y.grad_fn, not a tensor", product())
    ],
    grad_graph.saved: lambda: [
        row(TypeError, "must be a node of autograd such as y.grad_fn, not None", None)
    ],
    grad_graph.watch: lambda: [
        row(TypeError, "output must be a tensor", None, [], None, number),
        row(TypeError, "boxes must be those of read", product(), None, None, number),
        row(TypeError, "gradient must be a tensor", product(), [], 1.0, number),
        row(TypeError, "keep must be a function", product(), [], None, None),
    ],
    tape.record: lambda: [
        row(TypeError, MODULE, None, some().images),
        row(TypeError, CLASS, LeNet, some().images),
        row(ValueError, "has no shape yet", lazy(), some().images),
        row(TypeError, "example must be a tensor, not a list", small(), [0.0]),
        row(tape.TapeError, "example must be float32", small(), some().images.double()),
        row(tape.TapeError, r"of shape \(\)", small(), torch.tensor(0.0)),
        row(
            tape.TapeError,
            "0.weight of torch.float64",
            nn.Sequential(nn.Linear(2, 2).double()),
            torch.zeros(1, 2),
        ),
        row(
            tape.UnfitError,
            r"module 1 \(Linear\) does not take .* shape \(N, 1, 5, 5\)",
            small(),
            torch.zeros(1, 1, 5, 5),
        ),
        row(ValueError, "no loss 'hinge': choose from", small(), some().images, "hinge"),
        row(TypeError, "loss must be one of", small(), some().images, 3),
        row(TypeError, r"give CrossEntropyLoss\(\)", small(), some().images, nn.CrossEntropyLoss),
        row(tape.TapeError, "parameters of its own", small(), some().images, nn.Linear(1, 1)),
        row(tape.TapeError, "the loss must be a tensor, not 1.0", small(), some().images, number),
        row(TypeError, "target must be a tensor, not 3", small(), some().images, "mse", 3),
        row(
            tape.TapeError,
            "the target must have shape",
            small(),
            some().images,
            "mse",
            torch.tensor(1),
        ),
        row(tape.TapeError, "nothing to train", small().requires_grad_(False), some().images),
    ],
    tape.pack: lambda: [
        row(TypeError, MODULE, None),
        row(TypeError, CLASS, LeNet),
        row(ValueError, "1.weight is torch.float64, and only float32", small(dtype=torch.float64)),
        row(ValueError, "weight is torch.float16, and only", nn.BatchNorm2d(2).half()),
        row(ValueError, ON_META, small(META)),
        row(ValueError, "has no shape yet", lazy()),
    ],
    tape.unpack: lambda: [
        row(TypeError, "data must be bytes, as pack gives, not the text", "0000", small()),
        row(TypeError, "data must be bytes, as pack gives, not None", None, small()),
        row(ValueError, "has 2,600 bytes of parameters, not 4", b"1234", small()),
        row(TypeError, MODULE, b"", None),
    ],
    shuffle.permutation: lambda: [
        row(ValueError, "n must be from 0 to 4294967296, not -1", -1),
        row(TypeError, "n must be a whole number, not 2.5", 2.5),
        row(TypeError, "n must be a whole number, not None", None),
        row(TypeError, "seed must be a whole number, not the text", 5, "x"),
        row(TypeError, "epoch must be a whole number, not 0.5", 5, 0, 0.5),
        row(ValueError, "seed must be from", 5, 2**64),
    ],
    TrainLab: lambda: [
        row(TypeError, MODULE, None),
        row(TypeError, CLASS, LeNet),
        row(ValueError, ON_META, small(META), some(), some()),
        row(ValueError, "has no shape yet", lazy(), some(), some()),
        row(tape.TapeError, "float64", small(dtype=torch.float64), some(), some()),
        row(TypeError, "train must be Digits", small(), "train", some()),
        row(TypeError, "test must be Digits", small(), some(), 5),
        row(ValueError, "train must have at least one image", small(), some(0), some()),
        row(
            ValueError, "one for each of 4", small(), Digits(some().images, some(3).labels), some()
        ),
        row(
            ValueError,
            "train.labels must be from 0 to 9, and one is 11",
            small(),
            some(12, 12),
            some(),
        ),
        row(
            ValueError,
            "test.labels must be at least 0, and one is -1",
            small(),
            some(),
            Digits(some(1).images, torch.tensor([-1])),
        ),
        row(
            ValueError,
            "bytes divided by 255",
            small(),
            Digits(some().images + NAN, some().labels),
            some(),
        ),
        row(ValueError, ON_META, small(), Digits(some().images.to(META), some().labels), some()),
        row(
            tape.UnfitError,
            r"module 1 \(Linear\) does not take .* \(N, 1, 5, 5\): .*; give digits of the size",
            small(),
            some(size=5),
            some(size=5),
        ),
        row(tape.UnfitError, r"32×32, so give TrainLab digits of the network's own size", small()),
        row(ValueError, "images of one shape", small(), some(), some(size=5)),
        row(
            ValueError,
            r"\(N, C\), and this one gives \(N, 1, 8, 8\)",
            nn.Sequential(nn.Conv2d(1, 1, 1)),
            some(),
            some(),
            loss="mse",
        ),
        row(ValueError, "no loss 'hinge'", small(), some(), some(), loss="hinge"),
        row(
            TypeError,
            "loss must be one of cross_entropy, mse, or a function .*, not 3",
            small(),
            some(),
            some(),
            loss=3,
        ),
        row(TypeError, "mistakes must be a sequence", small(), some(), some(), mistakes="few"),
        row(TypeError, "mistakes must be a sequence", small(), some(), some(), mistakes=3),
        row(ValueError, "no mistake 'fewer'", small(), some(), some(), mistakes=["fewer"]),
        row(ValueError, "one of them twice", small(), some(), some(), mistakes=["few"] * 2),
        row(
            ValueError,
            "no optimizer 'Lion': choose from SGD",
            small(),
            some(),
            some(),
            optimizer="Lion",
        ),
        row(
            TypeError,
            "the optimizer must be text, not the class SGD",
            small(),
            some(),
            some(),
            optimizer=optim.SGD,
        ),
        row(
            ValueError,
            "learning_rate must be from 1e-05 to 10, not 0",
            small(),
            some(),
            some(),
            learning_rate=0,
        ),
        row(
            ValueError, "learning_rate must be .* not -1", small(), some(), some(), learning_rate=-1
        ),
        row(
            ValueError,
            "learning_rate must be .* not nan",
            small(),
            some(),
            some(),
            learning_rate=NAN,
        ),
        row(
            TypeError,
            "learning_rate must be a number",
            small(),
            some(),
            some(),
            learning_rate="0.1",
        ),
        row(ValueError, "batch_size must be at least 1", small(), some(), some(), batch_size=0),
        row(TypeError, "batch_size must be a whole", small(), some(), some(), batch_size=1.5),
        row(ValueError, "momentum must be at least 0", small(), some(), some(), momentum=-1),
        row(TypeError, "seed must be a whole number", small(), some(), some(), seed=None),
    ],
    DrawDigit: lambda: [
        row(TypeError, MODULE, None),
        row(TypeError, CLASS, LeNet),
        row(ValueError, ON_META, LeNet().to(META)),
        row(tape.TapeError, "float64", LeNet().double()),
        row(tape.UnfitError, r"module 1 \(Linear\) does not take .* \(N, 1, 32, 32\)", small()),
        row(
            ValueError,
            r"ten scores, \(N, 10\), and this one gives \(N, 3\)",
            nn.Sequential(nn.Flatten(), nn.Linear(1024, 3)),
        ),
        row(TypeError, "lab must be a TrainLab, not the text", LeNet(), "lab"),
        row(ValueError, "lab trains a network with other parameters", LeNet(), lab()),
        row(TypeError, "trained_on must be a whole number", LeNet(), trained_on="many"),
        row(ValueError, "trained_on must be at least 0, not -1", LeNet(), trained_on=-1),
    ],
    LayerLens: lambda: [
        row(TypeError, MODULE, None),
        row(TypeError, CLASS, LeNet),
        row(ValueError, ON_META, LeNet().to(META)),
        row(tape.TapeError, "float64", LeNet().double()),
        row(TypeError, "images must be a tensor, not a list", small(), [1, 2]),
        row(ValueError, "images must be 1 to 100 of them", small(), some(0).images),
        row(ValueError, "images must be 1 to 100 of them", small(), some(101).images),
        row(tape.TapeError, "float32", small(), some().images.to(torch.uint8)),
        row(ValueError, "bytes divided by 255", small(), some().images + NAN),
        row(ValueError, ON_META, small(), some().images.to(META)),
        row(
            tape.UnfitError,
            r"module 1 \(Linear\) does not take .* \(N, 1, 5, 5\)",
            small(),
            some(size=5).images,
        ),
        row(TypeError, "labels must be a tensor", small(), some().images, [1, 2, 3, 4]),
        row(ValueError, "labels must be one for each", small(), some().images, some(3).labels),
        row(ValueError, "labels must be integers", small(), some().images, torch.zeros(4)),
        row(ValueError, "one is -1", small(), some(1).images, torch.tensor([-1])),
        row(
            ValueError,
            "labels must be from 0 to 255, and one is 300",
            small(),
            some(1).images,
            torch.tensor([300]),
        ),
        row(ValueError, "digit must be from 0 to 3, not 4", small(), some().images, digit=4),
        row(
            TypeError, "digit must be a whole number, not None", small(), some().images, digit=None
        ),
    ],
    GraphLens: lambda: [
        row(TypeError, "a tensor is wanted .* not None", None),
        row(TypeError, "a tensor is wanted .* not 3.0", 3.0),
        row(ValueError, "no grad_fn", torch.ones(1)),
        row(ValueError, r"starts from one number, and this tensor has shape \(2,\)", product()),
        row(ValueError, "loss has " + ON_META, torch.ones((), device=META, requires_grad=True) * 2),
        row(TypeError, "params must be a dict .* not a list", leaf() * 2, [leaf()]),
        row(
            TypeError,
            r"such as dict\(net.named_parameters\(\)\), not a generator",
            leaf() * 2,
            LeNet().named_parameters(),
        ),
        row(TypeError, r"params\['a'\] must be a tensor, not 2", leaf() * 2, {"a": 2}),
        row(TypeError, "gradient must be a tensor, not 1.0", leaf() * 2, gradient=1.0),
        row(
            ValueError,
            r"shape of the loss, \(2,\); this one has \(3,\)",
            product(),
            gradient=torch.ones(3),
        ),
        row(
            ValueError,
            "dtype of the loss, torch.float32",
            product(),
            gradient=torch.ones(2).double(),
        ),
        row(ValueError, ON_META, product(), gradient=torch.ones(2, device=META)),
    ],
    LossLens: lambda: [
        row(TypeError, "logits must be ten numbers, and this is the text", "ten"),
        row(TypeError, "logits must be ten numbers, and this is a list", ["a"] * 10),
        row(TypeError, "logits must be ten numbers, and this is a dict", {}),
        row(ValueError, r"shape \(10,\), not \(9,\)", [0.0] * 9),
        row(ValueError, r"shape \(10,\), not \(\)", 3.0),
        row(ValueError, "logits.3. is nan", [0.0] * 3 + [NAN] * 7),
        row(ValueError, "logits.9. is 2000.0; it must be from -1000 to 1000", [0.0] * 9 + [2000.0]),
        row(ValueError, "real numbers, not torch.complex64", torch.zeros(10) * 1j),
        row(ValueError, ON_META, torch.zeros(10, device=META)),
        row(TypeError, "target must be a whole number, not None", None, None),
        row(TypeError, "target must be a whole number, not 3.7", None, 3.7),
        row(TypeError, "target must be a whole number, not the text '7'", None, "7"),
        row(TypeError, "target must be a whole number, not a tensor", None, torch.tensor(3.0)),
        row(TypeError, "target must be a whole number, not a tensor", None, torch.tensor([1, 2])),
        row(ValueError, "target must be from 0 to 9, not 10", None, 10),
    ],
    OptimizerRace: lambda: [
        row(TypeError, "the surface must be text, not None", None),
        row(TypeError, "the surface must be text, not a list", ["bowl"]),
        row(ValueError, "no surface 'hill': choose from bowl", "hill"),
        row(ValueError, "the start on bowl must be two numbers", "bowl", (9, 0)),
        row(ValueError, "must be two numbers", "bowl", (NAN, 0)),
        row(ValueError, "must be two numbers", "bowl", "ab"),
        row(ValueError, "must be two numbers", "bowl", (1, 2, 3)),
        row(ValueError, "must be two numbers", "bowl", 1),
        row(ValueError, "learning_rate must be from 0.0001 to 1, not 0", learning_rate=0),
        row(ValueError, "learning_rate must be from 0.0001 to 1, not nan", learning_rate=NAN),
        row(TypeError, "learning_rate must be a number, not None", learning_rate=None),
        row(ValueError, "momentum must be from 0 to 0.99, not 1", momentum=1),
        row(TypeError, "momentum must be a number", momentum="0.9"),
        row(ValueError, "steps must be from 1 to 200, not 0", steps=0),
        row(TypeError, "steps must be a whole number, not 2.5", steps=2.5),
    ],
    OptimizerRace.f: lambda: [
        row(TypeError, "w must be a tensor, not a tuple", OptimizerRace(), (1.0, 2.0)),
        row(ValueError, r"w must have shape \(2,\), not \(1,\)", OptimizerRace(), torch.zeros(1)),
        row(ValueError, r"w must have shape \(2,\), not \(\)", OptimizerRace(), torch.tensor(1.0)),
        row(ValueError, ON_META, OptimizerRace(), torch.zeros(2, device=META)),
    ],
    ShapeWalker: lambda: [
        row(TypeError, MODULE, None, some().images),
        row(TypeError, CLASS, LeNet, some().images),
        row(ValueError, "needs a network whose fc1 is an nn.Linear", small(), some().images),
        row(TypeError, "images must be a tensor, not None", LeNet(), None),
        row(ValueError, r"shape \(N, C, H, H\), square", LeNet(), torch.zeros(1, 1, 8, 9)),
        row(ValueError, r"shape \(N, C, H, H\), square", LeNet(), torch.zeros(8)),
        row(ValueError, "batch is 0; ShapeWalker goes from 1", LeNet(), some(0).images),
        row(
            ValueError,
            "size is 5000; ShapeWalker goes from 1 to 4096",
            LeNet(),
            torch.zeros(1).expand(1, 1, 5000, 5000),
        ),
    ],
    TapeLens: lambda: [
        row(TypeError, MODULE, None),
        row(TypeError, CLASS, LeNet),
        row(ValueError, ON_META, LeNet().to(META)),
        row(tape.TapeError, "float64", LeNet().double()),
        row(ValueError, "an example and its target together", small(), some().images),
        row(ValueError, "an example and its target together", small(), None, some().labels),
        row(TypeError, "example must be a tensor, not a list", small(), [1, 2], some().labels),
        row(TypeError, "target must be a tensor, not a list", small(), some().images, [1, 2, 3, 4]),
        row(ValueError, ON_META, small(), some().images.to(META), some().labels),
        row(ValueError, r"shape \(N, …\), not \(\)", small(), torch.tensor(1.0), some().labels),
        row(
            tape.TapeError,
            "float32 or int64",
            small(),
            some().images.to(torch.uint8),
            some().labels,
        ),
        row(
            ValueError,
            "target holds an integer beyond 32 bits",
            small(),
            some(1).images,
            torch.tensor([2**40]),
        ),
        row(
            ValueError,
            "the loss cannot be computed of this batch: Target 12 is out of bounds",
            small(),
            some(1).images,
            torch.tensor([12]),
        ),
        row(tape.UnfitError, "give TapeLens digits of the network's own size", small()),
        row(ValueError, "364 lines, and TapeLens shows at most 300", deep(), *some()),
        row(ValueError, "at most 2,000,000", small(), *some(20_000)),
        row(ValueError, "no loss 'hinge'", LeNet(), loss="hinge"),
        row(ValueError, "no optimizer 'sgd'", LeNet(), optimizer="sgd"),
        row(ValueError, "learning_rate must be at least 0, not -1", LeNet(), learning_rate=-1),
        row(ValueError, "momentum must be above 0", LeNet(), momentum=0),
    ],
}

# What takes nothing that could be wrong, or is no function of a reader's.
SAFE: dict[Any, str] = {
    plot.use_book_style: "takes nothing",
    speed.measured: "takes nothing",
    weights.log: "takes nothing; a missing log is tested in test_weights",
    lenet.LeNet: "takes nothing",
    lenet.LeNet.forward: "chapter 2's, whose readers meet torch's own errors there",
    digits.Digits: "holds what it is given; each function that takes one looks at it",
    digits.DataError: "an error",
    weights.CheckpointError: "an error",
    tape.TapeError: "an error",
    tape.UnfitError: "an error",
    tape.Tape: "holds what record wrote",
    drawing.Box: "holds what it is given; lay_out looks at it",
    drawing.Arrow: "holds what it is given; lay_out looks at it",
    grad_graph.Box: "holds what read gives",
    grad_graph.Line: "holds what read gives",
    grad_graph.Graph: "holds what read gives",
    grad_graph.Visit: "holds what watch gives",
}
# Rooms of those who write livenet and its checks: no reader calls into them.
OURS = re.compile(r"livenet\.(resources|exercises\..*|widgets\..*)|.*\._.*")


def public() -> Iterator[tuple[str, Any]]:
    """Yield the functions and classes that readers may call, by name."""
    yield "livenet.check", check
    for package in (widgets, tape):
        for name in package.__all__:
            value = getattr(package, name)
            if callable(value):
                yield f"{package.__name__}.{name}", value
                yield from methods(f"{package.__name__}.{name}", value)
    for info in pkgutil.walk_packages(livenet.__path__, "livenet."):
        if OURS.fullmatch(info.name) or info.ispkg:
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if name.startswith("_") or not (inspect.isfunction(value) or inspect.isclass(value)):
                continue
            if value.__module__ == info.name:
                yield f"{info.name}.{name}", value
                yield from methods(f"{info.name}.{name}", value)


def methods(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the public methods of a class that take more than the object itself."""
    for method_name, method in vars(value).items() if inspect.isclass(value) else ():
        public_one = inspect.isfunction(method) and not method_name.startswith("_")
        if public_one and len(inspect.signature(method).parameters) > 1:
            yield f"{name}.{method_name}", method


def test_every_public_name_has_its_rows() -> None:
    missing = [name for name, value in public() if value not in ROWS and value not in SAFE]
    assert missing == []


@pytest.fixture(autouse=True)
def _no_figures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield
    plt.close("all")


@pytest.mark.parametrize("function", ROWS, ids=lambda function: function.__qualname__)
def test_a_hostile_argument_is_answered_by_one_sentence(function: Any) -> None:
    for number, case in enumerate(ROWS[function]()):
        error = error_of(function, case)
        label = f"row {number}, {case.message!r}: {error!r}"
        # The very class: a KeyError is no answer, though it is an Exception, nor is a subclass.
        assert type(error) is case.error, label
        assert re.search(case.message, str(error)), label
        texts = [str(error)]
        if isinstance(error, tape.TapeError | tape.UnfitError):
            texts = [error.english, error.chinese]
        for text in texts:
            assert is_sentence(text), label


def error_of(function: Any, case: Row) -> Exception | None:
    try:
        function(*case.arguments, **case.options)
    except Exception as error:
        return error
    return None


def is_sentence(message: str) -> bool:
    return "\n" not in message.strip() and 15 < len(message) < 400
