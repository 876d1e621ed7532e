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

_HAIRLINE = "#5A6675"

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
) -> Figure:
    """Draw digits, feature maps or kernels side by side, each with its caption above.

    Args:
        images: any dtype, shape (N, H, W) or (N, 1, H, W).
        captions: one for each image, or none.
        columns: how many images stand in a row.
        size: the side of one image, in inches.
        signed: colour negative values blue and positive ones orange, on one scale for all
            images. Otherwise the least value is black and the largest is white.

    Returns:
        The figure; a notebook shows it when the cell ends.

    Raises:
        ValueError: the images do not have one of these shapes.

    >>> from livenet import digits
    >>> images, labels = digits.load("test", n=10)
    >>> figure = show_images(images, labels.tolist())
    """
    maps = images.detach().cpu()
    if maps.ndim == 4 and maps.shape[1] == 1:
        maps = maps.squeeze(1)
    if maps.ndim != 3:
        raise ValueError(
            f"show_images wants (N, H, W) or (N, 1, H, W), this tensor is {tuple(images.shape)};"
            " index or squeeze it first."
        )
    columns = min(columns, len(maps))
    rows = math.ceil(len(maps) / columns)
    texts = [str(caption) for caption in captions]
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(columns * size, rows * (size + (0.2 if texts else 0))),
        squeeze=False,
    )
    low, high = float(maps.min()), float(maps.max())
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
            spine.set(visible=True, color=_HAIRLINE, linewidth=0.5)
        if i < len(texts):
            ax.set_title(texts[i], fontsize=9, pad=3)
    return figure


def show_probabilities(logits: Tensor, ax: Axes | None = None) -> Axes:
    """Draw softmax of ten logits, shape (10,), as bars; the largest is named.

    Raises:
        ValueError: there are not ten logits.
    """
    if logits.shape != (10,):
        raise ValueError(f"show_probabilities wants shape (10,), not {tuple(logits.shape)}.")
    if ax is None:
        _, ax = plt.subplots(figsize=(4.2, 2.0))
    probabilities = torch.softmax(logits.detach().cpu(), dim=0)
    bars = ax.bar(range(10), probabilities.tolist(), color="#5A6675")
    bars[int(probabilities.argmax())].set_color("#0B62A4")
    ax.set(xticks=range(10), xlabel="digit", ylabel="probability", ylim=(0, 1))
    return ax
