"""What axe finds on a page that is open."""

from collections.abc import Mapping
from typing import Any, Literal

from playwright.sync_api import Page

from book import ROOT
from tests.tools.browser import UNFOLD

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
# What axe runs by itself: WCAG 2 A and AA, and best practice. No rule is switched off.
RUN = """() => axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`)))"""
Scheme = Literal["light", "dark"]


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
