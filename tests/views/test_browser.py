"""The browser of all tests does nothing beside what they ask of it."""

import pytest
from playwright.sync_api import Browser, expect


def test_a_context_opens_no_page_of_the_browsers_own(browser: Browser) -> None:
    """A window of an ordinary Chromium draws parts of itself as pages, in processes of their own.

    What it is to do without stands in book/browser.py; a newer Chromium may have another name.
    """
    with browser.new_context() as context:
        context.new_page().goto("about:blank")
        session = browser.new_browser_cdp_session()
        found = session.send("Target.getTargets", {"filter": [{}]})["targetInfos"]
        session.detach()
    own = [one["url"] for one in found if one["url"].startswith(("chrome:", "chrome-untrusted:"))]
    assert own == []


def test_an_expectation_that_does_not_hold_yet_reads_nothing_but_its_part(browser: Browser) -> None:
    """Playwright would tell what the whole page says; tests/tools/expect_briefly.cjs stops it."""
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<p>shown</p><p id=other hidden>other</p>")
        for part in ("#none", "#other"):
            with pytest.raises(AssertionError) as failure:
                expect(page.locator(part)).to_have_text("there", timeout=1)
            assert "to have text 'there'" in str(failure.value)
            assert "shown" not in str(failure.value)
