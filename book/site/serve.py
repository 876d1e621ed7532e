"""`make serve PORT=8000` shows the built site to this machine."""

import errno
import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from book import SITE


class Handler(SimpleHTTPRequestHandler):
    """Shows what is missing as a static host does: by the site's own page, with status 404.

    freshness: how long a browser may go by what it has; an author is shown the last build, always.
    """

    freshness = "no-cache"

    def end_headers(self) -> None:
        """See BaseHTTPRequestHandler."""
        self.send_header("Cache-Control", self.freshness)
        super().end_headers()

    # Browsers would guess the encoding of these, and guess wrong of Chinese.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".md": "text/markdown; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
    }

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """See BaseHTTPRequestHandler."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def open_server(port: int) -> ThreadingHTTPServer:
    """Return a server of `_build/site` on 127.0.0.1; port 0 takes any free one.

    Raises:
        SystemExit: there is no site yet, or the port is not to be had.
    """
    if not (SITE / "index.html").exists():
        raise SystemExit("There is no book to show yet: run `make book` first.")
    return listen(port, partial(Handler, directory=str(SITE)), "serve")


def listen(port: int, handler: Callable[..., Handler], target: str) -> ThreadingHTTPServer:
    """Return a server on 127.0.0.1 for one of make's targets.

    Raises:
        SystemExit: the port is not to be had.
    """
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            reason = f"Port {port} is taken"
        else:
            reason = f"Port {port} cannot be used ({error})"
        raise SystemExit(f"{reason}: choose another, as in `make {target} PORT=8001`.") from None


def asked_port(target: str) -> int:
    """Return the port that the command line names.

    Raises:
        SystemExit: it is no number.
    """
    word = sys.argv[1] if len(sys.argv) > 1 else "8000"
    if not word.isdigit():
        raise SystemExit(f"PORT wants a number, not {word!r}: `make {target} PORT=8001`.")
    return int(word)


def main() -> None:
    """Serve until interrupted."""
    with open_server(asked_port("serve")) as server:
        print(f"The book is at http://127.0.0.1:{server.server_port}/ (Ctrl+C ends)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
