"""Chinese search: what is indexed, and that a page's script asks for the same terms."""

import json
import subprocess

import pytest

from book.extension.search import SearchChinese, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C1 特征图", ["C1", "特", "征", "图", "特征", "征图"]),
        ("用PyTorch训练", ["用", "PyTorch", "训", "练", "训练"]),
        ("conv2d_layer，3×3", ["conv2d_layer", "3", "3"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_terms(text: str, expected: list[str]) -> None:
    assert list(terms(text)) == expected


@pytest.mark.parametrize(
    "query", ["特征图", "图", "反向传播", "用PyTorch训练", "conv2d", "learning rate 学习率", "，"]
)
def test_a_query_asks_only_for_terms_of_its_text(query: str) -> None:
    script = SearchChinese.js_splitter_code + f"console.log(JSON.stringify(splitQuery({query!r})))"
    said = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    asked = json.loads(said.stdout)
    assert set(asked) <= set(terms(query))
    assert bool(asked) == bool(list(terms(query)))
