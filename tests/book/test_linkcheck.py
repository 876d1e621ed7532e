"""`make linkcheck` tells an address that answers from one that does not."""

import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from book.editions import settings
from book.site.build import jupyter_book


@pytest.mark.slow
def test_a_dead_address_is_told_and_a_live_one_is_not(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{server.server_port}"
        (tmp_path / "source").mkdir()
        text = f"# Title\n\n[here]({host}/README.md) and [nowhere]({host}/nowhere)\n"
        (tmp_path / "source" / "a.md").write_text(text, encoding="utf-8")
        (tmp_path / "_config.yml").write_text(yaml.safe_dump(settings("en")), encoding="utf-8")
        (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: a\n", encoding="utf-8")
        command = jupyter_book(tmp_path / "source", tmp_path, "linkcheck")
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        server.shutdown()
    assert result.returncode != 0
    assert f"broken link: {host}/nowhere" in result.stderr
    assert f"broken link: {host}/README.md" not in result.stderr
