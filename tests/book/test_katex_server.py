"""Formulas are set, however late the KaTeX server listens."""

import sys
import textwrap
from pathlib import Path
from unittest.mock import Mock

import pytest
from sphinxcontrib import katex

from book.extension import katex_server

# A socket's file is there once it is bound; it takes callers only when it listens.
LATE = """\
    import socket, sys, time
    door = socket.socket(socket.AF_UNIX)
    door.bind(sys.argv[sys.argv.index("--socket") + 1])
    time.sleep(1)
    door.listen()
    time.sleep(30)
"""


def test_a_server_that_listens_late_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = tmp_path / "late.py"
    late.write_text(textwrap.dedent(LATE), encoding="utf-8")
    monkeypatch.setattr(katex, "NODEJS_BINARY", sys.executable)
    monkeypatch.setattr(katex, "SCRIPT_PATH", str(late))
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
