"""`make gallery` shows the eight instruments on one page, for whoever works on a view.

It needs no book: the instruments are made here, of the trained LeNet and of MNIST, and the bundle
of the book's pages shows them. A view that is saved is bundled, and the page loads again.
"""

import contextlib
import shutil
import subprocess
import threading
import time
from functools import partial
from pathlib import Path

import torch
import torch.nn.functional as F
from ipywidgets.embed import embed_data
from torch import nn

from book import BUILD, ROOT
from book.editions import EDITIONS
from book.extension.widgets import HOST, Page
from book.site.serve import Handler, asked_port, listen
from livenet import LeNet, digits, weights, widgets
from livenet.widgets._instrument import Instrument

FOLDER = BUILD / "gallery"
# The book's column of text, its size of letters, and the margin that an instrument uses with it.
_STYLE = """
html { font-size: 17px; }
body { background: var(--paper); color: var(--ink); font-family: var(--sans); margin: 0; }
main, nav { margin: 0 auto; max-width: 49.4rem; padding: 0.6rem 1rem; }
@media (min-width: 1200px) { main { max-width: 964px; } }
nav { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; }
nav a { color: var(--accent); }
"""
# The theme is the system's; `?only=LossLens` leaves the others out.
_SCRIPT = """
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; };
dark.addEventListener("change", paint);
paint();
const only = new URLSearchParams(location.search).get("only");
for (const part of document.querySelectorAll("[data-instrument]")) {
  if (only && part.dataset.instrument !== only) part.remove();
}
"""
# While a gallery is watched, a page asks whether it was written again.
_RELOAD = """
(async () => {
  const written = async () => (await fetch("written", { cache: "no-store" })).text();
  const first = await written();
  setInterval(async () => { if ((await written()) !== first) location.reload(); }, 500);
})();
"""


def instruments() -> dict[str, Instrument]:
    """Return the eight by name, made as the chapters make them."""
    torch.manual_seed(0)
    net: nn.Module = LeNet()
    trained = weights.trained()
    images, labels = digits.load("test", n=4)
    loss = F.cross_entropy(net(images), labels)
    lab = widgets.TrainLab(net, optimizer="SGD", learning_rate=0.1)
    torch.manual_seed(1)
    few = nn.Sequential()
    few.fc1, few.relu, few.fc2 = nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2)
    return {
        "DrawDigit": widgets.DrawDigit(trained, lab, trained_on=55_000),
        "GraphLens": widgets.GraphLens(loss, params=dict(net.named_parameters())),
        "LayerLens": widgets.LayerLens(trained, digit=14),
        "LossLens": widgets.LossLens(target=labels[0]),
        "OptimizerRace": widgets.OptimizerRace(
            "ravine", start=(-4, 1), learning_rate=0.07, momentum=0.5
        ),
        "ShapeWalker": widgets.ShapeWalker(net, images[:1, :, 2:-2, 2:-2]),
        "TapeLens": widgets.TapeLens(
            few, torch.tensor([[0.2, 0.8], [0.6, 0.4]]), torch.tensor([1, 0])
        ),
        "TrainLab": lab,
    }


def write(folder: Path, shown: dict[str, Instrument], *, watched: bool = False) -> None:
    """Write a page with all instruments for each edition: ``zh.html`` and ``en.html``.

    Args:
        folder: what gets the pages; made if it is not there.
        shown: the instruments by name.
        watched: whether the pages shall load again when they are written again.
    """
    shutil.copytree(HOST, folder / "host", dirs_exist_ok=True)
    shutil.copytree(
        ROOT / "web" / "dist" / "static" / "fonts", folder / "fonts", dirs_exist_ok=True
    )
    for sheet in ("face.css", "tokens.css"):
        shutil.copy(ROOT / "assets" / "css" / sheet, folder)
    for edition in EDITIONS:
        html = _page(edition, shown, folder, _RELOAD if watched else "")
        (folder / f"{edition}.html").write_text(html, encoding="utf-8")
    (folder / "written").write_text(str(time.time_ns()), encoding="utf-8")


def _page(edition: str, shown: dict[str, Instrument], folder: Path, reload: str) -> str:
    language = EDITIONS[edition].language
    models = embed_data(list(shown.values()), drop_defaults=False)["manager_state"]["state"]
    ids = {name: instrument.model_id for name, instrument in shown.items()}
    page = Page(models, list(ids.values()), language, "gallery", "")
    places = "".join(
        f'<div data-instrument="{name}">{page.place(model_id, number)}</div>'
        for number, (name, model_id) in enumerate(ids.items())
    )
    links = [
        f'<a href="{name}.html" lang="{EDITIONS[name].language}">{name}</a>' for name in EDITIONS
    ]
    links += [f'<a href="?only={name}">{name}</a>' for name in shown]
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Gallery</title>'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="face.css">'
        '<link rel="stylesheet" href="tokens.css">'
        f'<link rel="stylesheet" href="host/widgets.css"><style>{_STYLE}</style></head>'
        f"<body><nav>{''.join(links)}</nav><main>{places}</main>"
        f'<script type="application/vnd.jupyter.widget-state+json">'
        f"{page.script(folder / '_static' / 'state')}</script>"
        f'<script>{_SCRIPT}{reload}</script><script src="host/widgets.js"></script></body></html>'
    )


def main() -> None:
    """Write, serve and follow what is saved until interrupted.

    With ``ANYWIDGET_HMR=1``, which `make gallery` sets, an instrument takes up its view's file.
    """
    shown = instruments()
    changed = threading.Event()
    for instrument in shown.values():
        instrument.observe(lambda _change: changed.set(), ["_esm", "_css"])
    FOLDER.mkdir(parents=True, exist_ok=True)
    write(FOLDER, shown, watched=True)
    handler = partial(Handler, directory=str(FOLDER))
    with listen(asked_port("gallery"), handler, "gallery") as server:
        bundling = subprocess.Popen(["node", ROOT / "web/scripts/widgets.mjs", "--watch"])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        print(f"The gallery is at {address}en.html and {address}zh.html (Ctrl+C ends)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            while changed.wait():
                time.sleep(0.3)  # a bundle is two files
                changed.clear()
                write(FOLDER, shown, watched=True)
        bundling.terminate()


if __name__ == "__main__":
    main()
