"""A page's foot says when its code was executed and with what, as the cache's record knows it."""

import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from book.authoring.reproducible import differences
from book.extension import execution_cache
from tests.tools import onepage

pytestmark = pytest.mark.slow

LONG_AGO = "2020-02-29 23:30:00.000000"  # in Shanghai it is March


def page(code: str) -> nbformat.NotebookNode:
    title = nbformat.v4.new_markdown_cell("# Title\n\nWords.", id="title")
    return onepage.notebook(title, nbformat.v4.new_code_cell(code, id="code"))


def foot(folder: Path, name: str) -> BeautifulSoup:
    html = (onepage.html(folder, name) / "a.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one edition now, and its twin from a record that is years old, in another zone."""
    made = tmp_path_factory.mktemp("book")
    notebook = page(f"len({str(made)!r})")  # no other run has cached this one
    result = onepage.build(made, "zh", notebook)
    assert result.returncode == 0, result.stdout + result.stderr
    database = execution_cache.folder() / "global.db"
    with sqlite3.connect(database) as records:
        where = (LONG_AGO, str(made / "chapters" / "zh" / "a.ipynb"))
        changed = records.execute("UPDATE nbcache SET created = ? WHERE uri = ?", where)
        assert changed.rowcount == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        result = onepage.build(made, "en", notebook)
    assert result.returncode == 0, result.stdout + result.stderr
    return made


def test_a_fresh_page_has_todays_date(folder: Path) -> None:
    told = foot(folder, "zh").select_one(".executed")
    assert told
    date = datetime.now(UTC).date().isoformat()
    assert told.get_text().startswith(f"本页的代码最近一次执行于 {date}（UTC），所用版本：Python ")


def test_a_cached_page_has_the_date_of_its_execution_in_utc(folder: Path) -> None:
    told = foot(folder, "en").select_one(".executed")
    assert told
    assert told.get_text() == (
        "The code of this page was last executed on 2020-02-29 (UTC) with"
        f" Python {platform.python_version()}, torch {version('torch')},"
        f" matplotlib {version('matplotlib')}, livenet {version('livenet')}."
    )


def test_of_two_builds_only_the_date_may_differ(folder: Path, tmp_path: Path) -> None:
    text = (onepage.html(folder, "en") / "a.html").read_text(encoding="utf-8")
    for site, now in (("one", text), ("two", text.replace("2020-02-29", "2021-01-01"))):
        (tmp_path / site).mkdir()
        (tmp_path / site / "a.html").write_text(now, encoding="utf-8")
    assert differences(tmp_path / "one", tmp_path / "two") == []
    (tmp_path / "two" / "a.html").write_text(text.replace("torch ", "torch 1"), encoding="utf-8")
    assert differences(tmp_path / "one", tmp_path / "two") == ["a.html"]


def test_a_page_whose_code_was_not_executed_says_nothing(tmp_path: Path) -> None:
    result = onepage.build(tmp_path, "en", page("1"), "off")
    assert result.returncode == 0, result.stdout + result.stderr
    assert not foot(tmp_path, "en").select(".executed")
    assert foot(tmp_path, "en").select(".colophon")
