"""Formulas are set, however late the KaTeX server listens."""

import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from bs4 import BeautifulSoup
from sphinx.config import Config
from sphinxcontrib import katex

from book import ROOT
from book.extension import katex_server


def test_a_server_that_listens_late_is_waited_for(
    tmp_path: Path, late_server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(katex, "NODEJS_BINARY", sys.executable)
    monkeypatch.setattr(katex, "SCRIPT_PATH", str(late_server))
    for name in ("STARTUP_TIMEOUT", "RENDER_TIMEOUT"):
        monkeypatch.setattr(katex, name, getattr(katex, name))
    monkeypatch.setattr(
        katex.KaTeXServer, "start_server_process", katex.KaTeXServer.start_server_process
    )
    katex_server.setup(Mock())
    process, sock = katex.KaTeXServer.start_server_process(tmp_path, katex.STARTUP_TIMEOUT)
    sock.close()
    process.kill()
    process.communicate()


def test_formulas_are_set_for_the_stylesheet_that_pages_load(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """KaTeX renames its classes now and then, so one version both sets and styles."""
    config = Mock(Config)
    katex_server.choose_version(Mock(), config)
    monkeypatch.setattr(katex.KaTeXServer, "katex_path", config.katex_js_path)
    monkeypatch.setattr(katex.KaTeXServer, "start_server_process", katex_server.start_server)
    monkeypatch.setattr(katex, "STARTUP_TIMEOUT", katex_server.PATIENCE)
    server = katex.KaTeXServer.start()
    monkeypatch.setattr(katex.KaTeXServer, "katex_server", server)
    formula = BeautifulSoup(katex.render_latex(r"\tfrac{1}{N} \sqrt{x_i}"), "html.parser")
    css = (ROOT / "web" / "dist" / "static" / "katex" / "katex.min.css").read_text(encoding="utf-8")
    layout = {
        str(part["class"][0])
        for part in formula.select(".katex-html > span, .katex-html > span > span:first-child")
    }
    assert layout
    assert {name for name in layout if f".{name}" not in css} == set()
    assert formula.select(".vlist-t"), "a fraction has a table of lines"
