"""The built site as a reader meets it: served, or lying on the disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from book import SITE
from book.browser import chromium
from tests.site import controls
from tests.tools import onepage
from tests.tools.browser import LoadPage, Visits, open_visits
from tests.tools.host import serve

# Modules whose parameter names what its tests share: a page, an edition.
_BY_PARAMETER = ("test_every_page.py", "test_other_pages.py", "test_pdf.py")
# Modules that share what is built or parsed for both.
_TOGETHER = {
    "test_axe.py": "controls",
    "test_widgets.py": "controls",
    "test_links.py": "files",
    "test_markdown.py": "files",
    "test_pages.py": "files",
}


class SharingScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Gives tests that share a page, or what a fixture builds, to one worker.

    xdist's own marks for this are lost on pytest 9.2, and the scope of a module is too wide: the
    visits of all pages would go to one worker.
    """

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        name = module.rpartition("/")[2]
        if name in _BY_PARAMETER and "[" in test:
            return f"{name}{test[test.index('[') :]}"
        return _TOGETHER.get(name, module)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharingScheduling:
    """Schedule the site's tests by what they share."""
    return SharingScheduling(config, log)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


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
