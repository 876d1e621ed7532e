"""What the eight instruments share: where their views lie, and how they take tensors."""

import functools
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import torch
import traitlets
from torch import Tensor

from livenet import tape
from livenet.resources import OPERATIONS, VIEWS
from livenet.widgets._networks import undisturbed

# Rows of a weight from which its products leave out what is blank: web/engine/assembly/blank.ts.
_MANY = 128


class Instrument(anywidget.AnyWidget):
    """An instrument of the book: a view in the browser, and the plain data that it shows.

    ``controls`` are ipywidgets by the name of the trait that each moves and is moved by; the view
    shows and links them in the browser, so that they act with a kernel and without one.

    A subclass states ``_view``, a folder of ``web/widgets``, and ``_height``, about how many px
    it takes in a column of text; the page keeps them free while the view loads. ``_tapes`` names
    the traits that are tapes. In a notebook whose kernel has ``ANYWIDGET_HMR=1`` a view that is
    built again takes the place of the old one.
    """

    _view: str
    _height: int
    _tapes: tuple[str, ...] = ("tape",)
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
        recorded = [tape for tape in map(traits.get, self._tapes) if isinstance(tape, str)]
        if suffix := _engine_of(list(filter(None, recorded))):
            # This view has more of the engine's operations; it is not watched.
            self._esm = _file(f"{self._view}{suffix}.js").read_text(encoding="utf-8")
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
def takes_digits(instrument: str, *arguments: str, given: bool) -> Iterator[None]:
    """Say what to do where a network does not take digits of the size that it is given.

    Args:
        instrument: its name.
        arguments: those that digits of another size are given by, if there are any.
        given: they are the reader's own digits, and not the book's.

    Raises:
        livenet.tape.UnfitError: the network does not take them.
    """
    try:
        yield
    except tape.UnfitError as error:
        english = "give digits of the size that it takes"
        chinese = "请传入它能接受的大小的数字"
        if not given and arguments:
            english = f"the book's digits are 32×32, so give {instrument} digits of the network's"
            english += f" own size by {' and '.join(arguments)}"
            chinese = (
                f"书里的数字是 32×32，请用 {' 和 '.join(arguments)} 传入网络要的那种大小的数字"
            )
        elif not arguments:
            english = f"{instrument} shows it digits of 32×32, so give a network for that size"
            chinese = f"{instrument} 给它看的数字是 32×32，请传入适合这个大小的网络"
        raise tape.UnfitError(
            f"{error.english.rstrip('.')}; {english}.", f"{error.chinese.rstrip('.')}；{chinese}。"
        ) from error


def label_bytes(labels: Tensor) -> bytes:
    """Return labels, integers from 0 to 255 of shape (N,), a byte each."""
    return labels.cpu().to(torch.uint8).numpy().tobytes()


@functools.cache
def _operations() -> dict[str, Any]:
    """Return what the engine runs, as ``web/scripts/operations.mjs`` writes it."""
    names: dict[str, Any] = json.loads(OPERATIONS.read_text(encoding="utf-8"))
    return names


def _engine_of(recorded: Iterable[str]) -> str:
    """Return what the name of a view ends with that has the smallest engine for tapes, as JSON."""
    trained = list(map(json.loads, recorded))
    graphs = trained + [graph.get("evaluation") or {"ops": []} for graph in trained]
    ops = [op for part in graphs for op in part["ops"]]
    suits = not any(_has_many_rows(graph) or _has_dense_gradients(graph) for graph in trained)
    if suits and all(_runs("core", op) for op in ops):
        return ""
    return "-usual" if all(_runs("usual", op) for op in ops) else "-all"


def _has_many_rows(graph: dict[str, Any]) -> bool:
    """Whether a layer is trained whose products only the larger engines make fast."""
    trained = (graph["values"][p["value"]] for p in graph["parameters"] if p["grad"] is not None)
    return any(len(v["shape"]) == 2 and v["shape"][0] >= _MANY for v in trained)


def _has_dense_gradients(graph: dict[str, Any]) -> bool:
    """Whether a convolution is trained that no pooling follows.

    The core takes the places of a gradient one by one, which is fast where a pooling leaves most of
    them at 0: web/engine/assembly/weight.ts.
    """
    ops = [op["op"] for op in graph["ops"]]
    pooled = ops.count("max_pool2d_with_indices_backward")
    return ops.count("convolution_backward") > pooled


def _runs(engine: str, op: dict[str, Any]) -> bool:
    """Whether one of the smaller engines runs an operation of a tape."""
    names = _operations()
    must = names[engine].get(op["op"])
    if must is None:
        return op["op"] in names["views"]
    return all(op["args"].get(name) in values for name, values in must.items())


def _file(name: str) -> Path:
    path = VIEWS / name
    if path.is_file():
        return path
    raise FileNotFoundError(
        f"{name} is missing: in a checkout run `make web`, else install livenet again."
    )
