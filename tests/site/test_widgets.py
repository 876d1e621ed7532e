"""Widgets of a built page live without a kernel: over http and from disk, under a strict policy."""

import functools
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, expect

from book import policy
from book.build import jupyter_book
from book.editions import settings

CONTROLS = '''
import anywidget, ipywidgets as widgets, traitlets
from IPython.display import HTML, SVG

class Meter(anywidget.AnyWidget):
    _esm = """
    export default {
      render({ model, el }) {
        const said = document.createElement("output");
        said.setAttribute("aria-label", "meter");
        const bytes = model.get("bytes");
        const update = () => {
          said.textContent = `${model.get("value")} ${bytes.getUint8(1)}`;
        };
        model.on("change:value", update);
        update();
        el.append(said);
      },
    };
    """
    _css = "output { color: var(--accent); }"
    value = traitlets.Float(0).tag(sync=True)
    bytes = traitlets.Bytes(bytes([7, 42])).tag(sync=True)

rate = widgets.FloatLogSlider(0.1, min=-5, max=1, description="learning rate")
other = widgets.FloatText(description="same rate")
meter = Meter()
links = [widgets.jslink((rate, "value"), (other, "value")),
         widgets.jsdlink((rate, "value"), (meter, "value"))]
play = widgets.Play(max=3, interval=50)
count = widgets.IntProgress(max=3, description="count")
links.append(widgets.jslink((play, "value"), (count, "value")))
choice = widgets.Dropdown(options=["SGD", "Adam"], description="optimizer")
output = widgets.Output()
with output:
    print("loss <1>")
    display(SVG('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
                '<path id="line" d="M0 0L40 20" stroke="#0b62a4"/></svg>'))
    display(HTML("<p>a <b>table</b></p>"))
widgets.VBox([widgets.HBox([rate, choice]), other, meter, widgets.HBox([play, count]), output])
'''
NOTES = {
    "zh": "“optimizer”要有运行中的内核才起作用",
    "en": "Only a running kernel answers “optimizer”",
}
SENTENCES = {"zh": "这里有一个可以动手试的部件", "en": "Something to try belongs here"}


def build(folder: Path, name: str, code: str = CONTROLS) -> subprocess.CompletedProcess[str]:
    """Build one edition of a book of one page whose only code is ``code``."""
    source, work = folder / "chapters" / name, folder / "_build" / name
    source.mkdir(parents=True)
    work.mkdir(parents=True)
    cells = [
        nbformat.v4.new_markdown_cell("# Title\n\nWords.", id="title"),
        nbformat.v4.new_code_cell(code, id="controls"),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, source / "a.ipynb")
    config = settings(name)
    config["execute"]["execute_notebooks"] = "force"  # another kernel, other random ids
    (work / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (work / "_toc.yml").write_text("format: jb-book\nroot: a\n", encoding="utf-8")
    return subprocess.run(jupyter_book(source, work), capture_output=True, text=True, check=False)


def html(folder: Path, name: str) -> Path:
    return folder / "_build" / name / "_build" / "html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the page in both languages, its policy stated."""
    folder = tmp_path_factory.mktemp("widgets")
    for name in ("zh", "en"):
        result = build(folder, name)
        assert result.returncode == 0, result.stdout + result.stderr
        shutil.copytree(html(folder, name), folder / "site" / name)
    policy.state(folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Visit:
    """A page in a fresh profile, with what it said and whom it asked."""

    def __init__(self, browser: Browser, own: str, **options: Any):
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.foreign: list[str] = []
        self.own: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("requestfailed", lambda request: self.said.append(f"failed: {request.url}"))

        def answer(route: Any) -> None:
            url = route.request.url
            if url.startswith(own):
                self.own.append(url)
                route.continue_()
            else:
                self.foreign.append(url)
                route.abort()

        self.page.route(lambda url: not url.startswith(("blob:", "data:")), answer)


@pytest.fixture(params=["http", "file"])
def origin(request: pytest.FixtureRequest, site: Path, address: str) -> str:
    return address if request.param == "http" else site.as_uri()


@pytest.fixture(params=["zh", "en"])
def visit(request: pytest.FixtureRequest, browser: Browser, origin: str) -> Iterator[Visit]:
    """Open the page; afterwards it has said nothing and asked no one else for anything."""
    visit = Visit(browser, origin)
    visit.page.goto(f"{origin}/{request.param}/a.html")
    yield visit
    visit.context.close()
    assert visit.said == []
    assert visit.foreign == []


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="learning rate", exact=True)


def test_keys_move_a_slider_and_all_that_is_linked_to_it(visit: Visit) -> None:
    page = visit.page
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


def test_the_mouse_moves_a_slider_and_all_that_is_linked_to_it(visit: Visit) -> None:
    page = visit.page
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


def test_the_linked_control_moves_the_slider(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("same rate").fill("0.01")
    page.keyboard.press("Tab")
    expect(slider(page)).to_have_attribute("aria-valuetext", "0.0100")
    expect(page.get_by_label("meter")).to_have_text("0.01 42")


def test_a_player_plays(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="播放" if "/zh/" in page.url else "play", exact=True).click()
    expect(page.get_by_role("progressbar", name="count")).to_have_attribute("aria-valuenow", "3")


def test_an_output_shows_what_it_recorded_in_the_pages_colours(visit: Visit) -> None:
    recorded = visit.page.locator(".widget-output")
    expect(recorded.locator("pre")).to_have_text("loss <1>")
    expect(recorded.get_by_role("img")).to_be_visible()
    expect(recorded.locator("b")).to_have_text("table")
    line = recorded.locator("svg path")
    # Not by page.evaluate, which the policy refuses as it should.
    for scheme, colour in (("light", "rgb(11, 98, 164)"), ("dark", "rgb(111, 179, 242)")):
        visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(line).to_have_css("stroke", colour)


def test_a_control_without_links_is_said_to_need_a_kernel(visit: Visit) -> None:
    page = visit.page
    name = "zh" if "/zh/" in page.url else "en"
    note = page.locator(".live-note")
    expect(note).to_contain_text(NOTES[name])
    assert "learning rate" not in note.inner_text()
    choice = page.get_by_role("combobox", name="optimizer")
    expect(choice).to_have_accessible_description(note.inner_text())
    expect(slider(page)).not_to_have_attribute("aria-describedby", "live-note-0")
    link = note.get_by_role("link").get_attribute("href")
    assert link == "_sources/a.ipynb"


def test_what_one_touches_is_large_enough(visit: Visit) -> None:
    page = visit.page
    expect(page.get_by_label("meter")).to_be_visible()
    parts = page.locator(".live :is(select, input, button, .noUi-touch-area)")
    sizes = [box for part in parts.all() if (box := part.bounding_box())]
    assert len(sizes) == 6
    assert all(box["width"] >= 40 and box["height"] >= 40 for box in sizes), sizes


def test_the_sentence_goes_and_nothing_jumps(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    visit.page.add_init_script(
        "window.jumps = []; new PerformanceObserver((list) => {"
        " for (const entry of list.getEntries()) window.jumps.push(entry.value); })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    visit.page.goto(f"{address}/en/a.html")
    expect(visit.page.get_by_label("meter")).to_be_visible()
    expect(visit.page.locator(".live-sentence")).to_have_count(0)
    visit.page.wait_for_timeout(300)
    assert sum(visit.page.evaluate("window.jumps")) < 0.05
    visit.context.close()


@pytest.mark.parametrize("name", ["zh", "en"])
def test_without_scripts_the_page_reads(browser: Browser, origin: str, name: str) -> None:
    visit = Visit(browser, origin, java_script_enabled=False)
    visit.page.goto(f"{origin}/{name}/a.html")
    sentence = visit.page.locator(".live-sentence")
    expect(sentence).to_be_visible()
    expect(sentence).to_contain_text(SENTENCES[name])
    expect(visit.page.locator(".live pre")).to_have_text("loss <1>")
    expect(visit.page.locator(".live-note")).to_contain_text(NOTES[name])
    visit.context.close()


def test_where_the_bundle_fails_the_sentence_stays(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    visit.page.route("**/widgets.js*", lambda route: route.abort())
    visit.page.goto(f"{address}/en/a.html")
    expect(visit.page.locator(".live-sentence")).to_be_visible()
    visit.context.close()


def test_the_page_loads_one_bundle_and_one_state(site: Path) -> None:
    text = (site / "en" / "a.html").read_text(encoding="utf-8")
    assert text.count("widget-state+json") == 1
    assert text.count("widgets.js") == 1
    assert "widget-view+json" not in text
    assert "require.min.js" not in text
    state = text.split('widget-state+json">')[1].split("</script>")[0]
    models = json.loads(state)["state"]
    assert list(models) == sorted(models)
    assert set(models) == {str(number) for number in range(len(models))}
    search = (site / "en" / "search.html").read_text(encoding="utf-8")
    assert "widgets.js" not in search


def test_two_builds_give_the_same_page(site: Path, tmp_path: Path) -> None:
    assert build(tmp_path, "en").returncode == 0
    again = (html(tmp_path, "en") / "a.html").read_text(encoding="utf-8")
    first = (site / "en" / "a.html").read_text(encoding="utf-8")
    tag = f'\n<meta http-equiv="Content-Security-Policy" content="{policy.policy(again)}">'
    assert first.replace(tag, "") == again


def test_an_error_in_an_output_stops_the_build(tmp_path: Path) -> None:
    code = "import ipywidgets as w\no = w.Output()\nwith o:\n    1 / 0\no"
    result = build(tmp_path, "en", code)
    assert result.returncode != 0
    assert "recorded ZeroDivisionError" in result.stdout + result.stderr
