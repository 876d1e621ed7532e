"""Two recordings at different batch sizes into one that fits any."""

from __future__ import annotations

from typing import Any

from livenet.tape._errors import TapeError

# Whatever differs between the two must be a multiple of the batch. The second is large, so that a
# forward pass that does something else from some size on is seen to.
SIZES = (3, 521)


def merge(a: Any, b: Any, where: str = "the tape") -> Any:
    """Return what both say; a number that differs becomes a multiple of the batch size N.

    Raises:
        TapeError: something differs otherwise.
    """
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return {k: merge(a[k], b[k], k if where == "the tape" else where) for k in a}
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [merge(x, y, where) for x, y in zip(a, b, strict=True)]
    if type(a) is type(b) and a == b:
        return a
    n, m = SIZES
    if type(a) is int and type(b) is int and a % n == 0 and a // n * m == b:
        return "N" if a == n else f"{a // n}N"
    raise TapeError(
        f"the network does not treat each sample alike: among {where}, {_brief(a)} at a batch of"
        f" {n} is {_brief(b)} at a batch of {m}. Let what it does not depend on the batch's size."
    )


def _brief(value: Any) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "another thing" if isinstance(value, dict) else repr(value)[:40]
