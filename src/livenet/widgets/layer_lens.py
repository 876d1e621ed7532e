"""LayerLens: a digit through a network, layer by layer, and where each number came from."""

from typing import Any

import ipywidgets
import torch
import traitlets
from torch import Tensor, nn

from livenet import _arguments, digits, tape
from livenet.widgets._instrument import Instrument, label_bytes, pixels, takes_digits
from livenet.widgets._networks import plain

_MOST = 100  # images in the strip
_EACH = 2  # of each digit, when the reader gives none


class LayerLens(Instrument):
    """Look at what a network computes from a digit, and ask any number where it came from.

    The maps of every layer are drawn. For the number that is pointed at, the reader sees the patch,
    the kernel, the products, the sum, the bias and the activation; for pooling the window and the
    winner; for a fully connected layer the largest contributions; and the part of the image that
    it depends on, its receptive field. What other operations compute is shown without explanation.
    The values are computed in the browser from the network's own trace, equal to torch's to 1e-5.

    >>> LayerLens(net)
    >>> LayerLens(net, *digits.load("test", n=12))

    Args:
        net: a network that :func:`livenet.tape.record` takes, on any device, also compiled or
            frozen; it is shown as in ``net.eval()``. It is left as it is, and what is learnt later
            does not show.
        images: float32, shape (N, C, H, W) or any other that starts with N and that ``net`` takes,
            1 to 100 images of bytes divided by 255; 20 of MNIST's test digits when None.
        labels: int64, shape (N,), the class that each image is, 0 to 255; None where that is not
            known.
        digit: number of the image that is shown at first, from 0.

    Raises:
        livenet.tape.TapeError: the page cannot run this network; names the operation and module.
        TypeError: an argument is of another kind.
        ValueError: there are no images or more than 100, one has values that are no bytes divided
            by 255, labels do not go with them, or there is no image ``digit``.
        livenet.tape.UnfitError: ``net`` does not take images of this shape; names the module.
    """

    _view = "layer-lens"
    _height = 770
    tape = traitlets.Unicode(help="The forward pass, see livenet.tape.").tag(sync=True)
    parameters = traitlets.Bytes(help="The parameters of net, float32 in state_dict order.").tag(
        sync=True
    )
    images = traitlets.Bytes(help="The images, one byte a value.").tag(sync=True)
    labels = traitlets.Bytes(help="The digit of each image, a byte; empty if unknown.").tag(
        sync=True
    )
    digit = traitlets.Int(0, help="Number of the image that is shown, from 0.").tag(sync=True)

    def __init__(
        self,
        net: nn.Module,
        images: Tensor | None = None,
        labels: Tensor | None = None,
        *,
        digit: int = 0,
    ) -> None:
        copied = plain(net)
        given = images is not None
        if images is None:
            images, labels = _some_of_each()
        images = _arguments.want_tensor("images", images).detach().cpu()
        if images.dim() < 2 or not 1 <= len(images) <= _MOST:
            raise ValueError(
                f"images must be 1 to {_MOST} of them, shape (N, …), not {tuple(images.shape)}."
            )
        if labels is not None:
            labels = _arguments.want_labels("labels", labels, len(images), 256)
        digit = _arguments.want_int("digit", digit, 0, len(images) - 1)
        self._count = len(images)
        with takes_digits("LayerLens", "images=…", given=given):
            recorded = tape.record(copied, images[:1], None)
        super().__init__(
            tape=recorded.json(),
            parameters=tape.pack(copied),
            images=pixels(images),
            labels=b"" if labels is None else label_bytes(labels),
            digit=digit,
        )
        numbers = [str(number) for number in range(self._count)]
        self.controls = {"digit": ipywidgets.SelectionSlider(options=numbers, index=digit)}

    @traitlets.validate("digit")
    def _check_digit(self, proposal: Any) -> int:
        return _arguments.want_int("digit", proposal["value"], 0, self._count - 1)


def _some_of_each() -> digits.Digits:
    """Return the first digits of the test set of each kind: 0, 0, 1, 1, and so on to 9."""
    images, labels = digits.load("test")
    chosen = torch.cat([(labels == kind).nonzero().flatten()[:_EACH] for kind in range(10)])
    return digits.Digits(images[chosen], labels[chosen])
