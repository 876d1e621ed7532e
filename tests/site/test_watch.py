"""`make watch`: a saved edit comes to the open page, and nothing of it to what is published."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import expect

from book import ROOT
from book.editions import EDITIONS
from tests.tools import onepage
from tests.tools.browser import Visits
from tests.tools.copies import ASSETS

PATIENCE = 120_000  # milliseconds: a busy machine may take long


def write(folder: Path, edition: str, words: str) -> None:
    """Write the only chapter of a book."""
    cells = [
        nbformat.v4.new_markdown_cell(f"# Title\n\n{words} $1 + 1$", id="title"),
        nbformat.v4.new_code_cell("6 * 7", id="answer"),
    ]
    nbformat.write(onepage.notebook(*cells), folder / "chapters" / edition / "a.ipynb")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of all that builds the book, with one chapter."""
    made = tmp_path_factory.mktemp("copy")
    for part in ("book", *ASSETS, "web/dist", "web/shared"):
        shutil.copytree(ROOT / part, made / part)
    (made / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")  # KaTeX
    for file in (*ROOT.glob("_config*.yml"), *ROOT.glob("*.txt")):
        shutil.copy(file, made)
    for edition, told in EDITIONS.items():
        (made / "chapters" / edition).mkdir(parents=True)
        write(made, edition, "Before.")
        text = f"format: jb-book\nroot: chapters/{edition}/a\n"
        (made / told.toc).write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Run `make watch` and return where it shows the book."""
    (folder / "tmp").mkdir()
    environment = os.environ | {
        "PYTHONPATH": f"{folder}:{ROOT / 'src'}",
        "TMPDIR": str(folder / "tmp"),
    }
    command = [sys.executable, "-m", "book.site.watch", "0"]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline().startswith("Building")
            said = process.stdout.readline()  # anything else is in red above, by the build
            assert said.startswith("The book is at "), said
            yield said.split()[4].removesuffix(",")
        finally:
            process.terminate()


def test_a_saved_edit_comes_to_the_open_page(open_page: Visits, folder: Path, address: str) -> None:
    visit = open_page(f"{address}zh/a.html", settled=False, quiet=False)
    page = visit.page
    expect(page.get_by_text("Before.")).to_be_visible()
    expect(page.get_by_text("42", exact=True)).to_be_visible()
    write(folder, "zh", "After.")
    expect(page.get_by_text("After.")).to_be_visible(timeout=PATIENCE)
    write(folder, "zh", "And once more.")
    expect(page.get_by_text("And once more.")).to_be_visible(timeout=PATIENCE)
    # The policy lets all of it run; what fails is that the page is cut off from its server.
    assert (visit.said, visit.foreign) == ([], [])
    twin = page.context.request.get(f"{address}en/a.html")
    assert "Before." in twin.text()


def test_a_page_has_its_policy_here_too(address: str) -> None:
    with urlopen(f"{address}zh/a.html") as answer:
        text = answer.read().decode()
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in text
    assert '<script src="/watch.js" defer>' in text
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{address}zh/b.html")


def test_what_is_built_knows_nothing_of_it(folder: Path, address: str) -> None:
    pages = list((folder / "_build" / "zh" / "_build" / "html").rglob("*.html"))
    assert pages
    assert [page for page in pages if "watch" in page.read_text(encoding="utf-8")] == []


def test_no_server_of_formulas_is_left_behind(folder: Path, address: str) -> None:
    assert address
    assert list((folder / "tmp").glob("sphinxcontrib_katex*")) == []  # each has a folder


def test_a_port_that_is_none_is_told() -> None:
    command = [sys.executable, "-m", "book.site.watch", "http"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode != 0
    assert result.stderr == "PORT wants a number, not 'http': `make watch PORT=8001`.\n"
