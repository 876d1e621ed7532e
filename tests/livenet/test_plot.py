"""Pictures: what is drawn, and what is refused."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.container import BarContainer

from livenet import plot


@pytest.fixture(autouse=True)
def _own_style() -> Iterator[None]:
    with mpl.rc_context():
        mpl.use("agg")
        yield
    plt.close("all")


def test_the_book_style_applies_outside_a_notebook() -> None:
    plot.use_book_style()
    assert mpl.rcParams["axes.edgecolor"] == "#5A6675"
    colours = [style["color"] for style in mpl.rcParams["axes.prop_cycle"]]
    assert colours == ["#0B62A4", "#00795A", "#4C86E0", "#A8457E", "#C24A00", "#8A6A00"]


@pytest.mark.parametrize("shape", [(12, 8, 8), (12, 1, 8, 8)])
def test_images_stand_in_rows_with_their_captions(shape: tuple[int, ...]) -> None:
    figure = plot.show_images(torch.rand(shape), range(12), columns=5)
    assert len(figure.axes) == 15
    assert [ax.get_title() for ax in figure.axes[:12]] == [str(i) for i in range(12)]
    assert [ax.axison for ax in figure.axes[12:]] == [False] * 3


def test_what_was_misread_is_told_by_colour_weight_and_frame() -> None:
    figure = plot.show_images(torch.rand(2, 8, 8), "79", wrong=torch.tensor([False, True]))
    looks = [
        (
            mpl.colors.to_hex(ax.title.get_color()),
            ax.title.get_fontweight(),
            mpl.colors.to_hex(ax.spines["left"].get_edgecolor()),
            ax.spines["left"].get_linewidth(),
        )
        for ax in figure.axes
    ]
    assert looks[1] == ("#c24a00", "bold", "#c24a00", 2)
    assert all(plain != marked for plain, marked in zip(*looks, strict=True))
    for wrong, message in (
        (torch.tensor([True]), r"wrong must have shape \(2,\), not \(1,\)"),
        (torch.tensor([0, 1]), "wrong must be bool, not torch.int64"),
    ):
        with pytest.raises(ValueError, match=message):
            plot.show_images(torch.rand(2, 8, 8), wrong=wrong)


def test_signed_images_share_a_scale_with_zero_in_its_middle() -> None:
    figure = plot.show_images(torch.tensor([[[-2.0, 0.5]], [[1.0, 0.0]]]), signed=True)
    assert [ax.images[0].get_clim() for ax in figure.axes] == [(-2, 2), (-2, 2)]
    assert plot.SIGNED(0.5)[3] == pytest.approx(0, abs=0.01)


def test_images_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"this tensor is \(2, 3, 8, 8\)"):
        plot.show_images(torch.rand(2, 3, 8, 8))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.uint8, torch.bool])
def test_images_of_any_real_dtype_are_drawn(dtype: torch.dtype) -> None:
    images = torch.tensor([[[0, 1], [1, 1]]]).to(dtype)
    (image,) = plot.show_images(images).axes[0].images
    assert image.get_clim() == (0, 1)
    assert image.get_array().tolist() == [[0, 1], [1, 1]]  # type: ignore[union-attr]


def test_a_value_that_is_not_finite_is_blank_and_moves_no_scale() -> None:
    images = torch.tensor([[[0.5, torch.nan], [torch.inf, 1.0]]])
    (image,) = plot.show_images(images).axes[0].images
    assert image.get_clim() == (0.5, 1)
    blank = torch.as_tensor(image.get_array().mask)  # type: ignore[union-attr]
    assert blank.tolist() == [[False, True], [True, False]]


def test_probabilities_are_softmax_of_the_logits() -> None:
    logits = torch.arange(10, dtype=torch.float64)
    bars = plot.show_probabilities(logits).containers[0]
    assert isinstance(bars, BarContainer)
    heights = torch.tensor([bar.get_height() for bar in bars], dtype=torch.float64)
    assert torch.allclose(heights, logits.exp() / logits.exp().sum())


def test_probabilities_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(10,\), not \(1, 10\)"):
        plot.show_probabilities(torch.zeros(1, 10))
