"""Pages by keyboard alone: each thing reached in order with a visible ring, and dialogs."""

import pytest
from playwright.sync_api import Browser, Page, expect

from book.extension.words import WORDS
from tests.site.pages import FILES
from tests.tools.browser import UNFOLD, visit

# What a reader can work, in the order in which it stands in the page; of radio buttons the chosen,
# or the first where none is.
LIST = """() => {
  const name = (part) => part.outerHTML.slice(0, 90);
  const stop = ({ name }) =>
    document.querySelector(`[type=radio][name="${name}"]:checked`)
    ?? document.querySelector(`[type=radio][name="${name}"]`);
  window.stops = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]")]
    .filter((part) => (part.tabIndex >= 0 || part.isContentEditable)
      && !part.disabled && part.type !== "hidden"
      && part.checkVisibility({ visibilityProperty: true })
      && !(part.type === "radio" && part !== stop(part)));
  window.reached = [];
  window.ringless = [];
  const ring = document.createElement("i");
  ring.style.color = "var(--accent)";
  document.body.append(ring);
  addEventListener("focusin", ({ target }) => {
    window.reached.push(window.stops.indexOf(target));
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(target);
    const { width, height } = target.getBoundingClientRect();
    const seen = outlineStyle === "solid" && outlineWidth === "2px" && width * height > 0
      && outlineColor === getComputedStyle(ring).color;
    if (!seen) window.ringless.push(name(target));
    if (window.stops.indexOf(target) < 0) window.ringless.push(`not listed: ${name(target)}`);
  });
  return window.stops.length;
}"""
# An instrument may since have made a button idle.
MISSED = """() => [
  window.stops.filter((part, i) => !part.disabled && !window.reached.includes(i))
    .map((part) => part.outerHTML.slice(0, 90)),
  window.ringless,
  window.reached,
]"""


@pytest.mark.parametrize("file", ["index.html", *FILES, "zh/search.html", "en/search.html"])
def test_tab_reaches_everything_in_order_with_a_ring(
    browser: Browser, served: str, file: str
) -> None:
    with browser.new_context(bypass_csp=True, reduced_motion="reduce") as context:
        page = visit(context, served + file).page
        # Twins have the same parts: one is tried as a laptop shows it, the other as a phone does.
        page.set_viewport_size({"width": 390 if "en/" in file else 1280, "height": 800})
        page.evaluate(UNFOLD)
        for _ in range(page.evaluate(LIST)):
            page.keyboard.press("Tab")
        missed, ringless, reached = page.evaluate(MISSED)
        assert (missed, ringless) == ([], [])
        assert reached == sorted(reached)


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_the_first_stop_skips_to_the_text(browser: Browser, served: str, edition: str) -> None:
    words = WORDS[edition]
    with browser.new_context() as context:
        page = visit(context, f"{served}{edition}/02-define.html").page
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name=words["skip"])
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport(ratio=1)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("main").locator(":focus")).to_have_count(1)


def inside(page: Page) -> None:
    """Check that Tab does not leave the open dialog for the page behind it."""
    dialog = page.get_by_role("dialog")
    stops = dialog.locator("a[href], button, input").count()
    for _ in range(stops + 2):
        page.keyboard.press("Tab")
        expect(page.locator("body > :not(dialog) :focus:not(dialog, dialog *)")).to_have_count(0)


@pytest.mark.parametrize("word", ["show_contents", "show_page_contents", "search"])
@pytest.mark.parametrize("edition", ["zh", "en"])
def test_a_dialog_keeps_the_focus_and_gives_it_back(
    browser: Browser, served: str, edition: str, word: str
) -> None:
    words = WORDS[edition]
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        page = visit(context, f"{served}{edition}/02-define.html").page
        opener = page.get_by_role("button", name=words[word], exact=True)
        opener.press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        expect(dialog.locator(":focus")).to_have_count(1)
        inside(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(opener).to_be_focused()


def test_a_dialog_has_a_button_that_closes_it(browser: Browser, served: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        page = visit(context, f"{served}en/02-define.html").page
        for word in ("show_contents", "show_page_contents"):
            page.get_by_role("button", name=WORDS["en"][word], exact=True).press("Enter")
            page.get_by_role("dialog").get_by_role("button", name=WORDS["en"]["close"]).click()
            expect(page.get_by_role("dialog")).to_have_count(0)
