"""SVG figures stand in the page itself, in its own colours, so that they turn dark with it.

Their code is one for both editions, and what they say follows the page's language.
"""

import base64
import json
import math
import re
import shutil
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from book import ROOT
from book.editions import edition_of

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_PNG = "data:image/png;base64,"
_SIZE = re.compile(r"font-size:\s*([\d.]+)")
# The smallest type on a page, in pixels: a drawing is so wide at least, and scrolls in its frame
# where there is less room, as on a phone.
LEAST_TYPE = 9
# Where things are drawn: matplotlib writes millionths of a point, and hundredths are seen alike.
_PLACES = {"d", "points", "x", "y"}
_FINE = re.compile(r"-?\d+\.\d{3,}")

# The light colours that figures are drawn in, and the token of assets/css/tokens.css for each, and
# what their English words are in other editions; web/cell/drawing.ts does the same to what a cell
# draws on the page.
TOKENS: dict[str, str] = json.loads(
    (ROOT / "web" / "shared" / "drawing-colours.json").read_text(encoding="utf-8")
)
WORDS: dict[str, dict[str, str]] = json.loads(
    (ROOT / "web" / "shared" / "drawing-words.json").read_text(encoding="utf-8")
)
ElementTree.register_namespace("", _SVG)


def inline(svg: str, name: str, alt: str, edition: str) -> str:
    """Return an SVG file as an element of a page.

    Args:
        svg: the file's text, from matplotlib, graphviz or a hand.
        name: what makes its ids unique on the page.
        alt: what one sees in it, in the page's language.
        edition: "zh" or "en", whose words it says.
    """
    root = _read(svg, edition)
    # Styles would leak into the page, titles would show as tooltips of node names.
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.split("}")[-1] in {"metadata", "style", "title", "desc"}:
                parent.remove(child)
    for element in root.iter():
        if href := element.attrib.pop(_HREF, None):
            element.set("href", lighter(href) if href.startswith(_PNG) else href)
        for key, value in element.attrib.items():
            if key == "id":
                value = f"{name}-{value}"
            elif key == "href" and value.startswith("#"):
                value = f"#{name}-{value[1:]}"
            elif key in _PLACES:
                value = _FINE.sub(lambda match: f"{round(float(match[0]), 2):g}", value)
            else:
                value = _COLOUR.sub(_token, _REFERENCE.sub(rf"url(#{name}-\1)", value))
            element.set(key, value)
    width = float(root.get("viewBox", "0 0 640 320").split()[2])
    least = math.floor(LEAST_TYPE * width / _smallest(root))
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("class", "drawing")
    root.set("role", "img")
    root.set("aria-label", alt)
    root.set("style", f"width: {width:.0f}pt; --narrowest: {least}px")
    return ElementTree.tostring(root, encoding="unicode")


def copy(picture: Path, folder: Path, edition: str) -> None:
    """Copy a picture into a folder; what an SVG says, it says there in an edition's words."""
    if picture.suffix == ".svg":
        root = _read(picture.read_text(encoding="utf-8"), edition)
        text = ElementTree.tostring(root, encoding="unicode")
        (folder / picture.name).write_text(text, encoding="utf-8")
    else:
        shutil.copy(picture, folder)


def _read(svg: str, edition: str) -> ElementTree.Element:
    """Return an SVG in an edition's words; what is monospaced is code, and stays."""
    root = ElementTree.fromstring(svg)
    words = WORDS.get(edition, {})
    for text in root.iter(f"{{{_SVG}}}text"):
        if text.text and text.get("font-family") != "monospace":
            text.text = words.get(text.text, text.text)
    return root


def _smallest(part: ElementTree.Element, inherited: float = 16) -> float:
    """Return the size of a drawing's smallest text, in its own units; infinity without any.

    An exponent is no text of its own.
    """
    size = _size(part) or inherited
    if part.tag.split("}")[-1] == "text":
        return max((_size(span) or size for span in part), default=size)
    return min((_smallest(child, size) for child in part), default=math.inf)


def _size(part: ElementTree.Element) -> float:
    """Return the size of type that an element sets, or 0."""
    styled = _SIZE.search(part.get("style", ""))
    return float(styled[1] if styled else part.get("font-size", "0").removesuffix("px"))


def _token(match: re.Match[str]) -> str:
    colour = match[0].lower()
    return f"var({TOKENS[colour]})" if colour in TOKENS else match[0]


def lighter(address: str) -> str:
    """Return the `data:` address of a PNG with the same pixels in fewer bytes.

    Matplotlib writes four channels of 8 bits for each picture. Most of ours are opaque and have
    at most 256 colours: a palette holds them.
    """
    before = base64.b64decode(address.removeprefix(_PNG))
    pixels = np.asarray(Image.open(BytesIO(before)).convert("RGBA"))  # (height, width, 4)
    colours, indices = np.unique(pixels.reshape(-1, 4), axis=0, return_inverse=True)
    if len(colours) > 256 or (colours[:, 3] < 255).any():
        return address
    picture = Image.fromarray(indices.reshape(pixels.shape[:2]).astype(np.uint8), "P")
    picture.putpalette(colours[:, :3].tobytes())
    after = BytesIO()
    picture.save(after, "PNG", optimize=True)
    least = min(before, after.getvalue(), key=len)
    return _PNG + base64.b64encode(least).decode()


class InlineTransform(SphinxPostTransform):
    """Put each SVG image of a page into the page."""

    default_priority = 800  # when myst-nb has chosen an output's form
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """See SphinxPostTransform."""
        for number, image in enumerate(list(self.document.findall(nodes.image))):
            path = Path(self.app.srcdir, image["uri"])
            if path.suffix == ".svg" and path.is_file():
                svg = path.read_text(encoding="utf-8")
                edition = edition_of(self.config.language)
                html = inline(svg, f"drawing-{number}", image.get("alt", ""), edition)
                # A narrow page scrolls the drawing, not itself.
                frame = f'<span class="drawing-frame">{html}</span>'
                image.replace_self(nodes.raw("", frame, format="html"))


def setup(app: Sphinx) -> None:
    """Add the transform."""
    app.add_post_transform(InlineTransform)
