"""A small book as people bring it: with line ends of Windows, in a folder of any name, without git.

It is built twice by `book.site.build`, as `make book` does. A chapter warns in both builds; another
fails in the first, and nothing but what it reads is mended; a third has another name in the second.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from book import ROOT
from book.authoring import reproducible
from book.editions import EDITIONS
from book.site import python
from tests.tools import onepage
from tests.tools.copies import ASSETS

pytestmark = pytest.mark.slow

HOME = "https://nets.example.org/"
CELLS = {
    "warns": "import warnings\nprint('before')\nwarnings.warn('mind the ' + 'gap', RuntimeWarning)",
    "fails": "print(open('../answer').read())",
    "old": "import numpy, PIL.Image\nPIL.Image.fromarray(numpy.zeros((9, 9), 'uint8'))",
}


class Built(NamedTuple):
    """What one build ended with, and the site that it left."""

    code: int
    stdout: str
    stderr: str
    site: Path

    def page(self, name: str) -> str:
        html = (self.site / f"{name}.html").read_text(encoding="utf-8")
        return BeautifulSoup(html, "html.parser").get_text()

    def names(self) -> list[str]:
        return [path.relative_to(self.site).as_posix() for path in self.site.rglob("*")]


def write(book: Path, chapters: dict[str, str]) -> None:
    """Write the twins of some chapters and both tables of contents, with line ends of Windows."""
    for edition, told in EDITIONS.items():
        folder = book / "chapters" / edition
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "index.md").write_text("# Title\r\n\r\nWords.\r\n", encoding="utf-8", newline="")
        for name, code in chapters.items():
            shown = {"mystnb": {"image": {"alt": "a square"}}}
            page = onepage.notebook(
                nbformat.v4.new_markdown_cell(f"# The {name}\n\nWords of {name}.", id="title"),
                nbformat.v4.new_code_cell(code, id="code", metadata=shown),
            )
            text = nbformat.writes(page).replace("\n", "\r\n")
            (folder / f"{name}.ipynb").write_text(text, encoding="utf-8", newline="")
        files = [{"file": f"chapters/{edition}/{name}"} for name in chapters]
        toc = {"format": "jb-book", "root": f"chapters/{edition}/index", "chapters": files}
        (book / told.toc).write_text(yaml.safe_dump(toc).replace("\n", "\r\n"), newline="")


def build(book: Path, **variables: str) -> Built:
    """Build a book where there is no git, and keep its site."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "BOOK_"))}
    known |= {"PATH": str(book.parent / "bin"), "PYTHONPATH": str(book / "src"), "BOOK_SITE": HOME}
    done = subprocess.run(
        [sys.executable, "-m", "book.site.build"],
        cwd=book,
        env=known | {"CI": ""} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    site = book.parent / f"site {len(list(book.parent.glob('site*')))}"
    if (book / "_build" / "site").exists():
        shutil.copytree(book / "_build" / "site", site)
    return Built(done.returncode, done.stdout, done.stderr, site)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of this repository, with line ends of Windows, and three chapters."""
    folder = tmp_path_factory.mktemp("brought") / "书 it's 100% #1 $HOME"
    for part in ("book", "src", *ASSETS):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.glob("*.*"):
        if file.is_file():
            shutil.copy(file, folder)
    for path in folder.rglob("*"):
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            path.write_bytes(content.replace(b"\n", b"\r\n"))
    shutil.copy(ROOT / "LICENSE", folder)
    for part in ("assets/data", "assets/weights", "web"):
        (folder / part).symlink_to(ROOT / part)
    bin_ = folder.parent / "bin"
    bin_.mkdir()
    for name in ("node", "dot"):
        program = shutil.which(name)
        assert program
        (bin_ / name).symlink_to(program)
    write(folder, CELLS)
    # What the pages' Python boots from takes half a minute to pack; here line ends alone differ.
    python.pack()
    packed = folder / "_build" / "python"
    shutil.copytree(python.PACK, packed)
    asked = "from book.site import python; print(python.fingerprint(), end='')"
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    )
    (packed / "made-of").write_text(told.stdout)
    return folder


@pytest.fixture(scope="module")
def first(book: Path) -> Built:
    return build(book)


@pytest.fixture(scope="module")
def second(book: Path, first: Built) -> Built:
    renamed = {"new" if name == "old" else name: code for name, code in CELLS.items()}
    renamed["new"] = "6 * 7"
    write(book, renamed)
    (book / "chapters" / "answer").write_text("found", encoding="utf-8")
    return build(book)


def test_a_chapter_that_fails_is_named_and_the_book_stands(first: Built) -> None:
    assert first.code != 0
    *_, last = first.stderr.splitlines()
    assert "fails.ipynb, cell code: FileNotFoundError" in last
    assert "Traceback" not in first.stderr
    for edition in EDITIONS:
        assert "FileNotFoundError" in first.page(f"{edition}/fails")
        assert "before" in first.page(f"{edition}/warns")
        notebook = first.site / edition / "notebooks" / "fails.ipynb"
        assert "Words of fails" in notebook.read_text(encoding="utf-8")


def test_a_chapter_that_is_mended_is_shown_mended(second: Built) -> None:
    assert second.code == 0, second.stdout + second.stderr
    assert "found" in second.page("zh/fails")
    assert "FileNotFoundError" not in second.page("zh/fails")


def test_a_warning_is_told_once_in_each_build_and_is_on_no_page(
    first: Built, second: Built
) -> None:
    for built in (first, second):
        told = [line for line in built.stdout.splitlines() if "mind the gap" in line]
        assert told == ["- warns.ipynb, cell code: RuntimeWarning: mind the gap"]
        for edition in EDITIONS:
            assert "mind the gap" not in built.page(f"{edition}/warns")
            path = built.site / edition / "notebooks" / "warns.ipynb"
            assert not [
                output
                for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
                for output in cell.get("outputs", ())
                if output.get("name") == "stderr"
            ]


def test_a_build_without_changes_gives_the_same_site(book: Path, second: Built) -> None:
    again = build(book)
    assert again.code == 0, again.stdout + again.stderr
    assert "warns.ipynb, cell code: RuntimeWarning: mind the gap" in again.stdout
    assert reproducible.differences(second.site, again.site) == []


@pytest.mark.parametrize("switch", ["CI", "BOOK_STRICT"])
def test_in_ci_and_for_authors_it_is_an_error(book: Path, second: Built, switch: str) -> None:
    built = build(book, **{switch: "true"})
    assert built.code != 0
    assert "warns.ipynb, cell code: RuntimeWarning: mind the gap" in built.stderr


def test_what_is_renamed_is_gone(book: Path, first: Built, second: Built) -> None:
    for edition in EDITIONS:
        assert f"{edition}/old.html" in first.names()
        assert f"{edition}/new.html" in second.names()
        assert [name for name in first.names() if name.startswith(f"{edition}/_images/")]
    assert [name for name in second.names() if "/old." in name or "/_images/" in name] == []
    assert "old" not in (second.site / "sitemap.xml").read_text(encoding="utf-8")
    for edition in EDITIONS:
        index = (second.site / edition / "searchindex.js").read_text(encoding="utf-8")
        assert '"page":"new"' in index
        assert '"page":"old"' not in index


def test_it_is_not_in_the_zip(book: Path, second: Built) -> None:
    command = [sys.executable, "-m", "book.site.archive"]
    subprocess.run(command, cwd=book, check=True, capture_output=True)
    (packed,) = (book / "_build").glob("*.zip")
    with ZipFile(packed) as file:
        assert [name for name in file.namelist() if "/old" in name] == []
        assert [name for name in file.namelist() if name.endswith("/zh/new.html")]
