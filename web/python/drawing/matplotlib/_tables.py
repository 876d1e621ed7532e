"""What the build takes from matplotlib itself: names of colours, colour maps, widths of letters.

`book/site/drawing.py` writes tables.json beside this file.
"""

import json
from pathlib import Path

_READ = json.loads(Path(__file__).with_name("tables.json").read_text(encoding="utf-8"))

#: Colours by name, as #rrggbb.
COLOURS = _READ["colours"]
#: Colour maps by name: 256 colours, as bytes r, g, b one after another.
MAPS = {name: bytes.fromhex(colours) for name, colours in _READ["maps"].items()}
#: Advances of letters of DejaVu Sans, in parts of an em.
WIDTHS = _READ["widths"]
#: From the baseline to the top and to the bottom of its lines, in parts of an em.
ASCENT, DESCENT = _READ["ascent"], _READ["descent"]
#: What lies between two lines of several, in parts of an em.
GAP = _READ["gap"]
