"""SVG as text: elements, paths, and pixels as PNG."""

import base64
import struct
import zlib
from html import escape

from matplotlib.colors import to_rgba

_DASHES = {"--": (3.7, 1.6), "-.": (6.4, 1.6, 1.0, 1.6), ":": (1.0, 1.65)}
_NAMES = {"solid": "-", "dashed": "--", "dashdot": "-.", "dotted": ":"}


def number(value):
    """Return a length in points as SVG has it."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if value else "0"


class Canvas:
    """Collects elements; takes places in points from the lower left, as figures have them."""

    def __init__(self, left, top):
        self.left, self.top = left, top
        self.parts, self.ids = [], {}

    def x(self, x):
        """Return a place from the left."""
        return number(x - self.left)

    def y(self, y):
        """Return a place from above."""
        return number(self.top - y)

    def name(self, kind):
        """Return the next id of a kind, as matplotlib counts them."""
        self.ids[kind] = self.ids.get(kind, 0) + 1
        return f"{kind}_{self.ids[kind]}"

    def open(self, kind, **attributes):
        """Begin a group."""
        self.parts.append(f'<g id="{self.name(kind)}"{_attributes(attributes)}>')

    def close(self):
        """End a group."""
        self.parts.append("</g>")

    def clip(self, box):
        """Return the attribute that cuts to a box."""
        self.name("clip")
        name = f"clip{self.ids['clip']}"
        x0, y0, x1, y1 = box
        self.parts.append(
            f'<clipPath id="{name}"><rect x="{self.x(x0)}" y="{self.y(y1)}"'
            f' width="{number(x1 - x0)}" height="{number(y1 - y0)}"/></clipPath>'
        )
        return f"url(#{name})"

    def path(self, steps, clip=None, **style):
        """Draw a path: ("M" or "L", x, y) or ("z",) for each step."""
        words = [
            "z" if step[0] == "z" else f"{step[0]} {self.x(step[1])} {self.y(step[2])}"
            for step in steps
        ]
        cut = f' clip-path="{clip}"' if clip else ""
        self.parts.append(f'<path d="{" ".join(words)}"{cut} style="{css(style)}"/>')

    def shape(self, d, x, y, clip=None, **style):
        """Draw a shape whose path is about the origin, y downwards, at a place."""
        cut = f' clip-path="{clip}"' if clip else ""
        self.parts.append(
            f'<g{cut}><path d="{d}" transform="translate({self.x(x)} {self.y(y)})"'
            f' style="{css(style)}"/></g>'
        )

    def image(self, box, png, clip=None):
        """Draw pixels into a box, without blur."""
        x0, y0, x1, y1 = box
        cut = f' clip-path="{clip}"' if clip else ""
        data = base64.b64encode(png).decode()
        self.parts.append(
            f'<g{cut}><image href="data:image/png;base64,{data}" x="{self.x(x0)}" y="{self.y(y1)}"'
            f' width="{number(x1 - x0)}" height="{number(y1 - y0)}" preserveAspectRatio="none"'
            ' style="image-rendering: pixelated"/></g>'
        )

    def text(self, runs, x, y, size, colour, anchor="start", rotation=0, weight="normal"):
        """Draw runs of text (text, dx, dy, size, italic) from a baseline's point."""
        turn = f' transform="rotate({number(-rotation)} {self.x(x)} {self.y(y)})"'
        style = css({"font-size": f"{number(size)}px", "fill": colour, "font-weight": weight})
        start = f'<text style="{style}; text-anchor: {anchor}" x="{self.x(x)}" y="{self.y(y)}"'
        if len(runs) == 1 and not runs[0][4]:
            inner = escape(runs[0][0], quote=False)
        else:
            inner = "".join(
                f'<tspan x="{self.x(x + dx)}" y="{self.y(y + dy)}" style="font-size:'
                f' {number(letters)}px{"; font-style: oblique" if italic else ""}">'
                f"{escape(text, quote=False)}</tspan>"
                for text, dx, dy, letters, italic in runs
            )
        self.parts.append(f"{start}{turn if rotation else ''}>{inner}</text>")


def _attributes(found):
    return "".join(f' {name}="{value}"' for name, value in found.items())


def css(style):
    """Return properties as a style; colours may be matplotlib's."""
    words = []
    for name, value in style.items():
        key = name.replace("_", "-")
        if value is None or (key, value) == ("font-weight", "normal"):
            continue
        if key in ("fill", "stroke") and value != "none":
            red, green, blue, alpha = to_rgba(value)
            if alpha == 0:
                value = "none"
            else:
                value = "#" + "".join(f"{round(255 * part):02x}" for part in (red, green, blue))
            if 0 < alpha < 1:
                words.append(f"{key}-opacity: {number(alpha)}")
        words.append(f"{key}: {number(value) if isinstance(value, float) else value}")
    return "; ".join(words)


def dashes(style, width):
    """Return the dashes of a line's style, or None for a whole one; "none" draws none.

    Raises:
        ValueError: there is no such style.
    """
    if isinstance(style, tuple) and style[1]:
        return ",".join(number(part * width) for part in style[1])
    style = "-" if isinstance(style, tuple) else _NAMES.get(style, style)
    if style in ("", " ", "None", "none"):
        return "none"
    if style == "-":
        return None
    if style not in _DASHES:
        raise ValueError(f"{style!r} is not a valid value for ls; supported values are '-', '--',"
                         " '-.', ':', 'None'")  # fmt: skip
    return ",".join(number(part * width) for part in _DASHES[style])


def png(width, rows, palette):
    """Return a PNG of indices into a palette of (red, green, blue, alpha) as bytes.

    rows: bytes for each row, from above.
    """
    colours = b"".join(palette[at : at + 3] for at in range(0, len(palette), 4))
    alphas = bytes(palette[3::4])

    def chunk(kind, data):
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    parts = [
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)),
        chunk(b"PLTE", colours),
        chunk(b"tRNS", alphas) if min(alphas) < 255 else b"",
        chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)),
        chunk(b"IEND", b""),
    ]
    return b"".join(parts)
