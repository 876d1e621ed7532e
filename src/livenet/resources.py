"""Where the files lie that livenet reads: inside an installed wheel, or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def _folder(packed: str, kept: str) -> Path:
    """Return a folder of the package, where a wheel has it, or else one of the checkout."""
    inside = _PACKAGE / packed
    return inside if inside.is_dir() else _CHECKOUT / kept


# pyproject.toml says what a wheel packs where.
DATA = _folder("data", "assets/data")
WEIGHTS = _folder("trained", "assets/weights")
VIEWS = _folder("widgets/views", "web/dist/widgets")
OPERATIONS = VIEWS.parent / "operations.json"  # which operations the engine has
