"""Sections say about how high they will be: a longer one says more, and what is folded nothing."""

import pytest
from docutils import nodes

from book.extension.heights import PHONE, WIDE, Window, height


def section(*parts: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", "Title"), *parts)


def code(lines: int) -> nodes.literal_block:
    text = "\n".join(["x = 1"] * lines)
    return nodes.literal_block(text, text)


def raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


windows = pytest.mark.parametrize("window", [WIDE, PHONE])


@windows
def test_what_is_seen_counts(window: Window) -> None:
    plain = height(section(), window)
    for more in (
        nodes.paragraph("", "A sentence."),
        code(3),
        nodes.math_block("", "y = Wx"),
        raw('<div class="live"><p class="live-sentence" style="min-height: 745px"></p></div>'),
        raw('<svg xmlns="" viewBox="0 0 400 300" class="drawing"></svg>'),
    ):
        assert height(section(more), window) > plain + 20
    assert height(section(code(20)), window) > height(section(code(3)), window) + 200
    instrument = raw('<div class="live"><p style="min-height: 745px"></p></div>')
    assert height(section(instrument), window) - plain == pytest.approx(745 * 1.08, abs=1)


@windows
def test_a_chinese_character_is_as_wide_as_two_letters(window: Window) -> None:
    latin = height(section(nodes.paragraph("", "a" * 400)), window)
    assert height(section(nodes.paragraph("", "字" * 200)), window) == latin
    assert height(section(nodes.paragraph("", "字" * 400)), window) > latin


@windows
def test_a_drawing_in_a_sentence_is_as_high_as_it_is(window: Window) -> None:
    drawing = '<svg xmlns="" viewBox="0 0 400 300" class="drawing">' + "<path/>" * 999 + "</svg>"
    alone = height(section(raw(drawing)), window)
    within = height(section(nodes.paragraph("", "", raw(drawing))), window)
    assert alone < within < alone + 80


@windows
def test_what_is_folded_is_one_line(window: Window) -> None:
    folded = [raw("<details><summary>Answer</summary>"), code(40), raw("</details>")]
    assert height(section(*folded), window) < height(section(code(2)), window)
    assert height(section(*folded, code(2)), window) > height(section(code(2)), window)


def test_a_phone_is_narrower() -> None:
    text = nodes.paragraph("", "word " * 100)
    assert height(section(text), PHONE) > height(section(text), WIDE)


def test_a_drawing_that_scrolls_on_a_phone_is_as_high_as_its_type_makes_it() -> None:
    drawing = '<svg viewBox="0 0 480 300" style="width: 480pt{}"></svg>'
    fits, scrolls = (
        height(section(raw(drawing.format(least))), PHONE) for least in ("", "; --narrowest: 534px")
    )
    assert scrolls - fits == pytest.approx(1.08 * (534 - PHONE.column) * 300 / 480, abs=2)
