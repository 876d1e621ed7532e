"""The ceiling of what a page can print: `python -m tests.page.without_onednn`, some minutes long.

Real torch runs each chapter once more with oneDNN off, and what it prints is compared with what it
printed with oneDNN, as tests/page/test_cells.py compares the page's. Where it prints the same text,
the page has to. ATEN_CPU_CAPABILITY=default in the environment takes torch's plainest kernels as
well. It is no part of `make test`.
"""

import json
import sys
from typing import Any

import nbformat
from nbclient import NotebookClient

from book.editions import sources
from tests.page import drawings
from tests.page.differing import DIFFERING
from tests.page.machine import by_torch, raised, text

OFF = "import torch; torch.backends.mkldnn.set_flags(False)"


def executed(name: str) -> list[dict[str, Any]]:
    """Return a chapter's code cells as torch runs them without oneDNN."""
    path = sources("en") / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(OFF))
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=1200, allow_errors=True, resources=resources).execute()
    return [dict(cell) for cell in notebook.cells[1:] if cell.cell_type == "code"]


def differing(name: str) -> tuple[int, list[str], list[str]]:
    """Return how many texts a chapter has, and which cells print or draw something else."""
    texts, others, drawn = 0, [], []
    for wanted, got in zip(by_torch(name), executed(name), strict=True):
        one, other = wanted["outputs"], got["outputs"]
        texts += bool(text(one))
        if text(one) != text(other) or raised(one) != raised(other):
            others.append(wanted["id"])
        elif drawings.difference(one, other):
            drawn.append(wanted["id"])
    return texts, others, drawn


def main(words: list[str]) -> None:
    """Tell of each chapter, or of those with one of the words, and of all."""
    total = same = 0
    owed: dict[str, list[str]] = {}
    for path in sorted(sources("en").glob("*.ipynb")):
        name = path.stem
        if words and not any(word in name for word in words):
            continue
        texts, others, drawn = differing(name)
        total, same = total + texts, same + texts - len(others)
        owed[name] = sorted(DIFFERING.get(name, {}).keys() - {*others, *drawn})
        print(f"{name:12} {texts - len(others)} of {texts} texts are the same; others:", end=" ")
        print(*others, *[f"{cell} (drawn)" for cell in drawn], flush=True)
    print(f"the book: {same} of {total} texts are the same without oneDNN")
    print("the same without oneDNN, and listed as differing on the page:")
    print(json.dumps({name: cells for name, cells in owed.items() if cells}, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
