"""The rooms of book/ import one way: each from those before it, and none from those after it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from book import ROOT

# "" is what lies in book/ itself. site and pdf know nothing of each other.
MAY_IMPORT = {
    "": {""},
    "extension": {"", "extension"},
    "pytorch": {"", "pytorch"},  # of the book, what lies in book/ itself alone
    "site": {"", "extension", "pytorch", "site"},
    "pdf": {"", "extension", "pdf"},
    "authoring": {"", "extension", "pytorch", "site", "authoring"},
}
BOOK = ROOT / "book"
MODULES = sorted(BOOK.rglob("*.py"))


def room(path: Path) -> str:
    """Return the room of a module of book/."""
    parts = path.relative_to(BOOK).parts
    return parts[0] if len(parts) > 1 else ""


def imported(path: Path) -> Iterator[str]:
    """Yield the rooms of book/ that a module imports from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("book"):
            continue
        for alias in node.names:
            words = [*str(node.module).split("."), alias.name][1:]
            yield words[0] if (BOOK / words[0]).is_dir() else ""


def test_every_room_has_its_rule() -> None:
    assert {room(path) for path in MODULES} == set(MAY_IMPORT)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(BOOK).as_posix())
def test_a_module_imports_from_its_own_room_and_those_before(path: Path) -> None:
    if path == BOOK / "__init__.py":  # hands Sphinx on to the extension
        return
    if "chapter" in path.relative_to(BOOK).parts:  # a template
        return
    assert set(imported(path)) - MAY_IMPORT[room(path)] == set()
