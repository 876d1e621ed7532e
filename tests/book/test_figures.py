"""Figures say their words in the page's language; pictures inside one are written in fewer bytes,
with every pixel as it was.
"""

import base64
import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from book.extension.figures import copy, inline, lighter

PNG = "data:image/png;base64,"
# What the book draws, what is nobody's word but a reader's, and code.
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>loss</text>
<text>my loss</text><text font-family="monospace">loss</text></svg>"""
SAID = re.compile("<text[^>]*>([^<]*)</text>")


def address(pixels: np.ndarray) -> str:
    """Return (height, width, 4) uint8 pixels as matplotlib writes them."""
    file = BytesIO()
    Image.fromarray(pixels, "RGBA").save(file, "PNG")
    return PNG + base64.b64encode(file.getvalue()).decode()


def pixels_of(address: str) -> np.ndarray:
    """Return (height, width, 4) uint8 pixels."""
    file = BytesIO(base64.b64decode(address.removeprefix(PNG)))
    return np.asarray(Image.open(file).convert("RGBA"))


def noise(colours: int) -> np.ndarray:
    """Return opaque pixels, (32, 32, 4), of so many colours."""
    rng = np.random.default_rng(0)
    palette = rng.choice(256**3, colours, replace=False)
    chosen = palette[np.arange(32 * 32) % colours]
    rng.shuffle(chosen)
    rgb = np.stack([chosen >> 16, chosen >> 8 & 255, chosen & 255], axis=1)
    opaque = np.full((32 * 32, 1), 255)
    return np.hstack([rgb, opaque]).astype(np.uint8).reshape(32, 32, 4)


@pytest.mark.parametrize("colours", [1, 2, 17, 256])
def test_a_picture_of_few_colours_keeps_its_pixels_and_loses_bytes(colours: int) -> None:
    before = address(noise(colours))
    after = lighter(before)
    assert np.array_equal(pixels_of(after), pixels_of(before))
    assert len(after) < len(before) or colours == 1


def test_a_picture_of_many_colours_stays() -> None:
    before = address(noise(257))
    assert lighter(before) == before


def test_a_transparent_picture_stays() -> None:
    pixels = noise(2)
    pixels[0, 0, 3] = 0
    assert lighter(address(pixels)) == address(pixels)


@pytest.mark.parametrize(("edition", "loss"), [("zh", "损失"), ("en", "loss")])
def test_a_figure_says_the_books_words_in_the_pages_language(
    tmp_path: Path, edition: str, loss: str
) -> None:
    assert SAID.findall(inline(SVG, "one", "a loss", edition)) == [loss, "my loss", "loss"]
    (tmp_path / "one.svg").write_text(SVG, encoding="utf-8")
    folder = tmp_path / "copies"
    folder.mkdir()
    copy(tmp_path / "one.svg", folder, edition)
    copied = (folder / "one.svg").read_text(encoding="utf-8")
    assert SAID.findall(copied) == [loss, "my loss", "loss"]


def test_places_are_written_in_hundredths_and_scales_as_they_are() -> None:
    svg = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
    <path d="M 1234.567891 -0.625001 L 12.5 1e-05 z" transform="scale(0.015625)"/></svg>"""
    shown = inline(svg, "one", "a line", "en")
    assert 'd="M 1234.57 -0.63 L 12.5 1e-05 z"' in shown
    assert "scale(0.015625)" in shown


@pytest.mark.parametrize(
    ("said", "least"),
    [
        ('<text style="font-size: 9px">1</text><text style="font-size: 12px">2</text>', 480),
        ('<g font-size="18"><text>1</text><text font-size="24">2</text></g>', 240),
        ("<text>1</text>", 270),  # as browsers have it where nobody says
        # An exponent follows its number.
        ('<text><tspan style="font-size: 9px">1</tspan><tspan style="font-size: 6px">2</tspan>'
         "</text>", 480),
        ("<path d=''/>", 0),
    ],
)  # fmt: skip
def test_a_drawing_is_wide_enough_for_its_smallest_type(said: str, least: int) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 90">{said}</svg>'
    assert f'style="width: 480pt; --narrowest: {least}px"' in inline(svg, "one", "a text", "en")
