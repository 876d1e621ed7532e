"""What axe finds among controls and in dialogs; test_every_page.py asks it of each page."""

import pytest
from playwright.sync_api import Browser

from tests.site.axe import AXE, RUN, violations
from tests.tools.browser import visit

DIALOGS = (".primary-toggle", ".secondary-toggle", ".search-opener")


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
