"""How the book is built, in rooms of which each imports from those before it, and none after it.

- this folder: what all of them need to know (the editions, the repository's address, the wheel,
  the programs that are installed);
- `extension`: the Sphinx extension that `_config.yml` loads by the name of this package;
- `site`: makes the site of both editions, shows, packs and pushes it;
- `pdf`: prints an edition;
- `authoring`: what helps those who write chapters and check them.
"""

import os
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
SITE = BUILD / "site"

# torch gives the same bits for the same number of threads only, and two notebooks
# that run side by side must not fight for the cores.
os.environ["OMP_NUM_THREADS"] = "1"


def setup(app: Sphinx) -> dict[str, object]:
    """Load the extension: Sphinx calls this, as `_config.yml` names the package."""
    from book import extension

    return extension.setup(app)
