"""An installed Chromium, for what is printed and for the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from book.programs import PROGRAMS, find

# Playwright's own list of what a browser does without, which one of ours replaces, and what draws
# the suggestions of the address bar: a page in a process of its own for each context, which took a
# third of the time of a visit.
WITHOUT = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
    # Not in Playwright's.
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    f"--disable-features={','.join(WITHOUT)}",
    # A page of the book reaches no host but this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start an installed Chromium or Chrome with a fresh profile.

    Raises:
        SystemExit: there is none; says how to get one.
    """
    program = _program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def chromium_of(profile: Path) -> Iterator[BrowserContext]:
    """Start one with a profile that keeps what it loaded, as a reader's does.

    Raises:
        SystemExit: see `chromium`.
    """
    program = _program()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=program, args=FLAGS
        )
        try:
            yield context
        finally:
            context.close()


def _program() -> str:
    program = find("chromium")
    if program is None:
        raise SystemExit(PROGRAMS["chromium"].sentence())
    return program
