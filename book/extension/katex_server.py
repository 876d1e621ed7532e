"""The KaTeX server that sets the formulas, waited for on a busy machine too."""

import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen

from sphinx.application import Sphinx
from sphinxcontrib import katex

PATIENCE = 60.0  # seconds


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
    """Let a slow start be no error."""
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KaTeXServer.start_server_process = start_server
