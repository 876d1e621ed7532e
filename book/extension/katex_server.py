"""The KaTeX server that sets the formulas, waited for on a busy machine too."""

import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinxcontrib import katex

from book import ROOT

# Of the version whose stylesheet and fonts the pages load; `make web` brings it.
KATEX = ROOT / "web" / "node_modules" / "katex" / "dist" / "katex.min.js"
PATIENCE = 60.0  # seconds


def choose_version(app: Sphinx, config: Config) -> None:
    """Let formulas be set by our KaTeX instead of the one that sphinxcontrib-katex brings.

    Raises:
        ExtensionError: KaTeX is not installed yet.
    """
    if not KATEX.exists():
        raise ExtensionError("KaTeX, which sets the formulas, is not installed: run `make web`.")
    config.katex_js_path = str(KATEX)


def start_server(rundir: Path, timeout: float) -> tuple[Popen[bytes], socket.socket]:
    """Start the server and connect to it by a Unix socket; returns both.

    sphinxcontrib-katex takes the socket's file for a server that listens, and is refused when it
    comes between the two. A port would do, but there each formula waits 80 ms for
    acknowledgements: one message goes out in two small parts.

    Raises:
        KaTeXError: the server did not come in time.
    """
    path = rundir / "katex.sock"
    command = katex.KaTeXServer.build_command(socket=path)
    process = Popen(command, stdin=PIPE, stdout=PIPE, cwd=rundir)
    begun = time.monotonic()
    while time.monotonic() - begun < timeout:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            time.sleep(0.005)
        else:
            return process, connection
    raise katex.KaTeXServer.timeout_error(timeout)


def setup(app: Sphinx) -> None:
    """Let a slow start be no error, and our KaTeX set the formulas."""
    app.connect("config-inited", choose_version, priority=100)
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KaTeXServer.start_server_process = start_server
