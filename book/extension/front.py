"""The first page of an edition trains: web/front shows it, and here is what it trains with."""

import base64
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from book import BUILD, ROOT

PAGE = "index"
TRAIN, TEST, SHOWN = (
    512,
    400,
    40,
)  # digits to learn from; to be tested on, and of these in the picture
# Where a run ends hangs on the last bits of each number: torch itself reads 1 or 2 % of the digits
# otherwise in double precision, and with momentum 5 %.
RUN = {"steps": 360, "batch": 32, "lr": 0.1, "seed": 0}

_FOLDER = BUILD / "front"
# What the material is made from, besides MNIST, which never changes.
_SOURCES = (
    "book/extension/front.py",
    *("src/livenet/digits.py", "src/livenet/lenet.py", "src/livenet/tape"),
    *("src/livenet/widgets/_fresh.py", "web/dist/engine/operations.json"),
)


def write_material(folder: Path = _FOLDER) -> None:
    """Write ``front-material.js``, unless it was made from the sources as they are.

    Each edition's build may do so at the same time as the other's.
    """
    sources = [ROOT / name for name in _SOURCES]
    files = sorted(
        file for path in sources for file in ([path] if path.is_file() else path.glob("*.py"))
    )
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    target, stamp = folder / "front-material.js", folder / "made-from"
    if target.is_file() and stamp.is_file() and stamp.read_text() == digest:
        return
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(material(), separators=(",", ":"))
    part = folder / f"{digest}.part"
    part.write_text(f"var livenetFront={text};\n", encoding="utf-8")
    part.replace(target)
    stamp.write_text(digest)


def material() -> dict[str, Any]:
    """Return LeNet's tape, how its first weights are drawn, and digits; see web/front/material.ts.

    Raises:
        RuntimeError: this machine's torch does not draw first weights as the page does.
    """
    import torch

    from livenet import LeNet, digits, tape
    from livenet.widgets._fresh import fresh

    torch.manual_seed(int(RUN["seed"]))
    net = LeNet()
    drawn = fresh(net, int(RUN["seed"]))
    if drawn is None:
        raise RuntimeError("torch draws the first weights of LeNet otherwise than web/front does.")
    train, test = digits.load("train", TRAIN), digits.load("test", TEST)
    inner = torch.cat([train.images, test.images])[:, 0, 2:-2, 2:-2]  # 28×28 of 32×32
    pixels = (255 * inner).round().to(torch.uint8).numpy().tobytes()
    return {
        "tape": json.loads(tape.record(net, train.images[:1]).json()),
        "fresh": drawn,
        "run": RUN,
        "train": TRAIN,
        "shown": SHOWN,
        "labels": torch.cat([train.labels, test.labels]).tolist(),
        "images": base64.b64encode(zlib.compress(pixels, 9)).decode(),
    }


def serve_material(app: Sphinx, config: Config) -> None:
    """Let the edition's ``_static`` have the view and what it trains with."""
    write_material()
    view = ROOT / "web" / "dist" / "front"
    config.html_static_path = [*config.html_static_path, str(view), str(_FOLDER)]


def show_front(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the first page its place for it, after the sentence that says what the book is."""
    if page != PAGE:
        return
    before, end, after = context["body"].partition("</p>")
    context["body"] = f'{before}{end}\n<section id="front" class="front"></section>{after}'
    app.add_css_file("front.css")
    app.add_js_file("front-material.js")
    app.add_js_file("front.js")


def setup(app: Sphinx) -> None:
    """Connect before the head is filled, which knows the page's scripts."""
    app.connect("config-inited", serve_material, priority=110)
    app.connect("html-page-context", show_front, priority=90)
