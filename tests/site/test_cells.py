"""Cells that run on a page: edited, run, stopped and taken away, as a reader does.

What torch prints there is asked in tests/page, in Node.js; here are the page and its controls.
"""

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Download, Locator, Page, expect
from torch import nn

from book import SITE
from book.extension.questions import WORDS as QUESTION_WORDS
from tests.site.axe import EVERY_SCHEME, violations
from tests.site.pages import parse
from tests.tools.browser import MANY_FRAMES, PRESS_LATE, Visits, resize, settle

# What is far from where one reads is laid out too, for checks of a whole page.
LAY_OUT = """async () => {
  const style = document.createElement("style");
  style.textContent = "* { content-visibility: visible !important; }";
  document.head.append(style);
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
}"""
# Where each row of a line that is broken begins.
LEFT_OF_LINES = """(editor) => {
  const line = editor.querySelector(".cm-line");
  const range = document.createRange();
  const lefts = new Map();
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.length; at++) {
      if (!node.data[at].trim()) continue;
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { left, top } = range.getBoundingClientRect();
      const row = Math.round(top);
      lefts.set(row, Math.min(Math.round(left), lefts.get(row) ?? Infinity));
    }
  }
  return [...lefts.values()];
}"""
# What is read aloud stands there but for a moment.
HEAR = """(said) => {
  globalThis.heard = [];
  new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
}"""
PATIENCE = 60_000  # ms: CPython starts on a machine that does much else
PAGE = "02-define"
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "run": "Run",
        "edit": "Edit",
        "stop": "Stop",
        "more": "More",
        "cell": "code cell",
        "original": "As in the book",
        "take": "Take my notebook (.ipynb)",
        "restart": "Restart Python",
        "all": "Run the page",
        "above": "Run all above, then this cell",
        "below": "Run from here down",
        "halted": "not run: a cell above stopped with an error",
        "changed": "changed by you",
        "stopped": "Stopped. Python has ended, and its variables are gone",
        "not_run": "comes from a cell above that has not run on this page.",
        "unknown": "colour is not known here",
        "shapes": "in dimension 1 one has 3 and the other 4",
        "channels": "The layer wants images with 1 channels, and these have 3",
        "library": "This page's Python has no tqdm",
        "command": "%timeit is a command of Jupyter",
        "book": "From the book, ",
        "solved": "Exercises solved on this page: {} of {}.",
        "asleep": "Python tells this once a cell has run on this page",
        "names": "Names that could stand here",
        # What `check` says, in the page's language alone.
        "unanswered": "No answer yet: replace ... by your code, and run the cell again.",
        "wrong": "Not yet: ",
        "right": "Right.",
    },
    "zh": {
        "run": "运行",
        "edit": "修改",
        "stop": "停止",
        "more": "更多",
        "cell": "个代码单元格",
        "original": "恢复成书里的样子",
        "take": "带走我的笔记本（.ipynb）",
        "restart": "重启 Python",
        "all": "运行整页",
        "above": "先运行上面的全部单元格，再运行这一格",
        "below": "从这里往下运行",
        "halted": "没有运行：上面有一格出错停下了",
        "changed": "你改过",
        "stopped": "已停止。Python 已经结束，变量都没有了",
        "not_run": "来自上面的一个单元格，它在本页上还没有运行过。",
        "unknown": "这里不认识 colour",
        "shapes": "在第 1 维上，一个是 3，另一个是 4",
        "channels": "这一层要的图有 1 个通道，给它的却有 3 个",
        "library": "本页的 Python 没有 tqdm",
        "command": "%timeit 是 Jupyter 的命令",
        "book": "书里的结果，",
        "solved": "已在本页做对 {} 题",
        "asleep": "本页运行过一个单元格",
        "names": "这里可以写的名字",
        "unanswered": "还没有答案：把 ... 换成你的代码，再运行一次。",
        "wrong": "还不对：",
        "right": "对了。",
    },
}


class Cells:
    """The cells of a page that run there, as a reader meets them."""

    def __init__(self, page: Page, edition: str) -> None:
        self.page, self.edition, self.words = page, edition, WORDS[edition]
        edits = page.get_by_role("button", name=re.compile(f"^{self.words['edit']}, "))
        found = page.locator(".cell").filter(has=edits)
        # By their ids: on paper there is no control to find them by. What the first one shows is
        # covered until a guess is made.
        ids = found.evaluate_all("(cells) => cells.map((cell) => cell.id)")
        self.all = [page.locator(f"#{cell}") for cell in ids[1:]]

    def control(self, cell: Locator, name: str) -> Locator:
        """Return a button of a cell by the word on it."""
        label = self.words[name]
        return cell.get_by_role("button", name=re.compile(f"^{re.escape(label)}, "))

    def output(self, cell: Locator) -> Locator:
        return cell.get_by_role("log")

    def write(self, cell: Locator, code: str) -> Locator:
        """Write code into a cell's editor; return the editor, which has the focus."""
        editor = cell.get_by_role("textbox")
        if not editor.count():
            self.control(cell, "edit").click()
        else:
            editor.focus()
        expect(editor).to_be_focused(timeout=PATIENCE)  # its script comes with the first edit
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)
        return editor

    def choose(self, cell: Locator, name: str) -> None:
        """Choose something from a cell's menu."""
        cell.get_by_text(self.words["more"], exact=True).click()
        cell.get_by_role("button", name=self.words[name], exact=True).click()


@pytest.fixture(scope="module", params=["zh", "en"])
def cells(
    request: pytest.FixtureRequest, module_visits: Visits, shelf: dict[str, str]
) -> Iterator[Cells]:
    """Open the page of an edition: tests of a module go on where the last one was."""
    edition = str(request.param)
    page = module_visits(f"{shelf[edition]}{PAGE}.html").page
    yield Cells(page, edition)
    module_visits.expect_quiet()


def asked(page: Page) -> set[str]:
    """Return which files of Python a page has asked for; what comes from a disk is not listed."""
    names: list[str] = page.evaluate(
        "() => performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    return {name.rpartition("/")[2] for name in names if "/python/" in name}


def take(cells: Cells, cell: Locator) -> Download:
    with cells.page.expect_download() as download:
        cells.choose(cell, "take")
    return download.value


def explained(cells: Cells) -> Locator:
    """Ask what stands at the caret; return what is shown of it."""
    cells.page.keyboard.press("Shift+Tab")
    return cells.page.locator(".cell-explained")


def printed(taken: Path, cell: str) -> str:
    """Execute a notebook that was taken, as far as a cell; return what this prints."""
    notebook = nbformat.read(taken, as_version=4)
    ids = [one.id for one in notebook.cells]
    del notebook.cells[ids.index(cell) + 1 :]
    nbformat.write(notebook, taken)
    command = ["-m", "pytest", "-q", "-c", os.devnull, "--nbmake", "--overwrite", taken.name]
    ran = subprocess.run(
        [sys.executable, *command], cwd=taken.parent, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout[-2000:]
    (output,) = nbformat.read(taken, as_version=4).cells[-1].outputs
    return str(output.text)


def test_a_cell_is_edited_and_run_by_keyboard(cells: Cells) -> None:
    page, first, second = cells.page, cells.all[1], cells.all[2]
    assert asked(page) == set()
    built = first.locator(".cell_output").first
    before = built.inner_text()
    editor = cells.write(first, "round")
    expect(explained(cells)).to_contain_text(cells.words["asleep"])
    assert asked(page) <= {"editor.js"}
    cells.write(first, "print('one')\ncolour_code = 3\ncolour_code + 4")
    page.keyboard.press("Shift+Enter")
    expect(cells.control(second, "run")).to_be_focused()
    output = cells.output(first)
    expect(output).to_have_text("one\n7", timeout=PATIENCE, use_inner_text=True)
    if page.url.startswith("http"):  # CPython comes from its address; from a disk, from scripts
        assert "python.wasm" in asked(page)
        assert "wasm-0.js" not in asked(page)
    expect(first.get_by_text(cells.words["changed"], exact=True)).to_be_visible()
    # The book's own output is on paper alone, and the others say where they come from.
    expect(built).to_be_hidden()
    expect(cells.page.get_by_text(cells.words["book"]).last).to_be_visible()
    page.emulate_media(media="print")
    assert before in built.inner_text()
    expect(output).to_be_hidden()
    page.emulate_media(media="screen")
    # What the cell left is there for the next; Escape leaves the editor.
    cells.write(second, "for _ in range(2):\n    print(colour_code)")
    page.keyboard.press("Control+Enter")
    expect(cells.output(second)).to_have_text("3\n3", timeout=PATIENCE, use_inner_text=True)
    expect(second.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cells.control(second, "run")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(second.get_by_role("textbox")).to_be_focused()
    # As in the book, code and output.
    cells.choose(first, "original")
    expect(editor).to_have_count(0)
    expect(built).to_be_visible()
    expect(output).to_have_count(0)
    # The code untouched, its output alone has a way back, until it has gone it.
    cells.control(first, "run").click()
    expect(output).to_be_visible(timeout=PATIENCE)
    cells.choose(first, "original")
    expect(built).to_be_visible()
    expect(output).to_have_count(0)
    expect(first.get_by_text(cells.words["original"])).to_be_hidden()


def test_where_a_host_lacks_cpython_it_comes_from_scripts(
    module_visits: Visits, served: str
) -> None:
    page = module_visits(f"{served}zh/{PAGE}.html", quiet=False).page
    # a host that does not have it, or not as what it is
    page.route("**/python.wasm", lambda route: route.fulfill(status=404, body="none"))
    cells = Cells(page, "zh")
    cells.write(cells.all[1], "print('there')")
    page.keyboard.press("Control+Enter")
    expect(cells.output(cells.all[1])).to_have_text("there", timeout=PATIENCE)
    assert {"python.wasm", "wasm-0.js"} <= asked(page)


def test_names_are_completed_and_explained(cells: Cells) -> None:
    page, cell = cells.page, cells.all[3]
    cells.write(cell, "from torch import nn\n'ready'")
    page.keyboard.press("Control+Enter")
    expect(cells.output(cell)).to_have_text("'ready'", timeout=PATIENCE)
    editor = cells.write(cell, "nn.Conv2d(1, 6, kern")
    names = page.get_by_role("listbox", name=cells.words["names"])
    page.keyboard.press("Tab")
    expect(names.get_by_role("option")).to_have_text(["kernel_size="])
    expect(editor).to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Tab")
    page.keyboard.type("5)\nnn.Lin")
    page.keyboard.press("Control+Space")
    expect(names.get_by_role("option").first).to_have_text("Linear")
    # Escape takes away what is offered, then leaves.
    page.keyboard.press("Escape")
    expect(names).to_have_count(0)
    expect(editor).to_be_focused()
    page.keyboard.type("ear(84, 10)")
    # As real torch has it: tests/page holds its module to the letter.
    shown = f"Linear{inspect.signature(nn.Linear)}"
    cell.locator(".cm-announced").evaluate(HEAR)
    told = explained(cells)
    expect(told.locator("p").first).to_have_text(shown)
    expect(told).to_contain_text("Applies an affine linear transformation")
    assert shown in page.evaluate("() => heard.join()")
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(editor).to_be_focused()
    assert editor.inner_text() == "nn.Conv2d(1, 6, kernel_size=5)\nnn.Linear(84, 10)"
    # Tab and Shift+Tab indent where no name stands before the caret.
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    assert editor.inner_text().endswith("\n    nn.Linear(84, 10)")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+Tab")
    assert editor.inner_text().endswith("\nnn.Linear(84, 10)")
    page.keyboard.press("Escape")
    expect(cells.control(cell, "run")).to_be_focused()


def test_usual_mistakes_get_a_sentence(cells: Cells) -> None:
    first, second = cells.all[4], cells.all[5]
    cells.write(first, "known = 1\n\ndef use(x):\n    return x + colour\n")
    cells.write(second, "print(known)")
    cells.page.keyboard.press("Control+Enter")
    output = cells.output(second)
    expect(output).to_contain_text(f"known {cells.words['not_run']}", timeout=PATIENCE)
    assert "Line 1" in output.inner_text()
    output.get_by_role("button", name=cells.words["above"]).click()
    expect(output).to_have_text("1", timeout=PATIENCE)
    torch_says = (
        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"
    )
    for code, sentence in (
        (f"raise RuntimeError({torch_says!r})", "shapes"),
        ("import tqdm", "library"),
        ("%timeit 1", "command"),
    ):
        cells.write(second, code)
        cells.page.keyboard.press("Control+Enter")
        expect(output).to_contain_text(cells.words[sentence])
    # What was to run after it did not, and says so.
    cells.choose(second, "below")
    expect(cells.all[6].get_by_text(cells.words["halted"], exact=True)).to_be_visible()
    if cells.page.url.startswith("http"):  # from a disk axe asks in vain for the stylesheets
        cells.page.evaluate(LAY_OUT)
        # Of those below the last one, all of which did not run, the others are as this is.
        looked_at = ", ".join(f"#{cell.get_attribute('id')}" for cell in cells.all[:8])
        assert violations(cells.page, EVERY_SCHEME, looked_at) == []
    # A frame of another cell is named by how that begins, and no frame is the page's own.
    cells.write(first, "def use(x):\n    return x + colour")
    cells.page.keyboard.press("Shift+Enter")
    cells.write(second, "use(1)")
    cells.page.keyboard.press("Control+Enter")
    expect(output).to_contain_text(cells.words["unknown"])
    lines = output.inner_text().splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    places = [line.strip() for line in lines if re.match(r"  (Line|Cell) ", line)]
    assert places == ["Line 1", "Cell 'def use(x):', line 2, in use"]


def test_an_endless_loop_is_stopped(cells: Cells) -> None:
    first, second = cells.all[6], cells.all[7]
    cells.write(first, "kept = 1\nprint('begun', flush=True)\nwhile True:\n    pass")
    cells.page.keyboard.press("Control+Enter")
    expect(cells.output(first)).to_have_text("begun", timeout=PATIENCE)
    cells.control(first, "stop").press("Enter")
    expect(cells.page.get_by_text(cells.words["stopped"])).to_be_visible()
    expect(cells.control(first, "stop")).to_be_hidden()
    cells.write(second, "n = globals().get('n', 0) + 1\nprint('kept' in globals(), n)")
    # Who is late with Stop does not run it again.
    cells.control(second, "run").evaluate(PRESS_LATE)
    cells.page.keyboard.press("Control+Enter")
    expect(cells.output(second)).to_have_text("False 1", timeout=PATIENCE)
    cells.page.evaluate(MANY_FRAMES)
    expect(cells.control(second, "stop")).to_be_hidden()
    expect(cells.output(second)).to_have_text("False 1")


def test_an_exercise_is_wrong_then_right_and_kept(cells: Cells) -> None:
    cell = cells.page.locator("#cell-do-same-size")
    output, line = cells.output(cell), cells.page.locator(".questions").get_by_role("status")
    cells.control(cell, "run").click()
    expect(output).to_have_text(cells.words["unanswered"], timeout=PATIENCE)
    built = parse(SITE / cells.edition / f"{PAGE}.html")
    solution = built.select_one("#cell-do-same-size ~ details pre")
    assert solution is not None
    right = solution.get_text()
    cells.write(cell, right.replace("padding=2", "padding=1"))
    cells.page.keyboard.press("Control+Enter")
    expect(output).to_have_text(re.compile(f"^{cells.words['wrong']}[^\\n]+\\n?$"))
    # What its code raises gets the sentence that a cell's error gets.
    spoilt = "layer.weight.data = layer.weight.data[:, :1]\ncheck("
    cells.write(cell, right.replace("check(", spoilt))
    cells.page.keyboard.press("Control+Enter")
    expect(output).to_contain_text(cells.words["channels"])
    cells.write(cell, right)
    cells.page.keyboard.press("Control+Enter")
    expect(output).to_have_text(cells.words["right"])
    count = len(built.select(".cell.tag_exercise"))
    expect(line).to_contain_text(cells.words["solved"].format(1, count))
    cells.choose(cell, "below")
    later = cells.page.locator(".cell.tag_exercise").nth(1)
    expect(cells.output(later)).to_have_text(cells.words["unanswered"])
    cells.page.reload()
    settle(cells.page)
    expect(line).to_contain_text(cells.words["solved"].format(1, count))


def test_changes_are_kept_taken_and_cleared(cells: Cells, tmp_path: Path) -> None:
    edition = cells.edition
    page, first = cells.page, cells.all[8]
    changed = {str(cell.get_attribute("id")) for cell in page.locator(".cell[data-changed]").all()}
    for cell in changed:
        cells.choose(page.locator(f"#{cell}"), "original")
    name = str(first.get_attribute("id")).removeprefix("cell-")
    cells.write(first, "print('mine')")
    page.keyboard.press("Escape")
    download = take(cells, first)
    assert download.suggested_filename == f"{PAGE}.ipynb"
    download.save_as(tmp_path / "mine.ipynb")
    notebook = nbformat.read(tmp_path / "mine.ipynb", as_version=4)
    nbformat.validate(notebook)
    published = nbformat.read(SITE / edition / "notebooks" / f"{PAGE}.ipynb", as_version=4)
    mine = {cell.id: cell.source for cell in notebook.cells}
    assert mine == {cell.id: cell.source for cell in published.cells} | {name: "print('mine')"}
    if edition == "en":  # whose code is that of both
        assert printed(tmp_path / "mine.ipynb", name) == "mine\n"
    page.reload()
    settle(page)
    expect(first.get_by_role("textbox")).to_contain_text("print('mine')")
    page.locator(".questions").get_by_role("button", name=QUESTION_WORDS[edition]["clear"]).click()
    expect(first.get_by_role("textbox")).to_have_count(0)
    page.reload()
    settle(page)
    expect(cells.control(first, "run")).to_be_visible()
    expect(first.get_by_text(cells.words["changed"], exact=True)).to_have_count(0)


def test_a_finger_finds_the_controls(cells: Cells) -> None:
    resize(cells.page, 390)
    cell = cells.all[9]
    # What does not fit goes on beneath, as where the code is shown.
    editor = cells.write(cell, f"    {'long_name + ' * 9}1")
    ends = editor.evaluate("(part) => [part.scrollWidth, part.clientWidth]")
    assert ends[0] == ends[1]
    tops = editor.locator(".cm-line").evaluate("(line) => line.getClientRects()[0].height")
    assert tops > 50
    starts = editor.evaluate(LEFT_OF_LINES)
    assert starts[1] - starts[0] > 10
    assert set(starts[1:]) == {starts[1]}
    cells.write(cell, "1 / 0")
    cells.page.keyboard.press("Control+Enter")
    expect(cells.output(cell)).to_contain_text("ZeroDivisionError", timeout=PATIENCE)
    cell.get_by_text(cells.words["more"], exact=True).click()
    menu = cell.get_by_role("button", name=cells.words["take"], exact=True)
    box = menu.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    width = cells.page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 390
    cells.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    resize(cells.page, 1280)


def test_what_runs_elsewhere_says_so() -> None:
    """In both editions alike, which are built of the same code."""
    reasons: dict[str, dict[str, str]] = {}
    for edition in ("zh", "en"):
        reasons[edition] = {
            f"{page.stem}#{cell['id']}": reason[1]
            for page in sorted((SITE / edition).glob("*.html"))
            for cell in parse(page).select(".cell")
            if (reason := re.search(r"elsewhere-(\w+)", " ".join(cell["class"])))
        }
    assert reasons["zh"] == reasons["en"]
    assert set(reasons["en"].values()) == {"processes", "compile", "threads"}
