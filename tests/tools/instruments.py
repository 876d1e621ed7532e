"""One small act on each instrument by role and label, for hosts other than Chromium on our pages.

What an instrument shows is compared with torch in tests/site; here it has to answer at all.
"""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.tools.browser import show


def _click(name: str) -> Callable[[Locator, Page], None]:
    def act(instrument: Locator, page: Page) -> None:
        instrument.get_by_role("button", name=name, exact=True).first.click()

    return act


def _key(role: str, key: str) -> Callable[[Locator, Page], None]:
    def act(instrument: Locator, page: Page) -> None:
        instrument.get_by_role(role).first.press(key)  # type: ignore[arg-type]

    return act


def _draw(instrument: Locator, page: Page) -> None:
    sheet = instrument.get_by_label("Sheet to draw on")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 5)
    page.mouse.down()
    for part in range(1, 9):
        page.mouse.move(
            box["x"] + box["width"] / 2, box["y"] + box["height"] * (0.2 + 0.6 * part / 8)
        )
    page.mouse.up()


# How an instrument's title begins, and what is done to it.
ACTIONS: dict[str, Callable[[Locator, Page], None]] = {
    "TrainLab": _click("One step"),
    "OptimizerRace": _key("slider", "ArrowLeft"),
    "LayerLens": _key("slider", "ArrowRight"),
    "ShapeWalker": _key("slider", "ArrowRight"),
    "LossLens": _key("slider", "ArrowRight"),
    "GraphLens": _click("Step"),
    "TapeLens": _click("Step"),
    "DrawDigit": _draw,
}


def act_on(instrument: Locator, page: Page, name: str) -> None:
    """Act on an instrument, and see that what it shows has changed."""
    show(instrument)
    before = instrument.inner_text()
    ACTIONS[name](instrument, page)
    expect(instrument).not_to_have_text(before, use_inner_text=True, timeout=20_000)
