"""Chapter 9: its scripts with other numbers of processes, and a machine without a compiler."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from book.editions import sources
from livenet import LeNet, digits

pytestmark = pytest.mark.slow

SCRIPT = "%%writefile "


@pytest.fixture(scope="module")
def code() -> dict[str, str]:
    """Return {id: source} of the chapter's code cells."""
    notebook = json.loads((sources("en") / "09-scale.ipynb").read_text(encoding="utf-8"))
    return {c["id"]: "".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"}


@pytest.fixture
def folder(code: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, the working one, with the scripts that the chapter writes."""
    for cell in code.values():
        if cell.startswith(SCRIPT):
            first, _, script = cell.partition("\n")
            (tmp_path / first.removeprefix(SCRIPT)).write_text(script, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def torchrun(code: dict[str, str]) -> Any:
    """Return the chapter's own function that starts a script."""
    names: dict[str, Any] = {"os": os, "subprocess": subprocess, "sys": sys}
    exec(code["torchrun-cell"], names)
    return names["torchrun"]


def joint() -> list[Tensor]:
    """Return one process's gradients on the joint batch, in float64."""
    torch.manual_seed(0)
    net = LeNet().double()
    images, labels = digits.load("train", n=64)
    cross_entropy(net(images.double()), labels).backward()
    return [p.grad for p in net.parameters() if p.grad is not None]


def apart(these: list[Tensor], those: list[Tensor]) -> float:
    return max((a - b).abs().max().item() for a, b in zip(these, those, strict=True))


@pytest.mark.parametrize(
    ("script", "processes", "equal"),
    [("by_hand", 4, True), ("ddp", 4, True), ("by_hand", 3, False)],
)
def test_the_mean_over_equal_shares_is_the_joint_gradient(
    folder: Path, torchrun: Any, script: str, processes: int, equal: bool
) -> None:
    """64 digits fall into 4 equal shares, and not into 3: then the mean of means is another."""
    torchrun(f"{script}.py", processes)
    ranks = [torch.load(folder / f"{script}{rank}.pt") for rank in range(processes)]
    assert all(apart(ranks[0], other) == 0 for other in ranks)
    assert (apart(ranks[0], joint()) < 1e-6) == equal


def test_a_script_that_fails_says_why(folder: Path, torchrun: Any) -> None:
    (folder / "wrong.py").write_text("raise SystemExit('no such digit')", encoding="utf-8")
    with pytest.raises(RuntimeError, match="no such digit"):
        torchrun("wrong.py")


def test_without_a_compiler_inductor_says_so_and_the_chapter_goes_on(
    code: dict[str, str], tmp_path: Path
) -> None:
    cells = [code[name] for name in ("setup", "best", "capture", "gelu", "gelu-graph")]
    cells.append(code["run-inductor"])
    program = "\n".join([*cells, "print('on it goes')"])
    asked = program.replace("RUN_INDUCTOR = False", "RUN_INDUCTOR = True")
    assert asked != program
    bare = os.environ | {"PATH": str(tmp_path), "TORCHINDUCTOR_CACHE_DIR": str(tmp_path)}
    bare.pop("CXX", None)
    done = subprocess.run(
        [sys.executable, "-c", asked], env=bare, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    *_, answer, last = done.stdout.splitlines()
    assert answer.startswith("inductor cannot compile here: InvalidCxxCompiler: No working C++")
    assert last == "on it goes"
