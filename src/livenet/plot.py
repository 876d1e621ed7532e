"""Pictures of digits, feature maps and signed values, in the book's one look."""

import math
from collections.abc import Iterable

import matplotlib.pyplot as plt
import torch
from IPython.core.getipython import get_ipython
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from torch import Tensor

from livenet import _arguments

# --muted, --accent and --adam of assets/css/tokens.css.
_MUTED = "#5A6675"
_ACCENT = "#0B62A4"
_WRONG = "#C24A00"

# Blue is negative, orange is positive, and zero lets the page show through.
SIGNED = LinearSegmentedColormap.from_list(
    "signed", [(0.043, 0.384, 0.643, 1.0), (1.0, 1.0, 1.0, 0.0), (0.761, 0.290, 0.0, 1.0)]
)


def use_book_style() -> None:
    """Give the figures that follow the book's look; in a notebook, draw them as SVG."""
    plt.style.use("livenet.book")
    if get_ipython() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("svg")


def show_images(
    images: Tensor,
    captions: Iterable[object] = (),
    *,
    columns: int = 10,
    size: float = 0.8,
    signed: bool = False,
    wrong: Tensor | None = None,
) -> Figure:
    """Draw digits, feature maps or kernels side by side, each with its caption above.

    Args:
        images: any real dtype, shape (N, H, W) or (N, 1, H, W); a value that is not finite is
            left blank.
        captions: one for each image, or none.
        columns: how many images stand in a row.
        size: the side of one image, in inches.
        signed: colour negative values blue and positive ones orange, on one scale for all
            images. Otherwise the least value is black and the largest is white.
        wrong: bool, shape (N,); the images that were misread have a bold caption and a thick
            frame, both orange.

    Returns:
        The figure; a notebook shows it when the cell ends.

    Raises:
        TypeError: ``images`` is no tensor, or another argument is of another kind.
        ValueError: the images do not have one of these shapes, there is none, or no finite value
            in them; there are more or fewer captions, or ``wrong`` is no bool for each image; or
            ``columns`` or ``size`` is not above 0.

    >>> from livenet import digits
    >>> images, labels = digits.load("test", n=10)
    >>> figure = show_images(images, labels.tolist())
    """
    maps = _arguments.want_real("images", _arguments.want_tensor("images", images)).detach().cpu()
    if maps.ndim == 4 and maps.shape[1] == 1:
        maps = maps.squeeze(1)
    if maps.ndim != 3:
        raise ValueError(
            f"show_images wants (N, H, W) or (N, 1, H, W), this tensor is {tuple(images.shape)};"
            " index or squeeze it first."
        )
    finite = maps[maps.isfinite()]
    if finite.numel() == 0:
        raise ValueError(
            f"there is nothing to show: images of shape {tuple(images.shape)} without one finite"
            " value."
        )
    if maps.dtype.itemsize < 4 and maps.is_floating_point():
        maps = maps.float()  # NumPy has no bfloat16
    columns = min(_arguments.want_int("columns", columns, 1), len(maps))
    size = _arguments.want_positive("size", size)
    rows = math.ceil(len(maps) / columns)
    texts = _texts(captions, len(maps))
    marks = _marks(wrong, len(maps))
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(columns * size, rows * (size + (0.2 if texts else 0))),
        squeeze=False,
    )
    low, high = float(finite.min()), float(finite.max())
    if signed:
        high = max(abs(low), abs(high))
        low = -high
    for i, ax in enumerate(axes.flat):
        if i >= len(maps):
            ax.set_axis_off()
            continue
        ax.imshow(maps[i].numpy(), cmap=SIGNED if signed else "gray", vmin=low, vmax=high)
        ax.set(xticks=[], yticks=[])
        for spine in ax.spines.values():
            colour, width = (_WRONG, 2) if marks[i] else (_MUTED, 0.5)
            spine.set(visible=True, color=colour, linewidth=width)
        if i < len(texts):
            marked = {"color": _WRONG, "fontweight": "bold"} if marks[i] else {}
            ax.set_title(texts[i], fontsize=9, pad=3, **marked)
    return figure


def _texts(captions: Iterable[object], count: int) -> list[str]:
    """Return the captions of so many images, of which there may be none at all."""
    if not isinstance(captions, Iterable):
        found = _arguments.describe(captions)
        raise TypeError(f"captions must be a list, a caption for each image, not {found}.")
    texts = [str(caption) for caption in captions]
    if texts and len(texts) != count:
        raise ValueError(f"there are {count} images and {len(texts)} captions.")
    return texts


def _marks(wrong: Tensor | None, count: int) -> list[bool]:
    """Return which of so many images were misread."""
    if wrong is None:
        return [False] * count
    marks = _arguments.want_tensor("wrong", wrong, count)
    if marks.dtype != torch.bool:
        raise ValueError(f"wrong must be bool, not {marks.dtype}: give reads != labels.")
    found: list[bool] = marks.tolist()
    return found


def show_probabilities(logits: Tensor, ax: Axes | None = None) -> Axes:
    """Draw softmax of ten logits, floats of shape (10,), as bars; the largest has another colour.

    Raises:
        TypeError: ``logits`` is no tensor, or ``ax`` no axes of matplotlib.
        ValueError: there are not ten logits, they are no floats, or have no softmax.
    """
    logits = _arguments.want_tensor("logits", logits, 10)
    if not logits.is_floating_point():
        raise ValueError(f"logits must be floats, not {logits.dtype}: give logits.float().")
    probabilities = torch.softmax(logits.detach().cpu(), dim=0)
    if probabilities.isnan().any():
        raise ValueError(f"logits have no softmax, for they are {logits.tolist()}.")
    if ax is None:
        _, ax = plt.subplots(figsize=(4.2, 2.0))
    elif not isinstance(ax, Axes):
        raise TypeError(f"ax must be axes of matplotlib, not {_arguments.describe(ax)}.")
    bars = ax.bar(range(10), probabilities.tolist(), color=_MUTED)
    bars[int(probabilities.argmax())].set_color(_ACCENT)
    ax.set(xticks=range(10), xlabel="digit", ylabel="probability", ylim=(0, 1))
    return ax
