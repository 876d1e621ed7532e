"""Windows' contrast themes, where the system gives all colours: what means something is seen."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from book.extension.words import WORDS
from tests.site.axe import Scheme, violations_now
from tests.tools.browser import UNFOLD, WITHOUT_WORKER, settle, show

GROUNDS = {"light": (255, 255, 255), "dark": (0, 0, 0)}  # as Chromium emulates them
SEEN = 3.0  # contrast of what is no text, WCAG 1.4.11


@pytest.fixture(scope="module", params=GROUNDS)
def scheme(request: pytest.FixtureRequest) -> Scheme:
    name: Scheme = request.param
    return name


@pytest.fixture(scope="module")
def page(browser: Browser, scheme: Scheme) -> Iterator[Page]:
    with browser.new_context(
        **WITHOUT_WORKER,
        forced_colors="active",
        color_scheme=scheme,
        reduced_motion="reduce",
    ) as context:
        # Whoever chose a mode for the book before still has the system's ground.
        other = {"light": "dark", "dark": "light"}[scheme]
        context.add_init_script(f"try {{ localStorage.setItem('mode', '{other}') }} catch {{}}")
        yield context.new_page()


def luminance(colour: tuple[int, int, int]) -> float:
    """Return WCAG's relative luminance of sRGB bytes."""

    def linear(byte: int) -> float:
        share = byte / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def share_seen(part: Locator, scheme: Scheme) -> float:
    """Return the share of a part's pixels that are told from the system's ground."""
    image = Image.open(BytesIO(part.screenshot())).convert("RGB")
    size = image.width * image.height
    counted: list[tuple[int, Any]] = image.getcolors(size) or []
    seen = [count for count, colour in counted if contrast(colour, GROUNDS[scheme]) >= SEEN]
    return sum(seen) / size


def go(page: Page, served: str, file: str) -> None:
    page.goto(f"{served}en/{file}.html")
    settle(page)


def test_icons_are_seen(page: Page, served: str, scheme: Scheme) -> None:
    go(page, served, "02-define")
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    icons = page.locator(".toolbar .icon").filter(visible=True)
    assert icons.count() >= 2
    for icon in icons.all():
        assert share_seen(icon, scheme) > 0.05
    button = page.get_by_role("button", name=WORDS["en"]["search"], exact=True)
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert button.evaluate("(b) => getComputedStyle(b).outlineStyle") == "solid"


def test_the_chosen_digit_is_told_from_the_others(page: Page, served: str, scheme: Scheme) -> None:
    digits = page.get_by_role("region", name="LayerLens").get_by_role("radio")
    show(digits.first)
    borders: dict[str | None, set[str]] = {"true": set(), "false": set()}
    for digit in digits.all():
        colour = digit.evaluate("(digit) => getComputedStyle(digit).borderTopColor")
        borders[digit.get_attribute("aria-checked")].add(colour)
    assert len(borders["true"]) == 1
    assert borders["true"].isdisjoint(borders["false"])


def test_bars_sliders_and_the_target_are_seen(page: Page, served: str, scheme: Scheme) -> None:
    go(page, served, "03-loss")
    lens = page.get_by_role("region", name="LossLens")
    show(lens)
    lens.get_by_role("button").first.click()
    bars = lens.locator(".livenet-share > i")
    widest = max(bars.all(), key=lambda bar: (bar.bounding_box() or {"width": 0})["width"])
    assert share_seen(widest, scheme) > 0.7
    for line in lens.locator(".livenet-slopes svg").filter(visible=True).all():
        assert share_seen(line, scheme) > 0.005
    row = lens.locator("tr[data-target]")
    shadow = row.evaluate("(row) => getComputedStyle(row).boxShadow")
    assert shadow != "none"
    track = lens.locator("tbody input[type=range]").first
    assert share_seen(track, scheme) > 0.05
    page.evaluate(UNFOLD)
    assert violations_now(page) == []


def test_sliders_tracks_handles_and_walks_are_seen(page: Page, served: str, scheme: Scheme) -> None:
    go(page, served, "05-update")
    for part in (".noUi-connects", ".noUi-handle"):
        for one in page.locator(f".live {part}").filter(visible=True).all():
            show(one)
            assert share_seen(one, scheme) > 0.3, part
    race = page.get_by_role("region", name="OptimizerRace")
    show(race)
    assert share_seen(race.locator(".livenet-plot"), scheme) > 0.01
    for sample in race.locator("tbody svg").all():
        assert share_seen(sample, scheme) > 0.03


def test_what_is_drawn_and_read_is_seen(page: Page, served: str, scheme: Scheme) -> None:
    go(page, served, "draw")
    desk = page.get_by_role("region", name="DrawDigit")
    sheet = desk.get_by_label("Sheet to draw on")
    show(sheet)
    sheet.focus()
    for key in [" ", *["ArrowDown"] * 8, " "]:
        page.keyboard.press(key)
    best = desk.locator("li[aria-current] .livenet-bar")
    expect(best).to_be_visible()
    assert share_seen(best, scheme) > 0.7
    assert share_seen(sheet, scheme) > 0.01
