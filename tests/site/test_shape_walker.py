"""ShapeWalker on the built pages: each shape and each error beside torch's."""

import random
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.lockstep.lenets import by_torch, draw
from tests.tools.browser import LoadPage, resize

WORDS = {
    "en": {
        "title": "ShapeWalker: where the shapes come from",
        "input": "input",
        "size": "image size",
        "channels": "channels",
        "kernel": "kernel",
        "poolKernel": "kernel",
        "stride": "stride",
        "padding": "padding",
        "dilation": "dilation",
        "kind": "pooling",
        "mend": r"Set (?P<setting>\w+) of (?P<layer>\w+) to (?P<value>\d+)",
        "fits": "Everything fits.",
        "settings": "Settings of {}",
    },
    "zh": {
        "title": "形状漫步（ShapeWalker）：形状从哪里来",
        "input": "输入",
        "size": "图像边长",
        "channels": "通道",
        "kernel": "卷积核",
        "poolKernel": "窗口",
        "stride": "步幅",
        "padding": "填充",
        "dilation": "dilation",
        "kind": "池化",
        "mend": r"把 (?P<layer>\w+) 的“(?P<setting>\w+)”设为 (?P<value>\d+)",
        "fits": "全都对得上。",
        "settings": "{} 的设置",
    },
}
MEND = re.compile("^Set .* of|设为")
KEYS = {"C1": "conv1", "S2": "pool1", "C3": "conv2", "S4": "pool2"}

each_edition = pytest.mark.parametrize("edition", ["zh", "en"])


def word(edition: str, layer: str, setting: str) -> str:
    """Return what a control is called."""
    if setting in ("in", "out"):
        return f"{setting}_channels"
    pooled = layer.startswith("pool") and setting == "kernel"
    return WORDS[edition]["poolKernel" if pooled else setting]


def walker_of(page: Page, edition: str) -> Locator:
    walker = page.get_by_role("region", name=WORDS[edition]["title"])
    expect(walker.get_by_role("radio")).to_have_count(6)
    return walker


def put(walker: Locator, name: str, value: object) -> None:
    """Type a setting of the layer in hand into its slider's readout, or choose it."""
    if isinstance(value, str):
        walker.get_by_role("combobox", name=name, exact=True).select_option(value)
        return
    field = walker.get_by_role("textbox", name=name, exact=True)
    field.fill(str(value))
    field.press("Enter")


def apply(walker: Locator, edition: str, settings: dict[str, Any]) -> None:
    """Set everything, by keyboard from layer to layer."""
    walker.get_by_role("radio", name=WORDS[edition]["input"], exact=True).check()
    put(walker, WORDS[edition]["size"], settings["size"])
    put(walker, WORDS[edition]["channels"], settings["channels"])
    for layer, key in KEYS.items():
        walker.get_by_role("radio", checked=True).press("ArrowDown")
        expect(walker.get_by_role("radio", name=layer, exact=True)).to_be_checked()
        for setting, value in settings[key].items():
            put(walker, word(edition, key, setting), value)
    walker.get_by_role("radio", checked=True).press("ArrowDown")
    field = walker.get_by_role("spinbutton", name="in_features", exact=True)
    field.fill(str(settings["fc1_in"]))
    field.press("Enter")


def compare(walker: Locator, edition: str, settings: dict[str, Any]) -> None:
    """All shapes, the error, and where it is raised, are torch's."""
    steps = by_torch(settings)
    shapes = [str(tuple(shape)) if shape else None for _, shape, _ in steps]
    shown = walker.locator(".livenet-shape").all_text_contents()
    assert [text if text.startswith("(") else None for text in shown] == shapes
    errors = [(name, error) for name, _, error in steps if error]
    if errors:
        code = walker.get_by_text("RuntimeError: ")
        expect(code).to_have_text(f"RuntimeError: {errors[0][1]}")
        expect(
            walker.get_by_text(re.compile(rf"^{errors[0][0]} (raises:|报错：)$"))
        ).to_be_visible()
    else:
        expect(walker.locator(".livenet-verdict")).to_contain_text(WORDS[edition]["fits"])


def mended(walker: Locator, edition: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Press the button that mends, and return the settings as it says it leaves them."""
    button = walker.get_by_role("button", name=MEND)
    said = re.fullmatch(WORDS[edition]["mend"], button.inner_text())
    assert said
    button.click()
    value = int(said["value"])
    if said["layer"] == "F5":
        return settings | {"fc1_in": value}
    key = KEYS[said["layer"]]
    names = {word(edition, key, setting): setting for setting in settings[key]}
    return settings | {key: settings[key] | {names[said["setting"]]: value}}


@each_edition
def test_shapes_and_errors_are_torchs_until_all_is_mended(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    chance = random.Random(edition)
    walker = walker_of(load_page(f"{shelf[edition]}02-define.html"), edition)
    start = {"features": [120, 84, 10], "batch": 1}
    # The chapter's own error, as it stands when the page opens.
    mat = "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x256 and 400x120)"
    expect(walker.get_by_text(mat)).to_be_visible()
    settings = next(s for s in (draw(chance) | start for _ in range(1000)) if by_torch(s)[3][2])
    apply(walker, edition, settings)
    compare(walker, edition, settings)
    for _ in range(8):
        if by_torch(settings)[-1][1]:
            break
        settings = mended(walker, edition, settings)
        compare(walker, edition, settings)
    assert by_torch(settings)[-1][1] == [1, 10]


@each_edition
def test_a_slider_moved_by_mouse_and_by_keyboard(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    page = load_page(f"{shelf[edition]}02-define.html")
    walker = walker_of(page, edition)
    heading = walker.get_by_text(WORDS[edition]["settings"].format("C1"), exact=True)
    expect(heading).to_be_visible()
    walker.get_by_role("radio", name="C3", exact=True).check()
    expect(heading).to_be_hidden()
    group = walker.get_by_role("group", name=WORDS[edition]["settings"].format("C3"))
    expect(group.get_by_role("slider")).to_have_count(6)
    slider = walker.get_by_role("slider", name=WORDS[edition]["kernel"], exact=True)
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    shapes = walker.locator(".livenet-shape")
    expect(shapes.nth(3)).to_have_text("(1, 16, 10, 10)")  # 12 − 3 + 1
    expect(walker.get_by_role("status")).to_contain_text("(1, 16, 10, 10)", timeout=5000)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(shapes.nth(3)).to_have_text("(1, 16, 2, 2)")  # the slider's end: 12 − 11 + 1


@each_edition
def test_a_phone_shows_all_of_it_and_nothing_jumps(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    page = load_page(f"{shelf[edition]}02-define.html")
    walker = walker_of(page, edition)
    mend = walker.get_by_role("button", name=MEND)
    for width in (320, 390):
        resize(page, width)
        heights = set()
        for layer in ("input", "C1", "S2", "C3"):
            name = WORDS[edition]["input"] if layer == "input" else layer
            walker.get_by_role("radio", name=name, exact=True).check()
            if layer == "C3" and width == 320:
                mend.click()  # at 390 it is mended already
            heights.add(round(walker.evaluate("e => e.getBoundingClientRect().height")))
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert len(heights) == 1, width
        # Sliders and rows are seen together.
        name = WORDS[edition]["settings"].format("C3")
        sliders = walker.get_by_role("group", name=name).bounding_box()
        last = walker.locator(".livenet-layer").last.bounding_box()
        assert sliders
        assert last
        assert last["y"] + last["height"] - sliders["y"] < 740
