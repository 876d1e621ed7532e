"""What several tests of the book's parts need."""

import textwrap
from pathlib import Path

import pytest

# A socket's file is there once it is bound; it takes callers only when it listens.
_LATE = """\
    import socket, sys, time
    door = socket.socket(socket.AF_UNIX)
    door.bind(sys.argv[sys.argv.index("--socket") + 1])
    time.sleep(1)
    door.listen()
    time.sleep(30)
"""


@pytest.fixture
def late_server(tmp_path: Path) -> Path:
    """Return a script that stands for the KaTeX server, and is slow to listen."""
    script = tmp_path / "late.py"
    script.write_text(textwrap.dedent(_LATE), encoding="utf-8")
    return script
