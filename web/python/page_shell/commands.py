"""Commands of IPython, which are no Python: %%writefile is done, the others are refused by name."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

_WRITE = re.compile(r"\s*%%writefile(?P<append> -a)? (?P<name>\S+)\n(?P<text>.*)", re.DOTALL)
_COMMAND = re.compile(
    r"""^\s*(?:
        (?P<magic>%%?[A-Za-z_]\w*)
        |(?:[\w.,\s]+=\s*)?(?P<line>%[A-Za-z_]\w*)
        |(?:[\w.,\s]+=\s*)?(?P<system>![^\s=]\S*)
        |(?P<help>\?{1,2}[\w.]+|[\w.]+\?{1,2})\s*$
    )""",
    re.VERBOSE | re.MULTILINE,
)


class Refused(Exception):
    """A command of IPython stands in a cell."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"{command} is a command of Jupyter, not Python, and a page does not have it: "
            "take the notebook and run it there."
        )
        self.command = command


Refused.__module__ = "builtins"
Refused.__name__ = Refused.__qualname__ = "UsageError"  # as IPython calls it


def write_file(source: str) -> bool:
    """Write the file that a cell of %%writefile holds; return whether it is such a cell."""
    match = _WRITE.fullmatch(source)
    if not match:
        return False
    path = Path(match["name"])
    did = "Appending to" if match["append"] else "Overwriting" if path.exists() else "Writing"
    text = match["text"]
    with path.open("a" if match["append"] else "w", encoding="utf-8") as file:
        file.write(text if text.endswith("\n") else f"{text}\n")
    importlib.invalidate_caches()
    print(f"{did} {path}")
    return True


def find_command(source: str) -> str | None:
    """Return the first command of a source that does not parse, or None."""
    match = _COMMAND.search(source)
    if not match:
        return None
    return next(text for text in match.groupdict().values() if text)
