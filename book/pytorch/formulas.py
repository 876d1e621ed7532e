"""Turn the C++ of derivatives.yaml into the Python that the page's autograd runs.

Formulas are single C++ expressions on tensors and numbers. The Python keeps their names: what a
formula calls is a function of `torch._C._formulas`, or an operation of aten.
"""

import re

_TOKEN = re.compile(
    r"""\s*(?:/\*.*?\*/\s*)*(?:
    (?P<number>\d+\.\d*(?:e-?\d+)?f?|\d+)|
    (?P<text>"[^"]*")|
    (?P<name>[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)|
    (?P<sign>->|\|\||&&|==|!=|<=|>=|::|.)
    )""",
    re.VERBOSE,
)
_STRENGTHS = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["|"], ["&"], ["+", "-"]]
_STRENGTHS += [["*", "/"]]
_WORDS = {"true": "True", "false": "False", "std::nullopt": "None", "M_PI": repr(3.141592653589793)}
_WORDS |= {"M_LN2": repr(0.6931471805599453), "undefined": "None"}
# Methods of C++ that are attributes, other methods, or nothing in Python.
_ATTRIBUTES = {
    "sizes": "shape",
    "scalar_type": "dtype",
    "dtype": "dtype",
    "layout": "layout",
    "device": "device",
    "mT": "mT",
    "mH": "mT",
}
#: what makes a tensor, and is told of what kind
_FACTORIES = ("new_zeros", "zeros")
_DROPPED = {"conj", "toDouble", "toFloat", "value", "resolve_conj"}
_RENAMED = {"strides": "stride", "undef": "undef"}


class _Parser:
    """A parser by precedence, which writes Python as it reads."""

    def __init__(self, text: str):
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise ValueError(f"{text!r} cannot be read from {text[at:]!r} on.")
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        if wanted is not None and token != wanted:
            raise ValueError(f"{wanted!r} is wanted where {token!r} stands.")
        self.at += 1
        return token

    def expression(self) -> str:
        condition = self.binary(0)
        if self.peek() != "?":
            return condition
        self.take()
        yes = self.expression()
        self.take(":")
        no = self.expression()
        return f"({yes} if {condition} else {no})"

    def binary(self, level: int) -> str:
        if level == len(_STRENGTHS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in _STRENGTHS[level]:
            sign = self.take()
            word = {"||": "or", "&&": "and"}.get(sign, sign)
            left = f"({left} {word} {self.binary(level + 1)})"
        return left

    def unary(self) -> str:
        if self.peek() == "!":
            self.take()
            return f"(not {self.unary()})"
        if self.peek() == "-":
            self.take()
            return f"(-{self.unary()})"
        return self.postfix(self.primary())

    def arguments(self, close: str, named: bool = False) -> list[str]:
        """Read arguments; with `named`, a tensor's options are keywords, as Python takes them."""
        found = []
        while self.peek() != close:
            item = self.expression()
            # saved by a node they are `self_options`
            options = named and re.fullmatch(r"options\(\w+\)|\w+_options", item)
            found.append(f"**{item}" if options else item)
            if self.peek() == ",":
                self.take()
        self.take(close)
        return found

    def primary(self) -> str:
        kind, token = self.tokens[self.at]
        self.at += 1
        if token == "(":
            inner = self.expression()
            self.take(")")
            return f"({inner})"
        if token == "{":
            return f"[{', '.join(self.arguments('}'))}]"
        if token == "[":  # a lambda; there is one, of roll
            raise ValueError("a lambda")
        if kind == "number":
            return token.rstrip("f")
        if kind == "text":
            return token
        if kind != "name":
            raise ValueError(f"{token!r} begins nothing.")
        if token == "std::get":
            self.take("<")
            index = self.take()
            self.take(">")
            self.take("(")
            return f"{self.expression()}[{index}]" if self.take_close() else ""
        if token in ("std::tuple", "std::vector", "std::optional", "at::OptionalArrayRef"):
            count = self.template()
            if self.peek() == "(":
                self.take()
                inside = self.arguments(")")
                if token == "std::tuple":
                    return f"({'None, ' * count})"
                if token == "std::vector":
                    fill = inside[1] if len(inside) > 1 else "None"
                    return f"[{fill}] * ({inside[0]})"
                return inside[0]
            raise ValueError(token)
        return _WORDS.get(token) or _plain(token.split("::")[-1])

    def take_close(self) -> bool:
        return True

    def template(self) -> int:
        """Read `<A, B<C>>`, and return how many types it names."""
        self.take("<")
        depth, count = 1, 1
        while depth:
            token = self.take()
            depth += {"<": 1, ">": -1}.get(token, 0)
            count += token == "," and depth == 1
        return count

    def postfix(self, left: str) -> str:
        while True:
            sign = self.peek()
            if sign == "(":
                self.take()
                inside = self.arguments(")", named=left in _FACTORIES)
                left = "None" if left == "Tensor" else f"{left}({', '.join(inside)})"
                if left == "is_enabled()":
                    left = "is_grad_enabled()"
            elif sign == "[":
                self.take()
                left = f"{left}[{self.expression()}]"
                self.take("]")
            elif sign in (".", "->"):
                self.take()
                left = self.method(left, _plain(self.take()))
            else:
                return left

    def method(self, left: str, name: str) -> str:
        if self.peek() != "(":
            return f"{left}.{name}"
        self.take()
        inside = self.arguments(")", named=name in _FACTORIES)
        if name in _DROPPED:
            return left
        if name in ("defined", "has_value"):
            return f"({left} is not None)"
        if name in _ATTRIBUTES and not inside:
            return f"{left}.{_ATTRIBUTES[name]}"
        if name == "options":
            return f"options({left})"
        if name == "contiguous":  # a page has no other format
            inside = []
        if name in ("is_cpu", "isComplex", "is_complex", "is_xpu"):
            return str(name == "is_cpu")
        return f"{left}.{_RENAMED.get(name, name)}({', '.join(inside)})"


def _plain(name: str) -> str:
    """Return a name without what C++ says of symbolic sizes."""
    name = name.removesuffix("_symint")
    return name.removeprefix("sym_") if name.startswith("sym_") else name


def python(formula: str) -> str:
    """Return a formula as a Python expression.

    Raises:
        ValueError: it uses what no formula of the page's operations needs.
    """
    if "fmap(" in formula:  # roll alone
        return "roll_backward(grad, shifts, dims)"
    formula = re.sub(r"std::get<(\d)>\((.*?)\)\)\.sum", r"get\1(\2)).sum", formula)
    formula = formula.replace("grad.index(indices)", "index_of(grad, indices)")  # not Tensor.index
    parser = _Parser(formula)
    text = parser.expression()
    if parser.peek():
        raise ValueError(f"{formula!r} goes on with {parser.peek()!r}.")
    return text
