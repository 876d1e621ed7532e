"""What every room of tests needs."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser

from book import ROOT
from book.browser import chromium

TOOLS = ROOT / "tests" / "tools"

# Pages that are parsed and tapes that are recorded are many objects, and little of them is rubbish:
# to look for it as often as Python does takes from a tenth to a fifth of their time.
gc.set_threshold(50_000)
# What fails in a helper says why, as it does in a test.
pytest.register_assert_rewrite("tests.tools")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests execute apart from what the book's own build has executed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOOK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium of all tests: of one thread Playwright takes no second."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NODE_OPTIONS", f'--require "{TOOLS / "expect_briefly.cjs"}"')
            started = stack.enter_context(chromium())
        yield started


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Schedule tests by what they share and how long they take."""
    from tests.tools.schedule import Schedule  # which is rewritten only from here on

    return Schedule(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try once more what measures time; nothing else is."""
    for item in items:
        if item.get_closest_marker("timed"):
            item.add_marker(pytest.mark.flaky(reruns=1))
