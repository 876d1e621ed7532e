"""Starts a JupyterHub on the loopback address, with a password made for this once."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

HERE = Path(__file__).parent
BOOK_PYTHON = HERE.parent / ".venv" / "bin" / "python"


@dataclass
class Hub:
    """A running hub: its address, the password of its readers, its process and its folder."""

    address: str
    password: str
    pid: int
    home: Path


@contextmanager
def jupyterhub(home: Path, readers: list[str]) -> Iterator[Hub]:
    """Start a hub for the named readers that keeps all it writes in ``home``; stop it at the end.

    Raises:
        RuntimeError: the hub did not start; its last lines are in the message.
    """
    _write_kernel(home / "share" / "kernels" / "python3")
    address, hub_address, proxy_address = (f"http://127.0.0.1:{port}" for port in _free_ports(3))
    password = secrets.token_urlsafe()
    environment = os.environ | {
        "CLASS_HOME": str(home),
        "CLASS_ADDRESS": address,
        "CLASS_HUB_ADDRESS": hub_address,
        "CLASS_PROXY_ADDRESS": proxy_address,
        "CLASS_PASSWORD": password,
        "CLASS_READERS": " ".join(readers),
    }
    command = [sys.executable, "-m", "jupyterhub", "--config", str(HERE / "config.py")]
    log = home / "log"
    with log.open("wb") as lines:
        hub = subprocess.Popen(command, cwd=home, env=environment, stdout=lines, stderr=lines)
    try:
        _wait_for(f"{address}/hub/api/", hub, log)
        yield Hub(address, password, hub.pid, home)
    finally:
        hub.terminate()
        hub.wait(60)


def _write_kernel(folder: Path) -> None:
    """Describe a kernel that runs in the book's environment."""
    folder.mkdir(parents=True)
    command = [str(BOOK_PYTHON), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Python 3", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _wait_for(address: str, hub: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if hub.poll() is not None:
            break
        try:
            if requests.get(address, timeout=5).ok:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.25)
    raise RuntimeError(f"JupyterHub did not start: {log.read_text(encoding='utf-8')[-2000:]}")
