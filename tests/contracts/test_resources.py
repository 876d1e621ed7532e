"""What a wheel packs, as pyproject.toml says, is what livenet looks for within itself."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from book import ROOT
from livenet import resources

_WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
    "build"
]["targets"]["wheel"]
PLACES = {
    "assets/data": "DATA",
    "assets/weights": "WEIGHTS",
    "web/dist/engine": "ENGINE",
    "web/dist/widgets": "VIEWS",
}


def test_a_wheel_packs_all_that_livenet_reads() -> None:
    assert set(_WHEEL["only-include"]) == {"src/livenet", *PLACES}
    assert set(_WHEEL["sources"]) == {"src/livenet", *PLACES}
    # Hatchling gives a folder another name in the wheel; of a single file it takes no notice.
    assert all((ROOT / kept).is_dir() for kept in PLACES)


@pytest.mark.parametrize("kept", PLACES)
def test_a_checkout_reads_its_own(kept: str) -> None:
    assert getattr(resources, PLACES[kept]) == ROOT / kept


@pytest.mark.parametrize("kept", PLACES)
def test_a_wheel_reads_what_it_packs(kept: str, tmp_path: Path) -> None:
    packed = tmp_path / Path(_WHEEL["sources"][kept]).relative_to("livenet")
    packed.mkdir(parents=True)
    source = (ROOT / "src/livenet/resources.py").read_text(encoding="utf-8")
    module: dict[str, Any] = {"__file__": str(tmp_path / "resources.py")}
    exec(source, module)
    assert module[PLACES[kept]] == packed
