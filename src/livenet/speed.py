"""How fast networks train on a page beside peers and PyTorch: what `make bench` measured last."""

import json
from pathlib import Path
from typing import Any


def measured() -> dict[str, Any]:
    """Return what was measured: ``about`` (versions, machine, its load) and ``rows``.

    A row has the contestant's ``name``, the ``network``, the ``optimizer`` and the ``batch``;
    ``samples_per_second`` is from the median of its steps. ``ratio`` is its speed beside PyTorch
    on one thread, the median over the rounds in which the contestants took turns, and
    ``quartiles`` are the first and the third of these.

    >>> sorted(measured())
    ['about', 'rows']
    """
    kept = Path(__file__).with_name("speed.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(kept)
    return content
