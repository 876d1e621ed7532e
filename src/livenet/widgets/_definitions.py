"""The source of what a reader wrote: classes and functions, with all that they use, in order."""

import ast
import inspect
import linecache
import textwrap
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from torch import nn

from livenet.widgets._constructions import is_torchs, literal

# What the script imports anyway.
_IMPORTED = {"torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional"}
_IMPORTED |= {"digits": "livenet.digits", "shuffle": "livenet.shuffle"}


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
        known = isinstance(value, ModuleType) and _IMPORTED.get(name) == value.__name__
        if known or name in self._asked:
            return
        self._asked.add(name)
        if isinstance(value, ModuleType):
            alias = "" if value.__name__ == name else f" as {name}"
            self._texts[name] = f"import {value.__name__}{alias}"
        elif isinstance(value, type | FunctionType) and not _installed(value):
            found = _find(value)
            if found is None:
                self._texts[name] = f"# {name}: as in your notebook"
                return
            node, text = found
            for used, what in _uses(value, node):
                self.add(used, what)
            self._texts[name] = f"{name} = {text}" if isinstance(node, ast.Lambda) else text
        elif isinstance(value, type | FunctionType):
            alias = "" if value.__name__ == name else f" as {name}"
            self._texts[name] = f"from {value.__module__} import {value.__name__}{alias}"
        elif (constant := literal(value)) is not None:
            self._texts[name] = f"{name} = {constant}"
        else:
            self._texts[name] = f"# {name}: as in your notebook"


def _installed(value: Any) -> bool:
    """Whether this comes from a package, and not from the reader's own cells and files."""
    try:
        path = inspect.getfile(inspect.unwrap(value))
    except (TypeError, OSError):
        path = ""
    return (
        value.__module__ in ("builtins", "typing")
        or value.__module__.startswith("livenet.")
        or (
            "site-packages" in path
            or "dist-packages" in path
            or value.__module__.startswith("torch")
        )
    )


def _uses(value: Any, node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yield what the source of a class or function names outside it, and must be defined before."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    for function in _functions(value):
        closed = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        found = {**function.__globals__, **{name: cell.cell_contents for name, cell in closed}}
        for name in sorted(names & found.keys()):
            if found[name] is not value:
                yield name, found[name]


def _functions(value: Any) -> Iterator[FunctionType]:
    """Yield a function itself, or the methods of a class."""
    members = [value] if isinstance(value, FunctionType) else list(vars(value).values())
    for member in members:
        member = getattr(member, "__func__", getattr(member, "fget", member))
        if isinstance(member, FunctionType):
            yield inspect.unwrap(member)


def _find(value: Any) -> tuple[ast.AST, str] | None:
    """Return the node and the source of a class or function, from its file or notebook's cell."""
    function = next(_functions(value), None)
    if function is None:
        return None
    code = function.__code__
    text = "".join(linecache.getlines(code.co_filename))
    try:
        tree = ast.parse(text)
    except SyntaxError:  # a cell with magics
        return None
    kinds = ast.ClassDef | ast.FunctionDef | ast.Lambda
    nodes = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    found = [node for node in nodes if _defines(node, value, code)]
    if len(found) != 1:
        return None
    node = found[0]
    if isinstance(node, ast.Lambda):
        return node, ast.get_source_segment(text, node) or ""
    lines = text.splitlines()[_first_line(node) - 1 : node.end_lineno]
    return node, textwrap.dedent("\n".join(lines))


def _defines(node: ast.ClassDef | ast.FunctionDef | ast.Lambda, value: Any, code: CodeType) -> bool:
    """Whether a node is the definition of a class, or of a function, with this code."""
    if isinstance(value, type):
        return (
            isinstance(node, ast.ClassDef)
            and node.name == value.__name__
            and node.lineno <= code.co_firstlineno <= (node.end_lineno or 0)
        )
    if isinstance(node, ast.ClassDef):
        return False
    named = getattr(node, "name", "<lambda>") == code.co_name
    return named and _first_line(node) == code.co_firstlineno


def _first_line(node: ast.ClassDef | ast.FunctionDef | ast.Lambda) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min(part.lineno for part in [node, *decorators])
