"""Standard output and error as streams of a cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any


class Stream(io.TextIOBase):
    """Hands text on line by line, or when it is flushed."""

    encoding = "utf-8"

    def __init__(self, name: str, emit: Callable[[dict[str, Any]], None]) -> None:
        self.name = name
        self._emit = emit
        self._waiting: list[str] = []

    def writable(self) -> bool:
        """See TextIOBase."""
        return True

    def write(self, text: str) -> int:
        """See TextIOBase."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._waiting.append(text)
        if "\n" in text or "\r" in text:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """See TextIOBase."""
        text = "".join(self._waiting)
        self._waiting.clear()
        if text:
            self._emit({"output_type": "stream", "name": self.name, "text": text})
