"""The source of what a reader wrote: classes and functions, with all that they use, in order."""

import ast
import functools
import inspect
import linecache
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from torch import nn

from livenet.widgets._constructions import is_torchs, literal

_STANDARD = {"torch": None, "nn": "torch.nn", "F": "torch.nn.functional"}  # the script has them


class Definitions:
    """Definitions in the order in which Python needs them, each once; nothing is run."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}  # by the name that it defines
        self._asked: set[str] = set()

    def text(self) -> str:
        """Return all that was added, two empty lines between classes and functions."""
        return "\n\n\n".join(self._texts.values())

    def add_module(self, module: nn.Module) -> None:
        """Add the classes of a network, and of all modules in it, that torch does not have."""
        for part in module.modules():
            if not is_torchs(part):
                self.add(type(part).__name__, type(part))

    def add(self, name: str, value: Any) -> None:
        """Add what defines a name, after what that uses."""
        if name in self._asked or _STANDARD.get(name, ...) in (None, getattr(value, "__name__", 0)):
            return
        self._asked.add(name)
        if isinstance(value, ModuleType):
            alias = "" if value.__name__ == name else f" as {name}"
            self._texts[name] = f"import {value.__name__}{alias}"
        elif isinstance(value, type | FunctionType) and not _installed(value):
            for used, what in _uses(value):
                self.add(used, what)
            self._texts[name] = _source(value, name)
        elif isinstance(value, type | FunctionType):
            self._texts[name] = f"from {value.__module__} import {value.__name__}"
        elif (text := literal(value)) is not None:
            self._texts[name] = f"{name} = {text}"
        else:
            self._texts[name] = f"# {name}: as in your notebook"


def _installed(value: Any) -> bool:
    """Whether this comes from a package, and not from the reader's own cells and files."""
    try:
        path = inspect.getfile(inspect.unwrap(value))
    except (TypeError, OSError):
        path = ""
    return value.__module__ in ("builtins", "typing") or value.__module__.startswith("livenet.") or (
        "site-packages" in path or "dist-packages" in path or value.__module__.startswith("torch")
    )


def _uses(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the globals that a class or function names, which must be defined before it."""
    if isinstance(value, type):
        for base in value.__bases__:
            if not _installed(base):
                yield base.__name__, base
    for function in _functions(value):
        for name in _names(function.__code__):
            if name in function.__globals__ and function.__globals__[name] is not value:
                yield name, function.__globals__[name]
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
            if name != "__class__" and cell.cell_contents is not value:
                yield name, cell.cell_contents


def _functions(value: Any) -> Iterator[FunctionType]:
    if isinstance(value, FunctionType):
        yield inspect.unwrap(value)
        return
    for member in vars(value).values():
        if isinstance(member, property):
            member = member.fget
        if isinstance(member, staticmethod | classmethod | functools.partialmethod):
            member = getattr(member, "__func__", None)
        if isinstance(member, FunctionType):
            yield inspect.unwrap(member)


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names that code looks up, with that of functions within it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _source(value: Any, name: str) -> str:
    """Return the source of a class or function, from its file or from the notebook's cell."""
    function = next(_functions(value), None)
    missing = f"# {name}: as in your notebook"
    if function is None:
        return missing
    code = function.__code__
    text = "".join(linecache.getlines(code.co_filename))
    try:
        tree = ast.parse(text)
    except SyntaxError:  # a cell with magics
        return missing
    found = []
    for node in ast.walk(tree):
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]) if (
            isinstance(node, ast.ClassDef | ast.FunctionDef | ast.Lambda)
        ) else -1
        if isinstance(node, ast.ClassDef) and isinstance(value, type):
            if node.name == value.__name__ and first <= code.co_firstlineno <= (node.end_lineno or 0):
                found.append(node)
        elif isinstance(node, ast.FunctionDef | ast.Lambda) and isinstance(value, FunctionType):
            named = getattr(node, "name", "<lambda>") == code.co_name
            if named and first == code.co_firstlineno:
                found.append(node)
    if len(found) != 1:
        return missing
    segment = ast.get_source_segment(text, found[0]) or ""
    if isinstance(found[0], ast.Lambda):
        return f"{name} = {segment}"
    return inspect.cleandoc(" " * found[0].col_offset + segment) if found[0].col_offset else segment
