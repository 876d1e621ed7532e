"""The built site as a reader meets it: served, or lying on the disk."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from book.build import SITE
from book.serve import open_server
from tests.browser import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """Return the address of the site on this machine."""
    with open_server(0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, served: str) -> str:
    """Return the site's address, once served and once from the disk."""
    return served if request.param == "http" else f"{SITE.as_uri()}/"
