"""Tracebacks cut to the reader's frames."""

from __future__ import annotations

import traceback
from typing import Any


class _Stack(traceback.StackSummary):
    """Frames that name cells instead of files."""

    names: dict[str, str]
    current: str

    def format_frame_summary(self, frame_summary: traceback.FrameSummary, **options: Any) -> str:
        text = super().format_frame_summary(frame_summary, **options)
        head, _, rest = text.partition("\n")
        return f"  {self.place(frame_summary)}\n{rest}" if head else text

    def place(self, frame: traceback.FrameSummary) -> str:
        """Say where a frame is."""
        if frame.filename == self.current:
            place = f"Line {frame.lineno}"
        else:
            place = f"Cell {self.names[frame.filename]!r}, line {frame.lineno}"
        return place if frame.name == "<module>" else f"{place}, in {frame.name}"


def describe(error: BaseException, names: dict[str, str], current: str) -> dict[str, Any]:
    """Return an exception as an output.

    Args:
        error: what was raised.
        names: of cells, by the file of each.
        current: the file of the cell that ran.
    """
    told = traceback.TracebackException.from_exception(error, compact=True)
    _cut(told, names, current)
    lines = "".join(told.format()).replace(f'File "{current}", line', "Line")
    output = {
        "output_type": "error",
        "ename": type(error).__name__,
        "evalue": str(error),
        "traceback": lines.rstrip("\n").split("\n"),
    }
    # What the page explains in a sentence of its own.
    for name in ("name", "command"):
        if isinstance(value := getattr(error, name, None), str):
            output[name] = value
    return output


def _cut(told: traceback.TracebackException, names: dict[str, str], current: str) -> None:
    """Keep the frames of cells, of an exception and of those that led to it."""
    stack = _Stack(frame for frame in told.stack if frame.filename in names)
    stack.names = names
    stack.current = current
    told.stack = stack
    for other in (told.__cause__, told.__context__):
        if other is not None:
            _cut(other, names, current)
    for other in told.exceptions or ():
        _cut(other, names, current)
