"""A published notebook in a JupyterLab that was open before anywidget was there, and in one after.

An environment of its own lacks livenet and anywidget, as a reader's does; both come from wheels.
"""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from book.extension import notebooks
from book.wheel import Wheel, build_wheel
from tests.tools.environment import environment, pack
from tests.tools.instruments import act_on

from .server import Notebook, jupyterlab, notebook

CELLS = ("from livenet.widgets import OptimizerRace", "OptimizerRace()")
BROKEN = "Click to show javascript error."


def said(opened: Notebook) -> Locator:
    """Return what the first cell has said, in both languages, of loading the page again."""
    output = opened.page.locator(".jp-OutputArea-output")
    english = output.filter(has_text="Load this page again in the browser (F5)")
    return english.filter(has_text="请先在浏览器里重新载入本页（F5）")


def test_the_page_is_to_be_loaded_again_and_only_then(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = environment(tmp_path, "livenet", "anywidget")
    (tmp_path / "wheels").mkdir()
    pack("anywidget", tmp_path / "wheels")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for name in ("PYTHONPATH", "BOOK_SITE", "BOOK_WHEELS"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "notebooks"
    folder.mkdir()
    wheel = build_wheel(tmp_path / "built")
    shutil.copy(wheel, folder)
    path = notebook(tmp_path / "race.ipynb", notebooks.install(Wheel.read(wheel)), *CELLS)
    (tmp_path / "home").mkdir()
    with jupyterlab(tmp_path / "home", folder, python) as lab:
        opened = lab.open(browser, path)
        opened.run_all()
        # The issue's own words: until the page is loaded again, each instrument is this.
        expect(opened.page.get_by_text(BROKEN)).to_be_visible(timeout=30_000)
        expect(said(opened)).to_have_count(1)
        with opened.page.expect_response(lambda r: r.request.method == "PUT"):
            opened.page.keyboard.press("Control+s")
        opened.page.reload()
        opened.wait_until_idle()
        race = opened.instrument("OptimizerRace")
        expect(race.get_by_role("slider").first).to_be_visible(timeout=60_000)  # its kernel lives
        opened.run_all()
        act_on(race, opened.page, "OptimizerRace")
        expect(opened.page.get_by_text(BROKEN)).to_have_count(0)
        expect(said(opened)).to_have_count(0)
        opened.close()
        # On a page that was loaded after the install, nothing is said.
        fresh = lab.open(browser, path, language="en-GB")
        fresh.run_all()
        act_on(fresh.instrument("OptimizerRace"), fresh.page, "OptimizerRace")
        expect(said(fresh)).to_have_count(0)
        assert fresh.complaints == []
        fresh.close()
