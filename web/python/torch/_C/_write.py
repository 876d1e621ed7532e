"""Write the Python of one operation: its call below, and what autograd keeps of it.

An operation becomes two functions. Its *kernel* turns Python's arguments into numbers and calls
`web/aten`. Above it stands the function that records: it makes the node, saves what the formula
needs, and bumps versions. Both are written as text once, when the operation is first called.
"""

import re
import warnings

from . import _native as native
from ._base import layout, replace
from ._nodes import Node, public
from ._schema import UNPASSED, derivative, functional_of
from ._state import G
from ._types import C_NAMES

# Where a Python number may stand for a tensor (torch/csrc/utils/python_arg_parser.cpp).
NUMBERS = {
    f"{name}{end}"
    for name in ("add", "sub", "mul", "div", "divide", "multiply", "subtract", "true_divide",
                 "floor_divide")
    for end in ("", "_")
} | {"copy_"}  # fmt: skip
_KEYWORDS = {"from": "from_", "lambda": "lambd_", "is": "is_", "in": "in_"}


_FAR = 2**31 - 1
_NO_OUT = (
    "(): functions with out=... arguments don't support automatic differentiation, but one of the"
    " arguments requires grad."
)


def safe(name):
    return _KEYWORDS.get(name, name)


class Refused:
    """Stands where `web/aten` has no such operation, and says so when it is called."""

    def __init__(self, name):
        self.name = name

    def __call__(self, *args):
        raise NotImplementedError(
            f"aten::{self.name} is not there in the page's torch. Take the notebook to run this"
            " cell in Jupyter or Colab."
        )


def below(name):
    """Return the function of `web/aten` of this name."""
    try:
        return native.op(name)
    except native.JsException:
        return Refused(name)


def passed(schema):
    """Return the expressions by which a kernel hands on its arguments."""
    parts = []
    for arg in schema.args:
        x = safe(arg.name)
        if arg.name in UNPASSED:
            continue
        if arg.is_list:
            one = (
                f"[{'0 if t is None else t._h' if arg.kind == 'Tensor?' else 't._h'} for t in {x}]"
            )
            items = {"Tensor": one, "Tensor?": one}.get(arg.kind, x)
            if arg.kind == "Scalar":
                items = f"[p for v in {x} for p in (KIND[v.__class__], v)]"
            if arg.size and arg.kind in ("int", "float", "bool"):
                spread = f"(({x},) * {arg.size} if {x}.__class__ in KIND else {x})"
            else:
                spread = f"(({x},) if {x}.__class__ in KIND else {x})"
            if arg.kind not in ("int", "float", "bool"):
                spread = items
            part = f"len({x})" if arg.kind not in ("int", "float", "bool") else f"len({spread})"
            both = f"({part}, *{spread})"
            parts.append(f"*((None,) if {x} is None else {both})" if arg.optional else f"*{both}")
        elif arg.kind == "Tensor":
            if arg.optional:
                parts.append(f"(0 if {x} is None else {x}._h)")
            elif schema.base in NUMBERS and not arg.writes:
                parts.append(f"({x}._h if {x}.__class__ not in KIND else wrapped({x}))")
            else:
                parts.append(f"{x}._h")
        elif arg.kind == "Scalar":
            two = f"(KIND[{x}.__class__], {x})"
            parts.append(f"*((None,) if {x} is None else {two})" if arg.optional else f"*{two}")
        elif arg.kind in ("ScalarType", "MemoryFormat"):
            parts.append(f"(None if {x} is None else {x}.code)")
        elif arg.kind == "Generator":
            parts.append(f"(None if {x} is None else {x}._js)")
        elif arg.name == "end":
            # A far larger number would arrive in JavaScript as a BigInt.
            parts.append(f"({x} if {x} is None or {x} < {_FAR} else {_FAR})")
        else:
            parts.append(x)
    return parts


def signature(schema):
    """Return the parameters of the functions of an operation, with torch's defaults."""
    parts = []
    optional = False
    for arg in schema.args:
        name = safe(arg.name)
        if arg.required and not optional and not (arg.kwarg_only and arg.optional):
            parts.append(name)
        else:
            optional = True
            parts.append(f"{name}={arg.default!r}" if not arg.required else f"{name}=None")
    return parts


def _results(schema):
    """Return the lines by which a kernel gives back what came."""
    if schema.inplace or schema.out:
        written = [safe(arg.name) for arg in schema.args if arg.writes]
        if len(written) == 1:
            return [f"{written[0]}._l = None" if schema.out else "pass", f"return {written[0]}"]
        return [f"return named({schema.base!r}, ({', '.join(written)},))"]
    given = schema.returns
    if given == ["()"] or not given:
        return ["return None"]
    if len(given) == 1:
        kind = given[0].split(" ")[0]
        if kind.startswith("Tensor") and "[]" in kind:
            return ["return [WRAP(h + i) for i in range(count())]"]
        return ["return WRAP(h)" if kind.startswith("Tensor") else "return h"]
    masked = any(arg.name == "output_mask" for arg in schema.args)
    each = [
        f"(WRAP(h + {i}) if output_mask[{i}] else None)" if masked else f"WRAP(h + {i})"
        for i in range(len(given))
    ]
    return [f"return named({schema.base!r}, ({', '.join(each)},))"]


def outlet(schema, functional):
    """Return the function that writes what an operation gives into `out`, as large as it is."""
    outs = [safe(arg.name) for arg in schema.args if arg.writes]
    known = {arg.name for arg in schema.args}
    # What fills a new tensor fills one that is there in its own dtype, and sums are of its dtype.
    given = {
        arg.name: f"{outs[0]}.dtype if dtype is None else dtype" if arg.name in known
        else f"{outs[0]}.dtype" if arg.name == "dtype" else repr(arg.default)
        for arg in functional.args
        if arg.name not in known or arg.name == "dtype"
    }  # fmt: skip
    name, plain = function_name(schema), functional.name.replace(".", "__")
    listed = f"({', '.join(outs)},)"
    lines = [
        f"def {name}({', '.join(signature(schema))}):",
        f"    before = [own_layout(t) for t in {listed}]",
        *([f"    same_dtype({_STRICT[schema.base]}, {listed})"] if schema.base in _STRICT else []),
        *(f"    {safe(one)} = {value}" for one, value in given.items()),
    ]
    try:
        G[f"I_{plain}"] = native.into(functional.name)
        call = f"I_{plain}({', '.join([*passed(functional), *(f'{one}._h' for one in outs)])})"
        lines += [f"    try: {call}", "    except JsException as raised:"]
        lines.append("        raise js_error(raised) from None")
    except native.JsException:  # Python composes it
        args = ", ".join(safe(arg.name) for arg in functional.args)
        lines.append(f"    put(OPS[{functional.name!r}]({args}), {listed})")
    warns = any(arg.kind == "Tensor" for arg in functional.args)
    lines.append(f"    resized(before, {listed}, {warns})")
    lines.append(
        f"    return {outs[0] if len(outs) == 1 else f'named({schema.base!r}, {listed}, True)'}"
    )
    return define(lines, name, schema.name)


# Operations whose `out` has to have the dtype that a new result would have.
_STRICT = {
    **dict.fromkeys(("argmax", "argmin"), "INT64"),
    **dict.fromkeys(
        ("addmm", "bmm", "diag", "gather", "index_add", "log_softmax", "matmul", "max", "min", "mm",
         "mv", "norm", "renorm", "scatter", "softmax", "sort", "topk", "tril", "triu"),
        "self.dtype",
    ),
}  # fmt: skip


def same_dtype(kind, outs):
    """Refuse an `out` of another dtype; a second one is of places."""
    for wanted, out in zip((kind, G["INT64"]), outs, strict=False):
        if out.dtype is not wanted:
            raise RuntimeError(
                f"Expected out tensor to have dtype {C_NAMES[wanted]}, but got"
                f" {C_NAMES[out.dtype]} instead"
            )


def own_layout(out):
    """Return how an `out` lies, which from now on has a handle of its own: it may change."""
    if out._h in native.shared:
        replace(out, native.alias(out._h))
    return layout(out)


def put(found, outs):
    """Write what was found into tensors that are there."""
    for one, out in zip(found if isinstance(found, tuple) else (found,), outs, strict=True):
        native.put(one._h, out._h)


def resized(before, outs, warns):
    """Look at outs anew, and warn, as torch does, of one that held numbers of another shape."""
    for known, one in zip(before, outs, strict=True):
        one._l = None
        shape = one.shape
        if warns and known.numel and shape != known.shape:
            warnings.warn(
                "An output with one or more elements was resized since it had shape"
                f" {list(known.shape)}, which does not match the required output shape"
                f" {list(shape)}. This behavior is deprecated, and in a future PyTorch release"
                " outputs will not be resized unless they have zero elements. You can explicitly"
                " reuse an out tensor t by resizing it, inplace, to zero elements with"
                " t.resize_(0). (Triggered internally at"
                " /__w/pytorch/pytorch/aten/src/ATen/native/Resize.cpp:30.)",
                UserWarning,
                stacklevel=3,
            )


def kernel(schema):
    """Return the function that calls `web/aten`."""
    if schema.out and (functional := functional_of(schema)):
        return outlet(schema, functional)
    G[f"J_{schema.name}".replace(".", "__")] = below(schema.name)
    names = ", ".join(signature(schema))
    call = f"J_{schema.name.replace('.', '__')}({', '.join(passed(schema))})"
    if any(arg.name == "device" for arg in schema.args):
        call += " if device is None else placed(device, " + call.replace("(", ", ", 1)
    lines = [
        f"def {function_name(schema)}({names}):",
        "    try:",
        f"        h = {call}",
        "    except JsException as raised:",
        "        raise js_error(raised) from None",
        *(f"    {line}" for line in _results(schema)),
    ]
    return define(lines, function_name(schema), schema.name)


def placed(where, call, *flat):
    """Call what makes a tensor on a device."""
    from ._methods import check_device

    check_device(where)
    native.set_where(where.type == "meta")
    try:
        return call(*flat)
    finally:
        native.set_where(None)


G.update(placed=placed, put=put, resized=resized, own_layout=own_layout, same_dtype=same_dtype)


def function_name(schema):
    return schema.name.replace(".", "_")


def define(lines, name, where):
    space = {}
    exec(compile("\n".join(lines), f"<torch {where}>", "exec"), G, space)
    return space[name]


def tensors_of(schema):
    """Return the arguments through which a gradient may go."""
    return [arg for arg in schema.args if arg.kind in ("Tensor", "Tensor?")]


def _requires(schema, arg):
    x = safe(arg.name)
    if arg.is_list:
        wanted = "t._r or t._base is not None and inherits(t)"
        return f"any([t is not None and ({wanted}) for t in {x}])"
    wanted = f"({x}._r or {x}._base is not None and inherits({x}))"
    if arg.optional:
        return f"({x} is not None and {wanted})"
    if schema.base in NUMBERS:
        return f"({x}.__class__ not in KIND and {wanted})"
    return wanted


def _edge(schema, arg):
    x = safe(arg.name)
    if arg.is_list:
        return f"*edges_of({x})"
    if arg.optional or schema.base in NUMBERS:
        check = f"{x} is None" if arg.optional else f"{x}.__class__ in KIND"
        return f"(None if {check} else edge({x}))"
    return f"edge({x})"


def recorder(schema):
    """Return the function above the kernel, which makes the node and bumps versions."""
    known = derivative(schema)
    args = [safe(arg.name) for arg in schema.args]
    written = [safe(arg.name) for arg in schema.args if arg.writes]
    lines = [f"def {function_name(schema)}({', '.join([*signature(schema), '_k=KERNEL'])}):"]
    call = f"_k({', '.join(args)})"
    differentiable = []
    if known:
        named = {name for names, _ in known[1] for name in names}
        differentiable = [arg for arg in tensors_of(schema) if arg.name in named]
    if schema.out:
        checked = [_requires(schema, arg) for arg in tensors_of(schema) if not arg.writes]
        if checked:
            lines.append(f"    if GM.on and ({' or '.join(checked)} or {written[0]}._r):")
            lines.append(f"        raise RuntimeError({schema.base + _NO_OUT!r})")
        lines.append(f"    r = {call}")
        lines += [f"    {x}._v[0] += 1" for x in written]
        lines.append("    return r")
    elif not differentiable:
        if schema.inplace:
            lines += _undifferentiable_inplace(schema, call)
        else:
            lines.append(f"    r = {call}")
            lines += _view_lines(schema)
            lines.append("    return r")
    elif schema.inplace:
        lines += _inplace(schema, known, differentiable, call)
    else:
        lines += _functional(schema, known, differentiable, call)
    lines[0] = lines[0].replace("KERNEL", f"K_{function_name(schema)}")
    return lines


def _undifferentiable_inplace(schema, call):
    lines = []
    if schema.args and schema.args[0].writes:
        lines.append("    check_inplace(self, False)")
    lines += [f"    r = {call}", "    self._v[0] += 1", "    return r"]
    return lines


def _view_lines(schema):
    if not schema.view:
        return []
    source = safe(schema.args[0].name)
    if len(schema.returns) == 1 and "[]" in schema.returns[0].split(" ")[0]:
        return [f"    for t in r: view_of(t, {source}, 'multi' if GM.on else None)"]
    if len(schema.returns) == 1:
        return [f"    if r is not {source}: view_of(r, {source})"]
    return []


def _guard(known, differentiable, name):
    """Return which edge alone needs a saved input, or None: it is kept whatever is needed."""
    if len(differentiable) < 2 or any(arg.is_list for arg in differentiable):
        return None
    used = [names for names, formula in known[1] if re.search(rf"\b{name}\b", formula)]
    if len(used) != 1 or len(used[0]) != 1:
        return None
    places = [arg.name for arg in differentiable]
    return places.index(used[0][0]) if used[0][0] in places else None


def _saving(known, schema, differentiable):
    outputs = None
    parts = []
    tensor_names = {arg.name for arg in schema.args if arg.kind == "Tensor"}
    for name, expression, kind, is_output in known[2]:
        x = _rename(expression)
        if is_output and kind in "tl":
            written = schema.inplace and expression == "result"
            x = "self" if written else _output(expression, schema, outputs)
            parts.append(f"keep_output({x})" if kind == "t" else f"keep_list({x})")
        elif is_output:
            parts.append(_output(expression, schema, outputs))
        elif kind == "t":
            original = "original" if schema.inplace and expression == "self" else x
            guard = _guard(known, differentiable, name)
            kept = f"keep({original})"
            if guard is not None:
                kept = f"({kept} if n.edges[{guard}] is not None else NOTHING)"
            parts.append(kept)
        elif kind == "l":
            parts.append(f"keep_list({x})")
        elif expression.endswith(".stride()") and (
            (guard := _guard(known, differentiable, name)) is not None
        ):
            parts.append(f"({x} if n.edges[{guard}] is not None else ())")
        elif schema.base in NUMBERS and expression.split(".")[0] in tensor_names and "." in x:
            name = x.split(".")[0]
            parts.append(f"(None if {name}.__class__ in KIND else {x})")
        else:
            parts.append(x)
    return parts


def _output(expression, schema, outputs):
    if expression == "result":
        return "r"
    if expression.startswith("result") and expression[6:].isdigit():
        return f"r[{expression[6:]}]"
    if expression in schema.return_names and len(schema.returns) > 1:
        return f"r[{schema.return_names.index(expression)}]"
    if expression in schema.return_names:
        return "r"
    if expression.startswith("result"):
        return "r" + expression[6:]
    return expression


def _rename(text):
    for word, other in _KEYWORDS.items():
        if text == word:
            return other
    return text


def _functional(schema, known, differentiable, call):
    node = node_class(schema, known, differentiable)
    lines = [f"    r = {call}"]
    lines += _view_lines(schema)
    need = " or ".join(_requires(schema, arg) for arg in differentiable)
    listed = len(schema.returns) == 1 and "[]" in schema.returns[0].split(" ")[0]
    # What is whole has no gradient, whatever it was made of.
    floats = "" if listed or len(schema.returns) > 1 else " and r.dtype.is_floating_point"
    if schema.view:  # of what was made in inference mode a view has no history
        floats += f" and {safe(schema.args[0].name)}._v.__class__ is list"
    lines.append(f"    if GM.on and ({need}){floats}:")
    lines.append(f"        n = {node}(({', '.join(_edge(schema, a) for a in differentiable)},))")
    if listed:
        lines += [
            "        n.outputs = [layout_of(t) for t in r]",
            "        for i, t in enumerate(r): t._fn = n; t._nr = i; t._r = True",
            "        for t in r:",
            "            if t._x is not None and t._x.view is not None: t._x.view.version ="
            " t._v[0]",
        ]
    elif len(schema.returns) == 1:
        lines += ["        n.outputs = (layout_of(r),)"]
    else:
        flags = known[3]
        count = len(schema.returns)
        used_all = any("grads" in formula or "grad_" in formula.replace("grad_input_mask", "")
                       for _, formula in known[1])  # fmt: skip
        which = [
            at for at in range(count)
            if (flags[at] if flags else (at == 0 or used_all))
        ]  # fmt: skip
        lines += [
            f"        made = [r[i] for i in {tuple(which)}]",
            "        n.outputs = tuple([None if t is None else layout_of(t) for t in made])",
            f"        for i in {tuple(which)}:",
            "            if r[i] is not None and r[i].dtype.is_floating_point:",
            "                r[i]._fn = n; r[i]._nr = i; r[i]._r = True",
        ]
    saving = _saving(known, schema, differentiable)
    if not listed and len(schema.returns) == 1:
        # Set first, as a saved output says which node it is of.
        lines.append("        r._fn = n; r._r = True")
        if schema.view:
            lines.append("        r._x.view.version = r._v[0]")
    if saving:
        lines.append(f"        n.saved = ({', '.join(saving)},)")
    lines.append("    return r")
    return lines


def _inplace(schema, known, differentiable, call):
    node = node_class(schema, known, differentiable)
    need = " or ".join(_requires(schema, arg) for arg in differentiable)
    if schema.base == "copy_":  # into whole numbers nothing flows back
        need = f"self.dtype.is_floating_point and ({need})"
    lines = [f"    need = GM.on and ({need})", "    check_inplace(self, need)"]
    lines.append("    if need:")
    if any(expr == "self" and kind == "t" and not out for _, expr, kind, out in known[2]):
        lines.append("        original = self.clone()")
    lines.append(f"        n = {node}(({', '.join(_edge(schema, a) for a in differentiable)},))")
    saving = _saving(known, schema, differentiable)
    early = [part for part in saving if not part.startswith("keep_output")]
    if early and len(early) == len(saving):
        lines.append(f"        n.saved = ({', '.join(saving)},)")
    lines += [f"    {call}", "    self._v[0] += 1", "    if need:"]
    lines.append("        rebase(self, n)")
    if saving and len(early) != len(saving):
        lines.append(f"        n.saved = ({', '.join(saving)},)")
    lines.append("    return self")
    return lines


# What torch's nodes keep and do not show.
_HIDDEN = re.compile(r"\.layout$|^(options|zeros_info|geometry)\(")


def node_class(schema, known, differentiable):
    """Return the name in `G` of the node's class, and make it where it is not there."""
    name = known[0]
    key = f"N_{name}"
    if key not in G:
        G[key] = type(
            name,
            (Node,),
            {
                "__slots__": (),
                "__module__": "builtins",
                "apply": backward(schema, known, differentiable, name),
                "saved_names": tuple(item[0] for item in known[2]),
                "saved_kinds": tuple(item[2] for item in known[2]),
                "releases": any(item[2] in "tl" for item in known[2]),
                **{
                    f"_saved_{item[0]}": property(lambda node, at=at: public(node, at))
                    for at, item in enumerate(known[2])
                    if not _HIDDEN.search(item[1])
                },
            },
        )
    return key


def backward(schema, known, differentiable, name):
    """Return the `apply` of a node: its formulas, one for each edge that wants a gradient."""
    formulas = known[1]
    body = " ".join(formula for _, formula in formulas)
    lines = ["def apply(node, grads):"]
    many = "grads[" in body or "grads," in body or "(grads" in body
    named = [n for n in schema.return_names if n and f"grad_{n}" in body]
    lines.append("    grad = grads[0]")
    for each in named:
        lines.append(f"    grad_{each} = grads[{schema.return_names.index(each)}]")
    has_list = [arg for arg in differentiable if arg.is_list]
    none = "(None,) * len(node.edges)"
    if many or named:
        lines.append(f"    if all([g is None for g in grads]): return {none}")
    else:
        lines.append(f"    if grad is None: return {none}")
    if known[2]:
        lines.append("    if node.saved is None: raise RuntimeError(TWICE)")
        lines.append("    S = node.saved")
    for at, (item, _, kind, _) in enumerate(known[2]):
        x = safe(item)
        if kind == "t":
            lines.append(f"    {x} = unpack(node, {at})")
        elif kind == "l":
            lines.append(f"    {x} = unpack_list(node, {at})")
        else:
            lines.append(f"    {x} = S[{at}]")
    lines.append("    E = node.edges")
    places = {}
    for at, arg in enumerate(differentiable):
        if arg.is_list:
            after = len(differentiable) - at - 1
            places[arg.name] = f"E[{at}:len(E) - {after}]"
        elif has_list and differentiable.index(has_list[0]) < at:
            places[arg.name] = f"E[{at - len(differentiable)}]"
        else:
            places[arg.name] = f"E[{at}]"
    results = {}
    for number, (names, formula) in enumerate(formulas):
        known_names = [n for n in names if n in places]
        if not known_names:
            continue
        if len(names) > 1:
            mask = ", ".join(f"{places[n]} is not None" if n in places else "False" for n in names)
            lines.append(f"    grad_input_mask = ({mask},)")
            lines.append(f"    G{number} = {_rename(formula)}")
            for at, n in enumerate(names):
                if n in places:
                    results[n] = f"G{number}[{at}]"
        else:
            (n,) = known_names
            if has_list and n == has_list[0].name:
                lines.append(f"    G{number} = {formula}")
            else:
                lines.append(f"    G{number} = {formula} if {places[n]} is not None else None")
            results[n] = f"G{number}"
    given = [
        f"*{results[arg.name]}" if arg.is_list else results.get(arg.name, "None")
        for arg in differentiable
    ]
    lines.append(f"    return ({', '.join(given)},)")
    text = "\n".join(lines)
    code = compile(text, f"<torch {name}>", "exec")
    from ._formulas import bring

    bring(code)
    space = {}
    exec(code, G, space)
    return space["apply"]
