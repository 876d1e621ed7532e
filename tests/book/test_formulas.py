"""What stays on one line with a formula."""

from typing import cast

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from book.extension.formulas import FormulaTransform


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("That of a guess (:math:`x`).", ["(x)."]),
        ("猜的损失（:math:`x`）", ["（x）"]),
        ("猜的损失（:math:`x` 的）", ["（x"]),
        ("步幅 :math:`s`，边长 :math:`n`、:math:`m`。", ["s，", "n、", "m。"]),
        ("A loss of :math:`x` (see :math:`y`)", ["y)"]),
        ("A :math:`x` and *that*", []),
        (":math:`x`", []),
    ],
)
def test_what_opens_and_closes_stays_with_its_formula(text: str, kept: list[str]) -> None:
    page = publish_doctree(text)
    said = page.astext()
    FormulaTransform(page).apply()
    assert page.astext() == said
    together = [part for part in page.findall(nodes.inline) if "together" in part["classes"]]
    assert [cast(nodes.Node, part).astext() for part in together] == kept
