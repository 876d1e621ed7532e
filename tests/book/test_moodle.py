"""The questions that a learning platform imports, read back as it reads them.

What Moodle's importer does was read in its source: ``lib/xmlize.php``, ``question/format.php``,
``question/format/xml/format.php`` and the four types' ``questiontype.php``.
"""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

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
    taken = {a.findtext("text") for a in shape.findall("answer") if a.get("fraction") == "100"}
    assert taken > {"(4, 32, 32)", "(4,32,32)", "[4, 32, 32]", "4,32,32", "（4，32，32）"}
    order = found["01-overview/ask-loop"]
    lines = [part.findtext("text") or "" for part in order.iter("subquestion")]
    assert "optimizer.step()" in lines[-1]
    assert "optimizer.step()" not in (order.findtext("questiontext/text") or "")


def test_formulas_are_written_for_mathjax_and_code_as_code(site: Path) -> None:
    text = (site / "en" / moodle.FILE).read_text(encoding="utf-8")
    assert r"\(1 - 2\,lr\)" in text
    assert "$b" not in text.replace("$course$", "")
    assert "<code>train.images[:64]</code>" in text
    assert "](" not in text.replace("torch.Size([", "").replace("])", "")


PIECE = re.compile(
    r"<!\[CDATA\[(?P<as_is>.*?)\]\]>|<(?P<tag>/?\w+)[^>]*?(?P<empty>/?)>"
    r"|(?P<text>&\w+;|[^<&\x80-\U0010ffff]+|[^<&]+)",
    re.DOTALL,
)


def as_moodle_reads(xml: str) -> list[str]:
    """Return what is between <text> and </text>, as Moodle's importer gets it.

    libxml2 tells it of a text in pieces: a CDATA section, an entity, and what is ASCII before the
    first other sign. It drops a piece that is nothing but white space.
    """
    texts: list[str] = []
    inside = False
    for piece in PIECE.finditer(xml):
        if piece["tag"]:
            inside = piece["tag"] == "text" and not piece["empty"]
            texts += [""] * (piece["tag"] == "text")
        elif inside and (text := piece["as_is"] or unescape(piece["text"])).strip():
            texts[-1] += text
    return [text.strip() for text in texts]


def test_moodle_drops_what_stands_alone() -> None:
    marked = "&lt;b&gt;No.&lt;/b&gt; &lt;i&gt;x&lt;/i&gt; &amp;lt; y"
    assert as_moodle_reads(f"<a><text>{marked}</text> <text /><text>&gt; 的 x 的</text></a>") == [
        "<b>No.</b><i>x</i>&lt; y",
        "",
        ">的 x 的",
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_moodle_reads_every_text_as_it_is(site: Path, edition: str) -> None:
    xml = (site / edition / moodle.FILE).read_text(encoding="utf-8")
    meant = [(text.text or "").strip() for text in ET.fromstring(xml).iter("text")]
    assert any("</strong> <code>" in text for text in meant)
    assert as_moodle_reads(xml) == meant


NUMBER = re.compile(r"-?\d+(\.\d+)?")


@pytest.mark.parametrize("edition", EDITIONS)
def test_moodle_takes_every_question(site: Path, edition: str) -> None:
    """At the first that it does not take, the import ends, and what follows is missing."""
    for name, question in read(site, edition).items():
        assert question.findtext("idnumber") == name
        assert len(name) <= 100
        assert question.findtext("questiontext/text")
        given = [(a.findtext("text") or "", a.get("fraction")) for a in question.findall("answer")]
        assert {fraction for _, fraction in given} <= {"0", "100"}, name
        match question.get("type"):
            case "multichoice":
                assert len(given) >= 2, name
            case "matching":
                parts = question.findall("subquestion")
                assert all(part.findtext("text") for part in parts), name
            case "shortanswer":  # without regard to case, and a star stands for anything
                assert len({text.lower() for text, _ in given}) == len(given), name
                assert not any(set("*\\") & set(text) for text, _ in given[:-1]), name
            case "numerical":  # the first within its tolerance is taken
                bounds = {float(t.text or "") for t in question.iter("tolerance")}
                assert len(bounds) == 1, name
                assert all(NUMBER.fullmatch(text) for text, _ in given[:-1]), name
                values = [float(text) for text, _ in given[:-1]]
                for i, value in enumerate(values):
                    near = [abs(value - other) <= max(bounds) for other in values]
                    assert near.index(True) == i, (name, value)
            case kind:
                pytest.fail(f"{name}: {kind}")


def test_a_formula_with_a_sign_of_html_stays_a_formula() -> None:
    assert moodle.in_html(r"Is $a < b$, or $x \& y$?") == (
        r'<p>Is <span class="math inline">\(a &lt; b\)</span>,'
        r' or <span class="math inline">\(x \&amp; y\)</span>?</p>'
    )


def test_it_leads_to_the_question_on_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "site", lambda: "https://someone.example/book/")
    (tmp_path / "zh").mkdir()
    moodle.write_questions(tmp_path)
    text = read(tmp_path, "zh")["02-define/ask-slice"].findtext("questiontext/text") or ""
    assert 'href="https://someone.example/book/zh/02-define.html#ask-slice"' in text
