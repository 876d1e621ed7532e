"""Write what the installed torch says of its operations as a Python module, for the page.

torchgen's package has native_functions.yaml and derivatives.yaml; of these the page's `torch._C`
takes signatures and defaults, and of each derivative its node's name, what it saves and its
formula. Nothing of it is kept in this repository.
"""

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
import torchgen
from torchgen.gen import parse_native_yaml
from torchgen.model import SchemaKind
from torchgen.packaged.autograd.load_derivatives import load_derivatives

from book.pytorch.formulas import python

_PACKAGED = Path(torchgen.__file__).parent / "packaged"
_PATHS = [str(_PACKAGED / "ATen/native" / name) for name in ("native_functions.yaml", "tags.yaml")]
# Operations of hardware, formats and libraries that a page does not have.
_ELSEWHERE = re.compile(
    r"_?(cudnn|miopen|mkldnn|mps|quantize|fake_quant|fbgemm|sparse|nested|cufft|fft_|_fft|sym_"
    r"|make_|test_|_test|choose_qparams|_cslt|scaled_mm|_scaled|_wrapped|int_repr|q_|_choose"
    r"|_flash|_efficient|_cudnn|_use_cudnn|_thnn|_triton|_foobar|_jagged|_padded|_transform"
    r"|_histogramdd|_validate_|_coalesce|_fw_prim|_make_dual|_unpack_dual|_spdiags|_convert_"
    r"|_mixed_dtypes|_dyn_quant|_weight_int|quantized|dequantize|_lazy|_fused_moving"
    r"|_segment|segment|_ctc|ctc_|_cummax|to_sparse|to_padded|to_mkldnn|coalesce|ccol|crow|col_ind"
    r"|row_ind|_values_copy|_indices|_nnz|_dim[IV]|is_coalesced|_amp_foreach|_record|record_)"
)
# What torch's own C++ has by hand, beside its tables: node, formulas, what is saved.
_BY_HAND: dict[str, Any] = {
    "copy_": (
        "CopyBackwards",
        ((("self",), "zeros_like(grad)"), (("src",), "grad")),
        (),
        (),
        (),
    ),
    # What has no formula torch records all the same, and refuses on the way back.
    **{
        f"{name}{overload}": (
            "NotImplemented",
            ((("self",), "no_derivative(op)"), (("other",), "no_derivative(op)")),
            (("op", repr(name), "v", 0),),
            (),
            (),
        )
        for name, overload in (
            *(("floor_divide", ""), ("floor_divide", ".Scalar")),
            *(("floor_divide_", ".Tensor"), ("floor_divide_", ".Scalar")),
        )
    },
}
_KINDS = {"Tensor": "t", "TensorList": "l", "ListCType": "l"}


def _kind(kind: str) -> str:
    """Return how a node keeps what it saves: t a tensor, l a list of them, v a plain value."""
    if "name='TypeAndSize'" in kind:
        return "i"
    if "TensorGeometry" in kind:
        return "v"
    if "ListCType" in kind or "TensorList" in kind:
        return "l"
    return "t" if re.search(r"name='Tensor'", kind) and "Vector" not in kind else "v"


def _saved(expression: str) -> str:
    """Return what is saved of an argument, as a Python expression."""
    if expression.startswith("strides_or_error("):
        return f"{expression.split('(')[1].split(',')[0]}.stride()"
    if match := re.fullmatch(r"(\w+)->sym_sizes\(\)|(\w+) ?\? ?.*sym_sizes.*", expression):
        name = match[1] or match[2]
        missing = "[0]" if match[1] else "None"  # as an undefined tensor of C++ has it
        return f"({missing} if {name} is None else {name}.shape)"
    if "?" in expression and "sizes" in expression:
        name = re.findall(r"\w+", expression)[0]
        return f"(None if {name} is None else {name}.shape)"
    if expression.startswith("TensorGeometry("):
        return f"geometry({expression[15:-1]})"
    if expression.startswith("self_info") or expression.endswith("_info"):
        return f"zeros_info({expression.removesuffix('_info')})"
    return python(expression)


def derivatives(infos: Any) -> dict[str, Any]:
    """Return by operation its node's name, formulas, saved values and differentiable outputs."""
    found: dict[str, Any] = {}
    for schema, by_key in infos.items():
        info = by_key.get("Default")
        name = str(schema.name)
        if info is None or not info.op or _ELSEWHERE.match(name) or "foreach" in name:
            continue
        formulas, saved = [], {}
        try:
            for derivative in info.derivatives:
                formulas.append((derivative.var_names, python(derivative.formula)))
                for outputs, group in ((0, derivative.saved_inputs), (1, derivative.saved_outputs)):
                    for item in group:
                        kind = _kind(str(item.nctype.type))
                        if kind == "i":
                            text = f"zeros_info({item.expr.split('_info')[0]})"
                            kind = "v"
                        else:
                            text = _saved(item.expr)
                        label = str(getattr(item.nctype.name, "name", item.nctype.name))
                        saved[label.removesuffix("_symint")] = (
                            text,
                            kind,
                            outputs,
                        )
        except ValueError as error:
            raise ValueError(f"The derivative of {name} cannot be read: {error}") from error
        found[name] = (
            info.op,
            tuple(formulas),
            tuple((key, *value) for key, value in saved.items()),
            tuple(info.output_differentiability or ()),
            tuple(str(one) for one in info.non_differentiable_arg_names),
        )
    return found | _BY_HAND


def schemas() -> dict[str, list[str]]:
    """Return by base name its overloads: schema, variants and what becomes of it below.

    Those that torchgen makes of operations in place are there, too, for what follows changes.
    """
    import yaml

    text = Path(_PATHS[0]).read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, list[str]] = {}
    for entry in yaml.load(text, Loader=loader):
        schema = entry["func"]
        name = schema.split("(")[0]
        if _ELSEWHERE.match(name) or "Dimname" in schema or "dimname" in name:
            continue
        if "foreach" in name and "out" in name:
            continue
        variants = entry.get("variants", "function")
        flags = ("f" if "function" in variants else "") + ("m" if "method" in variants else "")
        flags += {"nn": "n", "linalg": "l", "special": "s"}.get(entry.get("python_module", ""), "")
        dispatch = entry.get("dispatch")
        if (dispatch is None and not entry.get("structured_delegate")) or (
            dispatch and any("CompositeImplicitAutograd" in key for key in dispatch)
        ):
            flags += "c"
        if "nondeterministic_seeded" in entry.get("tags", ()):
            flags += "r"
        found.setdefault(name.split(".")[0], []).append(f"{schema}|{flags}")
    for function in parse_native_yaml(*_PATHS).native_functions:
        name = str(function.func.name)
        if (
            "generated" in function.tags
            and function.func.kind() is SchemaKind.functional
            and not _ELSEWHERE.match(name)
            and "fused" not in name
        ):
            flags = "r" if "nondeterministic_seeded" in function.tags else ""
            found.setdefault(name.split(".")[0], []).append(f"{function.func}|{flags}")
    return found


def autocast() -> set[str]:
    """Return the operations for which autocast does something on the CPU."""
    has = torch._C._dispatch_has_kernel_for_dispatch_key
    every = torch._C._dispatch_get_all_op_names()
    return {
        name.removeprefix("aten::")
        for name in every
        if name.startswith("aten::") and has(name, "AutocastCPU")
    }


def names(where: Any) -> set[str]:
    """Return the names that torch has there, which the page refuses where it has them not."""
    return {
        name
        for name in dir(where)
        if not name.startswith("__") and not isinstance(getattr(where, name, None), ModuleType)
        if where is torch or not name.startswith("_")
    }


def module() -> str:
    """Return the text of `torch/_C/_table.py`."""
    infos, _ = load_derivatives(str(_PACKAGED / "autograd/derivatives.yaml"), *_PATHS)
    lines = [f"AUTOCAST = {autocast()!r}", f"NAMES = {names(torch)!r}"]
    lines += [f"TENSOR_NAMES = {names(torch.Tensor)!r}", "SCHEMAS = {"]
    lines += [f"    {name!r}: {chr(10).join(each)!r}," for name, each in sorted(schemas().items())]
    lines += ["}", "DERIVATIVES = {"]
    lines += [f"    {name!r}: {each!r}," for name, each in sorted(derivatives(infos).items())]
    return "\n".join([*lines, "}", ""])
