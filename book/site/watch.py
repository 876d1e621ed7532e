"""`make watch PORT=8000` shows the book, and shows a page anew when its source is saved.

A build takes place in a process split off from one that has loaded Sphinx already, and makes anew
only what has changed. The pages get the script that loads them again from this server, and not
from the build: what is published has none.
"""

import contextlib
import multiprocessing
import os
import threading
from http import HTTPStatus
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from sphinxcontrib import katex
from watchfiles import watch

from book import BUILD, ROOT
from book.editions import EDITIONS, settings, sources
from book.site.build import COMMAND, prepare
from book.site.csp import policy
from book.site.serve import Handler, asked_port, listen

# What pages are made of; a change of these makes all of them anew, and of a chapter its own.
_SHARED = (
    "assets/css",
    "assets/locale",
    "web/dist/page",
    "book/extension/templates",
    *(e.toc for e in EDITIONS.values()),
)
_LOADED = ("jupyter_book.cli.main", "jupyter_book.sphinx", "myst_nb.sphinx_ext", "nbclient")
_SCRIPT = """// A page of `make watch` is loaded again when its edition has been built.
new EventSource("/watch").onmessage = ({ data }) => {
  if (location.pathname.startsWith(`/${data}/`)) location.reload();
};
"""


class Built:
    """Tells those who wait that an edition has been built."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._editions: list[str] = []

    def tell(self, edition: str) -> None:
        """Say that an edition has been built."""
        with self._changed:
            self._editions.append(edition)
            self._changed.notify_all()

    def count(self) -> int:
        """Return how often an edition has been built."""
        return len(self._editions)

    def after(self, seen: int, seconds: float) -> list[str]:
        """Wait for builds beyond the first ``seen``; return their editions, if any come in time."""
        with self._changed:
            self._changed.wait_for(lambda: self.count() > seen, seconds)
            return self._editions[seen:]


class Watched(Handler):
    """Serves the editions as they were built, each page with the policy and the script."""

    def __init__(self, *args: Any, built: Built) -> None:
        self.built = built
        super().__init__(*args, directory=str(ROOT / "assets" / "site"))

    def translate_path(self, path: str) -> str:
        """See SimpleHTTPRequestHandler."""
        edition, _, rest = path.lstrip("/").partition("/")
        if edition not in EDITIONS:
            return super().translate_path(path)
        self.directory, kept = str(BUILD / edition / "_build" / "html"), self.directory
        translated = super().translate_path(rest)
        self.directory = kept
        return translated

    def do_GET(self) -> None:
        """See SimpleHTTPRequestHandler."""
        file = Path(self.translate_path(self.path))
        if self.path == "/":
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", f"/{next(iter(EDITIONS))}/index.html")
            self.end_headers()
        elif self.path == "/watch":
            self._tell()
        elif self.path == "/watch.js":
            self._send("text/javascript", _SCRIPT)
        elif file.suffix == ".html" and file.is_file():
            html = file.read_text(encoding="utf-8")
            rules = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
            script = '<script src="/watch.js" defer></script>'
            self._send("text/html", html.replace("<head>", f"<head>\n{rules}\n{script}", 1))
        else:
            super().do_GET()

    def _send(self, kind: str, text: str) -> None:
        content = text.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _tell(self) -> None:
        """Send an event for each build, until the page is closed."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        seen = self.built.count()
        with contextlib.suppress(ConnectionError):
            while True:
                editions = self.built.after(seen, 10)
                seen += len(editions)
                lines = "".join(f"data: {edition}\n\n" for edition in editions)
                self.wfile.write((lines or ": still here\n\n").encode())
                self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of what pages ask for."""


def loaded_processes() -> ForkServerContext:
    """Return how to start processes that have loaded Sphinx and its extensions already."""
    processes = multiprocessing.get_context("forkserver")
    extensions = settings("zh")["sphinx"]["config"]["extensions"]
    processes.set_forkserver_preload([*_LOADED, *(name for name in extensions if name != "book")])
    return processes


def run_jupyter_book(command: list[str]) -> None:
    """Run the command that `book.site.build` gives in this process, which then has to end.

    Raises:
        SystemExit: it warned or failed.
    """
    from jupyter_book.cli.main import main as jupyter_book

    try:
        jupyter_book(command[len(COMMAND) :])
    finally:
        if server := katex.KaTeXServer.katex_server:
            server.terminate()  # which is left to atexit, and this process has none


def build(edition: str) -> None:
    """Build an edition here, with all that Sphinx says but warnings left out.

    Raises:
        SystemExit: it warned or failed.
    """
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        run_jupyter_book(prepare(edition, BUILD / edition))


def changed_editions(files: set[Path]) -> list[str]:
    """Return which editions saved files belong to."""
    shared = any(file.is_relative_to(ROOT / part) for file in files for part in _SHARED)
    return [
        edition
        for edition in EDITIONS
        if shared or any(file.is_relative_to(sources(edition)) for file in files)
    ]


def main() -> None:
    """Build, serve and watch until interrupted."""
    processes = loaded_processes()

    def build_all(editions: list[str]) -> None:
        for edition in editions:
            process = processes.Process(target=build, args=(edition,))
            process.start()
            process.join()
            if process.exitcode:
                print(f"The lines above say what is wrong in the {edition} edition.", flush=True)
            built.tell(edition)

    built = Built()

    def handler(*args: Any) -> Watched:
        return Watched(*args, built=built)

    with listen(asked_port("watch"), handler, "watch") as server:
        print("Building ... (the first time, some minutes: every chapter is executed)", flush=True)
        build_all(list(EDITIONS))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        print(f"The book is at {address}, and follows what you save (Ctrl+C ends)", flush=True)
        watched = (ROOT / "chapters", *(ROOT / part for part in _SHARED))
        with contextlib.suppress(KeyboardInterrupt):
            for changes in watch(*watched, debounce=200):
                build_all(changed_editions({Path(path) for _, path in changes}))


if __name__ == "__main__":
    main()
