"""What a page's Python brings as it starts, and what waits until a cell asks for it."""

from tests.page.machine import raised, run, text

START = """
import json, sys
import torch
print(torch.ones(2))
print(json.dumps([name for name in ("tempfile", "zipfile", "lzma") if name in sys.modules]))
"""
LATER = """
import pyodide._package_loader
import tempfile, zipfile
print(pyodide._package_loader.SITE_PACKAGES, zipfile.ZipFile.__name__)
"""

READ = """
from torch._C import _dispatch, _schema
flagged = {"f": set(), "m": set()}
for base in _schema.bases():
    read = _schema.overloads(base)
    assert _schema.variants(base) == [(one.overload_name, one.flags) for one in read], base
    for flag in flagged:
        if any(flag in one.flags for one in read):
            flagged[flag].add(base)
for flag, bases in flagged.items():
    assert set(_dispatch.names(flag)) == bases
print(torch.clip(torch.ones(1), max=torch.zeros(1)), torch.add.__name__)
print(torch.Tensor.add_.__qualname__)
"""


def test_what_a_first_cell_does_without_waits() -> None:
    sources = {"start": START, "later": LATER, "read": READ}
    ran = run([{"id": name, "source": source} for name, source in sources.items()])
    assert [raised(one["outputs"]) for one in ran] == ["", "", ""]
    start, later, read = ran
    assert text(start["outputs"]).splitlines() == ["tensor([1., 1.])", "[]"]
    assert text(later["outputs"]).strip() == "/lib/python3.14/site-packages ZipFile"
    # The names of overloads are told without reading them, and are those that reading finds.
    told = text(read["outputs"]).splitlines()
    assert told == ["tensor([0.]) add", "Tensor.add_"]
