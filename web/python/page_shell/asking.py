"""What the editor asks of Python: which names could stand at the caret, and what one of them is.

Names are looked up, as IPython does without jedi, in what has run: nothing is called for it, and
no value is made but what attributes with a dot before them are.
"""

from __future__ import annotations

import inspect
import io
import keyword
import pkgutil
import re
import sys
import tokenize
from typing import Any

_NAME = re.compile(r"(?:(?P<owner>[^\W\d]\w*(?:\.\w+)*)\.)?(?P<typed>\w*)$")
_FROM = re.compile(r"^\s*from\s+(?P<module>[\w.]+)\s+import\s+(?:[\w\s,(]*[\s,(])?\w*$")
_MODULE = re.compile(r"^\s*(?:from|import)\s+(?:[\w\s,.]*[\s,])?(?P<module>[\w.]*)$")
_LINES = 12  # of a docstring


def complete(namespace: dict[str, Any], before: str) -> dict[str, Any]:
    """Return ``typed``, the beginning of a name before the caret, and ``names`` that begin so.

    Names of Python itself the editor knows.

    Args:
        namespace: what has been defined.
        before: the code up to the caret.
    """
    line = before.rpartition("\n")[2]
    owner, typed = _at_end(before)
    if found := _FROM.match(line):
        names = _inside(sys.modules.get(found["module"]))
    elif found := _MODULE.match(line):
        owner, _, typed = found["module"].rpartition(".")
        names = _modules(owner)
    elif owner:
        names = _inside(_look_up(namespace, owner))
    elif before.endswith("."):
        return {"typed": "", "names": []}
    else:
        around = _look_up(namespace, _call_around(before[: len(before) - len(typed)]))
        names = [*(f"{name}=" for name in _parameters(around)), *namespace]
    # What begins with _ comes once it is asked for.
    fitting = {one for one in names if one.startswith(typed) and (typed or one[0] != "_")}
    return {"typed": typed, "names": sorted(fitting)}


def explain(namespace: dict[str, Any], before: str, after: str) -> dict[str, str] | None:
    """Return ``signature`` and ``text`` of what stands at the caret, or of the call around it.

    Args:
        namespace: what has been defined.
        before: the code up to the caret.
        after: the code from there on.
    """
    owner, typed = _at_end(before)
    rest = re.match(r"\w*", after)
    typed += rest[0] if rest else ""
    pointed = f"{owner}.{typed}" if owner and typed else owner or typed
    for name in (pointed, _call_around(before)):
        if (value := _look_up(namespace, name)) is not None:
            break
    else:
        return None
    lines = (inspect.getdoc(value) or "").split("\n")
    text = "\n".join(lines[:_LINES]) + ("\n…" if len(lines) > _LINES else "")
    return {"signature": _signature(name.rpartition(".")[2], value), "text": text}


def _at_end(before: str) -> tuple[str, str]:
    match = _NAME.search(before)
    return (match["owner"] or "", match["typed"]) if match else ("", "")


def _look_up(namespace: dict[str, Any], dotted: str) -> Any:
    """Return what a name with dots in it stands for, None where it is not there."""
    first, *rest = dotted.split(".")
    builtin = getattr(namespace["__builtins__"], first, None)
    try:
        value = namespace.get(first, builtin)
        for name in rest:
            value = getattr(value, name)
    except Exception:  # a property may raise anything
        return None
    return value


def _inside(value: Any) -> list[str]:
    return [] if value is None else [name for name in dir(value) if isinstance(name, str)]


def _modules(package: str) -> list[str]:
    """Return the modules that can be imported, of a package that was imported or of all."""
    places = getattr(sys.modules.get(package), "__path__", []) if package else None
    found = [one.name for one in pkgutil.iter_modules(places)]
    return found if package else [*found, *sys.builtin_module_names]


def _call_around(before: str) -> str:
    """Return the name of the function whose brackets stand open last, or nothing."""
    opened: list[str] = []
    name, dotted = "", False
    try:
        for token in tokenize.generate_tokens(io.StringIO(before).readline):
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                name, dotted = f"{name}.{token.string}" if dotted else token.string, False
            elif token.string == "." and name:
                dotted = True
            else:
                if token.string in {"(", "[", "{"}:
                    opened.append(name if token.string == "(" else "")
                elif token.string in {")", "]", "}"} and opened:
                    opened.pop()
                name, dotted = "", False
    except (tokenize.TokenError, SyntaxError):
        pass  # it ends within brackets, as it should
    return opened[-1] if opened else ""


def _parameters(function: Any) -> list[str]:
    if not callable(function):
        return []
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [one.name for one in parameters if one.kind in named]


def _signature(name: str, value: Any) -> str:
    """Return how a function or a class is called; of anything else its type."""
    if not (inspect.isroutine(value) or inspect.isclass(value)):
        return f"{name}: {type(value).__name__}"
    try:
        told = str(inspect.signature(value))
    except (TypeError, ValueError):
        return f"{name}(…)"
    if told == "(*args, **kwargs)" and (schemas := _schemas(value)):
        return schemas
    return f"{name}{told}"


def _schemas(function: Any) -> str:
    """Return torch's own schemas of one of its functions, one a line."""
    own = sys.modules.get("torch._C._dispatch")  # which the page's torch alone has
    plain = getattr(function, "__func__", function)
    name = getattr(plain, "__name__", "")
    if own is None or plain not in (own.functions.get(name), own.methods.get(name)):
        return ""
    found = sys.modules["torch._C._schema"].overloads(name)
    return "\n".join(one.text for one in found if not one.out)
