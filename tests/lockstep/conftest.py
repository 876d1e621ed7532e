"""The machines that run the engine, started once, and the largest errors that were measured."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from playwright.sync_api import Browser, Page

from . import machine
from .trainer_page import html

MEASURED = machine.ROOT / "_build" / "lockstep.json"


@pytest.fixture(scope="session")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test harness with the engine in it, bundled."""
    outfile = tmp_path_factory.mktemp("bundle") / "harness.mjs"
    machine.bundle(machine.HERE / "harness.ts", outfile)
    return outfile


@pytest.fixture(scope="session")
def node(harness: Path) -> Iterator[machine.Node]:
    """A Node process."""
    node = machine.Node(harness)
    yield node
    node.close()


@pytest.fixture(scope="session")
def chromium(browser: Browser, harness: Path) -> Iterator[machine.Chromium]:
    """A page in Chromium."""
    chromium = machine.Chromium(browser, harness)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The engine as one script."""
    outfile = tmp_path_factory.mktemp("engine") / "engine.js"
    machine.bundle(machine.ROOT / "web" / "engine" / "index.ts", outfile, "iife")
    return outfile.read_text().replace("</script", "<\\/script")


@pytest.fixture(scope="module")
def page(
    engine: str, net: torch.nn.Module, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """A page opened from disk with a trainer of the module's `net`, the network off."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(html(engine, net))
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    context.close()


@pytest.fixture(scope="session")
def measured() -> Iterator[dict[str, dict[str, float]]]:
    """Largest errors by test, written where the book can read them."""
    errors: dict[str, dict[str, float]] = {}
    yield errors
    if errors:
        MEASURED.parent.mkdir(exist_ok=True)
        MEASURED.write_text(json.dumps(errors, indent=1, sort_keys=True))


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
