"""What the seven instruments share: where their views lie, and how they take tensors."""

from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import torch
import traitlets
from torch import Tensor

from livenet.resources import VIEWS
from livenet.widgets._networks import undisturbed


class Instrument(anywidget.AnyWidget):
    """An instrument of the book: a view in the browser, and the plain data that it shows.

    ``controls`` are ipywidgets by the name of the trait that each moves and is moved by; the view
    shows and links them in the browser, so that they act with a kernel and without one.

    A subclass states ``_view``, a folder of ``web/widgets``, and ``_height``, about how many px
    it takes in a column of text; the page keeps them free while the view loads. In a notebook
    whose kernel has ``ANYWIDGET_HMR=1`` a view that is built again takes the place of the old one.
    """

    _view: str
    _height: int
    controls = traitlets.Dict().tag(sync=True, **ipywidgets.widget_serialization)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "_view" in vars(cls):
            cls._esm = _file(f"{cls._view}.js")
            cls._css = _file(f"{cls._view}.css")
        if "__init__" in vars(cls):
            cls.__init__ = undisturbed(cls.__init__)  # type: ignore[method-assign]
        super().__init_subclass__(**kwargs)  # reads them

    def __init__(self, **traits: object) -> None:
        super().__init__(**traits)
        self.layout.min_height = f"{self._height}px"


def pixels(images: Tensor) -> bytes:
    """Return images, float from 0 to 1 of any shape, as one byte a value, in reading order.

    Raises:
        ValueError: a value is not one of the 256 that a byte of ink divided by 255 can be.
    """
    bytes_ = (images * 255).round()
    if not torch.equal(bytes_.clamp(0, 255) / 255, images):
        raise ValueError(
            "images must be bytes divided by 255, as livenet.digits.load gives them; "
            "these have other values."
        )
    return bytes_.to(torch.uint8).contiguous().numpy().tobytes()


def label_bytes(labels: Tensor) -> bytes:
    """Return labels, integers from 0 to 255 of shape (N,), a byte each."""
    return labels.cpu().to(torch.uint8).numpy().tobytes()


def _file(name: str) -> Path:
    path = VIEWS / name
    if path.is_file():
        return path
    raise FileNotFoundError(
        f"{name} is missing: in a checkout run `make web`, else install livenet again."
    )
