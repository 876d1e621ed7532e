"""What the drawing of pages takes from matplotlib: colours by name, colour maps, widths of letters.

web/python/drawing is plain Python, and stands in for matplotlib where there is none.
"""

import json
from pathlib import Path

import matplotlib
from matplotlib import colors, font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

# Those that readers choose most.
_MAPS = (
    *("gray", "binary", "Greys", "Blues", "Reds", "Greens", "Oranges", "hot", "bone"),
    *("viridis", "plasma", "magma", "inferno", "cividis", "turbo", "jet"),
    *("coolwarm", "RdBu", "bwr", "seismic"),
)
# Letters of European languages, Greek, arrows and signs of arithmetic.
_LETTERS = (range(0x20, 0x17F), range(0x370, 0x3FF), range(0x2010, 0x2040), range(0x2190, 0x2266))


def write_tables(place: Path) -> Path:
    """Write tables.json as web/python/drawing/matplotlib reads it; return where it is."""
    names = colors.get_named_colors_mapping()
    font = FT2Font(font_manager.findfont("DejaVu Sans"))
    em = font.get_sfnt_table("head")["unitsPerEm"]
    known, lines = font.get_charmap(), font.get_sfnt_table("OS/2")
    letters = [code for codes in _LETTERS for code in codes if code in known]

    def width(code: int) -> float:
        advance = font.load_char(code, flags=LoadFlags.NO_SCALE | LoadFlags.NO_HINTING)
        return round(advance.horiAdvance / em, 4)

    tables = {
        "colours": {
            name: colors.to_hex(colour)
            for name, colour in sorted(names.items())
            if not name.startswith("xkcd:")
        },
        "maps": {
            name: matplotlib.colormaps[name](range(256), bytes=True)[:, :3].tobytes().hex()
            for name in _MAPS
        },
        "widths": {chr(code): width(code) for code in letters},
        "ascent": lines["sTypoAscender"] / em,
        "descent": -lines["sTypoDescender"] / em,
        "gap": lines["sTypoLineGap"] / em,
    }
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(tables, separators=(",", ":")), encoding="utf-8")
    return place
