"""Schemas of operations, read from the table when they are first asked for."""

import re

from ._table import DERIVATIVES, SCHEMAS

_ARGUMENT = re.compile(
    r"(?P<type>[A-Za-z]+\??)(?P<alias>\([a-z!*|> -]+\))?(?P<list>\[\d*\])?(?P<option>\?)?"
    r" (?P<name>\w+)(?:=(?P<default>.+))?"
)


class _Int64:
    """The default dtype of randint and randperm; its text is what written functions name."""

    code = 4

    def __repr__(self):
        return "INT64"


_WORDS = {
    "None": None,
    "True": True,
    "False": False,
    "Mean": 1,
    "long": _Int64(),
    "contiguous_format": None,
}
# Left out below: a page has one device and one layout.
UNPASSED = {"device", "layout", "pin_memory", "non_blocking"}


class Argument:
    """One argument: `kind` is its type without `?` and list; `size` the number in `int[2]`."""

    __slots__ = (
        "_alias",
        "default",
        "is_list",
        "kind",
        "kwarg_only",
        "name",
        "optional",
        "required",
        "size",
        "type",
        "writes",
    )  # fmt: skip

    def __init__(self, text, kwarg_only):
        match = _ARGUMENT.fullmatch(text)
        kind = match["type"]
        self.kwarg_only = kwarg_only
        self._alias = match["alias"] or ""
        self.writes = "!" in self._alias
        self.name = match["name"]
        self.is_list = match["list"] is not None
        self.size = int(match["list"][1:-1] or 0) if self.is_list else 0
        self.optional = kind.endswith("?") if not self.is_list else match["option"] is not None
        self.kind = kind.rstrip("?").replace("SymInt", "int").replace("SymBool", "bool")
        if self.is_list and kind.endswith("?"):
            self.kind += "?"
        self.type = kind + (match["list"] or "") + (match["option"] or "")
        default = match["default"]
        self.required = default is None
        self.default = None if default is None else _default(default)


def _default(text):
    if text in _WORDS:
        return _WORDS[text]
    if text[0] == "[":
        inside = text[1:-1]
        return [_default(one.strip()) for one in inside.split(",")] if inside else []
    if text[0] in "\"'":
        return text[1:-1]
    try:
        return int(text)
    except ValueError:
        return float(text)


class Schema:
    """One overload: its arguments, what it returns, and what it changes or views."""

    __slots__ = (
        "args",
        "base",
        "composite",
        "flags",
        "inplace",
        "name",
        "out",
        "overload_name",
        "return_names",
        "returns",
        "text",
        "view",
    )  # fmt: skip

    def __init__(self, line):
        self.text, self.flags = line.rsplit("|", 1)
        match = re.fullmatch(r"(\w+)(?:\.(\w+))?\((.*)\) -> (.*)", self.text)
        self.base, self.overload_name = match[1], match[2] or ""
        self.name = self.base + (f".{match[2]}" if match[2] else "")
        self.args, kwarg_only = [], False
        for one in _split(match[3]):
            if one == "*":
                kwarg_only = True
            else:
                self.args.append(Argument(one, kwarg_only))
        given = match[4]
        self.returns = _split(given[1:-1]) if given[0] == "(" else [given]
        self.return_names = [one.split(" ")[1] if " " in one else "" for one in self.returns]
        self.composite = "c" in self.flags
        self.inplace = (self.base.endswith("_") and not self.base.endswith("__")) or (
            self.base.startswith("__i") and self.base.endswith("__")
        )
        self.out = any(arg.writes and arg.kwarg_only for arg in self.args)
        self.view = "(a" in given and "!" not in given
        if self.inplace and not (self.args and self.args[0].writes):
            self.inplace = False


def _split(text):
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            parts.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return [*parts, last] if last else parts


_read = {}


def overloads(base):
    """Return the schemas of a name, in the order of the table."""
    found = _read.get(base)
    if found is None:
        found = _read[base] = [Schema(line) for line in SCHEMAS[base].split("\n")]
    return found


def out_of(schema):
    """Return the variant of an operation that writes into `out`, or None."""
    if schema.inplace or schema.out:
        return None
    wanted = [(arg.name, arg.type) for arg in schema.args if arg.kind not in ("Layout", "Device")
              and arg.name not in ("pin_memory", "dtype")]  # fmt: skip
    for other in overloads(schema.base):
        if other.out:
            got = [
                (arg.name, arg.type) for arg in other.args if not arg.writes and arg.name != "dtype"
            ]
            if got == wanted:
                return other
    return None


def functional_of(schema):
    """Return the operation whose result a variant writes into `out`, or None."""
    return next((one for one in overloads(schema.base) if out_of(one) is schema), None)


def variants(base):
    """Return the overload's name and the flags of each overload; its arguments are not read."""
    lines = SCHEMAS[base].split("\n")
    return [(line.partition("(")[0].partition(".")[2], line.rpartition("|")[2]) for line in lines]


def derivative(schema):
    """Return what autograd knows of an operation, or None; an in-place one has its twin's."""
    found = DERIVATIVES.get(schema.name)
    if found is None and schema.inplace:
        twin = schema.base[:-1] + (f".{schema.overload_name}" if schema.overload_name else "")
        found = DERIVATIVES.get(twin)
    return found


def exists(base):
    return base in SCHEMAS


def bases():
    return SCHEMAS.keys()
