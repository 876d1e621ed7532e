"""The KaTeX server that sets the formulas, waited for on a busy machine too."""

from sphinx.application import Sphinx
from sphinxcontrib import katex

PATIENCE = 60.0  # seconds


def setup(app: Sphinx) -> None:
    """Let a slow start be no error.

    sphinxcontrib-katex takes the file of a Unix socket for a server that listens, and is refused
    when it comes between the two; over a port it tries again.
    """
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KaTeXServer.start_server_process = katex.KaTeXServer.start_network_socket
