"""Two recordings at different batch sizes into one that fits any."""

from __future__ import annotations

from typing import Any

from livenet.tape._errors import TapeError

# Primes, so that no other size is one of them. Whatever differs between the two must follow the
# batch. The second is large, so that a forward pass that does something else from some size on is
# seen to; the first is beyond 25, up to where torch.cdist goes another way to the same distances.
SIZES = (29, 521)

# The largest count of numbers, beside the batch, that a mean or a variance may divide by.
_MOST_COUNTED = 2**24

_WHOLE = "the tape"
_CHINESE = {_WHOLE: "纸带"}


def merge(a: Any, b: Any, where: str = _WHOLE) -> Any:
    """Return what both say; a number that differs becomes one that depends on the batch size N.

    ``"N"``, ``"6N"``, ``"36N+12"`` and ``"2/(16N-1)"`` are how it is written.

    Raises:
        TapeError: something differs otherwise.
    """
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return {k: merge(a[k], b[k], k if where == _WHOLE else where) for k in a}
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [merge(x, y, where) for x, y in zip(a, b, strict=True)]
    if type(a) is type(b) and a == b:
        return a
    if type(a) is type(b) and type(a) in (int, float) and (text := _by_batch(a, b)):
        return text
    n, m = SIZES
    (ours, ours_zh), (theirs, theirs_zh) = _brief(a), _brief(b)
    raise TapeError(
        f"the network does not treat each sample alike (among {where}, {ours} at a batch of {n} is"
        f" {theirs} at a batch of {m}): let what it does not depend on the batch's size.",
        f"网络没有一视同仁地对待每个样本（{_CHINESE.get(where, where)} 中，批量大小为 {n} 时的 "
        f"{ours_zh} 在批量大小为 {m} 时是 {theirs_zh}）：请让它做的事不取决于批量大小。",
    )


def _by_batch(a: float, b: float) -> str | None:
    """Return ``kN+c`` or ``t/(kN+c)`` that is a at the first size and b at the second."""
    if text := _linear(a, b):
        return text
    if not a or not b:
        return None
    for top in (1, 2, -1, -2):  # means divide by a count, the gradient of a variance by half of it
        under, over = round(top / a), round(top / b)
        text = _linear(under, over)
        if text and under < _MOST_COUNTED * SIZES[0] and (top / under, top / over) == (a, b):
            return f"{top}/({text})"
    return None


def _linear(a: float, b: float) -> str | None:
    n, m = SIZES
    times = (b - a) / (m - n)
    rest = a - times * n
    if times < 1 or times != int(times) or rest != int(rest):
        return None
    return ("" if times == 1 else f"{times:.0f}") + "N" + (f"{rest:+.0f}" if rest else "")


def _brief(value: Any) -> tuple[str, str]:
    """Return what a value is, in English and in Chinese."""
    if isinstance(value, list):
        return f"a list of {len(value)}", f"{len(value)} 项的列表"
    if isinstance(value, dict):
        return "another thing", "别的东西"
    return repr(value)[:40], repr(value)[:40]
