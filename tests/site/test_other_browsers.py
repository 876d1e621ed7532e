"""The pages in Firefox and in WebKit: quiet, whole and answering, served and from the disk."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from playwright.sync_api import expect

from book import SITE
from book.authoring import gallery
from book.programs import PROGRAMS, find
from livenet.widgets import TrainLab
from tests.lockstep.test_other_networks import LeNetWithNorm
from tests.site.pages import FILES
from tests.site.test_cells import PAGE
from tests.site.tour_of_cells import ENDLESS
from tests.site.tour_of_cells import tour as tour_of_cells
from tests.tools.browser import Visits
from tests.tools.host import serve
from tests.tools.instruments import ACTIONS

SCRIPTS = Path(__file__).with_name("other_browsers")
SEARCHES = ["zh/search.html?q=torch", "en/search.html?q=torch"]
CONTROLS = ["controls/zh/a.html", "controls/en/a.html"]
# Batch norm and dropout, on one core, on two and on three.
PARTS = "parts/en.html"
SHARDS = (1, 2, 3)
# What Firefox says on its console, and to no listener of a page, of a worker that Stop ends.
ENDED = "Error: uncaught exception: undefined"
ALL = ["index.html", *FILES, *SEARCHES, *CONTROLS, PARTS]
LABS = ["zh/05-update.html", "en/05-update.html"]
# Pages with all that a finger works, and what a browser's driver makes of a finger: WebKitGTK's has
# a mouse alone.
TOUCHED = ["index.html", "zh/01-overview.html", "en/02-define.html", "zh/03-loss.html"]
TOUCHED += ["en/04-backward.html", "zh/05-update.html", "en/live.html", "zh/draw.html"]
FINGER = {"firefox": "touch", "webkit": "mouse"}


@pytest.fixture(scope="module")
def recorded(controls_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the site, and of the page of controls, whose pages record what they say."""
    folder = tmp_path_factory.mktemp("recorded") / "site"
    shutil.copytree(SITE, folder)
    shutil.copytree(controls_site, folder / "controls")
    write_labs(folder / "parts")
    recorder = (SCRIPTS / "record.js").read_text(encoding="utf-8")
    for page in folder.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        # Before the policy, which does not look back.
        html = html.replace("<head>", f"<head><script>{recorder}</script>", 1)
        page.write_text(html, encoding="utf-8")
    return folder


def write_labs(folder: Path) -> None:
    """Write a page on which a reader's network trains, each batch whole and in parts."""
    torch.manual_seed(0)
    net = LeNetWithNorm()
    labs = {f"on {n}": TrainLab(net, learning_rate=0.03, shards=n) for n in SHARDS}
    folder.mkdir()
    gallery.write(folder, dict(labs))


@pytest.fixture(params=["http", "file"])
def origin(request: pytest.FixtureRequest, recorded: Path) -> Iterator[str]:
    with serve(recorded) as address:
        yield address if request.param == "http" else f"{recorded.as_uri()}/"


@pytest.fixture(scope="module")
def trained(module_visits: Visits, served: str) -> list[str]:
    """Return the step and the loss that TrainLab tells in Chromium after three steps."""
    lab = module_visits(served + LABS[1]).page.get_by_role("region", name="TrainLab")
    numbers = lab.locator(".livenet-readout b")
    for step in ("1", "2", "3"):
        lab.get_by_role("button", name="One step").press("Enter")
        expect(numbers.nth(0)).to_have_text(step, timeout=60_000)
    return [numbers.nth(0).inner_text(), numbers.nth(2).inner_text()]


def drive(script: str, name: str, *arguments: str, asked: object = None) -> list[Any]:
    """Let a script drive a browser; return what it says, a line of JSON each."""
    program = find(name)
    assert program, PROGRAMS[name].sentence()
    ran = subprocess.run(
        ["node", SCRIPTS / script, name, program, *arguments],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def tour(name: str, origin: str) -> dict[str, dict[str, Any]]:
    """Return what ``other_browsers/visit.mjs`` finds on each page in a browser."""
    found = drive("visit.mjs", name, *(origin + file for file in ALL))
    return {page.pop("page").removeprefix(origin): page for page in found}


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_pages_are_quiet_and_answer(name: str, origin: str, trained: list[str]) -> None:
    found = tour(name, origin)
    assert list(found) == ALL
    for file, page in found.items():
        assert (page["said"], page["foreign"], page["refused"]) == ([], [], []), file
        assert page["arrived"], file
        assert page["flat"] == [], file
        assert all(page["answered"].values()), (file, page["answered"])
    for edition in ("zh", "en"):
        answered = {
            one
            for file, page in found.items()
            if file.startswith(edition)
            for one in page["answered"]
        }
        assert answered == set(ACTIONS)
    assert sum(page["shown"] for page in found.values()) > 100
    assert [found[file].get("linked") for file in CONTROLS] == [["1", "1 42"]] * 2
    assert [[lab[:2] for lab in found[file]["trained"]] for file in LABS] == [[trained]] * 2
    step, loss, _ = found[PARTS]["trained"][0]
    assert step == "3"
    assert found[PARTS]["trained"] == [[step, loss, str(n)] for n in SHARDS]


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_cells_are_worked(name: str, origin: str) -> None:
    tours = [
        {"page": f"{origin}{edition}/{PAGE}.html", "steps": tour_of_cells(edition)}
        for edition in ("zh", "en")
    ]
    found = drive("cells.mjs", name, asked=tours)
    for asked, page in zip(tours, found, strict=True):
        *others, last = page["became"]
        assert others == [True] * (len(asked["steps"]) - 1), (asked["page"], last)
        assert [said for said in page["said"] if said != ENDED] == []
        sources = [cell["source"] for cell in json.loads(last["taken"])["cells"]]
        assert "DrawDigit(net)" in sources
        assert ENDLESS not in sources


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_pages_are_worked_by_a_finger(name: str, recorded: Path) -> None:
    """A digit is drawn, sliders and lines are dragged, buttons pressed."""
    with serve(recorded) as address:
        found = drive("touch.mjs", name, *(address + file for file in TOUCHED))
    answered = {kind: did for page in found for kind, did in page["answered"].items()}
    assert answered == dict.fromkeys({"front", "order", *ACTIONS}, True)
    assert {kind for page in found for kind in page["touches"]} == {FINGER[name]}
    assert [page["said"] for page in found] == [[]] * len(TOUCHED)
