"""What opening pictures are drawn with, so that all are of one hand."""

import base64
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageColor
from torch import Tensor

# Light colours of assets/css/tokens.css, for which pages have their variables.
INK, MUTED, ACCENT = "#1D2733", "#5A6675", "#0B62A4"
POSITIVE, NEGATIVE = "#C24A00", "#0B62A4"
WHITE, BLACK = "#FDFDFD", "#101010"  # on a digit, which is white on black in both themes
_SHADES = 15  # from 0 to the largest: enough for the eye, and light

# Shown by itself, as in a notebook, a picture follows the system.
_STYLE = """<style>
@media (prefers-color-scheme: dark) {
[fill="#1D2733"] { fill: #E6EAF0 } [fill="#5A6675"] { fill: #9AA6B5 }
[fill="#0B62A4"] { fill: #6FB3F2 } [fill="#C24A00"] { fill: #FF9152 }
[stroke="#0B62A4"] { stroke: #6FB3F2 } [stroke="#5A6675"] { stroke: #9AA6B5 }
}
</style>"""
_FONT = "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"


class Sheet:
    """A drawing 640 units wide, which is about a pixel each on a wide page, half on a phone."""

    def __init__(self, height: int) -> None:
        self._height = height
        self._parts: list[str] = []

    def text(self, x: float, y: float, words: object, size: int = 20, **how: object) -> None:
        """Write around ``x``, on the line ``y``."""
        said = {"text-anchor": "middle", "fill": INK, "font-size": size, **how}
        self._parts.append(f'<text x="{x:g}" y="{y:g}"{_attributes(said)}>{words}</text>')

    def name(self, x: float, y: float, words: str) -> None:
        """Write a name of the code."""
        self.text(x, y, words, 19, **{"font-family": "monospace"})

    def ask(self, x: float, y: float, size: int = 30, **how: object) -> None:
        """Put the question mark that stands for what the reader is asked.

        A page replaces it by ``data-answer`` once the question is answered right.
        """
        self.text(x, y, "?", size, fill=ACCENT, **{"font-weight": 700, **how})

    def path(self, d: str, **how: object) -> None:
        """Draw lines, by default a hairline."""
        said = {"fill": "none", "stroke": MUTED, "stroke-width": 0.8, **how}
        self._parts.append(f'<path d="{d}"{_attributes(said)}/>')

    def arrow(self, x: float, y: float, to: float, colour: str = MUTED) -> None:
        """Draw a level arrow from ``x`` to ``to``."""
        back = 6 if to < x else -6
        head = f"m{back} -5l{-back} 5l{back} 5"
        self.path(f"M{x:g} {y:g}H{to:g}{head}", stroke=colour, **{"stroke-width": 1.5})

    def frame(self, x: float, y: float, width: float, height: float, **how: object) -> None:
        """Draw a rectangle's edges."""
        self.path(f"M{x:g} {y:g}{_box(width, height)}", **how)

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle; where its height is negative, it stands on ``y``."""
        self._parts.append(f'<path d="M{x:g} {y:g}{_box(width, height)}" fill="{colour}"/>')

    def maps(
        self,
        x: float,
        y: float,
        maps: Tensor,
        columns: int = 1,
        scale: float = 1,
        gap: int = 0,
        *,
        signed: bool = False,
        most: float | None = None,
    ) -> None:
        """Draw maps or kernels, (N, H, W), in rows.

        A number is ``scale`` units wide, and between two maps is room for ``gap`` numbers. From 0
        up, black is 0 and white the largest of all, or ``most``; signed, orange is positive and
        blue negative, the stronger the larger.
        """
        n, h, w = maps.shape
        levels = (maps / (most or maps.abs().max()) * _SHADES).round().to(torch.int8).numpy()
        size = (n // columns * (h + gap) - gap, columns * (w + gap) - gap)
        pixels = np.full(size, 2 * _SHADES + 1, np.uint8)
        frames = ""
        for number, level in enumerate(levels):
            top, left = number // columns * (h + gap), number % columns * (w + gap)
            pixels[top : top + h, left : left + w] = level + _SHADES
            place = f"M{x + left * scale:.4g} {y + top * scale:.4g}"
            frames += place + _box(w * scale, h * scale)
        self._parts.append(
            f'<image x="{x:.4g}" y="{y:.4g}" width="{size[1] * scale:.4g}"'
            f' height="{size[0] * scale:.4g}" image-rendering="pixelated"'
            f' href="data:image/png;base64,{_png(pixels, signed)}"/>'
        )
        self.path(frames)

    def svg(self) -> str:
        """Return the file."""
        parts = "\n".join(self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {self._height}" width="640"'
            f' height="{self._height}" font-family="{_FONT}">\n{_STYLE}\n{parts}\n</svg>\n'
        )


def _attributes(how: dict[str, Any]) -> str:
    return "".join(f' {name}="{value}"' for name, value in how.items())


def _box(width: float, height: float) -> str:
    return f"h{width:.4g}v{height:.4g}h{-width:.4g}z"


def _png(levels: npt.NDArray[np.uint8], signed: bool) -> str:
    """Return a PNG in base64; the level in the middle is 0, and the last one no colour."""
    palette = []
    for level in range(-_SHADES, _SHADES + 1):
        strength = round(255 * abs(level) / _SHADES)
        hue = ImageColor.getrgb(POSITIVE if level > 0 else NEGATIVE)
        palette.append((*hue, strength) if signed else (strength, strength, strength, 255))
    palette.append((0, 0, 0, 0))
    used, pixels = np.unique(levels, return_inverse=True)
    picture = Image.fromarray(pixels.reshape(levels.shape).astype(np.uint8), "P")
    picture.putpalette([part for level in used for part in palette[level][:3]])
    file = BytesIO()
    alpha = bytes(palette[level][3] for level in used)
    picture.save(file, "PNG", optimize=True, transparency=alpha)
    return base64.b64encode(file.getvalue()).decode()
