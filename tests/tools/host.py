"""A static host on this machine: a folder's files, gzipped where that helps and is accepted."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from http.server import ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from book.site.serve import Handler

_TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".ipynb", ".wasm"}


class Host(Handler):
    """Answers as GitHub Pages does, with the folder at a place of its own, and writes no log."""

    freshness = "max-age=600"

    def __init__(self, *args: Any, at: str, directory: str) -> None:
        self.at = at
        super().__init__(*args, directory=directory)

    def translate_path(self, path: str) -> str:
        """See SimpleHTTPRequestHandler."""
        within = path.startswith(self.at)
        return super().translate_path(path[len(self.at) - 1 :] if within else "/nowhere")

    def send_head(self) -> BytesIO | BinaryIO | None:
        """See SimpleHTTPRequestHandler."""
        path = Path(self.translate_path(self.path))
        accepted = "gzip" in self.headers.get("Accept-Encoding", "")
        if not (accepted and path.suffix in _TEXT and path.is_file()):
            return super().send_head()
        body = _compress(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """See SimpleHTTPRequestHandler."""
        with suppress(ConnectionError):  # a page that was left wants no more
            super().copyfile(source, outputfile)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@cache
def _compress(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes())


@contextmanager
def serve(folder: Path, at: str = "/") -> Iterator[str]:
    """Serve a folder at a path that ends with a slash; yield its address."""
    host = partial(Host, at=at, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), host) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{at}"
        server.shutdown()
