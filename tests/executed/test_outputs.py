"""What the notebooks printed and drew when nbmake ran them."""

import json
import re
from pathlib import Path

import pytest

from tests.executed.notebooks import (
    EXECUTED,
    NAMES,
    NOTEBOOKS,
    errors,
    outputs,
    read,
    text_of,
    texts,
)

PICTURES = {"image/svg+xml", "image/png"}
UNANSWERED = (
    "还没有答案：把 ... 换成你的代码，再运行一次。\n"
    "No answer yet: replace ... by your code, and run the cell again.\n"
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
class TestEachNotebook:
    def test_every_cell_ran_in_order(self, path: Path) -> None:
        counts = [c["execution_count"] for c in read(path)["cells"] if c["cell_type"] == "code"]
        assert counts == list(range(1, len(counts) + 1))

    def test_no_error_hides_in_a_cell_or_a_widget(self, path: Path) -> None:
        assert errors(path) == []
        tracebacks = [where for where, o in outputs(path) if "Traceback (most recent" in text_of(o)]
        assert tracebacks == []

    def test_nothing_is_printed_as_a_warning(self, path: Path) -> None:
        assert [
            (where, text_of(o)) for where, o in outputs(path) if o.get("name") == "stderr"
        ] == []

    def test_no_address_in_memory_is_shown(self, path: Path) -> None:
        for where, output in outputs(path):
            shown = json.dumps(output.get("data", {}).get("image/svg+xml", "")) + text_of(output)
            if output["output_type"] == "stream":
                assert not re.search(r"0x[0-9a-f]{6,}", shown), where

    def test_an_exercise_waits_for_its_answer(self, path: Path) -> None:
        """So no sentence of its check is shown, and a change of one executes no chapter."""
        for cell in read(path)["cells"]:
            if "exercise" in cell["metadata"].get("tags", []):
                assert "".join(map(text_of, cell["outputs"])) == UNANSWERED, cell["id"]

    def test_every_picture_has_an_alt_text(self, path: Path) -> None:
        for cell in read(path)["cells"]:
            pictures = [o for o in cell.get("outputs", []) if PICTURES & set(o.get("data", {}))]
            if pictures:
                assert cell["metadata"].get("mystnb", {}).get("image", {}).get("alt"), cell["id"]


@pytest.mark.skipif(
    not (EXECUTED / "en").is_dir(),
    reason="the English twins are run by tests/colab, which makes the same comparison",
)
@pytest.mark.parametrize("name", NAMES)
def test_two_runs_give_the_same_text(name: str) -> None:
    """The twins have the same code, so their outputs are two runs of one chapter."""
    zh, en = (texts(read(EXECUTED / edition / f"{name}.ipynb")) for edition in ("zh", "en"))
    assert zh == en
