"""Pictures inside a figure are written in fewer bytes, with every pixel as it was."""

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from book.extension.figures import lighter

PNG = "data:image/png;base64,"


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
