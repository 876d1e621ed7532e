"""The pictures that chapters open with show what PyTorch computes, and what their cells ask."""

import ast
import base64
import json
import re
from io import BytesIO

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from book import ROOT
from book.authoring.openings.pictures import COVERS, MISREAD, PICTURES
from book.editions import sources
from livenet import digits, weights

_NUMBER = re.compile(r"(?<![#\w.])-?\d*\.?\d+")
_TEXT = re.compile(r">([^<]+)</text>")
_PIXELS = re.compile(r"base64,([^\"]+)")


def committed(name: str) -> str:
    return (ROOT / f"assets/images/openings/{name}.svg").read_text(encoding="utf-8")


def cell(name: str) -> str:
    """Return the code of a chapter's opening."""
    notebook = json.loads((sources("en") / f"{name}.ipynb").read_text(encoding="utf-8"))
    return "".join(next(c["source"] for c in notebook["cells"] if c["id"] == "hands-cell"))


def pixels(data: str) -> NDArray[np.int16]:
    picture = Image.open(BytesIO(base64.b64decode(data))).convert("RGBA")
    return np.asarray(picture).astype(np.int16)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_what_is_drawn_today(name: str) -> None:
    """But for what another processor rounds otherwise; `python -m book.authoring.openings`."""
    texts = [committed(name), PICTURES[name]().svg()]
    (was, now) = ([pixels(data) for data in _PIXELS.findall(text)] for text in texts)
    for before, after in zip(was, now, strict=True):
        assert np.abs(before - after).max() <= 255 / 15 + 1  # a shade
    plain = [_PIXELS.sub("", text) for text in texts]
    assert _NUMBER.sub("n", plain[0]) == _NUMBER.sub("n", plain[1])
    assert _TEXT.findall(plain[0]) == _TEXT.findall(plain[1])
    places = [np.array(_NUMBER.findall(text), float) for text in plain]
    assert np.abs(places[0] - places[1]).max() <= 0.11


def test_the_first_picture_has_the_numbers_that_its_cell_prints() -> None:
    rows, columns = re.findall(r"(\d+):(\d+)", cell("01-overview"))
    patch = digits.load("train").images[0, 0, slice(*map(int, rows)), slice(*map(int, columns))]
    written = re.findall(r">(\d?\.?\d+)</text>", committed("01-overview"))
    torch.testing.assert_close(
        torch.tensor([float(number) for number in written]), patch.flatten(), atol=0.0051, rtol=0
    )


def test_pictures_and_cells_have_the_same_misread_digit_and_the_same_covers() -> None:
    images, labels = digits.load("test")
    read = weights.trained()(images[MISREAD : MISREAD + 1]).argmax()
    assert [int(labels[MISREAD]), int(read)] == [2, 7]
    assert f", {MISREAD})" in cell("03-loss")
    assert f"images[{MISREAD}]" in cell("07-inside")
    tree = ast.parse(cell("07-inside"))
    (covers,) = (ast.literal_eval(n) for n in ast.walk(tree) if isinstance(n, ast.Dict))
    assert covers == COVERS
