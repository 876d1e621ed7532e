"""What the seven instruments share: where their views lie, and how they take tensors."""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import torch
import traitlets
from torch import Tensor

from livenet.resources import OPERATIONS, VIEWS
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
    _esm: Any  # a path, then its text
    _css: Any
    controls = traitlets.Dict().tag(sync=True, **ipywidgets.widget_serialization)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "_view" in vars(cls):
            cls._esm = _file(f"{cls._view}.js")
            cls._css = _file(f"{cls._view}.css")
        if "__init__" in vars(cls):
            cls.__init__ = undisturbed(cls.__init__)  # type: ignore[method-assign]
        super().__init_subclass__(**kwargs)  # reads them

    def __init__(self, **traits: object) -> None:
        tape = traits.get("tape")
        if isinstance(tape, str) and not _core_runs(tape):
            # This view has all of the engine's operations; it is not watched.
            self._esm = _file(f"{self._view}-all.js").read_text(encoding="utf-8")
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


@contextmanager
def takes_digits(instrument: str, arguments: str, *, given: bool) -> Iterator[None]:
    """Say what to do where a network does not take digits of the size that it is given.

    Args:
        instrument: its name.
        arguments: those that digits of another size are given by; empty where there are none.
        given: they are the reader's own digits, and not the book's.

    Raises:
        RuntimeError: the network does not take them.
    """
    try:
        yield
    except RuntimeError as error:
        if "does not take what comes of" not in str(error):
            raise
        advice = "give digits of the size that it takes"
        if not given and arguments:
            advice = f"the book's digits are 32×32, so give {instrument} digits of the network's"
            advice += f" own size by {arguments}"
        elif not arguments:
            advice = f"{instrument} shows it digits of 32×32, so give a network for that size"
        raise RuntimeError(f"{str(error).rstrip('.')}; {advice}") from error


def label_bytes(labels: Tensor) -> bytes:
    """Return labels, integers from 0 to 255 of shape (N,), a byte each."""
    return labels.cpu().to(torch.uint8).numpy().tobytes()


@functools.cache
def _operations() -> dict[str, Any]:
    """Return what the engine runs, as ``web/scripts/operations.mjs`` writes it."""
    names: dict[str, Any] = json.loads(OPERATIONS.read_text(encoding="utf-8"))
    return names


def _core_runs(tape: str) -> bool:
    """Whether the smaller engine runs a tape, given as JSON."""
    graph = json.loads(tape)
    graphs = [graph, graph.get("evaluation") or {"ops": []}]
    names = _operations()
    must = {**{view: {} for view in names["views"]}, **names["core"]}
    return all(
        op["op"] in must
        and all(op["args"].get(name) in values for name, values in must[op["op"]].items())
        for part in graphs
        for op in part["ops"]
    )


def _file(name: str) -> Path:
    path = VIEWS / name
    if path.is_file():
        return path
    raise FileNotFoundError(
        f"{name} is missing: in a checkout run `make web`, else install livenet again."
    )
