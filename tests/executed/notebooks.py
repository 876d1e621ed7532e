"""The notebooks that nbmake ran, and what they printed and drew.

`make notebooks` runs both twins; `make test` the Chinese ones only, as tests/colab lets nbmake run
the English ones. One that was not run is read with what its twin, whose code is the same, showed.
"""

import json
from pathlib import Path
from typing import Any

from book import ROOT
from book.editions import contents, sources

EXECUTED = ROOT / ".executed"
PAGES = [entry["file"] for entry in contents("zh")["chapters"]]
NAMES = [name for name in PAGES if (sources("zh") / f"{name}.ipynb").is_file()]
NOTEBOOKS = [EXECUTED / edition / f"{name}.ipynb" for edition in ("zh", "en") for name in NAMES]


def read(path: Path) -> dict[str, Any]:
    if path.is_file():
        return _parse(path)
    twin = EXECUTED / "zh" / path.name
    assert twin.is_file(), "run `make notebooks`, which executes the notebooks first"
    notebook, ran = _parse(sources(path.parent.name) / path.name), _parse(twin)
    for cell, same in zip(notebook["cells"], ran["cells"], strict=True):
        assert cell["id"] == same["id"]
        if cell["cell_type"] == "code":
            cell |= {name: same[name] for name in ("outputs", "execution_count")}
    return notebook | {"metadata": ran["metadata"]}


def _parse(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def texts(notebook: dict[str, Any]) -> dict[str, str]:
    """Return what each cell printed, by its id, but for those that tell seconds.

    Jupyter cuts one stream into pieces as it likes, so a cell's text is read as a whole.
    """
    return {
        cell["id"]: "".join(
            text_of(output)
            for output in cell["outputs"]
            if output["output_type"] == "stream" or set(output["data"]) == {"text/plain"}
        )
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "timing" not in cell["metadata"].get("tags", [])
    }


def outputs(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return (cell id, output) for all that cells showed and all that widgets recorded."""
    notebook = read(path)
    shown = [
        (cell["id"], output)
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        for output in cell["outputs"]
    ]
    states = (
        notebook["metadata"].get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {})
    )
    for name, model in states.get("state", {}).items():
        shown += [(f"widget {name}", output) for output in model["state"].get("outputs", [])]
    return shown


def text_of(output: dict[str, Any]) -> str:
    """Return an output's text, or nothing for a picture."""
    text = output.get("text") or output.get("data", {}).get("text/plain", "")
    return "".join(text)


def errors(path: Path) -> list[tuple[str, str]]:
    """Return (cell id, name) of all errors that a notebook shows or that its widgets recorded."""
    return [
        (where, output["ename"])
        for where, output in outputs(path)
        if output["output_type"] == "error"
    ]
