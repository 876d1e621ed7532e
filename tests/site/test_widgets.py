"""Widgets of a built page live without a kernel: over http and from disk, under a strict policy."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from book.site import csp
from tests.site import controls
from tests.tools import onepage
from tests.tools.browser import LoadPage, Visits

NOTES = {
    "zh": "“optimizer”要有运行中的内核才起作用",
    "en": "Only a running kernel answers “optimizer”",
}
# How far parts of the page have moved by themselves, all together, since it was opened.
SHIFTS = """async () => {
  let sum = 0;
  const add = (list) => {
    for (const { value } of list.getEntries()) sum += value;
  };
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
  return sum;
}"""
SENTENCES = {"zh": "这里有一个可以动手试的部件", "en": "Something to try belongs here"}


@pytest.fixture(params=["http", "file"])
def origin(request: pytest.FixtureRequest, controls_site: Path, controls_served: str) -> str:
    return controls_served if request.param == "http" else f"{controls_site.as_uri()}/"


@pytest.fixture(params=["zh", "en"])
def page(request: pytest.FixtureRequest, load_page: LoadPage, origin: str) -> Page:
    """Return the page of controls."""
    return load_page(f"{origin}{request.param}/a.html")


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="learning rate", exact=True)


def test_keys_move_a_slider_and_all_that_is_linked_to_it(page: Page) -> None:
    expect(page.get_by_label("meter")).to_have_text("0.1 42")
    expect(slider(page)).to_have_attribute("aria-valuetext", "0.100")
    slider(page).focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect(slider(page)).to_have_attribute("aria-valuetext", "1.00")
    expect(page.get_by_label("same rate")).to_have_value("1")
    expect(page.get_by_label("meter")).to_have_text("1 42")
    page.keyboard.press("Home")
    expect(page.get_by_label("same rate")).to_have_value("0.00001")


def test_the_mouse_moves_a_slider_and_all_that_is_linked_to_it(page: Page) -> None:
    handle = slider(page)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 600, y, steps=4)
    page.mouse.up()
    expect(page.get_by_label("same rate")).to_have_value("10")
    expect(page.get_by_label("meter")).to_have_text("10 42")


def test_the_linked_control_moves_the_slider(page: Page) -> None:
    page.get_by_label("same rate").fill("0.01")
    page.keyboard.press("Tab")
    expect(slider(page)).to_have_attribute("aria-valuetext", "0.0100")
    expect(page.get_by_label("meter")).to_have_text("0.01 42")


def test_a_player_plays(page: Page) -> None:
    page.get_by_role("button", name="播放" if "/zh/" in page.url else "play", exact=True).click()
    expect(page.get_by_role("progressbar", name="count")).to_have_attribute("aria-valuenow", "3")


def test_an_output_shows_what_it_recorded_in_the_pages_colours(page: Page) -> None:
    recorded = page.locator(".widget-output")
    expect(recorded.locator("pre")).to_have_text("loss <1>")
    expect(recorded.get_by_role("img")).to_be_visible()
    expect(recorded.locator("b")).to_have_text("table")
    line = recorded.locator("svg path")
    for scheme, colour in (("light", "rgb(11, 98, 164)"), ("dark", "rgb(111, 179, 242)")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(line).to_have_css("stroke", colour)


def test_a_control_without_links_is_said_to_need_a_kernel(page: Page) -> None:
    name = "zh" if "/zh/" in page.url else "en"
    note = page.locator(".live-note")
    expect(note).to_contain_text(NOTES[name])
    assert "learning rate" not in note.inner_text()
    choice = page.get_by_role("combobox", name="optimizer")
    expect(choice).to_have_accessible_description(note.inner_text())
    expect(slider(page)).not_to_have_attribute("aria-describedby", "live-note-0")
    link = note.get_by_role("link").get_attribute("href")
    assert link == "_sources/a.ipynb"


def test_what_one_touches_is_large_enough(page: Page) -> None:
    expect(page.get_by_label("meter")).to_be_visible()
    parts = page.locator(".live :is(select, input, button, .noUi-touch-area)")
    sizes = [box for part in parts.all() if (box := part.bounding_box())]
    assert len(sizes) == 6
    assert all(box["width"] >= 40 and box["height"] >= 40 for box in sizes), sizes


def test_the_sentence_goes_and_nothing_jumps(open_page: Visits, controls_served: str) -> None:
    page = open_page(f"{controls_served}en/a.html").page
    expect(page.get_by_label("meter")).to_be_visible()
    expect(page.locator(".live-sentence")).to_have_count(0)
    assert page.evaluate(SHIFTS) < 0.05


@pytest.mark.parametrize("name", ["zh", "en"])
def test_without_scripts_the_page_reads(open_page: Visits, origin: str, name: str) -> None:
    page = open_page(f"{origin}{name}/a.html", java_script_enabled=False).page
    sentence = page.locator(".live-sentence")
    expect(sentence).to_be_visible()
    expect(sentence).to_contain_text(SENTENCES[name])
    expect(page.locator(".live pre")).to_have_text("loss <1>")
    expect(page.locator(".live-note")).to_contain_text(NOTES[name])


def test_the_page_loads_one_bundle_and_one_state(controls_site: Path) -> None:
    text = (controls_site / "en" / "a.html").read_text(encoding="utf-8")
    assert text.count("widget-state+json") == 1
    assert text.count("widgets.js") == 1
    assert "widget-view+json" not in text
    assert "require.min.js" not in text
    state = text.split('widget-state+json">')[1].split("</script>")[0]
    models = json.loads(state)["state"]
    assert list(models) == sorted(models)
    assert set(models) == {str(number) for number in range(len(models))}
    search = (controls_site / "en" / "search.html").read_text(encoding="utf-8")
    assert "widgets.js" not in search


def test_two_builds_give_the_same_page(controls_site: Path, tmp_path: Path) -> None:
    # another kernel, other random ids
    assert onepage.build(tmp_path, "en", controls.page(), "force").returncode == 0
    again = (onepage.html(tmp_path, "en") / "a.html").read_text(encoding="utf-8")
    first = (controls_site / "en" / "a.html").read_text(encoding="utf-8")
    tag = f'\n<meta http-equiv="Content-Security-Policy" content="{csp.policy(again)}">'
    assert first.replace(tag, "") == again


def test_an_error_in_an_output_stops_the_build(tmp_path: Path) -> None:
    # As `with o: 1 / 0` leaves it; there nbclient loses a reply now and then, and waits for it.
    error = {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "", "traceback": []}
    code = f"import ipywidgets as w\no = w.Output()\no.outputs = ({error},)\no"
    result = onepage.build(tmp_path, "en", controls.page(code), "force")
    assert result.returncode != 0
    assert "recorded ZeroDivisionError" in result.stdout + result.stderr
