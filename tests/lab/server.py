"""A real JupyterLab, and a notebook open in it, driven in Chromium."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import nbformat
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

# Every cell stays in the page, and nothing is asked of the network.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@dataclass
class Lab:
    """A server: its address, and the folder whose notebooks it opens."""

    address: str
    folder: Path

    def open(
        self,
        browser: Browser,
        notebook: Path,
        *,
        language: str = "en-US",
        reduced_motion: Literal["no-preference", "reduce"] = "no-preference",
    ) -> "Notebook":
        """Open a copy of a notebook and wait for its kernel."""
        copy = self.folder / f"{language}-{notebook.name}"
        copy.write_bytes(notebook.read_bytes())
        context = browser.new_context(
            locale=language,
            reduced_motion=reduced_motion,
            viewport={"width": 1280, "height": 1000},
        )
        page = context.new_page()
        opened = Notebook(page)
        page.on("console", opened.listen)
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.goto(f"{self.address}/lab/workspaces/auto-{time.time_ns()}/tree/{copy.name}")
        opened.wait_until_idle()
        return opened


@dataclass
class Notebook:
    """An open notebook.

    complaints: errors that the page threw or wrote to the console.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self, message: ConsoleMessage) -> None:
        """Keep an error of the console."""
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location}")

    def wait_until_idle(self, seconds: float = 60) -> None:
        status = self.page.get_by_text(re.compile(r"^Python 3 .*\| Idle$"))
        expect(status).to_be_visible(timeout=1000 * seconds)

    def run_all(self, seconds: float = 120) -> None:
        """Run all cells from the menu, wait for the last, and see that none failed."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        waiting = self.page.locator(".jp-InputPrompt", has_text=re.compile(r"\[ \]:|\[\*\]:"))
        codes = self.page.locator(".jp-CodeCell .jp-InputPrompt")
        expect(codes.first).to_have_text(re.compile(r"\[\d+\]:"), timeout=1000 * seconds)
        expect(self.page.locator(".jp-CodeCell").filter(has=waiting)).to_have_count(
            0, timeout=1000 * seconds
        )
        self.wait_until_idle()
        errors = self.page.locator('[data-mime-type="application/vnd.jupyter.error"]')
        assert errors.all_inner_texts() == []

    def run(self, code: str, seconds: float = 60) -> str:
        """Add a cell at the end, run it, and return what it printed."""
        cells = self.page.locator(".jp-CodeCell")
        self.page.locator(".jp-Cell").last.locator(".jp-Cell-inputWrapper").click()
        self.page.keyboard.press("Escape")
        before = cells.count()
        self.page.keyboard.press("b")
        expect(cells).to_have_count(before + 1)
        self.page.keyboard.press("Enter")
        self.page.keyboard.insert_text(code)
        self.page.keyboard.press("Control+Enter")
        last = cells.last
        prompt = last.locator(".jp-InputPrompt")
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=1000 * seconds)
        return last.locator(".jp-OutputArea-output").first.inner_text().strip()

    def instrument(self, name: str) -> Locator:
        """Return the instrument whose title begins with a name."""
        return self.page.get_by_role("region", name=re.compile(name))

    def close(self) -> None:
        self.page.context.close()


def notebook(path: Path, *cells: str) -> Path:
    """Write a notebook of code cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(code) for code in cells],
        metadata={"kernelspec": kernel},
    )
    nbformat.write(made, path)
    return path


@contextmanager
def jupyterlab(home: Path, folder: Path, python: str | Path = sys.executable) -> Iterator[Lab]:
    """Start a Python's server with settings and runtime files in ``home``, without a password."""
    for name, settings in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    command = [str(python), "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.root_dir={folder}", f"--ServerApp.port={port}"]
    command += ["--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=", "--ServerApp.password="]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api", server, home / "log")
        yield Lab(address, folder)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(120):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"JupyterLab did not start: {log.read_text(encoding='utf-8')[-2000:]}")
