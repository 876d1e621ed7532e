"""What a copy of this repository takes along, so that a book can be built in it."""

from book import ROOT

_HEAVY = ("data", "weights")  # MNIST and a trained network: linked where they are wanted

# Every other folder of assets, also one that is new tomorrow.
ASSETS = tuple(
    f"assets/{folder.name}"
    for folder in sorted((ROOT / "assets").iterdir())
    if folder.is_dir() and folder.name not in _HEAVY
)
