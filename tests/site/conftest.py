"""The built site as a reader meets it: served, or lying on the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from book import SITE
from tests.site import controls
from tests.tools import onepage
from tests.tools.browser import LoadPage, Visits, open_visits
from tests.tools.host import serve


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Visits]:
    """Return what opens pages; after the test they have said nothing and asked no other host."""
    with open_visits(browser) as visits:
        yield visits


@pytest.fixture(scope="module")
def module_visits(browser: Browser) -> Iterator[Visits]:
    """Return what opens the pages that the tests of a module share."""
    with open_visits(browser) as visits:
        yield visits


@pytest.fixture
def load_page(module_visits: Visits) -> Iterator[LoadPage]:
    """Return what opens a page as `open_page` does, but quicker where an earlier test had it."""
    yield module_visits.load
    module_visits.expect_quiet()


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """Return the address of the site on this machine."""
    with serve(SITE) as address:
        yield address


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, served: str) -> str:
    """Return the site's address, once served and once from the disk."""
    return served if request.param == "http" else f"{SITE.as_uri()}/"


@pytest.fixture(scope="session")
def shelf(served: str) -> dict[str, str]:
    """Return where each edition is read: the Chinese from a server, the English from the disk.

    Both run the same scripts, so two readings tell what four would.
    """
    return {"zh": f"{served}zh/", "en": f"{SITE.as_uri()}/en/"}


@pytest.fixture(scope="session")
def controls_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the page of controls in both editions."""
    return onepage.site(tmp_path_factory.mktemp("controls"), controls.page(), "force")


@pytest.fixture(scope="session")
def controls_served(controls_site: Path) -> Iterator[str]:
    """Return the address of the page of controls on this machine."""
    with serve(controls_site) as address:
        yield address
