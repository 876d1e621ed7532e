"""PyTorch's own tests as judge of the page's torch: `python -m tests.page.judge FOLDER WORD…`.

FOLDER holds PyTorch's folder `test` of a version near the pinned one, which is never committed; of
the files below it those are taken whose names have one of the words. First real torch runs them: a
test counts that it passes on the CPU within half a second. The page then runs those in Node.js.
What the tests share, `torch.testing._internal`, comes from the installed wheel.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from book import BUILD
from tests.page.machine import run, text

SHARED = (
    *("common_utils", "common_device_type", "common_nn", "common_cuda", "common_dtype"),
    *("common_optimizers", "common_modules", "common_mkldnn", "two_tensor", "logging_tensor"),
)
#: Seconds that a test may take real torch.
MOST = 0.5
#: Tests of what a page has not at all.
ELSEWHERE = re.compile(
    r"complex|cuda|sparse|compile|dynamo|jit|script|quant|mkldnn|multiprocess|thread|fork|numpy"
    r"|forward_ad|fwgrad|jvp|vmap|profiler|record_function|large|memory_format_consist"
    r"|nested|named|subclass|64bit|int32_overflow|hogwild|foreach|fused|capturable"
)

#: Stands in both for modules that are not there: a test that calls one of them is skipped.
STANDS = '''
import importlib.abc, importlib.machinery, sys, types, unittest
import torch.testing

class Stand:
    running = False
    def __init__(self, name): self.__dict__["_name"] = name
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return Stand(f"{self._name}.{name}")
    def __setattr__(self, name, value): pass
    def __call__(self, *args, **kwargs):
        if self._name.endswith((".seed", ".open_source_signpost")): return None
        if Stand.running: raise unittest.SkipTest(f"{self._name} is not there")
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]
        return Stand(f"{self._name}()")
    def __instancecheck__(self, one): return False
    def __subclasscheck__(self, one): return False
    def __mro_entries__(self, bases): return (object,)
    def __iter__(self): return iter(())
    def __bool__(self): return False
    def __getitem__(self, key): return Stand(f"{self._name}[]")
    def __or__(self, other): return self
    __ror__ = __add__ = __radd__ = __or__
    def __lt__(self, other): return False
    __gt__ = __le__ = __ge__ = __lt__

class StandModule(types.ModuleType):
    def __getattr__(self, name):
        if name in ("__path__", "__file__", "__all__", "__wrapped__"): raise AttributeError(name)
        if name == "__version__": return "0"
        return Stand(f"{self.__name__}.{name}")

class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last to be asked."""
    roots = ("numpy", "torch", "torch_npu", "hypothesis", "url", "yaml",
             "sympy", "autograd", "multiprocessing", "_multiprocessing", "ctypes", "_ctypes")
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.roots:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
    def create_module(self, spec): return StandModule(spec.name)
    def exec_module(self, module): module.__path__ = []

sys.meta_path.append(Finder())
sys.modules["expecttest"] = types.ModuleType("expecttest")
sys.modules["expecttest"].TestCase = unittest.TestCase
'''

#: Runs a file of tests, those named or all, and prints `[name, outcome, why, seconds]` of each.
RUN = """
import contextlib, importlib, io, json, time, unittest, warnings, sys, traceback

class Result(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.found, self.begun = [], 0.0
    def startTest(self, test):
        super().startTest(test)
        self.begun = time.perf_counter()
        self.said = ("passed", "")
    def addSkip(self, test, reason): self.said = ("skipped", str(reason)[:200])
    def addError(self, test, error): self.fail(error)
    addFailure = addError
    def addSubTest(self, test, part, error):
        if error: self.fail(error)
    def addExpectedFailure(self, test, error): self.said = ("skipped", "it is to fail")
    def addUnexpectedSuccess(self, test): self.said = ("failed", "it was to fail")
    def fail(self, error):
        kind, value, trace = error
        here = [f for f in traceback.extract_tb(trace) if "/torch/" not in f.filename] or [None]
        line = f" [{here[-1].line}]" if here[-1] else ""
        said = " ".join(str(value).split("To execute this test")[0].split())
        self.said = ("failed", f"{kind.__name__}: {said[:300]}{line[:160]}")
    def stopTest(self, test):
        name = f"{type(test).__name__}.{test._testMethodName}"
        self.found.append([name, *self.said, time.perf_counter() - self.begun])

def every(suite):
    for one in suite:
        if isinstance(one, unittest.TestSuite): yield from every(one)
        else: yield one

SHARED = ('common_utils', 'common_device_type', 'common_nn', 'common_cuda', 'common_dtype',
          'common_mkldnn', 'common_methods_invocations')

def judge(module, names, elsewhere=None):
    told = io.StringIO()
    Stand.running = False
    with (warnings.catch_warnings(), contextlib.redirect_stdout(told),
          contextlib.redirect_stderr(told)):
        warnings.simplefilter("ignore")
        for name in SHARED:
            # Names that another version had there: of decorators mostly.
            shared = importlib.import_module(f"torch.testing._internal.{name}")
            shared.__getattr__ = Stand(f"{shared.__name__}.name").__getattr__
        try:
            loaded = importlib.import_module(module)
        except BaseException as error:
            trace = " < ".join(f"{f.name}:{f.lineno} {f.line}" for f in
                               reversed(traceback.extract_tb(error.__traceback__)))
            raise SystemExit(f"{module}: {error!r}: {trace[:1500]}") from None
        tests = list(every(unittest.defaultTestLoader.loadTestsFromModule(loaded)))
        Stand.running = True
        result = Result()
        for test in tests:
            name = f"{type(test).__name__}.{test._testMethodName}"
            if not elsewhere.search(name.lower()) if names is None else name in names:
                test.run(result)
    print(json.dumps(result.found))
"""


def control(folder: Path, path: Path) -> list[list[Any]]:
    """Return what real torch makes of a file's tests."""
    module = path.relative_to(folder).with_suffix("").as_posix().replace("/", ".")
    source = f"import re, sys; sys.path.insert(0, {str(folder)!r})\n{STANDS}\n{RUN}\n"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{source}judge({module!r}, None, re.compile({ELSEWHERE.pattern!r}))",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[list[Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def on_page(folder: Path, path: Path, names: list[str]) -> list[list[Any]]:
    """Return what the page makes of these tests of a file."""
    spec = find_spec("torch")
    assert spec
    assert spec.origin
    internal = Path(spec.origin).parent / "testing/_internal"
    files = {f"/judge/_internal/{name}.py": internal / f"{name}.py" for name in SHARED}
    place = path.relative_to(folder)
    files[f"/judge/test/{place}"] = path
    given = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
    for name, complex_ones, left in (
        (f"/judge/test/{place}", r"(,\s*torch\.(cfloat|cdouble|complex\d+))+(?=\s*[\])])", ","),
        ("/judge/_internal/common_nn.py", r" *l1loss_no_reduce_complex_test\(\),\n", ""),
    ):
        given[name] = re.sub(complex_ones, left, given[name])
    module = place.with_suffix("").as_posix().replace("/", ".")
    begin = f"""
import os, sys
for name, source in {given!r}.items():
    os.makedirs(os.path.dirname(name), exist_ok=True)
    open(name, "w").write(source)
import torch._elsewhere
none = staticmethod(lambda: None)
torch._elsewhere._SparseInvariants.enable = torch._elsewhere._SparseInvariants.disable = none
torch._C._get_cpu_capability = lambda: "DEFAULT"
torch.cpu._is_avx2_supported = torch.cpu._is_avx512_supported = lambda: False
class Whichever:
    def __eq__(self, other): return True  # the page's kernels have other names
torch._C._ConvBackend = Stand("torch._C._ConvBackend")
torch._C._select_conv_backend = lambda *args: Whichever()
torch.cuda.is_tf32_supported = lambda: False
import contextlib, torch.utils._mode_utils
torch.utils._mode_utils.no_dispatch = contextlib.nullcontext
for check in ("gradcheck", "gradgradcheck"):
    def without(*args, check=getattr(torch.autograd, check), **kwargs):
        # vmap and derivatives forward are not there.
        off = ("check_batched_grad", "check_forward_ad", "check_batched_forward_grad",
               "check_fwd_over_rev")
        return check(*args, **{{k: v for k, v in kwargs.items() if k not in off}})
    setattr(torch.autograd, check, without)
torch._elsewhere.named = Stand
for module in [m for m in sys.modules.values() if type(m) is torch._elsewhere.Elsewhere]:
    for name, kept in list(vars(module).items()):
        if getattr(kept, "__name__", "") == "refuse" or kept.__class__.__name__ == "Stand":
            delattr(module, name)
import torch.testing._internal, torch.testing._utils
torch.testing._internal.__path__.append("/judge/_internal")
sys.path.insert(0, "/judge/test")
"""
    cells = [{"id": "begin", "source": f"{STANDS}{begin}{RUN}NAMES = {names!r}"}]
    cells += [
        {"id": str(at), "source": f"judge({module!r}, NAMES[{at} : {at + 50}])"}
        for at in range(0, len(names), 50)
    ]
    found = []
    for result in run(cells, "--stack-size=4000", timeout=3000):
        if not result["ran"]:
            print(result["outputs"][-1]["evalue"])
            break
        if result["id"] != "begin":
            found += json.loads(text(result["outputs"]))
    return found


def main(folder: Path, words: list[str]) -> None:
    """Judge file by file; keep what came of it in `_build/judge`."""
    kept = BUILD / "judge"
    kept.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("test_*.py")):
        if not any(word in path.as_posix() for word in words):
            continue
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        by_torch = kept / f"{name}.torch.json"
        if not by_torch.exists():
            by_torch.write_text(json.dumps(control(folder, path)))
        theirs = json.loads(by_torch.read_text())
        names = [
            test for test, outcome, _, seconds in theirs if outcome == "passed" and seconds < MOST
        ]
        ours = on_page(folder, path, names)
        (kept / f"{name}.page.json").write_text(json.dumps(ours, indent=0))
        outcomes = Counter(outcome for _, outcome, _, _ in ours)
        print(f"{name}: {len(theirs)} tests, {len(names)} selected, {dict(outcomes)}")
        why = Counter(
            re.sub(r"\d+", "N", said)[:160] for _, one, said, _ in ours if one != "passed"
        )
        for said, many in why.most_common(12):
            print(f"  {many:4} {said}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
