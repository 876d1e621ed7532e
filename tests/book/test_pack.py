"""What the pages' Python boots from is laid out by one at a time."""

from collections.abc import Callable

import pytest
from filelock import FileLock, Timeout

from book.site import python


@pytest.mark.parametrize("lay_out", [python.files, python.pack])
def test_the_second_waits(lay_out: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python.LOCK, "timeout", 0.1)
    with FileLock(python.LOCK.lock_file), pytest.raises(Timeout):
        lay_out()
