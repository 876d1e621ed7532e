"""The questions that a learning platform imports, read back as it reads them."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from book import address
from book.editions import EDITIONS, sources
from book.site import moodle


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for edition in EDITIONS:
        (folder / edition).mkdir()
    moodle.write_questions(folder)
    return folder


def read(site: Path, edition: str) -> dict[str, ET.Element]:
    """Return {name: question} of an edition."""
    quiz = ET.parse(site / edition / moodle.FILE).getroot()
    asked = [element for element in quiz if element.get("type") != "category"]
    named = {element.findtext("name/text") or "": element for element in asked}
    assert len(named) == len(asked)
    return named


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_question_of_the_book_is_there(site: Path, edition: str) -> None:
    written = {
        f"{notebook.stem}/{cell['id']}"
        for notebook in sources(edition).glob("*.ipynb")
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        for metadata in [cell["metadata"].get("livenet", {})]
        if "question" in metadata and "predicts" not in metadata  # which needs its cell
    }
    assert len(written) > 60
    assert read(site, edition).keys() == written


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_has_a_right_answer_and_says_why_of_every_answer(site: Path, edition: str) -> None:
    for name, question in read(site, edition).items():
        if question.get("type") == "matching":
            places = [part.findtext("answer/text") for part in question.iter("subquestion")]
            assert places == [str(n) for n in range(1, len(places) + 1)], name
            assert len(places) >= 3, name
            assert question.findtext("generalfeedback/text"), name
            continue
        answers = question.findall("answer")
        right = {answer.findtext("text") for answer in answers if answer.get("fraction") == "100"}
        assert right, name
        assert "*" not in right, name
        assert all(answer.findtext("feedback/text") for answer in answers), name
        if question.get("type") == "multichoice":
            assert len(right) == 1, name
        else:
            assert answers[-1].findtext("text") == "*", name


def test_both_editions_have_the_same_right_answers(site: Path) -> None:
    zh, en = (read(site, edition) for edition in ("zh", "en"))
    for name, question in zh.items():
        twins = [
            [
                (answer.get("fraction"), answer.findtext("tolerance"))
                for answer in each.iter("answer")
            ]
            for each in (question, en[name])
        ]
        assert twins[0] == twins[1], name


def test_a_choice_a_number_a_shape_and_an_order(site: Path) -> None:
    found = read(site, "en")
    choice = found["06-train/ask-which-set"]
    assert choice.findtext("single") == "true"
    assert [answer.get("fraction") for answer in choice.iter("answer")] == ["0", "0", "100"]
    number = found["08-break/ask-hoard"]
    assert number.findtext("answer/text") == "-0.6"
    shape = found["02-define/ask-slice"]
    assert [answer.findtext("text") for answer in shape.findall("answer")][:2] == [
        "(4, 32, 32)",
        "(4,32,32)",
    ]
    order = found["01-overview/ask-loop"]
    lines = [part.findtext("text") or "" for part in order.iter("subquestion")]
    assert "optimizer.step()" in lines[-1]
    assert "optimizer.step()" not in (order.findtext("questiontext/text") or "")


def test_formulas_are_written_for_mathjax_and_code_as_code(site: Path) -> None:
    text = (site / "en" / moodle.FILE).read_text(encoding="utf-8")
    assert r"\(1 - 2\,lr\)" in text
    assert "$b" not in text.replace("$course$", "")
    assert "&lt;code&gt;train.images[:64]&lt;/code&gt;" in text
    assert "](" not in text


def test_it_leads_to_the_question_on_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "site", lambda: "https://someone.example/book/")
    (tmp_path / "zh").mkdir()
    moodle.write_questions(tmp_path)
    text = read(tmp_path, "zh")["02-define/ask-slice"].findtext("questiontext/text") or ""
    assert 'href="https://someone.example/book/zh/02-define.html#ask-slice"' in text
