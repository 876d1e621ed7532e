"""The browser of all tests does nothing beside what they ask of it."""

from playwright.sync_api import Browser


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
