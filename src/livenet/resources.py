"""Where the files lie that livenet reads: inside an installed wheel, or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def _path(packed: str, kept: str) -> Path:
    """Return a file or folder of the package, where a wheel has it, or else of the checkout."""
    inside = _PACKAGE / packed
    return inside if inside.exists() else _CHECKOUT / kept


# pyproject.toml says what a wheel packs where.
DATA = _path("data", "assets/data")
WEIGHTS = _path("trained", "assets/weights")
ENGINE = _path("engine", "web/dist/engine")
# The names of the operations that the views' engine runs: {"kernels", "core", "views"}.
OPERATIONS = ENGINE / "operations.json"
VIEWS = _path("widgets/views", "web/dist/widgets")
