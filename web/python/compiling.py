"""Compiles what a page's Python imports; it runs when the site is built, in that very CPython.

A module is compiled once, here: on a page that would take seconds. No time stands in a result.
"""

from __future__ import annotations

import importlib.util
import io
import marshal
import sys
import zipfile
from fnmatch import fnmatchcase

_LIBRARY = f"/lib/python{sys.version_info.major}{sys.version_info.minor}.zip"
_TIME = (1980, 1, 1, 0, 0, 0)
_UNCHECKED = 0b01  # by PEP 552: the hash is not compared with a source, which a page has not


def module(source: str, name: str, optimize: int) -> bytes:
    """Return the .pyc of a module.

    Args:
        source: its code.
        name: the file that its tracebacks name.
        optimize: 2 leaves assertions and docstrings out, 0 leaves all in.
    """
    code = compile(source, name, "exec", dont_inherit=True, optimize=optimize)
    head = importlib.util.MAGIC_NUMBER + _UNCHECKED.to_bytes(4, "little")
    return head + importlib.util.source_hash(source.encode()) + marshal.dumps(code)


def library(dropped: list[str], own: dict[str, str]) -> bytes:
    """Return Python's library, compiled, as a zip file.

    Args:
        dropped: patterns of the files that a page has no use for.
        own: sources by name that stand in it, or in place of its own.

    Raises:
        ValueError: nothing of the library fits a pattern.
    """
    unknown = set(dropped)
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(_LIBRARY) as whole:
        for name in whole.namelist():
            if name.endswith("/"):
                continue
            if matching := {one for one in dropped if fnmatchcase(name, one)}:
                unknown -= matching
                continue
            found[name] = whole.read(name)
    if unknown:
        raise ValueError(f"Python's library has no {', '.join(sorted(unknown))}.")
    found |= {name: source.encode() for name, source in own.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as kept:
        for name, content in sorted(found.items()):
            if name.endswith(".py"):
                content = module(content.decode(), name, 2)
                name += "c"
            # stored: the whole is deflated once, as a page unpacks quicker than Python does
            kept.writestr(zipfile.ZipInfo(name, _TIME), content)
    return packed.getvalue()
