"""What axe finds on a page that is open."""

from collections.abc import Mapping
from typing import Any, Literal

from playwright.sync_api import Page

from book import ROOT
from tests.tools.browser import resize

Scheme = Literal["light", "dark"]

# In which scheme twins are looked at and at which width, from page to page in turn: each pair in
# both schemes and at both widths, and the parts that all pages have in all four ways.
SCHEMES: list[dict[str, dict[int, Scheme]]] = [
    {"zh": {1280: "light"}, "en": {390: "dark"}},
    {"zh": {390: "light"}, "en": {1280: "dark"}},
    {"zh": {390: "dark"}, "en": {1280: "light"}},
    {"zh": {1280: "dark"}, "en": {390: "light"}},
]
EVERY_SCHEME: dict[int, Scheme] = {1280: "light", 390: "dark"}

_AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
# What axe runs by itself: WCAG 2 A and AA, and best practice. No rule is switched off.
_RUN = """(within) => axe.run(within, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`)))"""


def violations(page: Page, schemes: Mapping[int, Scheme], within: str = "html") -> list[Any]:
    """Return what axe finds on a page as it is, at each width in the scheme that goes with it."""
    found: list[Any] = []
    for width, scheme in schemes.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        resize(page, width)
        found += [(scheme, width, violation) for violation in violations_now(page, within)]
    return found


def violations_now(page: Page, within: str = "html") -> list[str]:
    """Return what axe finds on a page as it is shown, or in those parts of it.

    Of a whole page that nothing was done to, test_every_page.py asks it.
    """
    # As a page of its own would run it: a policy lets no script in from elsewhere.
    page.evaluate(f"() => {{ {_AXE.read_text(encoding='utf-8')} }}")
    assert page.locator(within).count()
    found: list[str] = page.evaluate(_RUN, within)
    return found
