"""How fast LeNet trains on a page beside its peers and PyTorch: what `make bench` measured last."""

import json
from pathlib import Path
from typing import Any


def measured() -> dict[str, Any]:
    """Return what was measured: ``about`` (versions and machine) and ``rows``.

    A row has the contestant's ``name``, ``optimizer`` and ``batch``; ``samples_per_second`` is
    from the median of its steps, and ``ratio`` is that beside PyTorch on one thread.

    >>> sorted(measured())
    ['about', 'rows']
    """
    kept = Path(__file__).with_name("speed.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(kept)
    return content
