"""What is in a figure's SVG: matplotlib's own and that of web/python/drawing alike."""

import re
from base64 import b64decode
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
from PIL import Image

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_PAIR = re.compile(r"(-?[\d.]+(?:e-?\d+)?)[ ,](-?[\d.]+(?:e-?\d+)?)")

Point = tuple[float, float]


@dataclass
class Facts:
    """Size in points, texts without blanks, corners of each line that is cut to its axes, middles
    of markers and bars, and images (rows, columns, RGBA)."""

    size: Point
    texts: list[str]
    lines: list[list[Point]]
    marks: list[Point]
    images: list[np.ndarray]


def facts(svg: str) -> Facts:
    """Read an SVG."""
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    # A formula is written sign by sign, in an order of each one's own.
    texts = ["".join("".join(text.itertext()).split()) for text in root.iter(f"{_SVG}text")]
    lines, marks, images = [], [], []

    def walk(element: ElementTree.Element, cut: bool) -> None:
        cut = cut or "clip-path" in element.attrib
        tag, moved = element.tag.removeprefix(_SVG), element.get("transform", "")
        if tag == "path" and cut and moved:
            marks.append(_pairs(moved)[0])
        elif tag == "path" and cut and "fill: none" in element.get("style", ""):
            parts = [_pairs(part) for part in element.get("d", "").split("M")]
            lines.extend(part for part in parts if len(part) > 1)
        elif tag == "path" and cut:
            (x0, y0), (x1, y1) = _corners(_pairs(element.attrib["d"]))
            marks.append(((x0 + x1) / 2, (y0 + y1) / 2))
        elif tag == "use" and cut:
            marks.append((float(element.attrib["x"]), float(element.attrib["y"])))
        elif tag == "image":
            pixels = _pixels(element.get(_HREF) or element.attrib["href"])
            upright = [float(part) for part in re.findall(r"[-\d.e]+", moved)][3:4] or [1.0]
            images.append(pixels if upright[0] > 0 else pixels[::-1])
        elif tag in ("defs", "clipPath"):
            return
        for child in element:
            walk(child, cut)

    walk(root, False)
    return Facts((width, height), sorted(map("".join, map(sorted, texts))), lines, marks, images)


def _pairs(text: str) -> list[Point]:
    return [(float(x), float(y)) for x, y in _PAIR.findall(text)]


def _pixels(address: str) -> np.ndarray:
    data = b64decode(address.partition(",")[2])
    return np.asarray(Image.open(BytesIO(data)).convert("RGBA"))


def difference(wanted: Facts, got: Facts, near: float = 0.1) -> str:
    """Return in a few words how a figure differs from another, or nothing.

    near: how far a line's ends may be off, in points.
    """
    if max(map(abs, np.subtract(wanted.size, got.size))) > near:
        return f"it is {got.size} points large, not {wanted.size}"
    if wanted.texts != got.texts:
        return f"it says {got.texts}, not {wanted.texts}"
    if len(wanted.images) != len(got.images):
        return f"it has {len(got.images)} images, not {len(wanted.images)}"
    for one, other in zip(wanted.images, got.images, strict=True):
        if one.shape != other.shape:
            return f"an image has the shape {other.shape}, not {one.shape}"
        # Of one of 256 colours, rounding decides: a step of each channel is at most this large.
        if np.abs(one.astype(int) - other).max() > 3:
            return f"the colours of an image are up to {np.abs(one.astype(int) - other).max()} off"
    for name, some, others in (
        ("ends of lines", _ends(wanted.lines), _ends(got.lines)),
        ("markers", wanted.marks, got.marks),
    ):
        if len(some) != len(others):
            return f"it has {len(others)} {name}, not {len(some)}"
        off = np.subtract(sorted(some, key=_place), sorted(others, key=_place))
        if some and np.abs(off).max() > near:
            return f"{name} are up to {np.abs(off).max():.2f} points off"
    return ""


def _ends(lines: list[list[Point]]) -> list[Point]:
    """Return the ends of lines, and the corners of those that are closed, or nearly."""
    found = []
    for line in lines:
        ends = (line[0], line[-1])
        closed = len(line) > 2 and np.abs(np.subtract(*ends)).max() < 10
        found += _corners(line) if closed else sorted(ends)
    return found


def _place(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _corners(points: list[Point]) -> list[Point]:
    xs, ys = zip(*points, strict=True)
    return [(min(xs), min(ys)), (max(xs), max(ys))]
