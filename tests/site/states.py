"""What a built page holds of an instrument, as the browser will be given it."""

import base64
import json
import zlib

from book import SITE
from tests.site.pages import parse

_STATE = 'script[type="application/vnd.jupyter.widget-state+json"]'


def buffer(file: str, instrument: str, trait: str) -> bytes:
    """Return a trait of bytes of the first ``instrument``, say ``layer_lens``, of a page."""
    script = parse(SITE / file).select_one(_STATE)
    assert script is not None, f"{file} holds no state"
    models = json.loads(script.get_text())["state"].values()
    model = next(m for m in models if instrument in str(m["state"].get("_anywidget_id")))
    found = next(b for b in model["buffers"] if b["path"] == [trait])
    if found["encoding"] == "base64":
        return base64.b64decode(found["data"])
    text = (SITE / file).parent.joinpath(found["data"]).read_text(encoding="utf-8")
    _, planes, packed = json.loads(f"[{text.removeprefix('livenetState(').rstrip(')')}]")
    ordered = zlib.decompress(base64.b64decode(packed))
    content = bytearray(len(ordered))
    for plane in range(planes):
        size = len(ordered) // planes
        content[plane::planes] = ordered[plane * size : (plane + 1) * size]
    return bytes(content)
