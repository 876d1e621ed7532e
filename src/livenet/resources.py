"""Where the files lie that livenet reads: inside an installed wheel, or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def _path(packed: str, kept: str) -> Path:
    """Return a file or folder of the checkout, or else of the package, as a wheel has it.

    In a page's Python some come only when a cell asks for what needs them, after this was asked.
    """
    outside = _CHECKOUT / kept
    return outside if outside.exists() else _PACKAGE / packed


# pyproject.toml says what a wheel packs where.
DATA = _path("data", "assets/data")
WEIGHTS = _path("trained", "assets/weights")
ENGINE = _path("engine", "web/dist/engine")
# The names of the operations that the views' engine runs: {"kernels", "core", "views"}.
OPERATIONS = ENGINE / "operations.json"
VIEWS = _path("widgets/views", "web/dist/widgets")
