"""numbers.py finds the numbers of prose, and which of them a cell in view tells."""

from fractions import Fraction
from typing import Any

import pytest

from book.authoring.numbers import in_view, numbers, prose, prose_of, unexplained


def markdown(cell_id: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": cell_id, "metadata": {}, "source": [source]}


def code(cell_id: str, source: str = "", printed: str = "", **data: str) -> dict[str, Any]:
    output = {
        "output_type": "display_data",
        "data": {k.replace("_", "/"): [v] for k, v in data.items()},
    }
    stream = {"output_type": "stream", "name": "stdout", "text": [printed]}
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": {},
        "source": [source],
        "outputs": [output if data else stream],
    }


def left(said: str, cell: dict[str, Any]) -> list[str]:
    """Return the numbers of a sentence that a cell after it does not explain."""
    return [one.number.text for one in unexplained([markdown("seen", said), cell])]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("61,706 of 60000", [61706, 60000]),
        ("60_000", [60000]),
        ("98.18% 和 12 per cent", [Fraction(9818, 10000), Fraction(12, 100)]),
        ("6 万，1.5 亿", [60_000, 150_000_000]),
        (r"$10^{-6}$, 1e-6 and $2 \cdot 10^{3}$", [Fraction(1, 10**6)] * 2 + [2000]),
        (r"$\frac{1}{10}$ and 2/3", [Fraction(1, 10), Fraction(2, 3)]),
        ("28×28, 16x25", [28, 28, 16, 25]),
        ("$-0.5$ and −0.25", [Fraction(1, 2), Fraction(1, 4)]),
        ("第 12 步，共 938 步。", [12, 938]),
        ("C1, LeNet-5, float64, conv2, $W_{12}$, $x_1$", []),
        ("It ends with 12.", [12]),
    ],
)
def test_finds_numbers(text: str, values: list[Fraction]) -> None:
    assert [number.value for number in numbers(text)] == values


def test_prose_is_words_only() -> None:
    text = prose(
        "**11** [12](13.ipynb#s14) `15` ``16 ` 17`` <a href='18'>19</a>\n"
        "```python\n20\n```\n![21](22.svg)\n"
    )
    assert [number.text for number in numbers(text)] == ["11", "12", "19", "21"]


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("98.2%", "0.9818"),
        ("98.2%", "98.18"),
        ("98%", "accuracy 98.18%"),
        ("61,706", "61706"),
        ("6 万", "60000"),
        ("$10^{-6}$", "1e-06"),
        ("12/13", "0.9231"),
        ("12 of 13", "12/13"),
        ("2.30", "tensor(2.3026)"),
        ("32×32", "torch.Size([1, 32, 32])"),
        ("7 of 10, and 1/10", "nothing"),
    ],
)
def test_a_number_is_told(said: str, printed: str) -> None:
    assert left(said, code("cell", printed=printed)) == []


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("98.3%", "0.9818"),
        ("0.9818", "0.98"),
        ("61,707", "61706"),
        ("7 万", "60000"),
        ("$10^{-6}$", "0 1 10 6"),
        ("12/13", "0.9 12 13"),
        ("11", "1 1"),
        ("0.5", "5"),
        ("5%", "5.6"),
        ("15", "3 * 5"),
    ],
)
def test_a_number_is_not_told(said: str, printed: str) -> None:
    assert left(said, code("cell", printed=printed)) == [said.strip("$").replace("{-6}", "-6")]


def test_code_tells_but_not_how_a_figure_looks() -> None:
    drawn = code(
        "cell", "plt.subplots(figsize=(11, 12)); ax.plot(x[:13], color='#140000', linewidth=1.5)"
    )
    assert left("11, 12, 13, 14, 1.5", drawn) == ["11", "12", "14", "1.5"]


def test_a_drawing_tells_by_its_words() -> None:
    svg = '<path d="M 11 12"/><text x="13">14</text><text><tspan y="15">16</tspan></text>'
    drawn = code("cell", **{"image_svg+xml": svg, "text_plain": "<Figure size 640x480>"})
    assert left("11 12 13 14 15 16 640", drawn) == ["11", "12", "13", "15", "640"]


def test_in_view_is_the_section_and_the_cells_beside_it() -> None:
    cells = [
        markdown("objectives", "# Title"),
        code("a"),
        code("b"),
        markdown("section", "## Section"),
        code("c"),
        markdown("seen", "Seen."),
        markdown("next", "## Next"),
        code("d"),
        code("e"),
        markdown("remember", "## What to remember"),
    ]
    assert [cell["id"] for cell in in_view(cells, 3)] == ["b", "section", "c", "seen"]
    assert [cell["id"] for cell in in_view(cells, 5)] == ["section", "c", "seen", "next", "d"]
    assert in_view(cells, 0) == in_view(cells, 9) == cells


def test_a_question_explains_itself_but_its_feedback_is_not_prose() -> None:
    folded = "\n\n<details>\n<summary>Answer</summary>\n\n- `12`: **No.** 13 is.\n\n</details>"
    asked = markdown("ask-it", f"With 13 and `14`, not 15, what of 14?{folded}")
    assert "No." not in prose_of(asked)
    assert [one.number.text for one in unexplained([asked])] == ["15"]


def test_an_exercise_is_explained_by_its_check() -> None:
    tried = markdown("try-ravine", "Within 0.01 after 30 steps, or 31.")
    cell = code("do-ravine", 'check("05-ravine", rule)')
    assert [one.number.text for one in unexplained([tried, cell])] == ["31"]


def test_a_caption_is_prose() -> None:
    drawn = code("cell", "show(x[:20])")
    drawn["metadata"] = {"mystnb": {"figure": {"caption": "The first 20, not 21."}}}
    assert [one.number.text for one in unexplained([drawn])] == ["21"]
