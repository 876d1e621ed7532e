"""DrawDigit: a sheet to draw a digit on, and the network that reads it as it is drawn."""

import ipywidgets
import torch
import traitlets
from torch import nn

from livenet import _arguments, digits, tape
from livenet.widgets._instrument import Instrument, takes_digits
from livenet.widgets._networks import plain
from livenet.widgets.train_lab import TrainLab

_LAYERS = 4  # whose maps are shown


class DrawDigit(Instrument):
    """Draw a digit with mouse, finger, pen or keys; the network reads along, in the browser.

    What was drawn is centred and scaled as MNIST's digits were: to fit a box of 20×20 pixels, then
    with its centre of mass in the middle of 28×28, padded to 32×32. The reader sees that image,
    the ten probabilities, and the maps of the first layers by the names that ``forward`` gives
    them.

    >>> lab = TrainLab(LeNet())
    >>> DrawDigit(net, lab)  # reads with net's weights, then with those that lab trained

    Args:
        net: takes float32 of shape (N, 1, 32, 32), from 0 for paper to 1 for full ink, and gives
            scores of shape (N, 10); on any device, also compiled or frozen; it reads as in
            ``net.eval()``, and is left as it is.
        lab: a TrainLab of the same network: what it trains on the page reads from then on.
        trained_on: how many digits ``net`` was trained on; the reader is told.

    Raises:
        livenet.tape.TapeError: the page cannot run this network; names the operation and module.
        TypeError: ``net`` is no network, ``lab`` no TrainLab, or ``trained_on`` no integer.
        ValueError: the network does not give ten scores, or ``lab`` trains another one.
        livenet.tape.UnfitError: ``net`` does not take images of shape (N, 1, 32, 32).

    Source of the scaling: Yann LeCun, Corinna Cortes and Christopher Burges, "The MNIST database
    of handwritten digits".
    """

    _view = "draw-digit"
    _height = 690
    tape = traitlets.Unicode(help="The forward pass, see livenet.tape.").tag(sync=True)
    parameters = traitlets.Bytes(help="The parameters of net, float32 in state_dict order.").tag(
        sync=True
    )
    lab = traitlets.Instance(
        TrainLab, allow_none=True, help="The TrainLab whose weights read once it has trained."
    ).tag(sync=True, **ipywidgets.widget_serialization)
    weights = traitlets.Enum(
        ("given", "trained"), "given", help="Which weights read: net's, or those that lab trained."
    ).tag(sync=True)
    maps = traitlets.List(
        traitlets.Unicode(), help="Names in the tape of the maps that are shown."
    ).tag(sync=True)
    normalise = traitlets.Bool(
        True, help="Centre and scale the drawing as MNIST was; else it is read where it lies."
    ).tag(sync=True)
    usual_ink = traitlets.List(
        traitlets.Float(),
        help="Mean ink, from 0 to 1, that 1% and 99% of MNIST's training digits do not exceed.",
    ).tag(sync=True)
    trained_on = traitlets.Int(
        None, allow_none=True, help="How many digits net was trained on."
    ).tag(sync=True)

    def __init__(
        self, net: nn.Module, lab: TrainLab | None = None, *, trained_on: int | None = None
    ) -> None:
        copied = plain(net)
        if lab is not None and not isinstance(lab, TrainLab):
            raise TypeError(f"lab must be a TrainLab, not {_arguments.describe(lab)}.")
        if trained_on is not None:
            trained_on = _arguments.want_int("trained_on", trained_on, 0)
        with takes_digits("DrawDigit", given=False):
            recorded = tape.record(copied, torch.zeros(1, 1, 32, 32), None)
        scores = recorded.graph["values"][recorded.graph["output"]]["shape"]
        if scores != ["N", 10]:
            raise ValueError(
                f"DrawDigit reads digits: the network must give ten scores, (N, 10), "
                f"and this one gives ({', '.join(map(str, scores))}). DrawDigit 读的是数字：网络必"
                "须"
                f"给出十个得分 (N, 10)，而这一个给出 ({', '.join(map(str, scores))})。"
            )
        if lab is not None and _shapes(lab.state_dict()) != _shapes(copied.state_dict()):
            raise ValueError(
                "lab trains a network with other parameters: give DrawDigit and TrainLab the same."
                " lab 训练的网络有别的参数：请给 DrawDigit 和 TrainLab 同一个网络。"
            )
        super().__init__(
            tape=recorded.json(),
            parameters=tape.pack(copied),
            lab=lab,
            maps=_maps(recorded, copied),
            usual_ink=_usual_ink(),
            trained_on=trained_on,
        )
        self.controls = {"normalise": ipywidgets.Checkbox(True, indent=False)}


def _shapes(state: dict[str, torch.Tensor]) -> list[torch.Size]:
    """Return the shapes in order: a name has more to it where the network is compiled."""
    return [value.shape for value in state.values()]


def _maps(recorded: tape.Tape, net: nn.Module) -> list[str]:
    """Return names of values of shape (N, C, H, W): forward's own variables, else its layers."""
    graph = recorded.graph
    planes = {
        name: value
        for name, value in graph["names"].items()
        if name != "input"
        and len(shape := graph["values"][value]["shape"]) == 4
        and shape[0] == "N"
        and shape[2] > 1
    }
    layers = dict(net.named_modules())
    own = {value: name for name, value in planes.items() if name not in layers}
    chosen = own or {value: name for name, value in planes.items()}
    return [chosen[value] for value in sorted(chosen)][:_LAYERS]


def _usual_ink() -> list[float]:
    images, _ = digits.read_bytes("train")
    # Some at a time: a sum of bytes makes wider numbers of all of them first.
    sums = [some.sum(dim=(1, 2), dtype=torch.int32) for some in images.split(6_000)]
    ink = torch.cat(sums) / (255 * 28 * 28)
    return [float(q) for q in ink.quantile(torch.tensor([0.01, 0.99]))]
