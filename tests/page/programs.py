"""Small programs on tensors, drawn at random: create, view, index, compute, change, go backward."""

from random import Random

_DTYPES = ["float32"] * 5 + ["float64", "int64", "int32", "bool", "uint8", "float16"]
_SHAPES = [(), (1,), (3,), (4,), (2, 3), (3, 2), (1, 3), (3, 3), (2, 1, 3), (2, 3, 4), (0, 2)]
_CREATE = [
    "torch.randn({shape})",
    "torch.rand({shape}, requires_grad=True)",
    "torch.randn({shape}, requires_grad=True)",
    "torch.randint(-3, 4, {shape})",
    "torch.zeros({shape}, dtype=torch.{dtype})",
    "torch.full({shape}, {number})",
    "torch.arange({n}, dtype=torch.{dtype})",
    "torch.linspace(-1, {number}, {n})",
    "torch.eye({n}, {m})",
    "torch.tensor({list})",
    "torch.randperm({n})",
]
_VIEW = [
    *("{a}[{d}]", "{a}[{s}]", "{a}[..., {s}]", "{a}[{s}, {s}]", "{a}[:, None]", "{a}.mT"),
    *("{a}.transpose({d}, {d})", "{a}.unsqueeze({d})", "{a}.squeeze({d})", "{a}.squeeze()"),
    *("{a}.view({shape})", "{a}.reshape({shape})", "{a}.view(-1)", "{a}.reshape(-1, {n})"),
    *("{a}.expand({shape})", "{a}.flatten({d})", "{a}.narrow({d}, {i}, {n})", "{a}.diagonal()"),
    *("{a}.unfold({d}, 2, 1)", "{a}.chunk(2, {d})[-1]", "{a}.split({n}, {d})[0]"),
    *("{a}.unbind({d})[-1]", "{a}.movedim({d}, {d})", "{a}.contiguous()", "{a}.detach()"),
    *("{a}.clone()", "{a}.permute(1, 0)", "{a}.expand_as({b})", "{a}.flip({d})", "{a}.t()"),
]
_INDEX = [
    *("{a}[[0, -1]]", "{a}[{a} > 0]", "{a}[torch.tensor([{i}, 0])]", "{a}.index_select({d}, {p})"),
    *("torch.where({a} > 0, {a}, {b})", "{a}.masked_fill({a} > {number}, {number})"),
    *(
        "{a}.gather({d}, {p}.unsqueeze(-1))",
        "torch.cat([{a}, {b}], {d})",
        "torch.stack([{a}, {b}])",
    ),
    *("{a}.take({p})", "{a}[{s}, [0, 1]]", "{a}.roll(1, {d})", "{a}.repeat(2, 1)", "{a}.tril()"),
    *("{a}.nonzero()", "torch.tile({a}, (2,))", "{a}.scatter({d}, {p}.unsqueeze(0), 1)"),
]
_COMPUTE = [
    *("{a} + {b}", "{a} - {number}", "{a} * {b}", "{a} / {b}", "{a} // 2", "{a} % 3", "{a} ** 2"),
    *("{a} @ {b}", "{a}.sum({d})", "{a}.sum({d}, keepdim=True)", "{a}.mean({d})", "{a}.mean()"),
    *("{a}.max({d}).values", "{a}.min()", "{a}.argmax({d})", "{a}.softmax({d})", "{a}.exp()"),
    *("{a}.tanh()", "{a}.relu()", "{a}.sigmoid()", "{a}.abs()", "{a}.clamp({number}, 1)", "-{a}"),
    *("{a}.std()", "{a}.var({d})", "{a}.cumsum({d})", "{a}.norm()", "{a}.sort({d}).values"),
    *("{a}.topk(1, {d}).values", "{a}.prod()", "{a}.round()", "{a} == {b}", "{a} < {number}"),
    *("{a}.to(torch.{dtype})", "{a}.any()", "{a}.all({d})", "{a}.float()", "{a}.long()"),
    *("F.mse_loss({a}, {b})", "F.softplus({a})", "F.gelu({a})", "F.log_softmax({a}, {d})"),
    *("{number} - {a}", "{number} / {a}", "torch.maximum({a}, {b})", "{a}.logsumexp({d})"),
    *("torch.outer({a}, {b})", "{a}.amax({d})", "{a}.sqrt()", "{a}.logical_not()", "{a} & {b}"),
]
_CHANGE = [
    *(
        "{a} += {number}",
        "{a} *= {b}",
        "{a}.mul_(2)",
        "{a}.add_({b}, alpha=2)",
        "{a}[0] = {number}",
    ),
    *("{a}.zero_()", "{a}.fill_({number})", "{a}.copy_({b})", "{a}[{a} > 0] = 0", "{a}.relu_()"),
    *("{a}[{s}] = {b}", "{a}.clamp_(max=1)", "{a}.squeeze_()", "{a}.t_()", "{a}.exp_()"),
]
_BACKWARD = ["{a}.sum().backward()", "({a} * {a}).mean().backward()", "{a}.backward()"]

#: Runs programs and prints what came of every line, in real torch and on a page alike.
RUN = """
import json, math, warnings
import torch
import torch.nn.functional as F

warnings.simplefilter("ignore")

def told(t):
    try:
        return all_of(t)
    except RuntimeError as error:  # a view that torch does not let be used any more
        return f"{type(error).__name__}: {error}"

def all_of(t):
    if t.__class__ is not torch.Tensor:
        return repr(t)
    values = t.detach().double().flatten().tolist()
    values = [v if math.isfinite(v) else str(v) for v in values]
    name = t.grad_fn.name() if t.grad_fn is not None else None
    return [str(t.dtype), list(t.shape), list(t.stride()), t.requires_grad, t.is_leaf, name, values]

def run(lines, seed):
    torch.manual_seed(seed)
    space, found = {"torch": torch, "F": F}, []
    for line in lines:
        try:
            exec(line, space)
            found.append(None)
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}".splitlines()[0])
    names = [name for name in space if name[0] == "t" and name[1:].isdigit()]
    with torch.no_grad():
        values = {name: told(space[name]) for name in names}
        grads = {
            name: told(space[name].grad) for name in names
            if isinstance(values[name], list) and values[name][4] and space[name].grad is not None
        }
    return [found, values, grads]

print(json.dumps([run(lines, seed) for seed, lines in enumerate(PROGRAMS)]))
"""


def program(random: Random) -> list[str]:
    """Return the lines of a program; some of them are wrong, and torch says so."""
    lines: list[str] = []
    names: list[str] = []

    def fill(text: str) -> str:
        parts = text.split("{")
        done = [parts[0]]
        for part in parts[1:]:
            key, rest = part.split("}", 1)
            done.append(word(key) + rest)
        return "".join(done)

    def word(key: str) -> str:
        number = random.choice([0, 1, 2, -1, 0.5, -1.5, 3])
        if key in "ab":
            return random.choice(names[-3:])
        return {
            "d": lambda: str(random.choice([0, 0, 1, -1, -1, 2])),
            "i": lambda: str(random.choice([0, 1, -1])),
            "n": lambda: str(random.choice([1, 2, 3])),
            "m": lambda: str(random.choice([2, 3])),
            "p": lambda: random.choice(["torch.tensor([0, 1])", "torch.tensor([1, 0, 0])"]),
            "s": lambda: random.choice([":", "1:", ":-1", "::2", "0", "-1", "None", "1:1"]),
            "shape": lambda: repr(random.choice(_SHAPES)),
            "dtype": lambda: random.choice(_DTYPES),
            "number": lambda: repr(number),
            "list": lambda: random.choice(
                ["[1, 2, 3]", "[[1.0, -2.0], [0.5, 3.0]]", "2.5", "[True, False]", "[[0, 1]]"]
            ),
        }[key]()

    for _ in range(random.randint(1, 2)):
        names.append(f"t{len(names)}")
        lines.append(f"{names[-1]} = {fill(random.choice(_CREATE))}")
    for _ in range(random.randint(2, 6)):
        kind = random.choice([_VIEW, _VIEW, _INDEX, _COMPUTE, _COMPUTE, _CHANGE])
        line = fill(random.choice(kind))
        if kind is not _CHANGE:
            names.append(f"t{len(names)}")
            line = f"{names[-1]} = {line}"
        lines.append(line)
    lines.append(fill(random.choice(_BACKWARD)))
    return lines
