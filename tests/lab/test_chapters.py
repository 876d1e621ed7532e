"""In a real JupyterLab each chapter runs from the menu, and each of its instruments answers."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from book.editions import sources
from tests.tools.instruments import act_on

from .server import Lab

# Both editions have the same code, and here the browser tells the language.
CHAPTERS = {
    path: re.findall(r"^from livenet\.widgets import (.+)$", code, re.MULTILINE)
    for path in sorted(sources("en").glob("*.ipynb"))
    if "livenet.widgets"
    in (
        code := "\n".join(
            "".join(cell["source"])
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if cell["cell_type"] == "code"
        )
    )
}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_run_all_and_each_instrument_answers(lab: Lab, browser: Browser, chapter: Path) -> None:
    opened = lab.open(browser, chapter)
    opened.run_all(300)
    names = {name.strip() for names in CHAPTERS[chapter] for name in names.split(",")}
    assert names
    for name in sorted(names):
        instrument = opened.instrument(name).first
        expect(instrument).to_be_visible(timeout=60_000)
        act_on(instrument, opened.page, name)
    opened.close()


def test_an_instrument_speaks_the_browsers_language(lab: Lab, browser: Browser) -> None:
    chapter = next(path for path, names in CHAPTERS.items() if "LossLens" in " ".join(names))
    opened = lab.open(browser, chapter, language="zh-CN")
    opened.run_all(300)
    expect(opened.page.get_by_role("region", name="损失镜")).to_be_visible(timeout=60_000)
    opened.close()
