"""A real JupyterLab and a Chromium, started once."""

from collections.abc import Iterator

import pytest

from .server import Lab, jupyterlab


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("notebooks")
    with jupyterlab(home, folder) as started:
        yield started
