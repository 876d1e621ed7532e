"""What axe finds on a page; test_every_page.py asks it of each, here of controls and dialogs."""

from collections.abc import Mapping
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from book import ROOT
from tests.browser import UNFOLD, visit

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
# What axe runs by itself: WCAG 2 A and AA, and best practice. No rule is switched off.
RUN = """() => axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`)))"""
Scheme = Literal["light", "dark"]
DIALOGS = (".primary-toggle", ".secondary-toggle", ".search-opener")


def violations(page: Page, schemes: Mapping[int, Scheme]) -> list[Any]:
    """Return what axe finds on a page as it is, at each width in the scheme that goes with it."""
    found = []
    page.add_script_tag(path=AXE)
    page.evaluate(UNFOLD)
    for width, scheme in schemes.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        found += [(scheme, width, violation) for violation in page.evaluate(RUN)]
    return found


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_axe_finds_nothing_among_controls(
    browser: Browser, controls_served: str, edition: str
) -> None:
    with browser.new_context(bypass_csp=True) as context:
        page = visit(context, f"{controls_served}{edition}/a.html").page
        assert violations(page, {1280: "light", 390: "dark"}) == []


@pytest.mark.parametrize("opener", DIALOGS)
def test_axe_finds_nothing_in_a_dialog(browser: Browser, served: str, opener: str) -> None:
    with browser.new_context(bypass_csp=True, viewport={"width": 390, "height": 800}) as context:
        page = visit(context, f"{served}zh/02-define.html").page
        page.add_script_tag(path=AXE)
        page.locator(opener).first.press("Enter")
        assert page.locator("dialog[open]").is_visible()
        assert page.evaluate(RUN) == []
