"""Names the characters of a PDF where its fonts name radicals.

Fonts such as Noto Sans CJK have one glyph for a character and for the radical of its form. Chromium
then names the radical, which nobody would find who looks for the character.
"""

import re
import unicodedata

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, StreamObject

# What NFKC does not know of.
_RADICALS = str.maketrans(
    "⻅⻆⻉⻋⻓⻔⻙⻚⻛⻜⻝⻢⻣⻥⻦⻧⻨⻩⻬⻮⻰", "见角贝车长门韦页风飞食马骨鱼鸟卤麦黄齐齿龙"
)
_NAMED = re.compile(rb"(?<=> <)2[EF][0-9A-F]{2}(?=>\n)")  # the last of a line of a CMap


def name_characters(writer: PdfWriter) -> None:
    """Let the fonts of a PDF name characters where they name radicals."""

    def character(match: re.Match[bytes]) -> bytes:
        radical = chr(int(match[0], 16))
        return b"%04X" % ord(unicodedata.normalize("NFKC", radical).translate(_RADICALS))

    for number in range(1, len(writer._objects) + 1):
        font = writer.get_object(number)
        if isinstance(font, DictionaryObject) and "/ToUnicode" in font:
            names = font["/ToUnicode"].get_object()
            assert isinstance(names, StreamObject)
            names.set_data(_NAMED.sub(character, names.get_data()))
