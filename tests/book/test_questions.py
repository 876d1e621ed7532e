"""Questions and hints on a page of a test's own: what the build marks, and what it refuses."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.tools import onepage

pytestmark = pytest.mark.slow

CHOICE = """**Quick question** Which?

1. this
2. that

<details>
<summary>Answer</summary>

1. **No.** Not this.
2. **Yes.** That, as $1 + 1$.

</details>"""
NUMBER = """**Quick question** How many?

<details>
<summary>Answer</summary>

- `2`: **Yes.** Two.
- **No.** Count.

</details>"""
ORDER = """**Quick question** In what order?

- `b = a`
- `a = 1`

<details>
<summary>Answer</summary>

1. `a = 1`
2. `b = a`

`b` needs `a`.

</details>"""
HINTS = """**Exercise 1 (easy)** Do it.

<details>
<summary>Hint 1</summary>

Begin.

</details>

<details>
<summary>Hint 2</summary>

Go on.

</details>"""


def ask(kind: str, source: str, name: str = "ask-it", **more: object) -> nbformat.NotebookNode:
    """Return the cell of a question."""
    told = {"livenet": {"question": kind, **more}}
    cell: nbformat.NotebookNode = nbformat.v4.new_markdown_cell(source, id=name, metadata=told)
    return cell


def page(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a page that has prose before and after its cells."""
    prose = [
        nbformat.v4.new_markdown_cell(text, id=name)
        for text, name in (("# Title\n\nBefore.", "objectives"), ("After.", "after"))
    ]
    return onepage.notebook(prose[0], *cells, prose[1])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BeautifulSoup:
    folder = tmp_path_factory.mktemp("book")
    cells = [
        ask("choice", CHOICE, "ask-choice"),
        ask("number", NUMBER, "ask-number", tolerance=0.5),
        nbformat.v4.new_code_cell("1 + 1", id="between"),
        ask("order", ORDER, "ask-order"),
        nbformat.v4.new_markdown_cell(HINTS, id="try-it"),
    ]
    result = onepage.build(folder, "en", page(*cells), "off")
    assert result.returncode == 0, result.stdout + result.stderr
    text = (onepage.html(folder, "en") / "a.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


def test_a_question_holds_its_own_cell_and_no_more(built: BeautifulSoup) -> None:
    found = built.select("section > .question")
    assert [(one["id"], one["data-kind"], one["data-tolerance"]) for one in found] == [
        ("ask-choice", "choice", "0"),
        ("ask-number", "number", "0.5"),
        ("ask-order", "order", "0"),
    ]
    assert [[child.name for child in one.find_all(recursive=False)] for one in found] == [
        ["p", "ol", "details"],
        ["p", "details"],
        ["p", "ul", "details"],
    ]


def test_the_right_answers_and_no_others_are_marked(built: BeautifulSoup) -> None:
    marked = [item.get_text(strip=True)[:9] for item in built.select("details li.right")]
    assert marked == ["Yes.That,", "2:Yes.Two"]


def test_an_exercise_holds_its_hints(built: BeautifulSoup) -> None:
    (found,) = built.select("section > .exercise")
    assert found["id"] == "try-it"
    assert [one.get_text() for one in found.select("details > summary")] == ["Hint 1", "Hint 2"]


def test_the_script_comes_with_its_words_and_its_style(built: BeautifulSoup) -> None:
    (line,) = built.select(".questions")
    assert line["data-page"] == "a"
    assert '"check": "Check"' in str(line["data-words"])
    assert built.select_one('script[src*="questions.js"][defer]')
    assert built.select_one('link[href*="questions.css"]')


def test_a_page_without_questions_loads_nothing_for_them(tmp_path: Path) -> None:
    result = onepage.build(tmp_path, "en", page(), "off")
    assert result.returncode == 0, result.stdout + result.stderr
    html = (onepage.html(tmp_path, "en") / "a.html").read_text(encoding="utf-8")
    assert "questions.js" not in html


WRONG = {
    "no kind": (ask("guess", CHOICE), "no kind of question 'guess'"),
    "no answers": (ask("choice", "Which?\n\n1. this"), "one <details> with its answers"),
    "prose after": (ask("choice", f"{CHOICE}\n\nMore."), "one <details> with its answers"),
    "bullets": (ask("choice", CHOICE.replace("1. **", "- **")), "one enumerated_list"),
    "no verdict": (ask("choice", CHOICE.replace("**No.**", "No.")), "each answer opens with"),
    "one too few": (ask("choice", CHOICE.replace("2. that\n", "")), "as many answers as choices"),
    "two right": (
        ask("choice", CHOICE.replace("that", "that\n3. any").replace("as $", "a\n3. **Yes.** $")),
        "one choice is right",
    ),
    "no other": (ask("number", NUMBER.replace("- **No.**", "- `3`: **No.**")), "save the last"),
    "no value": (ask("shape", NUMBER.replace("`2`", "2")), "opens with its value"),
    "in order": (
        ask("order", ORDER.replace("- `b = a`\n- `a = 1`", "- `a = 1`\n- `b = a`")),
        "wro",
    ),
    "another line": (ask("order", ORDER.replace("- `b = a`", "- `c = a`")), "same lines twice"),
    "no reason": (ask("order", ORDER.replace("`b` needs `a`.", "")), "say why"),
}


def test_each_wrong_form_is_told(tmp_path: Path) -> None:
    cells = []
    for number, (cell, _) in enumerate(WRONG.values()):
        cell["id"] = f"ask-{number}"
        cells.append(cell)
    result = onepage.build(tmp_path, "en", page(*cells), "off")
    assert result.returncode != 0
    told = dict(
        line.split("a.ipynb#", 1)[1].split(": ", 1)
        for line in result.stderr.splitlines()
        if "a.ipynb#" in line
    )
    for number, (name, (_, said)) in enumerate(WRONG.items()):
        assert said in told.get(f"ask-{number}", ""), (name, told)
